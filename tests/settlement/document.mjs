#!/usr/bin/env node
// document.mjs: the OpenAPI document: complete, true to itself, and every example of it driven against the running handler.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { finish, is, key, send } from './party.mjs';
import { follow, wrong } from './schema.mjs';
// runs on TEST_STACK, TEST_ADDRESS

const doc = JSON.parse(readFileSync('static/settlement.openapi.json', 'utf8'));
const list = readFileSync('cgi-bin/base/err.h', 'utf8');
const names = part => [...list.matchAll(/X\((ERR_\w+), "(\w+)"\)/g)].filter(m => part.test(m[1])).map(m => m[2]);
const schemas = doc.components.schemas;
const BASE = doc.servers[0].url;
const operations = Object.entries(doc.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, o]) => ({ path, method: method.toUpperCase(), o })));
const of = r => r.content['application/json'];

// ---- complete ----
const outcomes = names(/^ERR_LEDGER_/);
const whole = names(/^ERR_(NOT_FOUND|METHOD|MALFORMED|TOO_LARGE|PARTY_UNKNOWN|SIGNATURE_WRONG|REQUEST_|BATCH_TOO_LARGE|LEDGER_ACCOUNT_NOT_FOUND|LEDGER_NOT_YOURS|STORE_UNAVAILABLE)/);
is('the ledger\'s refusals, in their order', schemas.Outcome.enum, ['ok', ...outcomes]);
is('the refusals of a whole call', [...schemas.Refusal.properties.refusal.enum].sort(), [...whole].sort());
is('all of them are described', [...whole.filter(n => !doc.info.description.includes(`\`${n}\``)), ...outcomes.filter(n => !schemas.Outcome.description.includes(`\`${n}\``))], []);
const code = readFileSync('cgi-bin/ledger/ledger.h', 'utf8');
const rows = table => [...code.slice(code.indexOf(`#define ${table}(X)`)).split('\n\n')[0].matchAll(/"(\w+)"/g)].map(m => m[1]);
is('every kind of request', Object.keys(schemas.Request.discriminator.mapping).sort(), rows('LEDGER_KINDS').sort());
is('every kind of account', [...schemas.AccountType.enum].sort(), rows('LEDGER_ACCOUNT_KINDS').sort());
is('every class', [...schemas.AccountClass.enum].sort(), rows('ACCOUNT_CLASSES').sort());
const pages = [...readFileSync('cgi-bin/settlement_pages.c', 'utf8').matchAll(/\{ "(\/[^"]*)", METHOD_(\w+)/g)].map(m => `${m[2]} ${m[1].replace('/*', '')}`);
const described = operations.map(({ path, method }) => `${method} ${path.replace(/\/\{.*/, '')}`);
is('every address', [[...new Set(pages)].filter(p => !described.includes(p)), described.filter(p => !pages.includes(p))], [[], []]);
is('every reference leads somewhere', [...JSON.stringify(doc).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(m => m[1]).filter(r => !r.split('/').reduce((at, n) => at?.[n], doc)), []);
const tests = ['tests/scenarios', 'tests/settlement'].flatMap(d => readdirSync(d).filter(f => /\.(txt|mjs)$/.test(f)).map(f => readFileSync(`${d}/${f}`, 'utf8'))).join('\n');
is('every refusal of the ledger occurs in a scenario', outcomes.filter(n => !new RegExp(`= ${n}$`, 'm').test(tests)), []);
is('every refusal of a call occurs in a test', whole.filter(n => !tests.includes(`'${n}'`)), []);

// ---- true to itself ----
const post = doc.paths['/requests'].post;
const asked = post.requestBody.content['application/json'].examples, answered = of(post.responses[200]).examples;
is('each call has its answer', Object.keys(answered), Object.keys(asked));
is('an example of each outcome', outcomes.filter(n => answered[n]?.value.answers.at(-1).outcome !== n), []);
is('an example of each kind', rows('LEDGER_KINDS').filter(k => !Object.values(asked).some(e => e.value.requests.some(r => r.kind === k))), []);
for (const [name, e] of Object.entries(asked)) {
  // those that show what is refused may be crooked; their fields are right
  if (!outcomes.includes(name)) is(`the call ${name}`, wrong(doc, of(post.requestBody).schema, e.value), []);
}
for (const { path, method, o } of operations) {
  for (const [status, r] of Object.entries(o.responses)) {
    for (const [name, e] of Object.entries(of(r).examples)) is(`${method} ${path} ${status} ${name} is of its form`, wrong(doc, of(r).schema, e.value), []);
  }
}

// ---- driven ----
const keys = {};
const party = (name = 'holdfast') => ({ party: name, key: keys[name] ??= key(name === 'holdfast' ? 'settlement_party_key' : `settlement_${name}_key`) });
// places in the journal, times and chains differ from one installation to another, and so does what is in tills and what institutions owe by now
const VARIES = new Set(['journal', 'at', 'next', 'hold', 'chain', 'party_number']);
const sorted = x => x && typeof x === 'object' && !Array.isArray(x) ? Object.fromEntries(Object.entries(x).sort(([a], [b]) => a < b ? -1 : 1)) : x;
const plain = (v, more = []) => JSON.parse(JSON.stringify(v, (name, x) => (VARIES.has(name) || more.includes(name)) && x !== null ? typeof x : sorted(x)));
const body = (method, o) => method === 'POST' ? JSON.stringify(Object.values(of(o.requestBody).examples)[0].value) : '';
const address = e => BASE + e['x-path'];
let journal;		// of order-4711-hold, for the examples of the journal

for (const [name, e] of Object.entries(asked)) {
  const r = await send(party(e['x-party']), 'POST', `${BASE}/requests`, JSON.stringify(e.value));
  const more = ['net', 'deposit'].includes(name) ? ['available'] : [];
  is(`requests: ${name}`, [r.status, r.signed, plain(r.json, more)], [200, true, plain(answered[name].value, more)]);
  is(`requests: ${name} is of its form`, wrong(doc, of(post.responses[200]).schema, r.json), []);
  const again = await send(party(e['x-party']), 'POST', `${BASE}/requests`, JSON.stringify(e.value));
  is(`requests: ${name} again`, again.json, r.json);
  if (name === 'hold') journal = r.json.answers[0].journal;
}

for (const { path, o } of operations.filter(({ method, path }) => method === 'GET' && path !== '/health')) {
  for (const [name, e] of Object.entries(of(o.responses[200]).examples)) {
    const at = address(e).replace('after=46', `after=${journal - 1}`);
    const r = await send(party(e['x-party']), 'GET', at);
    is(`${path}: ${name} is of its form`, [r.status, r.signed, wrong(doc, of(o.responses[200]).schema, r.json ?? {})], [200, true, []]);
    if (path !== '/positions') is(`${path}: ${name}`, plain(r.json), plain(e.value));
  }
}

// each refusal of a call: how it is met
const valid = ({ method, o }) => method === 'POST' ? [`${BASE}/requests`, body(method, o)] : [address(Object.values(of(o.responses[200]).examples)[0]), ''];
const once = {};
const met = {
  'party_unknown': w => send(party(), w.method, ...valid(w), { party: 'nobody' }),
  'signature_wrong': w => send(party(), w.method, ...valid(w), { key: Buffer.from('guess') }),
  'request_time_out_of_window': w => send(party(), w.method, ...valid(w), { time: Date.now() - 360000 }),
  'request_replayed': async w => {
    const nonce = once[w.path] ??= `again${Date.now()}${w.path.replace(/\W/g, '')}`;
    await send(party(), w.method, ...valid(w), { nonce });
    return send(party(), w.method, ...valid(w), { nonce });
  },
  'malformed': (w, e) => w.method === 'POST' ? send(party(), 'POST', `${BASE}/requests`, 'hello') : send(party(), 'GET', address(e)),
  'batch_too_large': () => send(party(), 'POST', `${BASE}/requests`, JSON.stringify({ requests: Array(8001).fill({ id: 'x', kind: 'void', hold: 'x' }) })),
  'too_large': () => send(party(), 'POST', `${BASE}/requests`, ' '.repeat(5 << 20)),
  'account_not_found': (w, e) => send(party(e['x-party']), 'GET', address(e)),
  'not_yours': (w, e) => send(party(e['x-party']), 'GET', address(e)),
  'store_unavailable': w => send(party(), w.method, ...valid(w)),
};
const unsigned = ['party_unknown', 'signature_wrong', 'too_large'];
async function refuse(w, status, name, e) {
  const r = await met[name](w, e).catch(x => ({ status: 0, json: x.message }));
  is(`${w.path}: ${name}`, [r.status, r.json, r.signed], [Number(status), e.value, !unsigned.includes(name)]);
}
const refusals = operations.flatMap(w => Object.entries(w.o.responses).filter(([status]) => status !== '200' && w.path !== '/health')
  .flatMap(([status, r]) => Object.entries(of(r).examples).map(([name, e]) => [w, status, name, e])));
for (const r of refusals) if (r[2] !== 'store_unavailable') await refuse(...r);

// nobody asks for these, so no operation has them
const odd = async (method, path, text) => { const r = await send(party(), method, BASE + path, text); return [r.status, r.json, r.signed]; };
is('an address that there is not', await odd('GET', '/money'), [404, { refusal: 'not_found' }, false]);
is('a method that there is not', await odd('GET', '/requests'), [405, { refusal: 'method_not_allowed' }, false]);
is('nor is there this one', await odd('POST', '/journal', '{}'), [405, { refusal: 'method_not_allowed' }, false]);

// ---- without its database ----
const sql = text => execFileSync('sql/database', ['shell', '--batch', 'settlement'], { input: text, env: { ...process.env, VAR: process.env.TEST_STACK } });
const health = async () => { const r = await send(party(), 'GET', `${BASE}/health`); return [r.status, r.json]; };
const healthy = (status, name) => [status, of(doc.paths['/health'].get.responses[status]).examples[name].value];
is('health: ready', await health(), healthy(200, 'ready'));
sql('ALTER USER settlement@localhost ACCOUNT LOCK; KILL USER settlement;');
try {
  await Promise.all(refusals.filter(r => r[2] === 'store_unavailable').map(r => refuse(...r)));
  is('health: loading', await health(), healthy(503, 'loading'));
} finally {
  sql('ALTER USER settlement@localhost ACCOUNT UNLOCK;');
}
const back = await send(party(), 'POST', `${BASE}/requests`, JSON.stringify(asked.hold.value));
is('and it goes on as before', back.json.answers[0].journal, journal);
finish();
