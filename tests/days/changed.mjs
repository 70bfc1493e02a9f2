#!/usr/bin/env node
// changed.mjs: what changes, or is pressed twice, between the question and the answer: amount, payee, phone, shelf, cancelling (B5, B6, D2).
import { Phone, Shopper, Window, becomes, books_close, books_open, card_of, cheap, clock, equal, finish, holds, members, number, ok, pause, reaches,
  signal, sql, state, supplier_login, supply_of, text_of, tries_forget, twice } from './day.mjs';
// runs on TEST_STACK, TEST_ADDRESS

clock(0);
tries_forget();
const books = books_open();
const clara = card_of('HB-10006'), shopper = new Shopper(clara), phone = new Phone(clara.phone);
const [product, other] = cheap('adult', 2);
const stock = () => number(`SELECT stock FROM holdfast.products WHERE id = ${product}`);
await shopper.empty();
const words = async () => [...(await phone.messages()).values()].join('\n');

// the two have each other's phones
const swap = () => `UPDATE holdfast.cards a JOIN holdfast.cards b ON b.account_number = 'HB-10007' JOIN holdfast.cards c ON c.account_number = 'HB-10006'
  SET a.phone_hash = IF(a.id = b.id, c.phone_hash, b.phone_hash), a.phone_sealed = IF(a.id = b.id, c.phone_sealed, b.phone_sealed) WHERE a.id IN (b.id, c.id)`;

// ---- what the phone was asked about is not what stands there any more ----
for (const [what, change, back] of [
  ['amount', o => `UPDATE holdfast.orders SET total_minor = total_minor + 1 WHERE id = ${o}`, o => `UPDATE holdfast.orders SET total_minor = total_minor - 1 WHERE id = ${o}`],
  ['payee', o => `UPDATE holdfast.orders SET supplier_account = 'HB-30009' WHERE id = ${o}`, () => 'SELECT 1'],
  ['phone', swap, swap],
]) {
  const had = stock();
  const [order] = await shopper.order([product]);
  const code = await phone.code(order);
  sql(change(order));
  try {
    await phone.reply(`Y ${code}`);
    equal(phone.person.status, 200, `another ${what}: the yes is no error`);
    equal(state(order), 'declined', `another ${what}: nothing is ordered by it`);
    equal([number(`SELECT COUNT(*) FROM holdfast.settlement_requests WHERE order_id = ${order}`), ...holds(order)], [0, 0, 0], `another ${what}: nothing is held, nor asked for`);
    equal(stock(), had, `another ${what}: the goods are on the shelf again`);
    ok(await shopper.shows(order, 'had changed after your phone was asked'), `another ${what}: the customer's page says why`);
    if (what !== 'phone')
      ok(await becomes(async () => (await words()).includes('had changed after you were asked')), `another ${what}: so does the phone`);
    await phone.reply(`Y ${code}`);
    equal([state(order), ...holds(order)], ['declined', 0, 0], `another ${what}: a second yes revives nothing`);
  } finally {
    sql(back(order));
  }
}

// ---- what changes for others does not change what was asked ----
const price = number(`SELECT price_minor FROM holdfast.offers WHERE catalogue = 'adult' AND product_id = ${product}`);
const [asked] = await shopper.order([product]);
sql(`UPDATE holdfast.offers SET price_minor = price_minor * 2 WHERE product_id = ${product}; UPDATE holdfast.products SET state = 'withdrawn', name_en = CONCAT(name_en, '!') WHERE id = ${product};
  UPDATE holdfast.catalogue_stamps SET version = version + 1`);
await phone.reply(`Y ${await phone.code(asked)}`);
ok(await reaches(asked, 'held'), 'a price that rose and a product withdrawn after the question: the order is what it was');
equal(number(`SELECT h.amount_minor FROM settlement.holds h WHERE h.order_reference = 'order-${asked}'`), price, 'at its price');
await shopper.page(`/order/${asked}`);
ok(!text_of(shopper.person.html).includes(`${sql(`SELECT name_en FROM holdfast.products WHERE id = ${product}`)[0][0]}`), 'and under its name');
ok(await becomes(async () => !(await shopper.page(`/product/${product}`)).form('/cart/add'), 5), 'the withdrawn product can not be put into a cart');
sql(`UPDATE holdfast.offers SET price_minor = price_minor DIV 2 WHERE product_id = ${product}; UPDATE holdfast.products SET state = 'offered', name_en = TRIM(TRAILING '!' FROM name_en) WHERE id = ${product};
  UPDATE holdfast.catalogue_stamps SET version = version + 1`);
ok(await becomes(async () => (await shopper.page(`/product/${product}`)).form('/cart/add'), 5), 'back on the shelf, it can');

// ---- the last piece, for two ----
const left = number(`SELECT stock FROM holdfast.products WHERE id = ${other}`);
const second = new Shopper(card_of('HB-10004'));
await second.empty();
await shopper.cart([other]);
await second.cart([other]);
sql(`UPDATE holdfast.products SET stock = 1 WHERE id = ${other}`);
const presses = await Promise.allSettled([shopper.press(), second.press()]);
equal(presses.map(p => p.status).sort(), ['fulfilled', 'rejected'], 'the last piece is ordered by one of two');
const loser = [shopper, second][presses.findIndex(p => p.status === 'rejected')];
ok(loser.person.status === 409 && /Not that many left/.test(text_of(loser.person.html)) || loser.person.status === 422, 'the other reads that there is not as much left', `${loser.person.status}`);
equal(number(`SELECT stock FROM holdfast.products WHERE id = ${other}`), 0, 'and the shelf is empty, no less');
sql(`UPDATE holdfast.products SET stock = ${left - 1} WHERE id = ${other}`);
await loser.empty();

