#!/usr/bin/env node
// netting.mjs: what institutions owe each other: asked for, shown, paid; zero in sum at every moment (C3).
import { execFileSync } from 'node:child_process';
import { account, finish, holdfast, is, key, mark, one, send } from './party.mjs';
// runs on TEST_STACK, TEST_ADDRESS

const shop = holdfast(), hanmaru = { party: 'hanmaru', key: key('settlement_hanmaru_key') };
const institution = (...words) => execFileSync(`${process.env.BUILD ?? 'build'}/bin/institution`, words,
  { encoding: 'utf8', stdio: 'pipe', env: { ...process.env, HOLDFAST_CONF: `${process.env.TEST_STACK}/holdfast.conf` } });
const positions = async () => (await send(hanmaru, 'GET', '/settlement/v1/positions')).json;

// money from bank to bank: straight, and through the common escrow
is('a transfer from Hanbit to Saebyeok', (await one(shop, { id: `net-${mark}-1`, kind: 'transfer', account: 'HB-20001', to: 'SB-20001', amount: 700, currency: 'KRW' })).outcome, 'ok');
is('a hold in the common escrow', (await one(shop, { id: `net-${mark}-2`, kind: 'hold', account: 'HB-20001', payee: 'SB-50001', amount: 1000, currency: 'KRW', order: 'n', supply: 'n' })).outcome, 'ok');
is('captured by who has an account at the other', (await one(shop, { id: `net-${mark}-3`, kind: 'capture', hold: `net-${mark}-2`, amount: 1000, currency: 'KRW',
  splits: [{ account: 'SB-50001', amount: 970 }, { account: 'HB-90001', amount: 30 }] })).outcome, 'ok');

let now = await positions();
is('positions are zero in sum', now.sums.every(s => s.sum === 0), true);
is('some owe', now.positions.some(p => p.balance > 0), true);
is('and so are the nets', now.nets.reduce((sum, n) => sum + n.net, 0), 0);
const said = institution('positions');
is('said in words', /^[A-Z]{2} owes [A-Z]{2} \d+ KRW$/m.test(said), true);
is('with their sum', /^all together: 0$/m.test(said), true);

// all of it is paid, with the handler running, and twice is once
const paid = institution('net', 'hanmaru');
is('all debts are paid', /^\d+ debts between institutions paid$/m.test(paid), true);
is('nobody owes anybody', / owes /.test(paid), false);
is('once more: nothing to pay', /^0 debts between institutions paid$/m.test(institution('net', 'hanmaru')), true);
now = await positions();
is('the handler says so too', now.positions.every(p => p.balance === 0), true);
is('the tills are the other side', (await account(hanmaru, 'HB-0')).balance !== undefined, true);
is('money goes back', (await one(shop, { id: `net-${mark}-4`, kind: 'transfer', account: 'SB-20001', to: 'HB-20001', amount: 700, currency: 'KRW' })).outcome, 'ok');
let refused = '';
try { institution('net', 'holdfast'); } catch (e) { refused = e.stderr; }
is('who has no right to it nets nothing', /not_yours/.test(refused), true);
is('and what is owed stays owed', (await positions()).positions.some(p => p.balance > 0), true);
institution('net', 'hanmaru');
is('zero in sum again', (await positions()).sums.every(s => s.sum === 0), true);
finish();
