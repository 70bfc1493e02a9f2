#!/usr/bin/env node
// remote.mjs: bad days of an institution that keeps its books itself: killed, slow, answering twice, lying, with another key, with its clock an hour off (C3, C6, C7, K4).
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Phone, Shopper, address, answers, becomes, books_close, books_open, card_of, cheap, clock, equal, finish, folder, master_of, number, ok,
  reaches, service, sql, state, text_of, tries_forget, twice } from './day.mjs';
import { between } from '../help/between.mjs';
// runs on TEST_STACK, TEST_ADDRESS

clock(0);
tries_forget();
const books = books_open();
const card = card_of('GD-10001'), phone = new Phone(card.phone), shopper = new Shopper(card);
const key = Buffer.from(readFileSync(`${folder}/secrets/garam_party_key`, 'utf8').trim(), 'hex');
const way = await between(`${address}/garam`, key);

// the shop asks Garam through us
const configured = to => readFileSync(`${folder}/holdfast.conf`, 'utf8').replace(/^settlement_gd_address = .*$/m, `settlement_gd_address = ${to}`);
const usual = configured(`${address}/garam`);
process.on('exit', () => writeFileSync(`${folder}/holdfast.conf`, usual));
const asks = ['storefront', 'phone', 'courier', 'wallet'].filter(name => existsSync(`${folder}/service/${name}`));
async function through(text) {
  writeFileSync(`${folder}/holdfast.conf`, text);
  for (const name of asks) service('restart', name);
  await answers('/');
  await answers('/phone/');
}
await through(configured(`http://127.0.0.1:${way.port}`));

const [product] = cheap('adult', 1, 40);
await shopper.empty();
// how many holds of an order stand in Garam's books, and in ours
const holds = order => ['garam', 'settlement'].map(books_of => number(`SELECT COUNT(*) FROM ${books_of}.holds WHERE order_reference = 'order-${order}'`));
const intents = order => sql(`SELECT kind, part, state, answer FROM holdfast.settlement_requests WHERE order_id = ${order} ORDER BY id`);
const ordered = [];
const in_escrow = () => number("SELECT COALESCE(SUM(e.amount_minor), 0) FROM garam.entries e JOIN garam.accounts a ON a.id = e.account_id WHERE a.number = 'GD-1'");
const before = in_escrow();
async function placed() {
  const [order] = await shopper.order([product]);
  ordered.push(order);
  return { order, code: await phone.code(order) };
}

// ---- a good day ----
const good = await placed();
await phone.reply(`Y ${good.code}`);
ok(await reaches(good.order, 'held'), 'a code of Garam pays: the order is held', [state(good.order), intents(good.order)]);
equal(holds(good.order), [1, 1], 'once in its books, once in ours');
equal(sql(`SELECT a.number, h.amount_minor - o.total_minor FROM garam.holds h JOIN garam.accounts a ON a.id = h.account_id JOIN holdfast.orders o ON o.id = ${good.order} WHERE h.order_reference = 'order-${good.order}'`),
  [['GD-10001', '0']], 'there from the customer, in the order\'s amount');
equal(sql(`SELECT a.number, h.amount_minor - o.total_minor FROM settlement.holds h JOIN settlement.accounts a ON a.id = h.account_id JOIN holdfast.orders o ON o.id = ${good.order} WHERE h.order_reference = 'order-${good.order}'`),
  [['HB-80001', '0']], 'here from Garam, in the same');

// ---- what may happen on the way: nothing is held twice, nothing is believed that is not true ----
const STORIES = {
  lost: 'its answer is lost', twice: 'the request arrives twice, and the second answer is given', altered: 'the answer was changed on the way',
  stale: 'an old answer comes', other_key: 'it holds another key than we do', hour_off: 'its clock is an hour off', before: 'it dies before it does anything',
};
for (const [mode, story] of Object.entries(STORIES)) {
  const { order, code } = await placed();
  way.mode = mode;
  await phone.reply(`Y ${code}`);
  equal(phone.person.status, 200, `${story}: the yes is taken`);
  ok(await becomes(() => way.count[mode] >= 1), 'Garam was asked');
  equal(state(order), 'confirmed', 'the order waits and is not held');
  way.mode = 'pass';
  ok(await reaches(order, 'held'), 'when all is well again it is held', [state(order), intents(order)]);
  equal(holds(order), [1, 1], 'once in each of the books');
  equal(twice(order), [], 'and each step was taken once');
}