// ---- yes and no, yes and cancelling, at the same moment ----
for (let i = 0; i < 3; i++) {
  const [order] = await shopper.order([product]);
  const code = await phone.code(order);
  const [yes, no] = [await new Phone(clara.phone).ready(`Y ${code}`), await new Phone(clara.phone).ready(`N ${code}`)];
  equal((await Promise.all(i % 2 ? [no(), yes()] : [yes(), no()])).map(a => a.status), [303, 303], `yes and no at once (${i + 1}): both are answered`);
  await becomes(() => ['held', 'declined'].includes(state(order)));
  equal(holds(order), state(order) === 'held' ? [1, 1] : [0, 0], `one of them counts: ${state(order)}`);
  const events = sql(`SELECT step FROM holdfast.order_events WHERE order_id = ${order} AND step IN ('confirmed', 'said_no')`);
  equal(events.length, 1, 'once');
}
for (let i = 0; i < 3; i++) {
  const [order] = await shopper.order([product]);
  const yes = await new Phone(clara.phone).ready(`Y ${await phone.code(order)}`);
  await shopper.page(`/order/${order}`);
  const cancel = new URLSearchParams(shopper.person.form('/order/cancel').fields).toString();
  const answers = (await Promise.all([yes(), shopper.person.once('/order/cancel', cancel)])).map(a => a.status);
  ok(answers.every(s => s < 500), `yes and cancelling at once (${i + 1}): both are answered`, answers);
  await becomes(() => ['held', 'cancelled', 'declined'].includes(state(order)) && number(`SELECT COUNT(*) FROM holdfast.settlement_requests WHERE order_id = ${order} AND state = 'waiting'`) === 0);
  const voided = number(`SELECT COUNT(*) FROM settlement.hold_moves m JOIN settlement.holds h ON h.request_id = m.hold_id WHERE h.order_reference = 'order-${order}' AND m.kind = 'void'`);
  ok(state(order) === 'held' ? holds(order)[0] === 1 && voided === 0 : holds(order)[0] === voided, `the money is where the order says: ${state(order)}, ${holds(order)[0]} held, ${voided} given back`);
}

// ---- cancelled while the hold is on its way ----
const [flying] = await shopper.order([product]);
const vote = await phone.ready(`Y ${await phone.code(flying)}`);
await shopper.page(`/order/${flying}`);
signal('settlement', 'SIGSTOP');
const answered = vote();
await becomes(() => state(flying) === 'confirmed', 10);
setTimeout(() => signal('settlement', 'SIGCONT'), 3000);
await shopper.page(`/order/${flying}`);
const possible = shopper.person.form('/order/cancel');
if (possible) await shopper.person.send('/order/cancel');
await answered;
ok(await becomes(() => number(`SELECT COUNT(*) FROM holdfast.settlement_requests WHERE order_id = ${flying} AND state = 'waiting'`) === 0 && state(flying) === (possible ? 'cancelled' : 'held')),
  `cancelled while the hold is on its way: ${possible ? 'it ends cancelled' : 'not offered'}`, state(flying));
if (possible) {
  equal(sql(`SELECT kind FROM holdfast.settlement_requests WHERE order_id = ${flying} AND state = 'done' ORDER BY id`).flat(), ['hold', 'void'], 'held, and given back');
  ok(await shopper.shows(flying, 'yours again'), 'and the page says so');
}

// ---- a supplier guesses order numbers; another one does not notice ----
tries_forget();
const [carried] = await shopper.order([product]);
await phone.reply(`Y ${await phone.code(carried)}`);
await reaches(carried, 'held');
await shopper.page(`/order/${carried}`);
const shown = /<output[^>]*>\s*(\d{4}-\d{4}-\d{4})/.exec(shopper.person.html)[1];
const owner = supplier_login(carried), mine = new Window('supplier', owner), supply = supply_of(carried);
await mine.page(`/supplier/supply/${supply}`);
await mine.person.send('/supplier/hand-over');
const foreign = new Window('supplier', members.find(m => !/Delivery/.test(m.party) && m.login !== owner).login);
await foreign.page('/supplier/number');
let guesses = 0;
while (guesses < 40) {
  await foreign.person.send('/supplier/number', { number: shown.replace(/\d$/, d => (Number(d) + 1 + guesses) % 10) });
  if (foreign.person.status === 429) break;
  guesses++;
}
ok(guesses >= 3 && guesses <= 30, `guessing ends after ${guesses} tries`);
await foreign.person.send('/supplier/number', { number: shown });
equal(foreign.person.status, 429, 'the right number is not heard any more');
equal(state(carried), 'supplied', 'and nothing has come of it');
await mine.page('/supplier/number');
await mine.person.send('/supplier/number', { number: shown });
equal([mine.person.status, state(carried)], [200, 'settlement_asked'], 'the supplier whose order it is enters it at the first try');
tries_forget();

// ---- the second question: yes and no at once ----
const pay = await phone.code(carried, 'settlement_check');
const [agree, claim] = [await new Phone(clara.phone).ready(`Y ${pay}`), await new Phone(clara.phone).ready(`N ${pay}`)];
await Promise.all([agree(), claim()]);
ok(await becomes(() => ['settled', 'disputed'].includes(state(carried))), `paid or objected, not both: ${state(carried)}`);
await pause(300);
equal(twice(carried), [], 'each step once');

await books_close(books);
finish();
