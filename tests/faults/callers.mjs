// callers.mjs: parties that speak the settlement protocol while programs are killed; and what must be true of their answers.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pause } from './person.mjs';

const sha = text => createHash('sha256').update(text).digest('hex');

class Party {
  constructor(address, folder, name, key_file) {
    this.address = address;
    this.name = name;
    this.key = Buffer.from(readFileSync(`${folder}/secrets/${key_file}`, 'utf8').trim(), 'hex');
  }

  async once(method, path, body) {
    const time = String(Date.now()), nonce = randomBytes(12).toString('hex');
    const mac = parts => createHmac('sha256', this.key).update(parts.join('\n')).digest('hex');
    const answer = await fetch(this.address + path, {
      method, signal: AbortSignal.timeout(8000), body: body || undefined,
      headers: {
        'content-type': 'application/json', 'holdfast-party': this.name, 'holdfast-time': time, 'holdfast-nonce': nonce,
        'holdfast-signature': mac([method, path, time, nonce, sha(body)]),
      },
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${answer.status} ${text.slice(0, 100)}`);
    if (answer.headers.get('holdfast-signature') !== mac([answer.status, nonce, sha(text)])) throw new Error('an answer that nobody signed');
    return JSON.parse(text);
  }

  // until it is answered, for a minute
  async surely(method, path, body = '') {
    for (const end = Date.now() + 60000; ;) {
      try {
        return await this.once(method, path, body);
      } catch (e) {
        if (Date.now() > end) throw e;
        await pause(50);
      }
    }
  }

  async ask(requests) {
    return (await this.surely('POST', '/settlement/v1/requests', JSON.stringify({ requests }))).answers;
  }
}

const MONEY = { currency: 'KRW' };

export class Callers {
  constructor(address, folder, chance) {
    this.bank = new Party(address, folder, 'hanbit', 'settlement_hanbit_key');
    this.shop = new Party(address, folder, 'holdfast', 'settlement_party_key');
    this.chance = chance;
    this.mark = `f${randomBytes(5).toString('hex')}`;
    this.answers = []; // [party, request, answer]
    this.lost = 0;
    this.over = false;
    this.funds = 0;
  }

  async open() {
    const account = (number, type) => ({ id: `${this.mark}-o-${number}`, kind: 'open', account: number, institution: 'HB', type, ...MONEY });
    this.customer = `HB-C${this.mark}`;
    this.supplier = `HB-S${this.mark}`;
    const good = await this.bank.ask([account(this.customer, 'prepayment'), account(this.supplier, 'withdrawal')]);
    return good.every(a => a.outcome === 'ok');
  }

  async say(party, request) {
    const [answer] = await party.ask([request]);
    this.answers.push([party, request, answer]);
    return answer;
  }

  // deposit, hold, then all of it, a part of it or nothing captured; sometimes each is sent by two at once
  async cycle(id) {
    const twice = (party, r) => Promise.all(Array.from({ length: this.chance.chance(0.2) ? 2 : 1 }, () => this.say(party, r)));
    await twice(this.bank, { id: `${id}-t`, kind: 'transfer', account: 'HB-0', to: this.customer, amount: 100, ...MONEY });
    await twice(this.shop, { id: `${id}-h`, kind: 'hold', account: this.customer, payee: this.supplier, amount: 100, order: `x-${id}`, supply: 'x', ...MONEY });
    const turn = this.chance.below(4);
    const part = turn === 0 ? 40 : 100;
    if (turn < 3) await twice(this.shop, { id: `${id}-c`, kind: 'capture', hold: `${id}-h`, amount: part, splits: [{ account: this.supplier, amount: part }], ...MONEY });
    if (turn === 0 || turn === 3) await twice(this.shop, { id: `${id}-v`, kind: 'void', hold: `${id}-h` });
  }

  async run(callers) {
    await Promise.all(Array.from({ length: callers }, async (_, n) => {
      for (let i = 0; !this.over; i++) {
        try {
          await this.cycle(`${this.mark}-${n}-${i}`);
        } catch (e) {
          this.lost++;
          console.log(`# caller ${n}: ${e.message}`);
        }
      }
    }));
  }

  // [what, good, why]
  async verdicts() {
    const other = [], places = new Map();
    for (let i = 0; i < this.answers.length; i += 500) {
      const some = this.answers.slice(i, i + 500);
      for (const party of [this.bank, this.shop]) {
        const mine = some.filter(([p]) => p === party);
        if (!mine.length) continue;
        const again = await party.ask(mine.map(([, r]) => r));
        mine.forEach(([, r, a], k) => {
          if (JSON.stringify(a) !== JSON.stringify(again[k])) other.push(r.id);
          places.set(a.journal, (places.get(a.journal) || new Set()).add(r.id));
        });
      }
    }
    const done = this.answers.filter(([, , a]) => a.outcome !== 'ok').map(([, r, a]) => `${r.id} ${a.outcome}`);
    const once = new Map(this.answers.map(([, r]) => [r.id, r]));
    const sum = (kind, sign = 1) => [...once.values()].filter(r => r.kind === kind).reduce((s, r) => s + sign * r.amount, 0);
    const paid = (await this.bank.surely('GET', `/settlement/v1/accounts/${this.supplier}`)).balance;
    const customer = await this.bank.surely('GET', `/settlement/v1/accounts/${this.customer}`);
    return [
      ['callers: every request had an answer', this.lost === 0, `${this.lost}`],
      ['callers: each was carried out', !done.length, done.slice(0, 5).join(' ')],
      ['callers: asked again, each is answered as before', !other.length, other.slice(0, 5).join(' ')],
      ['callers: no two have one place in the journal', [...places.values()].every(s => s.size === 1)],
      ['callers: the supplier has what was captured, once', paid === sum('capture'), `${paid} ${sum('capture')}`],
      ['callers: the customer has the rest, and nothing is held', customer.held === 0 && customer.balance === sum('transfer') - sum('capture'), JSON.stringify(customer)],
    ];
  }
}
