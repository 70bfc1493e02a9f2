#!/usr/bin/env node
// document.mjs: the OpenAPI document and the code name the same refusals and fields.
import { readFileSync } from 'node:fs';
import { finish, is } from './tried.mjs';

const doc = JSON.parse(readFileSync('static/settlement.openapi.json', 'utf8'));
const list = readFileSync('cgi-bin/base/err.h', 'utf8');
const names = part => [...list.matchAll(/X\((ERR_\w+), "(\w+)"\)/g)].filter(m => part.test(m[1])).map(m => m[2]);
const schemas = doc.components.schemas;
is('the ledger\'s refusals, in their order', schemas.Outcome.enum, ['ok', ...names(/^ERR_LEDGER_/)]);
const calls = names(/^ERR_(PARTY_UNKNOWN|SIGNATURE_WRONG|REQUEST_|BATCH_TOO_LARGE|MALFORMED|STORE_UNAVAILABLE)/);
is('the refusals of a whole call', calls.filter(n => !schemas.Refusal.properties.refusal.enum.includes(n)), []);
is('all of them are described', [...calls, ...names(/^ERR_LEDGER_/)].filter(n => !JSON.stringify(doc.info).includes(n) && !schemas.Outcome.description.includes(n)), []);

// every example is what its schema says, as far as names go
const find = ref => ref.$ref ? find(ref.$ref.slice(2).split('/').reduce((at, n) => at[n], doc)) : ref;
const kinds = Object.fromEntries(schemas.Request.oneOf.map(find).map(s => [s.properties.kind.enum[0], s]));
const examples = Object.values(doc.paths['/requests'].post.requestBody.content['application/json'].examples).flatMap(e => e.value.requests);
is('an example of each kind', Object.keys(kinds).filter(k => !examples.some(e => e.kind === k)), []);
for (const e of examples) {
  const s = kinds[e.kind];
  is(`the example ${e.id}`, [s.required.filter(n => !(n in e)), Object.keys(e).filter(n => !(n in s.properties))], [[], []]);
}
const refs = [...JSON.stringify(doc).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(m => m[1]);
is('every reference leads somewhere', refs.filter(r => !r.split('/').reduce((at, n) => at?.[n], doc)), []);
finish();
