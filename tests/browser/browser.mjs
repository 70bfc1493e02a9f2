// browser.mjs: Chromium for the tests of TEST_ADDRESS: windows that note every fault of a page, steps that report, pictures that are kept.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const address = process.env.TEST_ADDRESS;
export const work = process.env.TEST_WORK || '/tmp';
const pictures = process.env.SCREENSHOTS || `${work}/pictures`;
mkdirSync(pictures, { recursive: true });

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
});

// ---- reports ----

let failures = 0;

export function report(name, faults = []) {
  const list = [faults].flat().filter(Boolean);
  if (list.length) {
    failures++;
    console.log(`not ok ${name}: ${list.join('; ').replace(/\s+/g, ' ').slice(0, 1500)}`);
  } else console.log(`ok ${name}`);
  return !list.length;
}

export const finish = () => process.exit(failures ? 1 : 0);

// true or the reason why not
export const must = (truth, why) => {
  if (!truth) throw new Error(why);
};

// ---- windows ----

// What a page may say in the console without being at fault: a refusal that the
// test itself asked for (`refusals`: its statuses).
export class Person {
  constructor(browser, { name, locale = 'ko-KR', width = 1280, height = 900, js = true, dark = false, refusals = [] }) {
    Object.assign(this, { browser, name, locale, width, height, js, dark, refusals, faults: [], shots: 0 });
  }

  async come() {
    this.context = await this.browser.newContext({
      locale: this.locale,
      viewport: { width: this.width, height: this.height },
      javaScriptEnabled: this.js,
      colorScheme: this.dark ? 'dark' : 'light',
      isMobile: false,
      baseURL: address,
      extraHTTPHeaders: { 'accept-language': this.lang },
      reducedMotion: 'reduce',
    });
    this.context.setDefaultTimeout(10000);
    if (this.js) {
      await this.context.addInitScript(() => {
        addEventListener('securitypolicyviolation', e => console.error(`CSP ${e.violatedDirective} ${e.blockedURI}`));
      });
    }
    return this;
  }

  get lang() {
    return this.locale.slice(0, 2);
  }

  async window() {
    const page = await this.context.newPage();
    const fault = what => this.faults.push(`${new URL(page.url(), address).pathname}: ${what}`);
    page.on('console', m => {
      if (m.type() !== 'error' && m.type() !== 'warning') return;
      // the status is judged below, with the address
      if (!/^Failed to load resource: the server responded/.test(m.text())) fault(`console ${m.type()}: ${m.text()}`);
    });
    page.on('pageerror', e => fault(`script error: ${e.message}`));
    page.on('requestfailed', r => {
      const why = r.failure() ? r.failure().errorText : '';
      // a stream or a question under way ends when its page is left
      if (why === 'net::ERR_ABORTED' && ['eventsource', 'fetch', 'image', 'other'].includes(r.resourceType())) return;
      // pressing twice ends the first loading: that is what is tried
      if (why === 'net::ERR_ABORTED' && this.twice && r.resourceType() === 'document') return;
      fault(`${r.method()} ${r.url().replace(address, '')}: ${why}`);
    });
    page.on('response', r => {
      if (r.status() >= 400 && !this.refusals.includes(r.status())) fault(`${r.request().method()} ${r.url().replace(address, '')}: status ${r.status()}`);
    });
    page.on('dialog', d => {
      fault(`a dialog: ${d.message()}`);
      d.dismiss();
    });
    return page;
  }

  // every picture is of the whole page
  async picture(page, name) {
    if (this.js) await page.evaluate(() => Promise.all([...document.images].map(i => { i.loading = 'eager'; return i.decode().catch(() => {}); })));
    await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  }

  async leave() {
    await this.context.close();
  }
}

// ---- looking ----

// the page does not have to be moved sideways
export async function overflow(page) {
  return page.evaluate(() => {
    const wide = document.scrollingElement.scrollWidth - innerWidth;
    if (wide <= 0) return '';
    const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
      .map(e => e.tagName.toLowerCase() + (e.className ? `.${e.className}` : ''));
    return `${wide} pixels too wide: ${out.slice(-3).join(', ')}`;
  });
}

// the words of a place, in one line
export const words = async where => (await where.innerText()).replace(/\s+/g, ' ').trim();

// Waits until the page, left alone, shows it; the mark put there tells a page
// that moved by itself from one that was loaded again.
export async function mark(page) {
  await page.evaluate(() => { window.here = 'before'; });
}

export async function unmoved(page) {
  must(await page.evaluate(() => window.here === 'before'), 'the page was loaded again');
}
