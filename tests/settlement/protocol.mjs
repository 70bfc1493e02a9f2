#!/usr/bin/env node
// protocol.mjs: the settlement protocol through nginx: what is answered, what is refused, who may what (C1, C5, C6, C7).
import { account, ask, finish, hanbit, holdfast, is, key, mark, one, send } from './party.mjs';
// runs on TEST_STACK, TEST_ADDRESS

const shop = holdfast(), bank = hanbit();
const id = name => `${mark}-${name}`;
const won = amount => ({ amount, currency: 'KRW' });
const CUSTOMER = `HB-P${mark}`, SELLER = `HB-W${mark}`;

const health = await send(shop, 'GET', '/settlement/v1/health');
is('health needs no signature', [health.status, health.json], [200, { state: 'ready' }]);

// ---- an account, a deposit, a hold, a capture with commission ----
is('accounts are opened', (await ask(bank, [
  { id: id('o1'), kind: 'open', account: CUSTOMER, institution: 'HB', type: 'prepayment', currency: 'KRW' },
  { id: id('o2'), kind: 'open', account: SELLER, institution: 'HB', type: 'withdrawal', currency: 'KRW' },
  { id: id('t1'), kind: 'transfer', account: 'HB-0', to: CUSTOMER, ...won(50000) },
])).json.answers.map(a => a.outcome), ['ok', 'ok', 'ok']);
const state = async n => { const a = await account(shop, n); return [a.balance, a.held, a.available]; };
is('a deposit is there', await state(CUSTOMER), [50000, 0, 50000]);

const hold = { id: id('h'), kind: 'hold', account: CUSTOMER, payee: SELLER, ...won(20000), order: '주문 ١٢ 🛍', supply: 'S123456789' };
const first = await one(shop, hold);
is('a hold', [first.outcome, first.available, first.left], ['ok', 30000, 20000]);
is('the same again, other order of fields', await one(shop, Object.fromEntries(Object.entries(hold).reverse())), first);
is('the id for something else', (await one(shop, { ...hold, ...won(20001) })).outcome, 'id_used_with_other_content');
is('held', await state(CUSTOMER), [30000, 20000, 30000]);
const capture = { id: id('c'), kind: 'capture', hold: id('h'), ...won(15000), splits: [{ account: SELLER, amount: 14250 }, { account: 'HB-90001', amount: 750 }] };
is('captured in part', (await one(shop, capture)).left, 5000);
is('too much', (await one(shop, { ...capture, id: id('c2') })).outcome, 'amount_exceeds_hold');
is('the rest goes back', (await one(shop, { id: id('v'), kind: 'void', hold: id('h') })).outcome, 'ok');
is('and only once', (await one(shop, { id: id('v2'), kind: 'void', hold: id('h') })).outcome, 'hold_already_voided');
is('the supplier is paid', await state(SELLER), [14250, 0, 14250]);
is('too little', (await one(shop, { ...hold, id: id('h2'), ...won(1000000) })).outcome, 'amount_exceeds_available');

