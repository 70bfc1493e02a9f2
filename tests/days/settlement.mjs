#!/usr/bin/env node
// settlement.mjs: bad days of the settlement handler: away, slow, killed between hold and answer, killed in a crowd (B2, B4, C6).
import { Phone, Shopper, becomes, books_close, books_open, card_of, cheap, clock, equal, finish, holds, number, ok, pause,
  reaches, service, signal, sql, state, states, text_of, tries_forget, twice } from './day.mjs';
// runs on TEST_STACK, TEST_ADDRESS

clock(0);
tries_forget();
const books = books_open();
const clara = card_of('HB-10006'), phone = new Phone(clara.phone), shopper = new Shopper(clara);
const products = cheap('adult', 4, 40);
await shopper.empty();
const back = () => becomes(async () => (await (await fetch(process.env.TEST_ADDRESS + '/settlement/v1/health')).json()).state === 'ready');
const intent = order => sql(`SELECT state, answer, attempts FROM holdfast.settlement_requests WHERE order_id = ${order} AND kind = 'hold'`)[0];

// ---- away at the yes ----
const [away] = await shopper.order([products[0]]);
let code = await phone.code(away);
service('stop', 'settlement');
await phone.reply(`Y ${code}`);
equal(phone.person.status, 200, 'the handler is away: the yes is taken');
equal(state(away), 'confirmed', 'the order waits');
equal(holds(away), [0, 0], 'nothing is held');
await shopper.page(`/order/${away}`);
equal(shopper.person.status, 200, 'the order has its page');
ok(/aria-current|stage/.test(shopper.person.html) && !/role="alert"/.test(shopper.person.html), 'which is no error');
ok(/is being (held|reserved)|waits|being asked/i.test(text_of(shopper.person.html)), 'and says that the money is on its way to be held', text_of(shopper.person.html).replace(/\s+/g, ' ').slice(0, 1500));
await phone.reply(`Y ${code}`);
equal(number(`SELECT COUNT(*) FROM holdfast.settlement_requests WHERE order_id = ${away}`), 1, 'a second yes adds nothing');
await shopper.page('/cart');
ok(shopper.person.status === 200, 'the cart opens meanwhile');
service('start', 'settlement');
ok(await reaches(away, 'held'), 'it is back: the order is held by itself');
equal(holds(away), [1, 1], 'by one hold');
equal(twice(away), [], 'and each step was taken once');
ok(Number(intent(away)[2]) >= 1, `the intent was tried again (${intent(away)[2]})`);

// ---- slow: it hangs for seven seconds while a yes is answered ----
const [slow] = await shopper.order([products[1]]);
code = await phone.code(slow);
const send = await phone.ready(`Y ${code}`);
ok(signal('settlement', 'SIGSTOP') >= 1, 'the handler hangs');
setTimeout(() => signal('settlement', 'SIGCONT'), 7000);
const began = Date.now(), answer = await send();
const took = Date.now() - began;
ok(answer.status === 303, `the yes is answered without an error, after ${took} ms`, answer.status);
ok(took < 7000, 'before the handler is there again', took);
equal(state(slow), 'confirmed', 'the order waits');
ok(await reaches(slow, 'held'), 'then it is held');
equal(holds(slow), [1, 1], 'once, though it was asked twice');
equal(twice(slow), [], 'and recorded once');

// ---- slow at the cart ----
await shopper.cart([products[0]]);
signal('settlement', 'SIGSTOP');
setTimeout(() => signal('settlement', 'SIGCONT'), 8000);
const pressed = Date.now();
await shopper.person.once('/checkout', new URLSearchParams(shopper.person.form('/checkout').fields).toString());
ok(shopper.person.status === 503 && /does not answer at the moment/.test(shopper.person.html), `the cart's button: a sentence after ${Date.now() - pressed} ms`, shopper.person.status);
ok(Date.now() - pressed < 7000, 'who presses waits once, not once more for the page');
ok(shopper.person.form('/checkout'), 'with the same button below it');
equal(number(`SELECT COUNT(*) FROM holdfast.cart_lines WHERE product_id = ${products[0]}`) > 0, true, 'and the cart is kept');
await back();
await pause(500);
await shopper.page('/cart');
const [later] = await shopper.press();
equal(state(later), 'checking', 'the next press orders');

// ---- killed between hold and answer: who waits for the answer dies, and the handler lives on ----
code = await phone.code(later);
const vote = await phone.ready(`Y ${code}`);
signal('settlement', 'SIGSTOP');
const lost = vote().then(a => a.status, () => 'lost');
ok(await becomes(() => state(later) === 'confirmed', 10), 'the yes is kept before the money is asked for');
await pause(300); // the request is on its way to who hangs
ok(signal('phone', 'SIGKILL') >= 1, 'the program that waits for the answer is killed');
signal('settlement', 'SIGCONT');
ok([502, 'lost'].includes(await lost), 'the phone gets no answer', await lost);
ok(await reaches(later, 'held'), 'the courier finds out what came of it');
equal(holds(later), [1, 1], 'the ledger carried it out once');
equal(twice(later), [], 'the order took each step once');
equal(number(`SELECT COUNT(*) FROM holdfast.messages WHERE order_id = ${later} AND kind = 'order_held'`), 1, 'and the customer was told once');
await phone.reply(`Y ${code}`);
equal(phone.person.status, 200, 'the phone works again');
equal(holds(later), [1, 1], 'a yes once more moves nothing');

// ---- killed itself, in the middle of twenty yeses at once ----
const crowd = ['HB-10004', 'HB-10005', 'HB-10006', 'HB-10007'].map(a => ({ shopper: new Shopper(card_of(a)), phone: new Phone(card_of(a).phone), orders: [] }));
await Promise.all(crowd.map(async one => {
  await one.shopper.empty();
  for (const id of [products[0], products[1], products[2], products[3], products[0]]) one.orders.push(...await one.shopper.order([id]));
}));
const yeses = [];
for (const one of crowd)
  for (const order of one.orders) {
    const own = new Phone(one.phone.digits);
    yeses.push(await own.ready(`Y ${await one.phone.code(order)}`));
  }
const all = crowd.flatMap(one => one.orders);
const sent = Promise.all(yeses.map(yes => yes().then(a => a.status, e => String(e))));
await becomes(() => number(`SELECT COUNT(*) FROM holdfast.orders WHERE id IN (${all.join()}) AND state <> 'checking'`) > 2, 5);
for (let i = 0; i < 3; i++) {
  signal('settlement', 'SIGKILL');
  await pause(250);
}
const got = await sent;
ok(got.every(s => s === 303), `killed among ${all.length} yeses: each was taken`, got);
ok(await reaches(all, 'held', 90), 'in the end all are held', states(all));
equal(holds(all), [all.length, all.length], 'each by one hold');
equal(twice(all), [], 'and each step was taken once');

await back();
await books_close(books);
finish();
