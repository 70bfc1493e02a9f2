#!/usr/bin/env node
// orders.mjs: random orders with random unhappy turns while random programs are killed; then every won is looked for.
//
// ORDERS, KILLS, SEED: how many, how many kill -9, and the seed that makes the same choices again; KILL_SECONDS bounds it.
// Beside the orders, callers speak the settlement protocol without a pause (callers.mjs).
// TEST_STACK, TEST_ADDRESS: the installation. Ends with `N passed, N failed`.
import { readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { Person, random, pause } from './person.mjs';
import { Callers } from './callers.mjs';
import { Killer } from './killer.mjs';
import { MOVING, RULES, number, sql, stock, stock_wrong } from './books.mjs';

const folder = process.env.TEST_STACK, address = process.env.TEST_ADDRESS;
const ORDERS = Number(process.env.ORDERS || 200), KILLS = Number(process.env.KILLS || 1000);
const SEED = Number(process.env.SEED || Date.now() % 1000000);
const chance = random(SEED);
const MINUTE = 60000, DAY = 86400000;
const turns = {};
let moved_ms = 0, placed = 0, passed = 0, failed = 0;

console.log(`seed ${SEED}: ${ORDERS} orders, ${KILLS} kills`);

const note = (list, what) => (list[what] = (list[what] || 0) + 1);
const check = (good, what, why = '') => {
  good ? passed++ : failed++;
  console.log(`${good ? 'ok' : 'not ok'} ${what}${good || !why ? '' : `: ${why}`}`);
};

function move_clock(ms) {
  moved_ms += ms;
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(moved_ms));
  writeFileSync(`${folder}/clock`, bytes);
}

const table = path => readFileSync(path, 'utf8').split('\n').filter(l => l && !l.startsWith('#')).map(l => l.split('|').map(c => c.trim()));
const cards = table('sql/demo/cards.txt').filter(c => c[11] === 'active').map(c => ({ number: c[0], holder: c[4], phone: c[5] }));
const members = table('sql/demo/members.txt').map(m => ({ party: m[0], login: m[1], password: m[2] }));

