// killer.mjs: kill -9, again and again, and how long it takes until what was killed answers again.
import { execFile } from 'node:child_process';
import { pause } from './person.mjs';
import { strike } from './processes.mjs';

// how often which: those that money goes through, and now and then everything else
const OFTEN = { settlement: 45, storefront: 35, mariadbd: 8 };

const fetched = async (url, good) => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: 'manual' });
    await answer.arrayBuffer();
    return good(answer.status);
  } catch {
    return false;
  }
};
const asked = folder => new Promise(done => execFile('sql/database', ['shell', '-e', 'SELECT 1'],
  { env: { ...process.env, VAR: folder }, timeout: 5000 }, error => done(!error)));

export class Killer {
  constructor({ folder, address, kills, chance, seconds }) {
    Object.assign(this, { folder, address, kills, chance });
    this.until = Date.now() + seconds * 1000;
    this.killed = 0;
    this.by_name = {};
    this.longest = {}; // ms, by name
    this.over = false;
  }

  pick(names) {
    const often = names.map(n => OFTEN[n] || 2);
    let at = this.chance.below(often.reduce((a, b) => a + b, 0));
    return names.find((_, i) => (at -= often[i]) < 0);
  }

  // whether what was killed answers again
  back(name) {
    if (name === 'mariadbd') return asked(this.folder);
    if (name === 'settlement') return fetched(`${this.address}/settlement/v1/health`, s => s === 200);
    if (name === 'nginx') return fetched(`${this.address}/static/style.css`, s => s === 200);
    return fetched(`${this.address}/`, s => s < 500);
  }

  async one() {
    const name = strike(this.folder, list => (typeof list[0] === 'string' ? this.pick(list) : this.chance.one(list)));
    if (!name) return;
    const began = Date.now();
    this.killed++;
    this.by_name[name] = (this.by_name[name] || 0) + 1;
    while (!(await this.back(name)) && Date.now() < began + 60000) await pause(20);
    this.longest[name] = Math.max(this.longest[name] || 0, Date.now() - began);
  }

  // kills as long as there are kills left; `share` says which part of them may have happened by now
  async run(share) {
    while (!this.over && this.killed < this.kills && Date.now() < this.until) {
      if (this.killed < share() * this.kills) await this.one();
      await pause(this.chance.below(300));
    }
  }
}
