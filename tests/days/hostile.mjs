#!/usr/bin/env node
// hostile.mjs: hostile text in every field of every form of every program, in addresses, in cookies, and in what is stored (A7, E1, G4).
//
// No answer is an error of the programs, none carries the text raw, no header
// comes of it, and a form that comes back is filled in as it was.
import http from 'node:http';
import { forms } from '../faults/person.mjs';
import { Person, Phone, Shopper, Window, address, becomes, books_close, books_open, card_of, cheap, clock, equal, finish, ok, reaches, sql, state,
  supplier_login, supply_of, text_of, tries_forget } from './day.mjs';
// runs on TEST_STACK, TEST_ADDRESS

clock(0);
tries_forget();
const books = books_open();

const SCRIPT = '<script>alert(1)</script>', QUOTE = '"><img src=x onerror=alert(2)>';
// [what, the text as it is typed, or the bytes of its encoded form]
const TEXTS = [
  ['korean', '한국어 김치찌개 두 그릇, 빨리요 ㅋㅋㅋ'],
  ['right to left', 'مرحبا \u202egnihsif\u202c שלום \u2067x'],
  ['emoji', '👩‍👩‍👧‍👦🏴‍☠️🙂 e\u0301\u0301\u0301 \u200b\ufeff.'],
  ['10,000 characters', '가a'.repeat(5000)],
  ['a script', SCRIPT],
  ['quotes', QUOTE + `' {{FORM_TOKEN}} {%x%} \${7*7} %s%n`],
  ['a statement', `1' OR '1'='1'; DROP TABLE orders; -- `],
  ['line breaks', 'x\r\nSet-Cookie: evil=1\r\nX-Evil: 1\r\n\r\n<script>alert(1)</script>'],
  ['controls', 'a\u0001\u0008\u001b[31m\u007f\u0085b'],
  ['NUL', null, 'a%00b%00'],
  ['broken UTF-8', null, '%ff%fe%c3%28%e2%82%f0%9f'],
  ['surrogates', null, '%ed%a0%80%ed%b0%80'],
  ['an overlong slash', null, '..%c0%af..%c0%af'],
  ['broken escapes', null, '100%'],
  ['half an escape', null, '%zz%4'],
  ['a number too large', '99999999999999999999999999'],
  ['a negative number', '-1'],
  ['only spaces', ' \t  \u00a0\u3000'],
];

