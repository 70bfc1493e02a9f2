#!/usr/bin/env node
// replay.mjs: signed requests sent again: as they were, signed anew, after the handler was killed; and addresses touched on the way (C6, C7).
import { randomBytes } from 'node:crypto';
import { account, ask, finish, hanbit, holdfast, is, mark, one, send, surely, key } from '../settlement/party.mjs';
import { books_close, books_open, becomes, clock, signal } from './day.mjs';
// runs on TEST_STACK, TEST_ADDRESS

clock(0);
const books = books_open();
const shop = holdfast(), bank = hanbit(), path = '/settlement/v1/requests';
const FROM = `HB-R${mark}`, TO = `HB-S${mark}`;
await surely(bank, { id: `${mark}-a`, kind: 'open', account: FROM, institution: 'HB', type: 'prepayment', currency: 'KRW' });
await surely(bank, { id: `${mark}-b`, kind: 'open', account: TO, institution: 'HB', type: 'prepayment', currency: 'KRW' });
await surely(bank, { id: `${mark}-c`, kind: 'transfer', account: 'HB-0', to: FROM, amount: 1000, currency: 'KRW' });
const left = async () => [(await account(bank, FROM)).balance, (await account(bank, TO)).balance];

// ---- an eavesdropper has one whole request ----
const move = { id: `${mark}-m`, kind: 'transfer', account: FROM, to: TO, amount: 100, currency: 'KRW' };
const body = JSON.stringify({ requests: [move] }), caught = { time: Date.now(), nonce: randomBytes(12).toString('hex') };
const first = await send(bank, 'POST', path, body, caught);
is('a request', [first.status, first.json.answers[0].outcome, first.signed], [200, 'ok', true]);
const again = await Promise.all(Array.from({ length: 10 }, () => send(bank, 'POST', path, body, caught)));
is('sent again as it was, ten times at once', [...new Set(again.map(r => r.json?.refusal))], ['request_replayed']);
is('the refusals are signed', again.every(r => r.signed), true);
is('it happened once', await left(), [900, 100]);
const fresh = { time: Date.now(), nonce: randomBytes(12).toString('hex') };
const race = await Promise.all(Array.from({ length: 20 }, (_, i) => send(bank, 'POST', path, JSON.stringify({ requests: [{ ...move, id: `${mark}-r${i}`, amount: 1 }] }), fresh)));
is('of twenty with one nonce at once one is heard', race.filter(r => r.status === 200).length, 1);
is('and one happened', await left(), [899, 101]);

// ---- signed anew ----
is('signed anew it is answered as the first time', (await send(bank, 'POST', path, body)).json, first.json);
is('with another amount under its id', (await one(bank, { ...move, amount: 101 })).outcome, 'id_used_with_other_content');
is('with another receiver', (await one(bank, { ...move, to: 'HB-20001' })).outcome, 'id_used_with_other_content');
is('by another party, the id is its own', (await one({ party: 'narae', key: key('settlement_narae_key') }, move)).outcome, 'not_yours');
is('nothing moved', await left(), [899, 101]);

// ---- after the handler was killed ----
signal('settlement', 'SIGKILL');
await becomes(async () => (await send(shop, 'GET', '/settlement/v1/health')).status === 200);
const late = await send(bank, 'POST', path, body, caught);
is('after a restart the caught request is still refused', ['request_replayed', 'request_time_out_of_window'].includes(late.json?.refusal), true);
is('signed anew it is answered as before the restart', (await surely(bank, move)), first.json.answers[0]);
is('and nothing moved', await left(), [899, 101]);

// ---- what is changed on the way ----
const journal = '/settlement/v1/journal?after=0&limit=1';
for (const [name, other] of [['the question', '/settlement/v1/journal?after=0&limit=1000'], ['no question', '/settlement/v1/journal'], ['a slash more', '/settlement/v1/journal/?after=0&limit=1']]) {
  const r = await send(shop, 'GET', journal, '', { path: other });
  is(`changed on the way: ${name}`, [r.status === 200, r.json?.entries], [false, undefined]);
}
is('an encoded way to another account', (await send(bank, 'GET', '/settlement/v1/accounts/HB-0%2f..%2fSB-20001')).json?.balance, undefined);
is('a way out of the accounts', (await send(bank, 'GET', `/settlement/v1/accounts/${FROM}/../SB-20001`)).json?.balance, undefined);
is('a name in small letters', (await send(bank, 'GET', `/settlement/v1/accounts/${FROM.toLowerCase()}`)).json?.balance, undefined);
const two = await send(shop, 'GET', `/settlement/v1/accounts/SB-20001`, '', { party: 'hanbit' });
is("another's name above one's own signature", two.json, { refusal: 'signature_wrong' });
for (const party of ['', 'hold fast', 'HOLDFAST', "holdfast' OR '1'='1", 'holdfast%00', 'x'.repeat(5000)]) {
  const r = await send(shop, 'GET', `/settlement/v1/accounts/${FROM}`, '', { party });
  is(`a party "${party.slice(0, 22)}"`, [r.status >= 400 && r.status < 500, r.json?.balance], [true, undefined]);
}
const whole = await send(shop, 'POST', path, ' '.repeat(5 * 1024 * 1024)).catch(e => ({ status: 413, text: String(e) }));
is('five megabytes are too many', whole.status, 413);
const nine = await ask(bank, Array.from({ length: 9000 }, (_, i) => ({ ...move, id: `${mark}-n${i}`, amount: 1 })));
is('9,000 requests in one call: none is heard', [nine.json, await left()], [{ refusal: 'batch_too_large' }, [899, 101]]);

await books_close(books);
finish();