// ---- lines by class, limits, refunds, parts of a hold, netting ----
const CARD = `NC-E${mark}`;
const outcomes = async (who, list) => (await ask(who, list)).json.answers.map(a => a.outcome);
is('a shop applies for an account', await outcomes(shop, [
  { id: id('a1'), kind: 'open', account: CARD, institution: 'NC', type: 'ec_limit', currency: 'KRW', class: 'adolescent' },
  { id: id('a2'), kind: 'open', account: `${CARD}x`, institution: 'NC', type: 'ec_limit', currency: 'KRW', class: 'adolescent', limit: 900000 },
  { id: id('a3'), kind: 'open', account: `${CARD}x`, institution: 'NC', type: 'credit_line', currency: 'KRW', class: 'adolescent' },
  { id: id('a4'), kind: 'open', account: `${CARD}x`, institution: 'NC', type: 'ec_limit', currency: 'KRW', class: 'pensioner' },
]), ['ok', 'not_yours', 'line_not_offered', 'line_not_offered']);
const card = await account(shop, CARD);
is('it says where it is and whose', [card.institution, card.type, card.class, card.limit, card.available], ['NC', 'ec_limit', 'adolescent', 100000, 100000]);
const reserved = await one(shop, { id: id('ch'), kind: 'hold', account: CARD, payee: SELLER, ...won(40000), order: '13', supply: 'S2' });
is('a card reserves', [reserved.available, reserved.left], [60000, 40000]);
is('nothing has moved', await state(CARD), [0, 40000, 60000]);
is('a part is let go of', (await one(shop, { id: id('cv'), kind: 'void', hold: id('ch'), ...won(10000) })).left, 30000);
is('the rest is charged', (await one(shop, { id: id('cc'), kind: 'capture', hold: id('ch'), ...won(30000), splits: [{ account: SELLER, amount: 28500 }, { account: 'HB-90001', amount: 1500 }] })).outcome, 'ok');
is('charged', await state(CARD), [-30000, 0, 70000]);
is('a part is refunded', (await one(shop, { id: id('cr'), kind: 'refund', hold: id('ch'), ...won(10000), splits: [{ account: SELLER, amount: 9500 }, { account: 'HB-90001', amount: 500 }] })).available, 80000);
is('no more than was captured', (await one(shop, { id: id('cr2'), kind: 'refund', hold: id('ch'), ...won(20001), splits: [{ account: SELLER, amount: 20001 }] })).outcome, 'amount_exceeds_captured');
const narae = { party: 'narae', key: key('settlement_narae_key') };
is('the limit is lowered below what is used', (await one(narae, { id: id('cl'), kind: 'limit', account: CARD, limit: 15000, currency: 'KRW' })).available, -5000);
is('by nobody else', (await one(shop, { id: id('cl2'), kind: 'limit', account: CARD, limit: 150000, currency: 'KRW' })).outcome, 'not_yours');
is('a customer pays for the card', (await one(shop, { id: id('cp'), kind: 'transfer', account: CUSTOMER, to: CARD, ...won(20000) })).outcome, 'ok');
is('paid', await state(CARD), [0, 0, 15000]);
const clearing = { party: 'hanmaru', key: key('settlement_hanmaru_key') };
const owed = (await account(clearing, 'NC-HB')).balance;
if (owed > 0) is('institutions net', await outcomes(clearing, [{ id: id('net'), kind: 'net', institution: 'NC', counterpart: 'HB', ...won(owed) }]), ['ok']);
is('then nothing is owed', [(await account(clearing, 'NC-HB')).balance <= 0, (await account(clearing, 'NC-HB')).balance + (await account(clearing, 'HB-NC')).balance], [true, 0]);
is('to net is not a shop\'s', await outcomes(shop, [{ id: id('net2'), kind: 'net', institution: 'NC', counterpart: 'HB', ...won(1) }]), ['not_yours']);
await one(shop, { ...hold, id: id('gh'), ...won(5000) });
is('no account is closed while something is held', await outcomes(bank, [{ id: id('x1'), kind: 'close', account: CUSTOMER }, { id: id('x2'), kind: 'close', account: SELLER }]), ['account_in_use', 'account_in_use']);
is('until it is given back', await outcomes(shop, [{ id: id('gv'), kind: 'void', hold: id('gh') }]), ['ok']);
await one(bank, { id: id('gt'), kind: 'transfer', account: 'HB-0', to: CUSTOMER, ...won(20000) });

// ---- a refusal does not undo its neighbours; each answer stands at its place ----
const mixed = (await ask(shop, [
  { ...hold, id: id('m1'), ...won(1) }, { id: id('m2'), kind: 'dance', with: ['whom', 2.5] },
  { ...hold, id: 'no good', ...won(1) }, { id: id('m1'), kind: 'void', hold: id('m1') },
  { id: id('m3'), kind: 'void', hold: id('m1') },
])).json.answers;
is('many in one call', mixed.map(a => [a.id, a.outcome]), [[id('m1'), 'ok'], [id('m2'), 'kind_unknown'],
  [null, 'id_not_valid'], [id('m1'), 'id_used_with_other_content'], [id('m3'), 'ok']]);

