#!/usr/bin/env node
// verify.mjs: an exported journal is right as it is, and wrong with any byte changed, line removed, doubled or moved (C6).
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { ask, finish, hanbit, holdfast, is, mark } from './party.mjs';
// runs on TEST_STACK, TEST_ADDRESS

const SEED = Number(process.env.SEED || 20261121);
const file = `${process.env.TEST_WORK}/journal.txt`;
const program = name => `${process.env.BUILD || 'build'}/bin/${name}`;
const run = (name, ...args) => spawnSync(program(name), args, { maxBuffer: 1 << 28 });
const id = name => `${mark}-${name}`;
const won = amount => ({ amount, currency: 'KRW' });

// ---- a journal with a bit of everything ----
const CUSTOMER = `HB-V${mark}`, SELLER = `HB-X${mark}`;
await ask(hanbit(), [
  { id: id('o1'), kind: 'open', account: CUSTOMER, institution: 'HB', type: 'prepayment', currency: 'KRW' },
  { id: id('o2'), kind: 'open', account: SELLER, institution: 'HB', type: 'withdrawal', currency: 'KRW' },
  { id: id('t1'), kind: 'transfer', account: 'HB-0', to: CUSTOMER, ...won(1000000) },
]);
const { answers } = (await ask(holdfast(), Array.from({ length: 12 }, (_, i) => [
  { id: id(`h${i}`), kind: 'hold', account: CUSTOMER, payee: SELLER, ...won(1000 + i), order: `o${i}`, supply: 's' },
  { id: id(`c${i}`), kind: 'capture', hold: id(`h${i}`), ...won(900), splits: [{ account: SELLER, amount: 850 }, { account: 'HB-90001', amount: 50 }] },
  { id: id(`v${i}`), kind: 'void', hold: id(`h${i}`) },
]).flat())).json;
is('held, captured, given back', answers.filter(a => a.outcome !== 'ok').length, 0);

const key = run('journal', 'key').stdout.toString().trim();
is('the public key', /^[0-9a-f]{64}$/.test(key), true);
const check = (text, who = key) => {
  writeFileSync(file, text);
  const r = run('verify', who, file);
  return { status: r.status, says: r.stdout.toString().trim() };
};
const exported = (...args) => {
  const r = run('journal', 'export', ...args);
  return r.status === 0 ? r.stdout : Buffer.from('');
};
const first = answers[0].journal, last = answers.at(-1).journal;
const text = exported('HB', String(first), String(last));
is('untouched it is right', check(text).status, 0);
is('it says how many', /: right: HB, journal \d+ to \d+, \d+ entries, chain [0-9a-f]{64}$/.test(check(text).says), true);
for (const [name, args] of [['from the beginning', ['HB']], ['of another institution', ['ES']], ['of nothing yet', ['HB', String(last + 1000000)]], ['of one request', ['HB', String(last), String(last)]]])
  is(`right too: ${name}`, check(exported(...args)).status, 0);
is('the parts fit together', exported('HB', String(first), String(last - 1)).toString().match(/^end \d+ (\w+)$/m)[1], exported('HB', String(last), String(last)).toString().match(/^chain (\w+)$/m)[1]);
is('of no institution there is none', run('journal', 'export', 'XX').status, 1);

// ---- a thousand changed bytes ----
let state = SEED;
const random = n => { // mulberry32
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % n;
};
console.log(`# seed ${SEED}, ${text.length} bytes`);
// many files, one call: which of them were found wrong, and in which words
const all = texts => {
  const files = texts.map((t, i) => (writeFileSync(`${file}.${i}`, t), `${file}.${i}`));
  return run('verify', key, ...files).stdout.toString().split('\n').slice(0, -1).map(says => says.replace(/^\S+ /, ''));
};
const changes = Array.from({ length: 1000 }, (_, i) => {
  // one in four in the head or in the last lines, where there is most to get wrong
  const at = i % 4 ? random(text.length) : i % 8 ? random(180) : text.length - 1 - random(220);
  return { at, was: text[at], is: (text[at] + 1 + random(255)) % 256 };
});
const said = all(changes.map(c => { const t = Buffer.from(text); t[c.at] = c.is; return t; }));
is('each of 1,000 changed bytes is found, and its line named', [said.length, changes.filter((_, i) => !/^wrong: line \d+: /.test(said[i]))], [1000, []]);

// ---- lines ----
const lines = text.toString().split('\n').slice(0, -1);
const join = list => list.join('\n') + '\n';
const found = (name, list) => is(`found: ${name}`, check(join(list)).status, 1);
const moved = lines.flatMap((line, i) => [[...lines.slice(0, i), ...lines.slice(i + 1)], [...lines.slice(0, i + 1), ...lines.slice(i)],
  i + 1 < lines.length ? [...lines.slice(0, i), lines[i + 1], line, ...lines.slice(i + 2)] : ['']]);
is('each line removed, doubled, or swapped with the next is found', all(moved.map(join)).filter(says => !says.startsWith('wrong: line ')), []);
found('a line behind', [...lines, lines[6]]);
found('an empty line', [...lines.slice(0, 8), '', ...lines.slice(8)]);
is('found: no line feed at the end', check(text.subarray(0, -1)).status, 1);
is('found: carriage returns', check(join(lines).replaceAll('\n', '\r\n')).status, 1);
is('found: the end of another journal', check(join([...lines.slice(0, -1), exported('ES').toString().split('\n').at(-2)])).status, 1);
is('found: another\'s key', check(text, key.replace(/^./, d => d === '0' ? '1' : '0')).status, 1);
is('nothing', check('').status, 1);

// ---- pieces kept back ----
const pieces = [[first, first + 9], [first + 10, first + 19], [first + 20, last]].map(p => exported('HB', ...p.map(String)));
is('pieces that follow each other are right', all(pieces).filter(says => !says.startsWith('right: ')), []);
is('the same one twice, and an earlier one after it, too', all([pieces[1], pieces[1], pieces[0]]).filter(says => !says.startsWith('right: ')), []);
is('found: a piece is missing', /^wrong: entries \d+ to \d+ of HB are missing between the file before and this$/.test(all([pieces[0], pieces[2]])[1]), true);
is('also when another institution\'s stands between', all([pieces[0], exported('ES'), pieces[2]]).map(says => says.split(':')[0]), ['right', 'right', 'wrong']);

is('no file', run('verify', key, `${file}.none`).status, 2);
is('no key', run('verify', 'key', file).status, 2);
is('the line is named', check(join(lines.map((l, i) => i === 9 ? l.replace(/ (-?\d+) KRW/, (_, n) => ` ${Number(n) + 1} KRW`) : l))).says.endsWith('line 10: the chain does not go on from the line before'), true);
finish();