// one request, byte by byte as given
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
function raw(method, path, cookie, body, more = {}) {
  return new Promise((done, lost) => {
    const q = http.request(address + path, { method, agent, timeout: 20000,
      headers: { cookie, 'accept-language': 'en', ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }), ...more } }, r => {
      const parts = [];
      r.on('data', p => parts.push(p));
      r.on('end', () => done({ status: r.statusCode, head: JSON.stringify(r.rawHeaders), text: Buffer.concat(parts).toString() }));
    });
    q.on('timeout', () => q.destroy(new Error('no answer in time')));
    q.on('error', e => lost(e));
    q.end(body);
  });
}
const cookie_of = p => [...p.cookies].map(c => c.join('=')).join('; ');
const decode = t => t.replace(/&(amp|lt|gt|quot|#39);/g, (_, e) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[e]);

let count = 0;
const bad = { faults: [], raw: [], headers: [], lost: [] };
function judge(where, r) {
  count++;
  if (r.status >= 500 || r.status < 200) bad.faults.push(`${r.status} ${where}`);
  if (r.text.includes('<script>alert') || /<img src=x/.test(r.text)) bad.raw.push(where);
  if (/evil=1|x-evil/i.test(r.head.replace(/"Location","[^"]*"/g, ''))) bad.headers.push(`${where} ${r.head}`);
  if (/"Location","(https?:)?\/\/(?!127)|"Location","\/\\/i.test(r.head)) bad.headers.push(`${where} leads away ${r.head}`);
}

// ---- the people whose forms these are ----
const clara = card_of('HB-10006'), shopper = new Shopper(clara), phone = new Phone(clara.phone);
const [product] = cheap('adult');
await shopper.empty();
const [order] = await shopper.order([product]);
await phone.reply(`Y ${await phone.code(order)}`);
await reaches(order, 'held');
const supply = supply_of(order), owner = supplier_login(order);
const supplier = new Window('supplier', owner);
const carrier = new Window('distributor', sql(`SELECT m.login FROM holdfast.members m JOIN holdfast.orders o ON o.distributor_id = m.party_id WHERE o.id = ${order} ORDER BY m.id LIMIT 1`)[0][0]);
await supplier.page('/supplier/supplies');
await carrier.page('/distributor/deliveries');
await phone.open();
const nobody = new Person(address);
await shopper.cart([product]);

// every form of these pages; each once
const PAGES = [
  [nobody, ['/', '/supplier/', '/distributor/']],
  [shopper.person, ['/catalogue', `/product/${product}`, '/cart', '/orders', `/order/${order}`]],
  [supplier.person, ['/supplier/supplies', `/supplier/supply/${supply}`, '/supplier/number', '/supplier/settlements']],
  [carrier.person, ['/distributor/deliveries', `/distributor/delivery/${supply}`, '/distributor/number']],
  [phone.person, ['/phone/', phone.path]],
];
// what pages offer only at times is tried with made-up fields
const HIDDEN = [
  [shopper.person, '/cart', { action: '/cart/add', fields: { product: String(product), quantity: '1', then: 'catalogue', q: 'x', after: '0' } }],
  [shopper.person, '/cart', { action: '/order/cancel', fields: { order: '999999' } }],
  [supplier.person, '/supplier/supplies', { action: '/supplier/ask', fields: { supply } }],
  [carrier.person, '/distributor/deliveries', { action: '/distributor/take-over', fields: { supply } }],
  [carrier.person, '/distributor/deliveries', { action: '/distributor/signal', fields: { supply, point: '1' } }],
];

let fields_tried = 0, forms_tried = 0;
async function every_text(person, page, form) {
  forms_tried++;
  const names = Object.keys(form.fields);
  // what was typed into a form would really be done by its own button
  for (const field of names) {
    fields_tried++;
    for (const [what, text, bytes] of TEXTS) {
      const value = bytes ?? encodeURIComponent(text);
      const body = names.map(n => `${n}=${n === field ? value : encodeURIComponent(form.fields[n])}`).join('&');
      const where = `${form.action} ${field}: ${what}`;
      let r;
      try {
        r = await raw('POST', form.action, cookie_of(person), body);
      } catch (e) {
        bad.lost.push(`${where} ${e.message}`);
        continue;
      }
      judge(where, r);
      // the same form again, as it was filled in
      if (r.status !== 422 || text === null || text === undefined) continue;
      const back = [...r.text.matchAll(new RegExp(`<input(?![^>]*type="(hidden|password)")[^>]*\\bname="${field}"[^>]*>`, 'g'))].map(b => b[0]);
      if (!back.length || field === 'card') continue;
      const shown = decode(/\bvalue="([^"]*)"/.exec(back.find(b => b.includes('aria-invalid')) || back[0])?.[1] || '');
      // a line of text holds no line break
      const control = /[\u0000-\u001f\u007f-\u009f]/.test(text.trim());
      if (!control && shown.trim() !== text.replace(/\r\n/g, '\n').trim()) bad.lost.push(`${where}: came back as ${JSON.stringify(shown.slice(0, 60))}`);
    }
    tries_forget();
  }
}

const done = new Set();
for (const [person, paths] of PAGES)
  for (const path of paths) {
    await person.get(path);
    if (person.status !== 200) { ok(false, `${path} opens`, person.status); continue; }
    for (const form of forms(person.html)) {
      if (!form.action || done.has(form.action) || /leave$/.test(form.action)) continue;
      // a form that asks: its field is part of the address
      if (!('form_token' in form.fields)) continue;
      done.add(form.action);
      for (const b of form.buttons) form.fields[b.name] ??= b.value;
      await every_text(person, path, form);
    }
  }
for (const [person, page, form] of HIDDEN) {
  if (done.has(form.action)) continue;
  await person.get(page);
  form.fields.form_token = /name="form_token" value="([0-9a-f]{64})"/.exec(person.html)[1];
  await every_text(person, page, form);
  done.add(form.action);
}
console.log(`# ${[...done].join(' ')}`);
ok(done.size >= 13, `${forms_tried} forms, ${fields_tried} fields, ${count} answers`, [...done]);
const verdict = what => {
  ok(bad.faults.length === 0, `${what}: none is an error of the programs`, bad.faults.slice(0, 12).join('\n'));
  ok(bad.raw.length === 0, `${what}: none carries it raw`, bad.raw.slice(0, 12).join('\n'));
  ok(bad.headers.length === 0, `${what}: no header comes of it, no way out of the shop`, bad.headers.slice(0, 12).join('\n'));
  ok(bad.lost.length === 0, `${what}: what was typed comes back`, bad.lost.slice(0, 12).join('\n'));
  bad.faults = []; bad.raw = []; bad.headers = []; bad.lost = [];
};
verdict('typed');

// ---- in addresses, cookies and headers ----
const places = [[shopper.person, ['/catalogue?q=', '/catalogue?after=', '/product/', '/order/', '/checkout/', '/orders?before=', '/nothing/', '/cart?added=']],
  [supplier.person, ['/supplier/supply/', '/supplier/number?supply=', '/supplier/supplies?before=']], [carrier.person, ['/distributor/delivery/', '/distributor/number?supply=']],
  [phone.person, ['/phone/', '/phone/events-check?handset=']]];
for (const [person, paths] of places)
  for (const path of paths)
    for (const [what, text, bytes] of TEXTS) {
      try {
        judge(`${path} ${what}`, await raw('GET', path + (bytes ?? encodeURIComponent(text)), cookie_of(person)));
      } catch (e) {
        bad.lost.push(`${path} ${what}: ${e.message}`);
      }
    }
for (const [what, value] of [['long', 'x'.repeat(6000)], ['many', Array.from({ length: 300 }, (_, i) => `c${i}=1`).join('; ')], ['latin', 'card=\xff\xfe; lang=<script>alert(1)</script>'], ['quoted', 'card="; lang="'], ['equals', '=====;;;;  ; =;card']])
  judge(`cookie ${what}`, await raw('GET', '/catalogue', value));
for (const lang of ['x'.repeat(5000), '*;q=zzz', 'ko;q=1e999,,,;;', '<script>alert(1)</script>', 'k\xff'])
  judge(`language ${lang.slice(0, 20)}`, await raw('GET', '/', '', undefined, { 'accept-language': lang }));
for (const host of ['evil.example', '<script>alert(1)</script>', 'x'.repeat(300)])
  judge(`host ${host.slice(0, 20)}`, await raw('GET', '/', '', undefined, { host }));
verdict('in addresses, cookies and headers');

// ---- bodies that are no form ----
await shopper.page('/cart');
const token = shopper.person.form('/cart/set').fields.form_token, jar = cookie_of(shopper.person);
for (const [what, body, more] of [
  ['nothing', ''], ['5,000 pairs', 'a=1&'.repeat(5000)], ['only ampersands', '&'.repeat(10000)], ['only equals', '='.repeat(10000)],
  ['a field ten times', `form_token=${token}&product=${product}&` + 'quantity=1&'.repeat(10)],
  ['another type', `form_token=${token}&product=${product}&quantity=1`, { 'content-type': 'text/plain' }],
  ['parts', '--x\r\nContent-Disposition: form-data; name="product"\r\n\r\n1\r\n--x--', { 'content-type': 'multipart/form-data; boundary=x' }],
  ['JSON', '{"product":1}', { 'content-type': 'application/json' }],
  ['600 kB', `form_token=${token}&q=${'a'.repeat(600000)}`],
  ['bytes', Buffer.from(Array.from({ length: 2000 }, (_, i) => i % 256))]])
  for (const action of ['/cart/set', '/enter', '/supplier/enter', '/phone/reply'])
    judge(`${action} with ${what}`, await raw('POST', action, jar, body, more));
judge('two megabytes', await raw('POST', '/cart/set', jar, 'a'.repeat(2 * 1024 * 1024)).catch(() => ({ status: 413, head: '', text: '' })));
tries_forget();
verdict('bodies that are no form');

// ---- stored: a product, its supplier, holder and address with such names go the whole way ----
await shopper.empty();
const HOSTILE = `김치 \u202e${SCRIPT} ${QUOTE} {{X}} 🙂 & 'a'`, NAME = HOSTILE.slice(0, 118);
const quote = t => `CONVERT(X'${Buffer.from(t).toString('hex')}' USING utf8mb4)`;
const kept = sql(`SELECT p.supplier_id, HEX(p.name_en), HEX(p.name_ko), HEX(p.maker), HEX(p.description_en), HEX(p.description_ko), HEX(s.name_en), HEX(s.name_ko)
  FROM holdfast.products p JOIN holdfast.parties s ON s.id = p.supplier_id WHERE p.id = ${product}`)[0];
const card = sql(`SELECT id, HEX(holder_name), HEX(delivery_name), HEX(delivery_address) FROM holdfast.cards WHERE account_number = 'HB-10006'`)[0];
const points = sql('SELECT id, HEX(name_en), HEX(name_ko) FROM holdfast.delivery_points');
const un = h => `CONVERT(X'${h}' USING utf8mb4)`;
try {
  sql(`UPDATE holdfast.products SET name_en = ${quote(HOSTILE)}, name_ko = ${quote(HOSTILE)}, maker = ${quote(NAME)}, description_en = ${quote(HOSTILE + '가'.repeat(10000))}, description_ko = ${quote(HOSTILE)} WHERE id = ${product};
    UPDATE holdfast.parties SET name_en = ${quote(NAME)}, name_ko = ${quote(NAME)} WHERE id = ${kept[0]};
    UPDATE holdfast.cards SET holder_name = ${quote(NAME)}, delivery_name = ${quote(NAME)}, delivery_address = ${quote(HOSTILE)} WHERE id = ${card[0]};
    UPDATE holdfast.delivery_points SET name_en = ${quote(NAME)}, name_ko = CONCAT(${quote(NAME)}, id);
    UPDATE holdfast.catalogue_stamps SET version = version + 1`);
  ok(await becomes(async () => decode((await shopper.page(`/product/${product}`)).html).includes(SCRIPT), 10), 'a product named by a script has its page');
  const hostile_phone = new Phone(clara.phone);
  const seen = async (who, path) => {
    await who.get(path);
    judge(`${path} (stored)`, { status: who.status, head: '', text: who.html });
    return decode(who.html).includes(SCRIPT);
  };
  await shopper.cart([product]);
  const [poisoned] = await shopper.press();
  const facts = supply_of(poisoned);
  await hostile_phone.reply(`Y ${await hostile_phone.code(poisoned)}`);
  ok(await reaches(poisoned, 'held'), 'it is ordered, asked about and held');
  await supplier.page(`/supplier/supply/${facts}`);
  await supplier.person.send('/supplier/hand-over', {});
  await carrier.page(`/distributor/delivery/${facts}`);
  await carrier.person.send('/distributor/take-over', {});
  await carrier.page(`/distributor/delivery/${facts}`);
  await carrier.person.send('/distributor/signal', {});
  await shopper.page(`/order/${poisoned}`);
  const shown = /<output[^>]*>\s*(\d{4}-\d{4}-\d{4})/.exec(shopper.person.html)[1];
  await supplier.page('/supplier/number');
  await supplier.person.send('/supplier/number', { number: shown });
  equal(state(poisoned), 'settlement_asked', 'it goes its way to the door');
  const told = [];
  for (const language of ['en', 'ko']) {
    for (const who of [shopper.person, supplier.person, carrier.person, hostile_phone.person, nobody]) {
      who.cookies.set('lang', language);
      who.language = language;
    }
    for (const path of ['/catalogue', `/catalogue?q=${encodeURIComponent('김치')}`, `/product/${product}`, '/cart', '/orders', `/order/${poisoned}`]) told.push(await seen(shopper.person, path));
    for (const path of ['/supplier/supplies', `/supplier/supply/${facts}`, '/supplier/settlements']) told.push(await seen(supplier.person, path));
    for (const path of ['/distributor/deliveries', `/distributor/delivery/${facts}`]) told.push(await seen(carrier.person, path));
    for (const path of ['/phone/', hostile_phone.path]) told.push(await seen(hostile_phone.person, path));
    for (const path of ['/supplier/', '/distributor/']) told.push(await seen(nobody, path));
  }
  ok(told.filter(Boolean).length >= 18, `${told.filter(Boolean).length} of ${told.length} pages show it, as text`);
  await hostile_phone.reply(`Y ${await hostile_phone.code(poisoned, 'settlement_check')}`);
  ok(await reaches(poisoned, 'settled'), 'and is paid');
} finally {
  sql(`UPDATE holdfast.products SET name_en = ${un(kept[1])}, name_ko = ${un(kept[2])}, maker = ${un(kept[3])}, description_en = ${un(kept[4])}, description_ko = ${un(kept[5])} WHERE id = ${product};
    UPDATE holdfast.parties SET name_en = ${un(kept[6])}, name_ko = ${un(kept[7])} WHERE id = ${kept[0]};
    UPDATE holdfast.cards SET holder_name = ${un(card[1])}, delivery_name = ${un(card[2])}, delivery_address = ${un(card[3])} WHERE id = ${card[0]};
    ${points.map(([id, en, ko]) => `UPDATE holdfast.delivery_points SET name_en = ${un(en)}, name_ko = ${un(ko)} WHERE id = ${id};`).join('\n')}
    UPDATE holdfast.catalogue_stamps SET version = version + 1`);
}
verdict('stored');

agent.destroy();
await books_close(books);
finish();