// ---- the same request by twenty callers at once ----
const race = await Promise.all(Array.from({ length: 20 }, () => one(bank, { id: id('race'), kind: 'transfer', account: 'HB-0', to: CUSTOMER, ...won(7) })));
is('twenty at once get one answer', new Set(race.map(a => JSON.stringify(a))).size, 1);
is('and it happened once', (await state(CUSTOMER))[0], 50000 - 15000 + 7);
const crowd = await Promise.all(Array.from({ length: 60 }, (_, i) => one(bank, { id: id(`crowd${i}`), kind: 'transfer', account: 'HB-0', to: CUSTOMER, ...won(1) })));
is('sixty at once each have their own', new Set(crowd.map(a => a.journal)).size, 60);

// ---- two at once: the last won, one hold, one id ----
const LAST = `HB-L${mark}`;
await outcomes(bank, [{ id: id('lo'), kind: 'open', account: LAST, institution: 'HB', type: 'prepayment', currency: 'KRW' }, { id: id('lt'), kind: 'transfer', account: 'HB-0', to: LAST, ...won(1000) }]);
const both = async (...list) => (await Promise.all(list.map(r => one(shop, r)))).map(a => a.outcome).sort();
const last = { ...hold, account: LAST };
is('two purchases for the same last won', await both({ ...last, id: id('l1'), ...won(1000) }, { ...last, id: id('l2'), ...won(1000) }), ['amount_exceeds_available', 'ok']);
is('nothing is left, nothing too much held', await state(LAST), [0, 1000, 0]);
const won_by = (await one(shop, { ...last, id: id('l1'), ...won(1000) })).outcome === 'ok' ? 'l1' : 'l2';
const taking = { kind: 'capture', hold: id(won_by), ...won(1000), splits: [{ account: SELLER, amount: 1000 }] };
is('a capture, another, and a void', (await both({ ...taking, id: id('l3') }, { ...taking, id: id('l4') }, { id: id('l5'), kind: 'void', hold: id(won_by) })).filter(o => o === 'ok').length, 1);
is('and it ended once', (await state(LAST))[1], 0);
is('one id, two amounts', await both({ id: id('l6'), kind: 'void', hold: id('none') }, { id: id('l6'), kind: 'void', hold: id('other') }), ['hold_not_found', 'id_used_with_other_content']);

// ---- who may what ----
is('a bank does not read another', (await send(bank, 'GET', '/settlement/v1/accounts/SB-20001')).json, { refusal: 'not_yours' });
is('nor move its money', (await one(bank, { id: id('f1'), kind: 'transfer', account: 'SB-20001', to: CUSTOMER, ...won(1) })).outcome, 'not_yours');
is('the shop does not reach into the till', (await one(shop, { id: id('f2'), kind: 'transfer', account: 'HB-0', to: CUSTOMER, ...won(1) })).outcome, 'not_yours');
is('no account', (await send(shop, 'GET', '/settlement/v1/accounts/HB-none')).json, { refusal: 'account_not_found' });
is('a void of a foreign hold', (await one(bank, { id: id('f3'), kind: 'void', hold: id('h') })).outcome, 'hold_not_found');

// ---- the journal ----
const journal = (await send(shop, 'GET', `/settlement/v1/journal?after=${first.journal - 1}&limit=1`)).json;
is('the journal has both sides', [journal.next, journal.entries.filter(e => e.id === id('h')).length], [first.journal, journal.entries.length]);
is('and adds up to zero', journal.entries.reduce((sum, e) => sum + e.amount, 0), 0);
const far = (await send(shop, 'GET', '/settlement/v1/journal?after=1000000000')).json;
is('beyond its end', far, { next: 1000000000, entries: [] });
is('a crooked question', (await send(shop, 'GET', '/settlement/v1/journal?limit=0')).json, { refusal: 'malformed' });