// ---- slow: the customer does not wait for it ----
const slow = await placed();
const send = await phone.ready(`Y ${slow.code}`);
way.mode = 'slow';
const began = Date.now(), answer = await send();
ok(answer.status === 303 && Date.now() - began < 7000, `it is slow: the yes is answered after ${Date.now() - began} ms`, answer.status);
way.mode = 'pass';
ok(await reaches(slow.order, 'held'), 'and the order is held later');
equal(holds(slow.order), [1, 1], 'once');

// ---- asked what there is, and silent ----
await shopper.cart([product]);
way.mode = 'before';
await shopper.page('/cart');
ok(shopper.person.status === 200 && /is not known at the moment/i.test(text_of(shopper.person.html)), 'it does not answer: the cart says so', text_of(shopper.person.html).replace(/\s+/g, ' ').slice(0, 900));
const other = new Shopper(card_of('HB-10006'));
await other.empty();
await other.cart([product]);
ok(other.person.form('/checkout'), 'who pays elsewhere is not troubled by it');
await other.empty();
way.mode = 'pass';

// ---- killed, again and again, among the requests ----
const killed = await placed();
const kill = () => {
  for (const line of execFileSync('ps', ['-o', 'pid=', '--ppid', String(master_of('garam'))], { encoding: 'utf8' }).split('\n'))
    if (line.trim()) process.kill(Number(line), 'SIGKILL');
};
service('stop', 'garam');
await phone.reply(`Y ${killed.code}`);
equal(state(killed.order), 'confirmed', 'its server is killed: the order waits');
service('start', 'garam');
ok(await reaches(killed.order, 'held'), 'it is back: the order is held');
equal(holds(killed.order), [1, 1], 'once');
const crowd = [];
await shopper.empty();
for (let i = 0; i < 4; i++) {
  const one = await placed();
  crowd.push({ ...one, yes: await new Phone(card.phone).ready(`Y ${one.code}`) });
}
const yeses = crowd.map(one => one.yes());
for (let i = 0; i < 3; i++) {
  kill();
  await becomes(async () => (await fetch(`${address}/garam/settlement/v1/health`)).ok, 10);
}
await Promise.allSettled(yeses);
const orders = crowd.map(one => one.order);
ok(await reaches(orders, 'held', 60), 'killed three times among four yeses: all are held in the end');
ok(orders.every(o => holds(o).join() === '1,1'), 'each once in each of the books', orders.map(holds));

// ---- and all of it goes back ----
await through(usual);
way.close();
for (const order of ordered) {
  await shopper.page(`/order/${order}`);
  await shopper.person.send('/order/cancel');
}
ok(await becomes(() => number(`SELECT COUNT(*) FROM holdfast.settlement_requests WHERE order_id IN (${ordered.join()}) AND kind = 'void' AND state = 'done'`) === 2 * ordered.length, 60),
  'cancelled, every part of every order goes back', intents(ordered[0]));
equal(in_escrow(), before, 'nothing of it is left in Garam\'s escrow');
equal(number('SELECT COALESCE(SUM(amount_minor), 0) FROM garam.entries'), 0, 'and its books add up to zero');
equal(number(`SELECT (SELECT COALESCE(SUM(e.amount_minor), 0) FROM garam.entries e JOIN garam.accounts a ON a.id = e.account_id WHERE a.number = 'GD-70001')
  + (SELECT COALESCE(SUM(e.amount_minor), 0) FROM settlement.entries e JOIN settlement.accounts a ON a.id = e.account_id WHERE a.number = 'HB-80001')`), 0,
'what Garam took from its customers is what it paid here');
await books_close(books);
finish();
