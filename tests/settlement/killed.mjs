#!/usr/bin/env node
// killed.mjs: the settlement handler is killed under load: what was answered stays, nothing happens twice (C6).
import { execFileSync } from 'node:child_process';
import { account, finish, hanbit, is, mark, one, surely } from './party.mjs';
import { processes } from '../faults/processes.mjs';
// runs on TEST_STACK, TEST_ADDRESS

const bank = hanbit();
const TO = `HB-K${mark}`;
await surely(bank, { id: `${mark}-open`, kind: 'open', account: TO, institution: 'HB', type: 'prepayment', currency: 'KRW' });

const answers = new Map();
let stop = false, lost = 0;
async function caller(n) {
  for (let i = 0; !stop; i++) {
    const request = { id: `${mark}-${n}-${i}`, kind: 'transfer', account: 'HB-0', to: TO, amount: 1, currency: 'KRW' };
    answers.set(request, await surely(bank, request).catch(() => { lost++; return null; }));
  }
}
const callers = Array.from({ length: 12 }, (_, n) => caller(n));
let killed = 0;
for (let round = 0; round < 5; round++) {
  const before = answers.size;
  for (const end = Date.now() + 20000; answers.size < before + 60 && Date.now() < end;) await new Promise(done => setTimeout(done, 20));
  for (const p of processes(process.env.TEST_STACK).filter(p => p.name === 'settlement')) {
    try { process.kill(p.pid, 'SIGKILL'); killed++; } catch { /* it was gone */ }
  }
}
await new Promise(done => setTimeout(done, 300));
stop = true;
await Promise.all(callers);
is('it was killed five times', killed >= 5, true);
is('every caller got its answer', lost, 0);
is('each was carried out', [...answers.values()].every(a => a?.outcome === 'ok'), true);
console.log(`# ${answers.size} requests`);

let other = 0;
for (const [request, answer] of answers) if (JSON.stringify(await one(bank, request)) !== JSON.stringify(answer)) other++;
is('asked again, each is answered as before', other, 0);
is('as much arrived as was sent', (await account(bank, TO)).balance, answers.size);
is('no two have one place in the journal', new Set([...answers.values()].map(a => a.journal)).size, answers.size);
const audit = execFileSync(`${process.env.BUILD}/bin/institution`, ['audit'], { encoding: 'utf8' }).trim().split('\n');
is('the audit finds nothing', audit.at(-1), '0 differences');
finish();