// ---- before the ledger is asked ----
const path = '/settlement/v1/accounts/' + CUSTOMER;
const refused = async (name, wanted, but, signed = true) => {
  const r = await send(shop, 'GET', path, '', but);
  is(name, [r.json?.refusal, r.signed], [wanted, signed]);
};
await refused('an unknown party', 'party_unknown', { party: 'nobody' }, false);
await refused('a party that only works from inside', 'party_unknown', { party: 'loader' }, false);
await refused('a wrong key', 'signature_wrong', { key: Buffer.from('guess') }, false);
await refused('no signature', 'signature_wrong', { signature: '' }, false);
await refused('another address than was signed', 'signature_wrong', { path: '/settlement/v1/accounts/HB-20001' }, false);
await refused('a nonce that is none', 'signature_wrong', { nonce: 'a b' }, false);
await refused('six minutes ago', 'request_time_out_of_window', { time: Date.now() - 360000 });
await refused('in six minutes', 'request_time_out_of_window', { time: Date.now() + 360000 });
await refused('no time', 'request_time_out_of_window', { time: 'noon' });
is('in four minutes', (await send(shop, 'GET', path, '', { time: Date.now() + 240000 })).status, 200);
is('a nonce', (await send(shop, 'GET', path, '', { nonce: `once${mark}` })).status, 200);
await refused('the same nonce', 'request_replayed', { nonce: `once${mark}` });
await refused('the same nonce at another time', 'request_replayed', { nonce: `once${mark}`, time: Date.now() + 100000 });
is('another party may have the same nonce', (await send(bank, 'GET', path, '', { nonce: `once${mark}` })).status, 200);
const forged = await send(shop, 'POST', '/settlement/v1/requests', '{"requests":[]}', { body: '{"requests":[{"id":"x","kind":"void","hold":"x"}]}' });
is('another body than was signed', forged.json, { refusal: 'signature_wrong' });

// ---- what is no request ----
const text = JSON.stringify(hold);
for (const [name, body] of Object.entries({
  'no JSON': 'hello', 'nothing': '', 'no list': '{}', 'an empty list': '{"requests":[]}', 'a list of nothing': '{"requests":[null]}',
  'something beside the list': `{"requests":[${text}],"more":1}`,
  'a name twice': '{"requests":[{"id":"a","id":"b","kind":"void","hold":"c"}]}',
  'a fraction': `{"requests":[${text.replace('20000', '20000.0')}]}`,
  'an exponent': `{"requests":[${text.replace('20000', '2e4')}]}`,
  'an amount as text': `{"requests":[${text.replace('20000', '"20000"')}]}`,
  'an amount beyond all': `{"requests":[${text.replace('20000', '99999999999999999999')}]}`,
  'a field too many': `{"requests":[${text.replace('"kind"', '"to":"x","kind"')}]}`,
  'an amount without its currency': '{"requests":[{"id":"a","kind":"void","hold":"c","amount":5}]}',
  'a currency without its amount': '{"requests":[{"id":"a","kind":"void","hold":"c","currency":"KRW"}]}',
  'a field too few': '{"requests":[{"id":"a","kind":"void"}]}',
  'a foreign field': `{"requests":[${text.replace('"kind"', '"memo":"x","kind"')}]}`,
  'a line break in a text': `{"requests":[${text.replace('S123', 'S\\n123')}]}`,
  'nine splits': JSON.stringify({ requests: [{ ...capture, splits: Array(9).fill({ account: SELLER, amount: 1 }) }] }),
  'ten thousand characters': `{"requests":[${text.replace('S123', 'S'.repeat(10000))}]}`,
  'broken UTF-8': Buffer.from(`{"requests":[${text.replace('S123', 'S\xff')}]}`, 'latin1'),
})) {
  const r = await send(shop, 'POST', '/settlement/v1/requests', body);
  is(`malformed: ${name}`, [r.status, r.json, r.signed], [400, { refusal: 'malformed' }, true]);
}
const large = Array.from({ length: 8001 }, (_, i) => ({ id: `l${i}`, kind: 'void', hold: 'x' }));
is('8,001 requests', (await ask(shop, large)).json, { refusal: 'batch_too_large' });
is('8,000 requests', (await ask(shop, large.slice(1).map((r, i) => ({ ...r, id: id(`n${i}`) })))).json.answers.filter(a => a.outcome === 'hold_not_found').length, 8000);
finish();
