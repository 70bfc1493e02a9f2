// party.mjs: a party of the settlement protocol, for tests: signs, sends, checks the answer's signature.
import http from 'node:http';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { finish as tried } from './tried.mjs';

export { is } from './tried.mjs';

const sha = text => createHash('sha256').update(text).digest('hex');
const mac = (key, parts) => createHmac('sha256', key).update(parts.join('\n')).digest('hex');
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

export const key = name => Buffer.from(readFileSync(`${process.env.TEST_STACK}/secrets/${name}`, 'utf8').trim(), 'hex');
export const holdfast = () => ({ party: 'holdfast', key: key('settlement_party_key') });
export const hanbit = () => ({ party: 'hanbit', key: key('settlement_hanbit_key') });

// {status, text, json, signed}; throws when no answer came. `but` replaces what is sent, for forgeries.
export function send(who, method, path, body = '', but = {}) {
  const time = String(but.time ?? Date.now());
  const nonce = but.nonce ?? randomBytes(12).toString('hex');
  const signature = mac(but.key ?? who.key, [method, path, time, nonce, sha(body)]);
  const headers = {
    'Holdfast-Party': but.party ?? who.party, 'Holdfast-Time': time, 'Holdfast-Nonce': nonce,
    'Holdfast-Signature': but.signature ?? signature,
    'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(but.body ?? body),
  };
  return new Promise((answered, lost) => {
    const q = http.request(process.env.TEST_ADDRESS + (but.path ?? path), { method, headers, agent, timeout: 6000 }, r => {
      const parts = [];
      r.on('data', part => parts.push(part));
      r.on('error', lost);
      r.on('end', () => {
        const text = Buffer.concat(parts).toString();
        let json = null;
        try { json = JSON.parse(text); } catch { /* no answer of ours */ }
        const signed = r.headers['holdfast-signature'] === mac(who.key, [r.statusCode, nonce, sha(text)]);
        answered({ status: r.statusCode, text, json, signed });
      });
    });
    q.on('timeout', () => q.destroy(new Error('no answer in time')));
    q.on('error', lost);
    q.end(but.body ?? body);
  });
}

export const ask = (who, list, but) => send(who, 'POST', '/settlement/v1/requests', JSON.stringify({ requests: list }), but);
export const account = async (who, number) => (await send(who, 'GET', `/settlement/v1/accounts/${number}`)).json;

// one request's answer
export async function one(who, request) {
  const r = await ask(who, [request]);
  if (r.status !== 200 || !r.signed) throw new Error(`${r.status} ${r.text}`);
  return r.json.answers[0];
}

// sent again until it is answered, as the protocol allows
export async function surely(who, request, patience = 30000) {
  for (const end = Date.now() + patience; ;) {
    try {
      return await one(who, request);
    } catch (e) {
      if (Date.now() > end) throw e;
      await new Promise(done => setTimeout(done, 50));
    }
  }
}

export const finish = () => {
  agent.destroy();
  tried();
};
export const mark = Date.now().toString(36) + randomBytes(3).toString('hex');
