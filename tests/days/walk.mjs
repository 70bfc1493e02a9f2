#!/usr/bin/env node
// walk.mjs: 1,500 requests at random by all three kinds of card at once: no answer names a product of another catalogue (A2).
//
// SEED makes the same choices again. Runs on TEST_STACK, TEST_ADDRESS.
import { random } from '../faults/person.mjs';
import { Shopper, books_close, books_open, cards, clock, finish, number, ok, sql, tries_forget } from './day.mjs';

const SEED = Number(process.env.SEED || Date.now() % 1000000), STEPS = Number(process.env.STEPS || 1500);
console.log(`# seed ${SEED}`);
clock(0);
tries_forget();
const books = books_open();

const KINDS = ['teen', 'adult', 'company'];
const rows = sql('SELECT o.catalogue, p.id, p.name_en, p.name_ko FROM holdfast.offers o JOIN holdfast.products p ON p.id = o.product_id');
const names = kind => new Set(rows.filter(r => r[0] === kind).flatMap(r => r.slice(2)));
const escaped = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
// of another catalogue, and part of no name of the own one
const foreign = Object.fromEntries(KINDS.map(kind => {
  const own = [...names(kind)];
  return [kind, [...new Set(KINDS.flatMap(k => [...names(k)]))].filter(n => !own.some(o => o.includes(n)))];
}));
const ids = [...new Set(rows.map(r => Number(r[1])))];
const words = [...new Set(rows.flatMap(r => [r[2], r[3]]).flatMap(n => n.split(/\s+/)))];
const own_ids = kind => rows.filter(r => r[0] === kind).map(r => Number(r[1]));
ok(KINDS.every(k => foreign[k].length > 10), `there are names to be found: ${KINDS.map(k => `${k} ${foreign[k].length}`).join(', ')}`);

const seen = { requests: 0, statuses: {}, leaks: [], faults: [], own: 0 };
let last_order = number('SELECT COALESCE(MAX(id), 0) FROM holdfast.orders'), last_checkout = number('SELECT COALESCE(MAX(id), 0) FROM holdfast.checkouts');

async function walker(card, i) {
  const chance = random(SEED + i), kind = card.opens, one = new Shopper(card), p = one.person;
  const mine = [...names(kind)].map(escaped);
  const looked = async (path, body, typed = '') => {
    await p.once(path, body);
    seen.requests++;
    seen.statuses[p.status] = (seen.statuses[p.status] || 0) + 1;
    if (p.status >= 500) seen.faults.push(`${p.status} ${path}`);
    if (mine.some(n => p.html.includes(n))) seen.own++;
    for (const n of foreign[kind])
      // what was typed into the search stands there again; that is no leak
      if (p.html.includes(escaped(n)) && !typed.includes(n)) seen.leaks.push(`${kind}: ${n} on ${path}`);
  };
  // a form of the page seen last, or one made up
  const send = (path, fields) => looked(path, new URLSearchParams({ form_token: token, ...fields }).toString());
  let token = '';
  const keep = () => (token = /name="form_token" value="([0-9a-f]{64})"/.exec(p.html)?.[1] || token);
  await one.page('/catalogue');
  keep();
  const ways = [
    () => looked('/catalogue'),
    () => looked(`/catalogue?after=${chance.below(200)}`),
    () => looked(`/catalogue?q=${encodeURIComponent(chance.one(words))}`),
    () => { const n = chance.one(foreign[kind]); return looked(`/catalogue?q=${encodeURIComponent(n)}`, undefined, n); },
    () => looked(`/catalogue?q=${encodeURIComponent(chance.one(words).slice(0, 2))}&after=${chance.below(300)}`),
    () => looked(`/product/${chance.one(ids)}`),
    () => looked(`/product/${chance.one(ids)}?catalogue=adult&card=1`),
    () => send('/cart/add', { product: chance.one(ids), quantity: 1 + chance.below(2), then: chance.one(['cart', 'catalogue']), q: '', after: chance.below(100) }),
    () => send('/cart/add', { product: chance.one(own_ids(kind)), quantity: 1 }),
    () => send('/cart/set', { product: chance.one(ids), quantity: chance.below(3) }),
    () => looked('/cart'),
    () => looked('/cart?added=1'),
    async () => { await looked('/cart'); const f = p.form('/checkout'); if (f && chance.chance(0.3)) await looked('/checkout', new URLSearchParams(f.fields).toString()); },
    async () => { await looked('/cart'); for (const f of [...p.html.matchAll(/name="product" value="(\d+)"/g)].slice(0, 3)) await send('/cart/set', { product: f[1], quantity: 0 }); },
    () => looked('/orders'),
    () => looked(`/orders?before=${chance.below(last_order + 20)}`),
    () => looked(`/order/${1 + chance.below(last_order + 10)}`),
    () => looked(`/checkout/${1 + chance.below(last_checkout + 10)}`),
    () => send('/order/cancel', { order: 1 + chance.below(last_order + 10) }),
    () => send('/language', { language: chance.one(['en', 'ko']), back: chance.one(['/catalogue', `/product/${chance.one(ids)}`]) }),
    () => looked(chance.one(['/supplier/supplies', '/distributor/deliveries', '/events', '/catalogue/adult', '/catalogue?catalogue=adult', '/static/style.css'])),
  ];
  for (; seen.requests < STEPS;) {
    if (p.html.includes('action="/enter"') || !p.cookies.has('card')) await one.page('/catalogue');
    keep();
    await chance.one(ways)().catch(e => seen.faults.push(String(e)));
  }
  await one.empty();
}
const walkers = KINDS.flatMap(k => cards.filter(c => c.opens === k && c.account !== 'SB-20009').slice(0, 2));
await Promise.all(walkers.map(walker));
console.log(`# ${JSON.stringify(seen.statuses)}`);
ok(seen.requests >= STEPS, `${seen.requests} requests by ${walkers.length} cards`);
ok(seen.own > seen.requests / 6, `${seen.own} answers named products of one's own`);
ok(seen.leaks.length === 0, 'none named one of another catalogue', [...new Set(seen.leaks)].slice(0, 10).join('\n'));
ok(seen.faults.length === 0, 'none was an error of the programs', seen.faults.slice(0, 10).join('\n'));
ok(number(`SELECT COUNT(*) FROM holdfast.order_lines l JOIN holdfast.orders o ON o.id = l.order_id JOIN holdfast.cards c ON c.id = o.card_id
  WHERE o.id > ${last_order} AND NOT EXISTS (SELECT 1 FROM holdfast.offers f WHERE f.product_id = l.product_id
    AND f.catalogue = IF(c.purchaser = 'company', 'company', IF(c.age_class = 'adolescent', 'teen', 'adult')))`) === 0, 'and nothing of another catalogue was ordered');
await books_close(books);
finish();
