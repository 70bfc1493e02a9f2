// person.mjs: somebody with a browser without JavaScript: pages, forms, cookies; presses again when a page does not come.
import { cookie_lines } from '../help/cookies.mjs';

const pause = ms => new Promise(done => setTimeout(done, ms));

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = text => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, e) => entities[e]);

function attributes(tag) {
  const out = {};
  for (const [, name, , value] of tag.matchAll(/([a-z-]+)(="([^"]*)")?/g)) out[name] = value === undefined ? '' : plain(value);
  return out;
}

// the forms of a page: where they go and what they carry
export function forms(html) {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head, body]) => {
    const fields = {};
    for (const [, tag] of body.matchAll(/<input\b([^>]*)>/g)) {
      const a = attributes(tag);
      if (a.name && a.type !== 'submit' && a.type !== 'checkbox' && (a.type !== 'radio' || 'checked' in a)) fields[a.name] = a.value || '';
    }
    const buttons = [...body.matchAll(/<button\b([^>]*)>/g)].map(([, tag]) => attributes(tag)).filter(b => b.name);
    return { action: attributes(head).action, fields, buttons };
  });
}

export class Person {
  constructor(address, patience = 60) {
    this.address = address;
    this.patience = patience; // how often a page that does not come is asked for again
    this.cookies = new Map();
    this.again = 0;
    this.language = 'en';
  }

  async once(path, body) {
    const answer = await fetch(this.address + path, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(20000),
      headers: {
        'accept-language': this.language,
        cookie: [...this.cookies].map(([n, v]) => `${n}=${v}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      body,
    });
    for (const line of cookie_lines(answer.headers)) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    this.html = await answer.text();
    this.status = answer.status;
    return answer;
  }

  // asks until something other than "the server is away" comes
  async ask(path, body) {
    for (let i = 0; ; i++) {
      try {
        const answer = await this.once(path, body);
        if (![500, 502, 503, 504].includes(answer.status) || i >= this.patience) return answer;
      } catch (e) {
        if (i >= this.patience) throw e;
      }
      this.again++;
      await pause(100 + 100 * Math.min(i, 10));
    }
  }

  async follow(answer, path) {
    for (let i = 0; answer.status === 303 && i < 5; i++) {
      path = answer.headers.get('location');
      answer = await this.ask(path);
    }
    this.path = path;
    return answer;
  }

  async get(path) {
    return this.follow(await this.ask(path), path);
  }

  form(action, wants = () => true) {
    return forms(this.html).find(f => f.action === action && wants(f));
  }

  // sends the page's form of that action, with what was typed into it; twice if somebody double-clicks
  async send(action, typed = {}, { wants, times = 1 } = {}) {
    const form = this.form(action, wants);
    if (!form) throw new Error(`no form to ${action} on ${this.path} (${this.status})`);
    const body = new URLSearchParams({ ...form.fields, ...typed }).toString();
    let answer;
    for (let i = 0; i < times; i++) answer = await this.ask(action, body);
    return this.follow(answer, action);
  }
}

// the same numbers for the same seed
export function random(seed) {
  let s = seed >>> 0;
  const next = () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = s;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = n => Math.floor(next() * n);
  return { next, below, one: list => list[below(list.length)], chance: p => next() < p };
}

export { pause };
