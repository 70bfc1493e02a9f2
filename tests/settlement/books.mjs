#!/usr/bin/env node
// books.mjs: what can be asked of the books: statements, holds, institutions, positions, each institution's chain (C3, C6, C7).
import { createHash } from 'node:crypto';
import { ask, finish, hanbit, holdfast, is, mark, one, send } from './party.mjs';
// runs on TEST_STACK, TEST_ADDRESS

const shop = holdfast(), bank = hanbit();
const id = name => `${mark}-${name}`;
const won = amount => ({ amount, currency: 'KRW' });
const CUSTOMER = `HB-B${mark}`, SELLER = `HB-C${mark}`;
const get = (who, path) => send(who, 'GET', `/settlement/v1${path}`);
const json = async (who, path) => (await get(who, path)).json;
const ORDER = '주문 "7" \\ 🛍';

// ---- a life of an account ----
const answers = [];
for (const r of [
  { id: id('o1'), kind: 'open', account: CUSTOMER, institution: 'HB', type: 'prepayment', currency: 'KRW' },
  { id: id('o2'), kind: 'open', account: SELLER, institution: 'HB', type: 'withdrawal', currency: 'KRW' },
  { id: id('t1'), kind: 'transfer', account: 'HB-0', to: CUSTOMER, ...won(50000) },
]) answers.push(await one(bank, r));
is('accounts are opened and funded', answers.map(a => a.outcome), ['ok', 'ok', 'ok']);
for (const r of [
  { id: id('h1'), kind: 'hold', account: CUSTOMER, payee: SELLER, ...won(20000), order: ORDER, supply: 'S1' },
  { id: id('h2'), kind: 'hold', account: CUSTOMER, payee: SELLER, ...won(5000), order: 'two', supply: 'S2' },
  { id: id('c1'), kind: 'capture', hold: id('h1'), ...won(12000), splits: [{ account: SELLER, amount: 12000 }] },
  { id: id('v1'), kind: 'void', hold: id('h1') },
]) answers.push(await one(shop, r));
is('held, captured, given back', answers.map(a => a.outcome), Array(7).fill('ok'));

const state = await json(shop, `/accounts/${CUSTOMER}`);
is('an account says whose and of which class it is', [state.institution, state.class, state.balance, state.held], ['HB', 'none', 33000, 5000]);

// ---- statements ----
const statement = (query = '') => json(shop, `/accounts/${CUSTOMER}/entries${query}`);
const short = s => s.entries.map(e => [e.kind, e.amount, e.balance, e.order, e.supply]);
const whole = [['transfer', 50000, 50000, '', ''], ['hold', -20000, 30000, ORDER, 'S1'], ['hold', -5000, 25000, 'two', 'S2'], ['void', 8000, 33000, ORDER, 'S1']];
const first = await statement();
is('the statement', [first.account, first.currency, first.opening, first.closing, first.next, short(first)], [CUSTOMER, 'KRW', 0, 33000, null, whole]);
is('its lines say whose request it was', first.entries.map(e => [e.party, e.id, e.journal]),
  [['hanbit', id('t1'), answers[2].journal], ['holdfast', id('h1'), answers[3].journal], ['holdfast', id('h2'), answers[4].journal], ['holdfast', id('v1'), answers[6].journal]]);
const paged = [];
for (let after = 0, page; after !== null; after = page.next) {
  page = await statement(`?limit=1&after=${after}`);
  is('a page has the period\'s sums', [page.opening, page.closing, page.entries.length], [0, 33000, 1]);
  paged.push(...page.entries);
}
is('page by page it is the same', paged, first.entries);
const at = i => first.entries[i].at;
const from = await statement(`?from=${at(1)}`);
is('from a time on', [from.opening, from.closing], [short(from)[0][2] - short(from)[0][1], 33000]);
const until = await statement(`?to=${at(3)}`);
is('up to a time, which is not in it', [until.opening, until.closing, until.entries.some(e => e.at >= at(3))], [0, until.entries.at(-1).balance, false]);
is('before everything', await statement('?to=1'), { account: CUSTOMER, currency: 'KRW', opening: 0, closing: 0, entries: [], next: null });
is('after everything', await statement(`?from=${at(3) + 1}`), { account: CUSTOMER, currency: 'KRW', opening: 33000, closing: 33000, entries: [], next: null });
is('an empty period', short(await statement(`?from=${at(3)}&to=${at(0)}`)), []);
for (const query of ['limit=1001', 'limit=0', 'from=x', 'after=-1'])
  is(`refused: ${query}`, await statement(`?${query}`), { refusal: 'malformed' });
is('a part of an account that there is not', await json(shop, `/accounts/${CUSTOMER}/dance`), { refusal: 'malformed' });
is('no statement of no account', await json(shop, '/accounts/HB-none/entries'), { refusal: 'account_not_found' });
is('nor of a foreign one', await json(bank, '/accounts/SB-20001/entries'), { refusal: 'not_yours' });

// many, while they come: each statement adds up, whether it is from the copy or from the record
const crowd = Array.from({ length: 40 }, (_, i) => Array.from({ length: 50 }, (__, k) => (
  { id: id(`m${i}-${k}`), kind: 'transfer', account: 'HB-0', to: CUSTOMER, ...won(1) })));
