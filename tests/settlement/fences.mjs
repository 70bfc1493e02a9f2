#!/usr/bin/env node
// fences.mjs: the settlement handler and the ways in which a COMMIT can go wrong: nothing is lost, nothing happens twice (C6).
//
// A second handler is run, one request long, with a line to the database that breaks where it is told to; the
// installation's own handler is "the other one" that takes over.
import { execFileSync, spawn } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { account, ask, finish, hanbit, is, mark, one, surely } from './party.mjs';
import { line } from './line.mjs';
// runs on TEST_STACK, TEST_ADDRESS

const bank = hanbit(), stack = process.env.TEST_STACK, work = process.env.TEST_WORK;
const conf = readFileSync(`${stack}/holdfast.conf`, 'utf8'), socket = conf.match(/^db_socket = (.*)$/m)[1];
const TO = `HB-F${mark}`;
let serial = 0, sent = 0;

const sha = text => createHash('sha256').update(text).digest('hex');
const transfer = () => ({ id: `${mark}-f${serial++}`, kind: 'transfer', account: 'HB-0', to: TO, amount: 1, currency: 'KRW' });

// the handler as a process of its own for one request: {pid, kill, answer}; answer: {status, json}, or null when it died
function handler(config, request) {
  const body = JSON.stringify({ requests: [request] }), path = '/settlement/v1/requests';
  // dated after its own beginning, as its nonces begin there
  const time = String(Date.now() + 60000), nonce = randomBytes(12).toString('hex');
  const signature = createHmac('sha256', bank.key).update(['POST', path, time, nonce, sha(body)].join('\n')).digest('hex');
  const p = spawn(`${process.env.BUILD}/bin/settlement`, [], {
    env: {
      PATH: process.env.PATH, HOLDFAST_CONF: config, REQUEST_METHOD: 'POST', SCRIPT_NAME: path, QUERY_STRING: '',
      CONTENT_TYPE: 'application/json', CONTENT_LENGTH: String(Buffer.byteLength(body)), HTTP_HOLDFAST_PARTY: bank.party,
      HTTP_HOLDFAST_TIME: time, HTTP_HOLDFAST_NONCE: nonce, HTTP_HOLDFAST_SIGNATURE: signature,
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  p.stdin.end(body);
  let text = '';
  p.stdout.on('data', part => (text += part));
  const answer = new Promise(answered => p.on('close', () => {
    const status = text.match(/^Status: (\d+)/m), json = text.slice(text.indexOf('\r\n\r\n') + 4);
    answered(status ? { status: Number(status[1]), json: JSON.parse(json) } : null);
  }));
  return { pid: p.pid, kill: signal => p.kill(signal), said: () => text, answer };
}

// a line with a plan, and the configuration of a handler that uses it
async function broken(name, plan) {
  const path = `${work}/${name}.sock`, config = `${work}/${name}.conf`;
  writeFileSync(config, conf.replace(/^db_socket = .*$/m, `db_socket = ${path}\nsettlement_checkpoint_every = 1`), { mode: 0o600 });
  const l = await line(path, socket, plan);
  return { ...l, config, handle: request => handler(config, request) };
}

// asked again of the other handler, it has one answer for ever, and the money has moved once
async function settled(name, request, answer) {
  const again = await surely(bank, request);
  sent++;
  is(`${name}: asked again, the answer is the same`, again, answer ?? again);
  is(`${name}: it was carried out`, again.outcome, 'ok');
  is(`${name}: once`, (await account(bank, TO)).balance, sent);
}

// what it was told; null: on a slow machine it may have been told, within its time, that nobody can say
async function told(name, h) {
  const said = await h.answer, answer = said?.json.answers?.[0] ?? null;
  is(`${name}: it is answered, or asked to come again`, said?.status === 503 || answer?.outcome === 'ok', true);
  return answer;
}

await surely(bank, { id: `${mark}-open`, kind: 'open', account: TO, institution: 'HB', type: 'prepayment', currency: 'KRW' });

// the first COMMIT makes it the writer, the second is the batch's
for (const [name, plan] of [
  ['nothing goes wrong', []],
  ['becoming the writer, the COMMIT does not arrive', [{ at: 'commit', number: 1, what: 'cut' }]],
  ['becoming the writer, its answer is lost', [{ at: 'commit', number: 1, what: 'cut_after' }]],
  ['the COMMIT does not arrive', [{ at: 'commit', number: 2, what: 'cut' }]],
  ['the answer to the COMMIT is lost', [{ at: 'commit', number: 2, what: 'cut_after' }]],
  ['1213 at COMMIT', [{ at: 'commit', number: 2, what: 'conflict' }]],
  ['1213 at COMMIT, twice', [{ at: 'commit', number: 2, what: 'conflict' }, { at: 'commit', number: 3, what: 'conflict' }]],
  ['an unknown error at COMMIT', [{ at: 'commit', number: 2, what: 'refuse' }]],
  ['an unknown error at COMMIT, and the next does not arrive', [{ at: 'commit', number: 2, what: 'refuse' }, { at: 'commit', number: 3, what: 'cut' }]],
]) {
  const l = await broken('line', plan), request = transfer(), h = l.handle(request);
  const answer = await told(name, h);
  is(`${name}: that is what happened`, l.seen.commit > plan.length, true);
  l.close();
  await settled(name, request, answer);
}

// whichever statement of becoming the writer, of loading, of the batch it is
{
  const whole = await broken('count', []);
  await whole.handle(transfer()).answer;
  sent++;
  const statements = whole.seen.statement;
  whole.close();
  is('a handler asks some statements', statements > 5, true);
  for (const what of ['conflict', 'cut', 'cut_after']) {
    let wrong = 0;
    for (let number = 1; number <= statements; number++) {
      const l = await broken('each', [{ at: 'statement', number, what }]), request = transfer();
      const said = await l.handle(request).answer, answer = said?.json.answers?.[0], again = await surely(bank, request);
      l.close();
      sent++;
      if (again.outcome !== 'ok' || (answer && JSON.stringify(answer) !== JSON.stringify(again))) wrong++;
    }
    is(`${what} at each of ${statements} statements: one answer each`, wrong, 0);
    is(`${what} at each: once each`, (await account(bank, TO)).balance, sent);
  }
}

// nothing is said before it is durable
for (const [name, what, done] of [['killed before the COMMIT', 'hold', false], ['killed between the COMMIT and the answer', 'hold_after', true]]) {
  const l = await broken('killed', [{ at: 'commit', number: 2, what }]), request = transfer(), h = l.handle(request);
  await l.reached(0);
  const [row] = sql(`SELECT COUNT(*) FROM requests WHERE caller_id = '${request.id}'`);
  is(`${name}: it is ${done ? '' : 'not '}in the record`, Number(row), done ? 1 : 0);
  is(`${name}: nothing was said yet`, h.said(), '');
  h.kill('SIGKILL');
  is(`${name}: nothing was said at all`, await h.answer, null);
  l.close();
  await settled(name, request);
}

// stopped in the middle; another one takes over and commits; then it goes on
for (const [name, plan] of [
  ['stopped before it wrote', [{ at: 'statement', number: 0, what: 'hold' }]],
  ['stopped at its COMMIT', [{ at: 'commit', number: 2, what: 'hold' }]],
  ['stopped behind its COMMIT', [{ at: 'commit', number: 2, what: 'hold_after' }]],
]) {
  if (plan[0].number === 0) plan[0].number = await loading();
  const l = await broken('stopped', plan), request = transfer(), h = l.handle(request), other = transfer();
  await l.reached(0);
  h.kill('SIGSTOP');
  const taken = await surely(bank, other);
  sent++;
  is(`${name}: the other one writes meanwhile`, taken.outcome, 'ok');
  is(`${name}: nothing was said yet`, h.said(), '');
  h.kill('SIGCONT');
  if (plan[0].what === 'hold') l.go(0);
  else l.cut();
  const answer = await told(name, h);
  if (plan[0].what === 'hold') is(`${name}: after the other one`, !answer || answer.journal > taken.journal, true);
  l.close();
  await settled(name, request, answer);
}

// killed while it writes a checkpoint: what is there of it is nothing
{
  const many = Array.from({ length: 500 }, transfer);
  for (const a of (await ask(bank, many)).json.answers) if (a.outcome === 'ok') sent++;
  const checkpoints = () => Number(sql('SELECT COUNT(*) FROM checkpoints')[0]);
  const before = checkpoints();
  for (const [name, what, more] of [['in the middle of a checkpoint', 'hold', 0], ['behind a checkpoint', 'hold_after', 1]]) {
    const l = await broken('checkpoint', [{ at: 'commit', number: 3, what }]), request = transfer(), h = l.handle(request);
    await l.reached(0);
    h.kill('SIGKILL');
    await h.answer;
    l.close();
    await settled(`killed ${name}`, request);
    is(`killed ${name}: ${more ? 'all' : 'nothing'} of it is there`, checkpoints(), before + more);
  }
  const again = await broken('after', []), request = transfer(), answer = await told('after the checkpoint', again.handle(request));
  again.close();
  await settled('after the checkpoint', request, answer);
}

// two that both believe to be the only one
{
  const pairs = [];
  for (let i = 0; i < 40; i++) pairs.push(transfer());
  const two = await Promise.all(pairs.map((r, i) => i % 2 ? surely(bank, r) : handler(`${stack}/holdfast.conf`, r).answer.then(a => a?.json.answers?.[0] ?? null)));
  const again = [];
  for (const r of pairs) again.push(await surely(bank, r));
  sent += pairs.length;
  is('two at once: who was answered, was answered for ever', two.every((a, i) => !a || JSON.stringify(a) === JSON.stringify(again[i])), true);
  is('two at once: each place in the journal once', new Set(again.map(a => a.journal)).size, pairs.length);
  is('two at once: each carried out once', (await account(bank, TO)).balance, sent);
}

const audit = execFileSync(`${process.env.BUILD}/bin/institution`, ['audit'], { encoding: 'utf8' }).trim().split('\n');
is('the audit finds nothing', audit.at(-1), '0 differences');
is('a request of the installation goes on', (await one(bank, transfer())).outcome, 'ok');
finish();

function sql(text) {
  const out = execFileSync('sql/database', ['shell', '-N', '-B', 'settlement'], { input: text, env: { ...process.env, VAR: stack }, encoding: 'utf8' });
  return out.trim().split('\n');
}

// the number of the statement that comes behind loading: the first of the batch
async function loading() {
  const l = await broken('loading', [{ at: 'commit', number: 2, what: 'hold' }]), h = l.handle(transfer());
  await l.reached(0);
  const before = l.seen.statement;
  l.go(0);
  await h.answer;
  sent++;
  l.close();
  return before - 1;
}
