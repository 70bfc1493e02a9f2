#!/usr/bin/env node
// restarts.mjs: database, nginx, programs and couriers end and begin while people look and order (B1, B4, G6).
import http from 'node:http';
import { spawn } from 'node:child_process';
import { Phone, Shopper, address, answers, becomes, books_close, books_open, card_of, cheap, clock, equal, finish, folder, holds, master_of,
  number, ok, pause, pids, reaches, service, signal, sql, state, states, tries_forget, twice } from './day.mjs';
// runs on TEST_STACK, TEST_ADDRESS

clock(0);
tries_forget();
const books = books_open();
const products = cheap('adult', 4, 40);
const accounts = ['HB-10004', 'HB-10005', 'HB-10006', 'HB-10007'];
const people = accounts.map(a => ({ shopper: new Shopper(card_of(a)), phone: new Phone(card_of(a).phone) }));
for (const p of people) await p.shopper.empty();

// ---- looking, many at once, until told to stop; what did not come ----
// each on a connection of its own: an idle one may be closed at any time, and a browser then asks again by itself
const look = (path, cookie) => new Promise(done => {
  const q = http.get(address + path, { agent: false, headers: { cookie }, timeout: 20000 }, r => {
    r.on('error', e => done(e.code));
    r.on('end', () => done(r.statusCode));
    r.resume();
  });
  q.on('timeout', () => q.destroy(new Error('no answer in time')));
  q.on('error', e => done(e.code || e.message));
});
async function looking(n, of) {
  const seen = { pages: 0, failed: [], stop: false };
  const cookie = [...of.cookies].map(c => c.join('=')).join('; ');
  seen.all = Promise.all(Array.from({ length: n }, async (_, i) => {
    for (let turn = i; !seen.stop; turn++) {
      const came = await look(['/catalogue', '/product/' + products[turn % 4], '/orders', '/static/style.css'][turn % 4], cookie);
      if (came === 200) seen.pages++;
      else seen.failed.push(came);
    }
  }));
  return seen;
}
async function while_looking(what, n = 6) {
  const seen = await looking(n, people[0].shopper.person);
  await pause(300);
  await what();
  await pause(300);
  seen.stop = true;
  await seen.all;
  return seen;
}
await people[0].shopper.page('/catalogue');

// ---- the storefront is rolled under load ----
const old = pids('storefront').sort().join();
let seen = await while_looking(async () => {
  for (let i = 0; i < 2; i++) {
    const before = pids('storefront');
    process.kill(master_of('storefront'), 'SIGHUP');
    await becomes(() => pids('storefront').length >= 2 && !pids('storefront').some(p => before.includes(p)), 20);
  }
});
ok(pids('storefront').sort().join() !== old, 'the storefront was rolled twice, other processes answer');
ok(seen.failed.length === 0 && seen.pages > 20, `and no page of ${seen.pages} failed`, seen.failed);

// ---- nginx reads its configuration again under load; then it is restarted ----
seen = await while_looking(async () => {
  const nginx = master_of('nginx');
  const before = pids('nginx');
  process.kill(nginx, 'SIGHUP');
  await becomes(() => pids('nginx').some(p => !before.includes(p)), 10);
  await pause(300);
});
ok(seen.failed.length === 0 && seen.pages > 20, `nginx reloaded: no page of ${seen.pages} failed`, seen.failed);
service('restart', 'nginx');
ok(await answers('/static/style.css'), 'nginx restarted: files come');
await people[0].shopper.page('/catalogue');
equal(people[0].shopper.person.status, 200, 'and pages, with the session of before');
const [after_nginx] = await people[0].shopper.order([products[0]]);
await people[0].phone.reply(`Y ${await people[0].phone.code(after_nginx)}`);
ok(await reaches(after_nginx, 'held'), 'and an order is held');

// ---- one process of the storefront is killed under load: at most its own requests are lost ----
seen = await while_looking(async () => {
  process.kill(pids('storefront')[0], 'SIGKILL');
  await becomes(() => pids('storefront').length >= 2, 10);
});
ok(seen.failed.length <= 6 && seen.pages > 10, `a storefront process killed: ${seen.failed.length} of ${seen.pages} pages have to be asked for again`, seen.failed);

