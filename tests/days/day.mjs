// day.mjs: what the bad days share: shoppers, phones, parties, services, and whether the books are right at the end.
//
// Uses TEST_STACK and TEST_ADDRESS. What others did to the installation before
// is not ours: only what is wrong in the books since `books_open` counts.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Person, pause } from '../faults/person.mjs';
import { processes } from '../faults/processes.mjs';
import { RULES, number as number_of, sql as sql_of } from '../faults/books.mjs';

export { Person, pause };
export const folder = process.env.TEST_STACK, address = process.env.TEST_ADDRESS;
export const sql = text => sql_of(folder, text);
export const number = text => number_of(folder, text);


let failed = 0;
export function ok(good, name, more) {
  console.log(`${good ? 'ok' : 'not ok'} ${name}`);
  if (good) return;
  failed++;
  if (more !== undefined) console.log(`  ${typeof more === 'string' ? more : JSON.stringify(more)}`.slice(0, 900).replace(/\n/g, '\n  '));
}
export const equal = (got, wanted, name) =>
  ok(JSON.stringify(got) === JSON.stringify(wanted), name, `got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
export const finish = () => process.exit(failed ? 1 : 0);

// asks until it is so; whether it became so
export async function becomes(what, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; ;) {
    try {
      if (await what()) return true;
    } catch { /* what is asked may be away */ }
    if (Date.now() > end) return false;
    await pause(100);
  }
}

// ---- the installation ----

export const service = (what, name) => execFileSync('nginx/server', [what, name], { env: { ...process.env, VAR: folder }, stdio: 'ignore' });
export const pids = name => processes(folder).filter(p => p.name === name).map(p => p.pid);
export function signal(name, which) {
  const all = pids(name);
  for (const pid of all) process.kill(pid, which);
  return all.length;
}
// the master that holds this program's socket
export const master_of = name => Number(execFileSync('cat', [`${folder}/service/${name}/supervise/pid`], { encoding: 'utf8' }));
export const answers = (path = '/') => becomes(async () => (await fetch(address + path, { redirect: 'manual', signal: AbortSignal.timeout(5000) })).status < 400);
export function clock(ms) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(ms));
  writeFileSync(`${folder}/clock`, bytes);
}

const table = path => readFileSync(path, 'utf8').split('\n').filter(l => l && !l.startsWith('#')).map(l => l.split('|').map(c => c.trim()));
export const cards = table('sql/demo/cards.txt').filter(c => c[11] === 'active')
  .map(c => ({ number: c[0], opens: c[2], holder: c[4], phone: c[5].replace(/\D/g, ''), account: c[8] }));
export const card_of = account => cards.find(c => c.account === account);
export const members = table('sql/demo/members.txt').map(m => ({ party: m[0], login: m[1], password: m[2] }));
// each file and each case asks for its own tries
export const tries_forget = () => sql('DELETE FROM holdfast.tries');

// the cheapest of that catalogue that there is enough of, of several suppliers
export const cheap = (catalogue, n = 1, pieces = 20) => sql(`SELECT MIN(o.product_id) FROM holdfast.offers o JOIN holdfast.products p ON p.id = o.product_id
  WHERE o.catalogue = '${catalogue}' AND p.state = 'offered' AND p.stock >= ${pieces} AND o.price_minor BETWEEN 1000 AND 40000
  GROUP BY p.supplier_id ORDER BY 1 LIMIT ${n}`).map(r => Number(r[0]));

// ---- a shopper and the phone ----

export const text_of = html => html.replace(/<[^>]+>/g, '\n').replace(/&amp;/g, '&').replace(/&#39;/g, "'").replace(/&quot;/g, '"').replace(/[ \t]+/g, ' ');

export class Shopper {
  constructor(card, patience = 60) {
    this.card = card;
    this.person = new Person(address, patience);
  }
  async page(path) {
    await this.person.get(path);
    if (this.person.form('/enter')) {
      await this.person.send('/enter', { card: this.card.number });
      await this.person.get(path);
    }
    return this.person;
  }
  async cart(products) {
    for (const id of products) {
      await this.page(`/product/${id}`);
      await this.person.send('/cart/add', { quantity: '1' });
    }
    return this.page('/cart');
  }
  async empty() {
    for (let i = 0; i < 60; i++) {
      await this.page('/cart');
      if (!this.person.form('/cart/set')) return;
      await this.person.send('/cart/set', { quantity: '0' });
    }
  }
  // presses the cart's button; the ids of the orders
  async press() {
    await this.person.send('/checkout');
    const own = /^\/order\/(\d+)/.exec(this.person.path || '');
    if (own) return [Number(own[1])];
    if (!/^\/checkout\//.test(this.person.path || '')) throw new Error(`no order: ${this.person.status} ${text_of(this.person.html).replace(/\s+/g, ' ').slice(0, 500)}`);
    return [...new Set([...this.person.html.matchAll(/\/order\/(\d+)/g)].map(m => Number(m[1])))];
  }
  async order(products) {
    await this.cart(products);
    return this.press();
  }
  async shows(order, sentence) {
    await this.page(`/order/${order}`);
    return text_of(this.person.html).includes(sentence);
  }
}

// one open page of one phone
export class Phone {
  constructor(digits, patience = 60) {
    this.digits = digits;
    this.person = new Person(address, patience);
  }
  async open() {
    if (!this.path) {
      await this.person.get('/phone/');
      const links = [...this.person.html.matchAll(/href="(\/phone\/[0-9a-f]{64})"[^>]*>([\s\S]*?)<\/li>/g)];
      this.path = links.find(([, , inside]) => text_of(inside).replace(/\D/g, '').includes(this.digits))[1];
    }
    return this.person.get(this.path);
  }
  // what stands in the bubbles, by the message's id
  async messages() {
    await this.open();
    return new Map([...this.person.html.matchAll(/data-item="(\d+)"[^>]*><p class="bubble"[^>]*>([\s\S]*?)<\/p>/g)].map(([, id, t]) => [id, text_of(t)]));
  }
  // the code of the question about this order
  async code(order, kind = 'order_check') {
    let code;
    await becomes(async () => {
      const [row] = sql(`SELECT id FROM holdfast.messages WHERE order_id = ${order} AND kind = '${kind}' AND state = 'sent'`);
      code = row && /Y (\d{6})/.exec((await this.messages()).get(row[0]) || '')?.[1];
      return code;
    });
    if (!code) throw new Error(`no question about order ${order} came to ${this.digits}`);
    return code;
  }
  // the answer, ready to be sent by calling what is given
  async ready(text) {
    await this.open();
    const form = this.person.form('/phone/reply', f => 'text' in f.fields);
    const body = new URLSearchParams({ ...form.fields, text }).toString();
    return () => this.person.once('/phone/reply', body);
  }
  async reply(text) {
    await this.open();
    return this.person.send('/phone/reply', { text }, { wants: f => 'text' in f.fields });
  }
}

export const state = order => sql(`SELECT state FROM holdfast.orders WHERE id = ${order}`)[0][0];
export const states = orders => Object.fromEntries(sql(`SELECT state, COUNT(*) FROM holdfast.orders WHERE id IN (${orders.join()}) GROUP BY state`).map(([s, n]) => [s, Number(n)]));
export const reaches = (orders, wanted, seconds = 60) => becomes(() => states([orders].flat())[wanted] === [orders].flat().length, seconds);
// of these orders: how many holds there are in the ledger, and for how many orders
export const holds = orders => sql(`SELECT COUNT(*), COUNT(DISTINCT order_reference) FROM settlement.holds
  WHERE order_reference IN (${[orders].flat().map(o => `'order-${o}'`).join()})`)[0].map(Number);
// "held once" as a story tells it: steps of the order and messages about them
export const twice = orders => sql(`SELECT order_id, step, COUNT(*) FROM holdfast.order_events WHERE step <> 'point' AND order_id IN (${[orders].flat().join()})
  GROUP BY order_id, step HAVING COUNT(*) > 1`);

// ---- a party's window ----

export class Window {
  constructor(realm, login) {
    this.realm = realm;
    this.member = members.find(m => m.login === login);
    this.person = new Person(address);
  }
  async page(path) {
    const enter = `/${this.realm}/enter`;
    await this.person.get(path);
    if (this.person.form(enter)) {
      await this.person.send(enter, { login: this.member.login, password: this.member.password }, { wants: f => !f.fields.password });
      await this.person.get(path);
    }
    return this.person;
  }
}
// who supplies this order: a login of its window
export const supplier_login = order => sql(`SELECT m.login FROM holdfast.members m JOIN holdfast.orders o ON o.supplier_id = m.party_id WHERE o.id = ${order} ORDER BY m.id LIMIT 1`)[0][0];
export const supply_of = order => sql(`SELECT supply_number FROM holdfast.orders WHERE id = ${order}`)[0][0];

// ---- the books ----

// of rules that compare two sums the difference, of others the row
const pairs = /^(the escrow account|suppliers have been paid|the operator has)/;
const wrong = () => new Map(RULES.map(([what, query]) => [what, new Set(sql(query).map(r =>
  pairs.test(what) ? [...r.slice(0, -2), Number(r.at(-2)) - Number(r.at(-1))].join() : r.join()))]));

export const books_open = () => ({ wrong: wrong(), order: number('SELECT COALESCE(MAX(id), 0) FROM holdfast.orders') });

// all checks run out, all is quiet, and then the rules of tests/faults/books.mjs hold
export async function books_close(opened) {
  clock(11 * 60000);
  const quiet = await becomes(() => number(`SELECT (SELECT COUNT(*) FROM holdfast.settlement_requests WHERE state = 'waiting' AND order_id > ${opened.order})
    + (SELECT COUNT(*) FROM holdfast.messages WHERE state = 'queued')
    + (SELECT COUNT(*) FROM holdfast.orders WHERE state IN ('placed', 'checking', 'confirmed') AND id > ${opened.order})`) === 0, 60);
  clock(0);
  ok(quiet, 'in the end all is quiet');
  const now = wrong(), found = [];
  for (const [what, rows] of now)
    for (const row of rows)
      if (!opened.wrong.get(what).has(row)) found.push(`${what}: ${row}`);
  ok(found.length === 0, `and the books are right (${RULES.length} rules)`, found.join('\n'));
}