const text_of = html => html.replace(/<[^>]+>/g, '\n').replace(/&amp;/g, '&').replace(/&#39;/g, "'").replace(/[ \t]+/g, ' ');

// ---- the parties' windows ----

// one member of each party, with a browser that stays open; used by one at a time
class Window {
  constructor(realm, member) {
    this.realm = realm;
    this.member = member;
    this.person = new Person(address);
    this.turn = Promise.resolve();
  }

  async signed_in(path) {
    await this.person.get(path);
    const enter = `/${this.realm}/enter`;
    if (this.person.form(enter)) {
      await this.person.send(enter, { login: this.member.login, password: this.member.password }, { wants: f => !f.fields.password });
      await this.person.get(path);
    }
  }

  // what is done at one window is done one after the other
  alone(what) {
    const mine = this.turn.then(what);
    this.turn = mine.catch(() => {});
    return mine;
  }

  press(path, action, typed, options) {
    return this.alone(async () => {
      await this.signed_in(path);
      if (!this.person.form(action, options && options.wants)) return false;
      await this.person.send(action, typed, options);
      return true;
    });
  }
}

const party_kind = Object.fromEntries(sql(folder, 'SELECT m.login, p.kind FROM holdfast.members m JOIN holdfast.parties p ON p.id = m.party_id'));
const party_of = Object.fromEntries(sql(folder, 'SELECT m.login, m.party_id FROM holdfast.members m'));
const windows = new Map();
for (const m of members) windows.set(Number(party_of[m.login]), new Window(party_kind[m.login], m));

// ---- the phone ----

class Phone {
  constructor(holder, digits) {
    this.person = new Person(address);
    this.holder = holder;
    this.digits = digits;
    this.answered = new Set();
  }

  async open() {
    if (!this.path) {
      await this.person.get('/phone/');
      const links = [...this.person.html.matchAll(/href="(\/phone\/[0-9a-f]{64})"[^>]*>([\s\S]*?)<\/li>/g)];
      const mine = links.find(([, , inside]) => text_of(inside).replace(/\D/g, '').includes(this.digits));
      if (!mine) throw new Error(`no phone ${this.digits} among ${links.length}`);
      this.path = mine[1];
    }
    await this.person.get(this.path);
  }

  // the bubbles, oldest first
  async messages() {
    await this.open();
    return [...this.person.html.matchAll(/<p class="bubble"[^>]*>([\s\S]*?)<\/p>/g)].map(([, t]) => text_of(t));
  }

  // waits for a question about this amount, to this payee, that was not answered yet; its code
  async code(total_minor, payee, asks) {
    const won = new RegExp(`(^|\\D)${total_minor.toLocaleString('en-US')}(\\D|$)`);
    for (let i = 0; i < 300; i++) {
      for (const m of (await this.messages()).reverse()) {
        const code = m.match(/Y (\d{6})/);
        if (code && won.test(m) && payee.some(name => m.includes(name)) && asks.test(m) && !this.answered.has(code[1])) {
          this.answered.add(code[1]);
          return code[1];
        }
      }
      await pause(200);
    }
    throw new Error(`no question about ${total_minor} came to ${this.digits}`);
  }

  async reply(text, times = 1) {
    await this.open();
    await this.person.send('/phone/reply', { text }, { times, wants: f => 'text' in f.fields });
  }
}

// ---- one order ----

const BEFORE = ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes_twice', 'wrong_then_yes', 'no', 'wrong_codes', 'foreign_phone', 'late', 'cancel_before', 'cancel_after'];
const AFTER = ['paid', 'paid', 'paid', 'paid_by_carrier', 'silence', 'silence', 'claim', 'never', 'stopped_halfway', 'wrong_number'];

class Shopper {
  constructor(card) {
    this.card = card;
    this.person = new Person(address);
    this.phone = new Phone(card.holder, card.phone.replace(/\D/g, ''));
  }

  async page(path) {
    await this.person.get(path);
    if (this.person.form('/enter')) {
      await this.person.send('/enter', { card: this.card.number });
      await this.person.get(path);
    }
  }

  async fill_cart() {
    await this.page('/catalogue');
    const ids = [...this.person.html.matchAll(/name="product" value="(\d+)"/g)].map(m => m[1]);
    for (let i = 0; i < 1 + chance.below(3); i++) {
      await this.page(`/product/${chance.one(ids)}`);
      if (this.person.form('/cart/add')) await this.person.send('/cart/add', { quantity: String(1 + chance.below(2)) });
    }
  }

  async empty_cart() {
    for (let i = 0; i < 60; i++) {
      await this.page('/cart');
      if (!this.person.form('/cart/set')) return;
      await this.person.send('/cart/set', { quantity: '0' });
    }
  }

  // the ids of the orders of one press of the button; none when it was refused
  async order() {
    await this.fill_cart();
    await this.page('/cart');
    if (!this.person.form('/checkout')) {
      note(turns, 'refused_cart');
      await this.empty_cart();
      return [];
    }
    const total = this.person.html;
    await this.person.send('/checkout', {}, { times: chance.chance(0.2) ? 2 : 1 });
    if (!/^\/(checkout|order)\//.test(this.person.path)) {
      note(turns, /class="missing|E_FUNDS|Not enough/.test(this.person.html + total) ? 'too_little' : 'refused_checkout');
      await this.empty_cart();
      return [];
    }
    const ids = [...this.person.html.matchAll(/\/order\/(\d+)/g)].map(m => m[1]);
    const own = this.person.path.match(/^\/order\/(\d+)/);
    return [...new Set(own ? [own[1]] : ids)];
  }
}

const facts = id => {
  const [row] = sql(folder, `SELECT o.supply_number, o.supplier_id, o.distributor_id, o.state, o.total_minor, p.name_en, p.name_ko FROM holdfast.orders o
    JOIN holdfast.parties p ON p.id = o.supplier_id WHERE o.id = ${Number(id)}`);
  return { supply: row[0], supplier: windows.get(Number(row[1])), distributor: windows.get(Number(row[2])), state: row[3], total: Number(row[4]), payee: [row[5], row[6]] };
};

async function state(id, wanted, tries = 300) {
  for (let i = 0; i < tries; i++) {
    const now = number_safe(`SELECT COUNT(*) FROM holdfast.orders WHERE id = ${Number(id)} AND state IN (${wanted.map(s => `'${s}'`).join(', ')})`);
    if (now === 1) return true;
    await pause(100);
  }
  return false;
}

// the database may be one of the killed
function number_safe(query) {
  try {
    return number(folder, query);
  } catch {
    return NaN;
  }
}
async function facts_safe(id) {
  for (let i = 0; i < 100; i++) {
    try {
      return facts(id);
    } catch {
      await pause(200);
    }
  }
  throw new Error('the database does not come back');
}

const ORDER_ASKED = /\d{4}-\d{4}-\d{4}/; // only the first question names the order number
const PAY_ASKED = /^(?![\s\S]*\d{4}-\d{4}-\d{4})/;
const late = []; // {phone, code}: answered after their time

async function before_the_hold(shopper, id, turn) {
  if (turn === 'cancel_before') return cancel(shopper, id);
  const { total, payee } = await facts_safe(id);
  const code = await shopper.phone.code(total, payee, ORDER_ASKED);
  const wrong = code.slice(0, 5) + ((Number(code[5]) + 1) % 10);
  switch (turn) {
    case 'no':
      return shopper.phone.reply(`N ${code}`);
    case 'yes_twice':
      await shopper.phone.reply(`Y ${code}`, 2);
      return shopper.phone.reply(`Y ${code}`);
    case 'wrong_then_yes':
      await shopper.phone.reply(`Y ${wrong}`);
      return shopper.phone.reply(`Y ${code}`);
    case 'wrong_codes':
      for (let i = 0; i < 6; i++) await shopper.phone.reply(`Y ${wrong}`);
      return shopper.phone.reply(`Y ${code}`);
    case 'foreign_phone': {
      const other = shoppers[(shoppers.indexOf(shopper) + 1) % shoppers.length];
      await new Phone(other.phone.holder, other.phone.digits).reply(`Y ${code}`);
      return shopper.phone.reply(`Y ${code}`);
    }
    case 'late':
      return late.push({ phone: shopper.phone, code });
    default:
      return shopper.phone.reply(`Y ${code}`);
  }
}

async function cancel(shopper, id) {
  await shopper.page(`/order/${id}`);
  if (shopper.person.form('/order/cancel')) await shopper.person.send('/order/cancel');
}

// the customer's page shows it from the hold on
async function order_number(shopper, id) {
  await shopper.page(`/order/${id}`);
  const shown = shopper.person.html.match(/<output[^>]*>\s*(\d{4}-\d{4}-\d{4})/);
  if (!shown) throw new Error(`order ${id} shows no number`);
  return shown[1];
}

async function after_the_hold(shopper, id, turn) {
  if (turn === 'never') return;
  const o = await facts_safe(id);
  const shown = await order_number(shopper, id);
  const supply = `/supplier/supply/${o.supply}`, job = `/distributor/delivery/${o.supply}`;
  const twice = () => ({ times: chance.chance(0.2) ? 2 : 1 });
  if (!(await o.supplier.press(supply, '/supplier/hand-over', {}, twice())) || turn === 'stopped_halfway') return;
  await o.distributor.press(job, '/distributor/take-over', {}, twice());
  for (let i = 0; i < 3; i++) await o.distributor.press(job, '/distributor/signal', {}, twice());
  if (turn === 'wrong_number') await o.supplier.press(supply, '/supplier/number', { number: '1234-5678-9012' });
  if (turn === 'paid_by_carrier') {
    await o.distributor.press(job, '/distributor/number', { number: shown });
    await o.supplier.press(supply, '/supplier/ask', {});
  } else {
    await o.supplier.press(supply, '/supplier/number', { number: shown }, twice());
  }
  if (!(await state(id, ['settlement_asked']))) throw new Error(`order ${id}: settlement was not asked`);
  if (turn === 'silence') return;
  const code = await shopper.phone.code(o.total, o.payee, PAY_ASKED);
  await shopper.phone.reply(turn === 'claim' ? `N ${code}` : `${code} y`);
}

async function one_order(shopper) {
  for (const id of await shopper.order()) {
    const turn = chance.one(BEFORE);
    note(turns, turn);
    await before_the_hold(shopper, id, turn);
    if (['no', 'wrong_codes', 'late', 'cancel_before'].includes(turn)) continue;
    if (!(await state(id, ['held', 'declined']))) throw new Error(`order ${id}: the yes came to nothing`);
    if (!(await state(id, ['held'], 1))) continue;
    if (turn === 'cancel_after') {
      await cancel(shopper, id);
      continue;
    }
    const then = chance.one(AFTER);
    note(turns, then);
    await after_the_hold(shopper, id, then);
  }
}

// each card's orders one after the other, several cards at a time
async function worker(own) {
  for (let i = 0; placed < ORDERS; i++) {
    placed++;
    try {
      await one_order(own[i % own.length]);
    } catch (e) {
      note(turns, 'gave_up');
      console.log(`# ${own[i % own.length].card.holder}: ${e.message}`);
    }
  }
}

// ---- the end of the day ----

async function until_none(query, seconds = 120) {
  for (let i = 0; i < seconds * 5; i++) {
    if (number_safe(query) === 0) return true;
    await pause(200);
  }
  return false;
}

async function time_passes(ms, what, still) {
  move_clock(ms);
  check(await until_none(still), what);
  check(await until_none(MOVING), `${what}: all is quiet`);
}

const before = stock(folder);
const shoppers = cards.map(c => new Shopper(c));
const callers = new Callers(address, folder, random(SEED + 1));
check(await callers.open(), 'callers have their accounts');
const killer = new Killer({ folder, address, kills: KILLS, chance: random(SEED + 2), seconds: Number(process.env.KILL_SECONDS || 1100) });
// the first half of the kills while orders are placed and paid, the other half under the callers' load
const struck = killer.run(() => (placed < ORDERS ? 0.1 + 0.5 * (placed / ORDERS) : 1));
const called = callers.run(6);
await Promise.all([0, 1, 2, 3].map(k => worker(shoppers.filter((_, i) => i % 4 === k))));
await struck;
callers.over = true;
await called;
check(killer.killed >= KILLS, `${KILLS} processes were killed`, `${killer.killed}`);
for (const [name, ms] of Object.entries(killer.longest)) {
  console.log(`# ${name}: killed ${killer.by_name[name]} times, back after ${(ms / 1000).toFixed(2)} s at most`);
  if (['settlement', 'mariadbd', 'storefront'].includes(name)) check(ms < 5000, `${name} is back within five seconds`, `${ms} ms`);
}
check(!turns.gave_up, 'nobody had to give up', `${turns.gave_up}`);
check(await until_none(MOVING), 'all is quiet after the last order');
move_clock(11 * MINUTE);
for (const { phone, code } of late) await phone.reply(`Y ${code}`);
await time_passes(0, 'checks that nobody answered have expired', "SELECT COUNT(*) FROM holdfast.orders WHERE state = 'checking'");
await time_passes(7 * DAY, 'silence has paid', "SELECT COUNT(*) FROM holdfast.orders WHERE state = 'settlement_asked'");
await time_passes(15 * DAY, 'what was never delivered has expired', "SELECT COUNT(*) FROM holdfast.orders WHERE state IN ('held', 'supplied', 'in_transit')");

for (const [what, good, why] of await callers.verdicts()) check(good, what, why);
console.log(`# ${callers.answers.length} answers to callers`);

for (const [what, query] of RULES) {
  const wrong = sql(folder, query);
  check(wrong.length === 0, what, JSON.stringify(wrong.slice(0, 5)));
}
const goods = stock_wrong(folder, before);
check(goods.length === 0, 'no piece of any product was lost or found', goods.join(' '));
try {
  const out = execFileSync(`${process.env.BUILD}/tests/faults/chains`, { encoding: 'utf8', env: { ...process.env, HOLDFAST_CONF: `${folder}/holdfast.conf` } });
  check(true, `the event chain of every order is whole (${out.trim().split(' ')[0]} orders)`);
} catch (e) {
  check(false, 'the event chain of every order is whole', String(e.stdout || e.message));
}

console.log('turns', JSON.stringify(turns));
console.log('kills', JSON.stringify(killer.by_name));
console.log('states', JSON.stringify(Object.fromEntries(sql(folder, 'SELECT state, COUNT(*) FROM holdfast.orders GROUP BY state'))));
console.log(`seed ${SEED}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