// ---- the database is restarted while four people order ----
const begun = number('SELECT COALESCE(MAX(id), 0) FROM holdfast.orders');
let stop = false, made = 0, again = 0;
const refused = [];
const ordering = Promise.all(people.map(async (p, i) => {
  p.shopper.person.patience = 100;
  for (let turn = 0; !stop; turn++) {
    try {
      const orders = await p.shopper.order([products[(i + turn) % 4]]);
      made += orders.length;
      for (const order of orders) await p.phone.reply(`Y ${await p.phone.code(order)}`);
    } catch (e) {
      refused.push(e.message);
    }
  }
  again += p.shopper.person.again;
}));
await pause(1000);
for (const how of ['restart', 'kill']) {
  if (how === 'kill') signal('mariadbd', 'SIGKILL');
  else service('restart', 'database');
  ok(await answers('/'), `the database, ${how}: pages come again`);
  await pause(1000);
}
stop = true;
await ordering;
ok(made >= 4, `${made} orders were made meanwhile (${again} pages asked for again)`);
ok(refused.length === 0, 'nobody had to give up', refused);
const orders = sql(`SELECT id FROM holdfast.orders WHERE id > ${begun}`).map(r => Number(r[0]));
ok(await reaches(orders, 'held', 60), 'each of them is held', states(orders));
equal(holds(orders), [orders.length, orders.length], 'once');
equal(twice(orders), [], 'no step was taken twice');
equal(sql(`SELECT o.id FROM holdfast.orders o LEFT JOIN holdfast.order_lines l ON l.order_id = o.id LEFT JOIN holdfast.checks c ON c.order_id = o.id
  LEFT JOIN holdfast.messages m ON m.order_id = o.id AND m.kind = 'order_check' WHERE o.id > ${begun} GROUP BY o.id
  HAVING COUNT(DISTINCT l.id) = 0 OR COUNT(DISTINCT c.id) <> 1 OR COUNT(DISTINCT m.id) <> 1`), [], 'no order is half there: lines, one check, one message');

// ---- the database is away: a sentence, and a retry ----
await people[1].shopper.cart([products[1]]);
service('stop', 'database');
const patient = people[1].shopper.person;
await patient.once('/catalogue');
ok(patient.status === 503 && /<h1|<p/.test(patient.html) && patient.html.length > 200, 'the database is away: a page says so', patient.status);
ok(/Retry-After|again/i.test(patient.html), 'and to try again');
service('start', 'database');
ok(await becomes(async () => (await patient.once('/cart')).status === 200), 'it is back: so are the pages, and who was in is in');
ok(patient.form('/checkout'), 'and the cart is as it was');
await people[1].shopper.empty();

// ---- the courier is killed while messages are queued; then there are two ----
service('stop', 'courier');
const queued = [];
for (const p of people) {
  await p.shopper.empty();
  for (let i = 0; i < 3; i++) queued.push(...await p.shopper.order([products[i]]));
}
equal(number(`SELECT COUNT(*) FROM holdfast.messages WHERE state = 'queued' AND order_id IN (${queued.join()})`), queued.length, `${queued.length} messages wait while no courier is there`);
service('start', 'courier');
for (let i = 0; i < 4; i++) {
  await becomes(() => pids('courier').length, 5);
  await pause(60);
  signal('courier', 'SIGKILL');
}
const more = [1, 2].map(() => spawn(`${process.env.BUILD}/bin/courier`, { stdio: 'ignore', env: { ...process.env, VAR: folder, HOLDFAST_CONF: `${folder}/holdfast.conf` } }));
ok(await becomes(() => number(`SELECT COUNT(*) FROM holdfast.messages WHERE state = 'queued'`) === 0), 'the courier killed four times, then three at once: every message goes out');
const votes = [];
for (const [i, p] of people.entries())
  for (const order of queued.slice(3 * i, 3 * i + 3)) {
    const own = new Phone(p.phone.digits);
    votes.push(await own.ready(`Y ${await p.phone.code(order)}`));
  }
service('stop', 'settlement'); // so that all the intents are the couriers'
equal((await Promise.all(votes.map(v => v()))).map(a => a.status).filter(s => s !== 303), [], 'every yes is taken');
service('start', 'settlement');
ok(await reaches(queued, 'held'), 'three couriers send the same intents: all are held', states(queued));
equal(holds(queued), [queued.length, queued.length], 'once');
equal(twice(queued), [], 'no step was taken twice');
equal(sql(`SELECT order_id, kind, COUNT(*) FROM holdfast.messages WHERE order_id IN (${queued.join()}) AND audience = 'customer' GROUP BY order_id, kind HAVING COUNT(*) > 1`), [], 'no message exists twice');
await becomes(() => number(`SELECT COUNT(*) FROM holdfast.messages WHERE state = 'queued'`) === 0);
for (const [i, p] of people.entries()) {
  const shown = [...(await p.phone.messages()).keys()];
  const sent = sql(`SELECT id FROM holdfast.messages WHERE order_id IN (${queued.slice(3 * i, 3 * i + 3).join()}) AND audience = 'customer'`).map(r => r[0]);
  ok(sent.every(id => shown.filter(s => s === id).length === 1), `the phone ${p.phone.digits} shows each of its ${sent.length} messages once`);
}
for (const c of more) {
  const ended = new Promise(done => c.on('exit', done));
  c.kill('SIGTERM');
  equal(await ended, 0, 'a courier asked to end, ends');
}
ok(await becomes(() => pids('courier').length === 1), 'one is left');

await books_close(books);
finish();