let done = false;
const sums = [];
const looking = (async () => {
  while (!done) {
    const s = await statement('?limit=1000');
    let balance = s.opening;
    sums.push(s.entries.every(e => (balance += e.amount) === e.balance) && (s.next !== null || balance === s.closing));
  }
})();
for (const list of crowd) await ask(bank, list);
done = true;
await looking;
is('each statement adds up while entries come', sums.filter(good => !good).length, 0);
const all = [];
for (let after = 0, page; after !== null; after = page.next) all.push(...(page = await statement(`?limit=1000&after=${after}`)).entries);
is('and nothing is missing or double', [all.length, new Set(all.map(e => e.journal)).size, all.at(-1).balance], [2004, 2004, 35000]);

// ---- holds ----
const held = await json(shop, `/accounts/${CUSTOMER}/holds`);
is('what is held', held.holds.map(h => [h.id, h.journal, h.amount, h.left, h.order, h.supply, h.payee]), [[id('h2'), answers[4].journal, 5000, 5000, 'two', 'S2', SELLER]]);
is('since when', Math.abs(held.holds[0].at - Date.now()) < 600000, true);
is('nothing is held from others', (await json(shop, `/accounts/${SELLER}/holds`)).holds, []);
is('nobody else sees it', await json(bank, '/accounts/SB-20001/holds'), { refusal: 'not_yours' });

// ---- institutions and positions ----
const hb = await json(bank, '/institutions/HB');
is('an institution', [hb.code, hb.kind, hb.name_en, Array.isArray(hb.lines)], ['HB', 'bank', 'Hanbit Bank', true]);
is('its lines', hb.lines.filter(l => l.type === 'credit_line').map(l => l.class).sort(), hb.lines.length ? ['adolescent', 'company', 'general'] : []);
is('no institution', await json(shop, '/institutions/XX'), { refusal: 'account_not_found' });
is('not one\'s own', await json(bank, '/institutions/SB'), { refusal: 'not_yours' });
const positions = await json(shop, '/positions');
const of = (a, b) => positions.positions.find(p => p.institution === a && p.counterpart === b)?.balance;
is('positions mirror each other', positions.positions.every(p => p.balance === -of(p.counterpart, p.institution)), true);
is('Hanbit Bank owes the common escrow what is held', of('HB', 'ES') >= 5000, true);
is('over all institutions they are zero', positions.sums, [{ currency: 'KRW', sum: 0 }]);
is('each institution\'s net', positions.nets.map(n => n.net), positions.nets.map(n => positions.positions.filter(p => p.institution === n.institution && p.currency === n.currency).reduce((s, p) => s + p.balance, 0)));
is('a bank sees its own', [...new Set((await json(bank, '/positions')).positions.map(p => p.institution))], ['HB']);

// ---- the journal, and each institution's chain ----
const lines = async (query, who = shop) => (await json(who, `/journal?${query}`)).entries;
const [hold] = (await lines(`after=${answers[3].journal - 1}&limit=1`)).filter(e => e.account === CUSTOMER);
is('an entry says of which order it is', [hold.order, hold.hold_id, hold.hold], [ORDER, id('h1'), answers[3].journal]);
const [given] = (await lines(`after=${answers[6].journal - 1}&limit=1`)).filter(e => e.account === CUSTOMER);
is('so does what became of it', [given.order, given.hold_id, given.hold, given.line > 0], [ORDER, id('h1'), answers[3].journal, true]);
is('a transfer has no hold', (await lines(`after=${answers[2].journal - 1}&limit=1`)).map(e => [e.order, e.hold_id]), [['', ''], ['', '']]);

const sha = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest();
const canonical = e => `${e.journal} ${e.line} ${e.at} ${e.party_number} ${e.id} ${e.kind} ${e.account} ${e.amount} ${e.currency} ${e.hold ?? 0}\n`;
for (const code of ['HB', 'ES']) {
  let chain = sha(`holdfast-journal ${code}`), wrong = 0, count = 0;
  for (let after = 0, page; ; after = page.next) {
    page = await json(shop, `/journal?after=${after}&limit=1000&institution=${code}`);
    if (page.next === after) break;
    for (const e of page.entries) {
      chain = sha(chain, canonical(e));
      count++;
      if (chain.toString('hex') !== e.chain) wrong++;
    }
  }
  is(`the chain of ${code} from its first entry on`, [wrong, count > 0], [0, true]);
}
const middle = answers[4].journal;
const part = await lines(`after=${middle}&limit=2&institution=HB`);
const longer = await lines(`after=${middle - 1}&limit=3&institution=HB`);
is('from anywhere it is the same chain', longer.slice(-part.length), part);
is('beyond its end', await json(shop, '/journal?after=1000000000&institution=HB'), { next: 1000000000, entries: [] });
is('of no institution', await json(shop, '/journal?institution=XX'), { refusal: 'account_not_found' });
is('of another\'s', await json(bank, '/journal?institution=SB'), { refusal: 'not_yours' });
finish();
