#!/usr/bin/env node
// pages.mjs: every page that links lead to at TEST_ADDRESS, for every role and in both languages: no dead link, nothing untranslated, axe, valid HTML, no sideways scrolling.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import axe_core from 'axe-core';
import { launch, Person, report, finish, overflow, work, address } from './browser.mjs';
import { scenes } from './scenes.mjs';
import * as shop from './shop.mjs';
import * as wallet from './wallet.mjs';

const CARDS = { teen: '1313 1313 1313 1313', adult: '2323 2323 2323 2327', company: '7373 7373 7373 7379' };
// pages of one kind that are asked for: with other words they are the same
const MOST = { ko: 40, en: 3 };
const browser = await launch();
const made = await scenes(CARDS.company, '010-0000-0012', 162);
const wallets = await wallet.wallets();
const path_of = (realm, order) => `/${realm}/${realm === 'supplier' ? 'supply' : 'delivery'}/${order.supply.replace('-', '')}`;

// ---- who looks, from where ----

const ROLES = [
  { name: 'stranger', from: ['/', '/supplier/', '/distributor/', '/wallet/', '/style'] },
  ...Object.entries(CARDS).map(([name, card]) => ({ name, from: ['/catalogue', '/orders', '/cart'], sign_in: page => shop.enter(page, card) })),
  { name: 'mixed', from: ['/catalogue', '/cart'], sign_in: page => shop.enter(page, '3946 8201 5577 3106') },
  { name: 'limits', from: ['/catalogue', '/cart'], sign_in: page => shop.enter(page, '7283 5106 9445 8200') },
  { name: 'supplier', from: ['/supplier/supplies'], sign_in: page => shop.sign_in(page, 'supplier', /Neulbom|늘봄/) },
  { name: 'distributor', from: ['/distributor/deliveries'], sign_in: page => shop.sign_in(page, 'distributor', /Gaon|가온/) },
  { name: 'customer', from: ['/wallet/home'], sign_in: page => wallet.sign_in(page, wallets.rich) },
  { name: 'newcomer', from: ['/wallet/home'], sign_in: page => wallet.sign_in(page, wallets.poor) },
  { name: 'builder', from: ['/wallet/home'], sign_in: page => wallet.sign_in(page, { login: 'saessak', password: 'demo-saessak-1' }) },
];

// ---- links ----

const plain = text => text.replace(/&amp;/g, '&').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>');
const values = (html, attribute) => [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, 'g'))].map(m => plain(m[1]));

function look_through(path, html, lang) {
  const faults = [];
  if (/\[\[|\]\]|\{\{|\}\}/.test(html)) faults.push(`a mark of the templates is left: ${html.match(/.{0,30}(\[\[|\]\]|\{\{|\}\}).{0,30}/)[0]}`);
  const shown_in = (html.match(/<html lang="([a-z]+)"/) || [])[1];
  if (shown_in !== lang) faults.push(`lang is ${shown_in}`);
  const title = (html.match(/<title>([^<]*)<\/title>/) || [])[1] || '';
  if (!/^\S.* · Holdfast$/.test(title)) faults.push(`the title is "${title}"`);
  const heads = (html.match(/<h1[\s>]/g) || []).length;
  if (heads !== 1) faults.push(`${heads} h1`);
  const ids = values(html, 'id');
  for (const id of new Set(ids)) if (ids.filter(i => i === id).length > 1) faults.push(`the id ${id} is there twice`);
  for (const href of values(html, 'href')) if (/^#./.test(href) && !ids.includes(href.slice(1))) faults.push(`${href} leads nowhere`);
  for (const name of ['aria-describedby', 'aria-labelledby', 'for']) {
    for (const id of values(html, name).join(' ').split(' ').filter(Boolean)) if (!ids.includes(id)) faults.push(`${name} ${id} is of nothing`);
  }
  return faults.map(f => `${path}: ${f}`);
}

const checked = new Map(); // files and forms, whoever sees them: address -> fault or ''

const kind_of = path => path.replace(/\?.*/, '').replace(/\/S?\d+(?=$|\/)/g, '/*').replace(/\/[0-9a-f]{64}/, '/*');

async function crawl(role, request, lang) {
  const faults = [], seen = new Set(role.from), open = [...role.from], kinds = new Map();
  const once = async (key, what) => {
    if (!checked.has(key)) checked.set(key, await what());
    if (checked.get(key)) faults.push(checked.get(key));
  };
  const file = async (path, at) => once(at, async () => ((await request.get(at)).status() === 200 ? '' : `${path}: no ${at}`));

  while (open.length) {
    const path = open.shift(), answer = await request.get(path, { maxRedirects: 5 });
    const html = await answer.text();
    if (answer.status() !== 200) {
      faults.push(`${path}: status ${answer.status()}`);
      continue;
    }
    if (!/html/.test(answer.headers()['content-type'])) continue;
    faults.push(...look_through(path, html, lang));
    for (const href of values(html, 'href')) {
      const to = new URL(href, address + path), kind = kind_of(to.pathname);
      const here = to.pathname + to.search;
      if (to.origin !== address) faults.push(`${path}: leads away to ${to.origin}`);
      else if (to.pathname.startsWith('/static/')) await file(path, here);
      else if (!seen.has(here) && (kinds.get(kind) || 0) < MOST[lang]) {
        seen.add(here);
        kinds.set(kind, (kinds.get(kind) || 0) + 1);
        open.push(here);
      }
    }
    for (const src of values(html, 'src')) await file(path, src);
    // what only a form may ask for says "not that way", and is there
    for (const action of values(html, 'action')) {
      await once(`${role.name} ${action}`, async () => ([200, 303, 405].includes((await request.get(action, { maxRedirects: 0 })).status()) ? '' : `${path}: no ${action}`));
    }
  }
  return { faults, pages: seen.size };
}

// ---- pages that are looked at ----

// what links do not lead to, or only with something typed: [name, role, what to do]
const SPECIAL = [
  ['entry', 'stranger', page => page.goto('/')],
  ['entry wrong', 'stranger', async page => {
    await shop.enter_typed(page, '1234 5678 1234 5678');
    await page.locator('[role=alert]').waitFor();
  }],
  ['supplier sign-in', 'stranger', page => page.goto('/supplier/')],
  ['supplier sign-in wrong', 'stranger', async page => {
    await page.goto('/supplier/');
    await page.fill('#login', 'nobody');
    await page.fill('#password', 'wrong');
    await page.press('#password', 'Enter');
    await page.locator('[role=alert]').waitFor();
  }],
  ['distributor sign-in', 'stranger', page => page.goto('/distributor/')],
  ['style', 'stranger', page => page.goto('/style')],
  ['not found', 'stranger', page => page.goto('/nothing-here')],
  ['form too old', 'stranger', async page => {
    await page.goto('/');
    await page.evaluate(() => { for (const f of document.querySelectorAll('[name=form_token]')) f.value = 'old'; });
    await page.fill('#card', '2020 2020 2020 2028');
    await page.press('#card', 'Enter');
    await page.locator('main [role=alert]').waitFor();
  }],
  ['phones', 'stranger', page => page.goto('/phone/')],
  ['phone asked', 'stranger', page => shop.phone_open(page, '010-0000-0012')],
  ['phone silent', 'stranger', page => shop.phone_open(page, '010-0000-0013')],
  ['catalogue teen', 'teen', page => page.goto('/catalogue')],
  ['cart empty', 'teen', async page => {
    await shop.empty_cart(page);
    await page.goto('/cart');
  }],
  ['orders none', 'teen', page => page.goto('/orders')],
  ['catalogue', 'adult', page => page.goto('/catalogue')],
  ['catalogue added', 'adult', async page => {
    await page.goto('/catalogue');
    await page.locator('.product button').first().click();
    await page.locator('.notice.good').waitFor();
  }],
  ['search', 'adult', page => page.goto('/catalogue?q=wine')],
  ['search nothing', 'adult', page => page.goto('/catalogue?q=zzzz')],
  ['product', 'adult', page => page.goto('/product/105')],
  ['product few', 'adult', page => page.goto('/product/130')],
  ['product sold out', 'adult', page => page.goto('/product/127')],
  ['cart', 'adult', async page => {
    await page.goto('/catalogue');
    await page.locator('.product button').nth(2).click();
    await page.locator('.notice.good').waitFor();
    await page.goto('/cart');
  }],
  ['cart of two sources', 'mixed', async page => {
    await page.goto('/catalogue');
    await page.locator('.product button').nth(2).click();
    await page.locator('.notice.good').waitFor();
    await page.goto('/cart');
    await page.locator('fieldset.pay').waitFor();
  }],
  ['cart of two sources wrong', 'mixed', async page => {
    await page.goto('/cart');
    await page.check('#pay-own');
    await page.fill('#a1', '900,000,000');
    await page.fill('#a2', 'half');
    await page.locator('form[action="/checkout"] button.big').click();
    await page.locator('fieldset.pay .wrong').first().waitFor();
  }],
  ['cart of two limits', 'limits', async page => {
    await page.goto('/catalogue');
    await page.locator('.product button').nth(2).click();
    await page.locator('.notice.good').waitFor();
    await page.goto('/cart');
    await page.locator('#pay-other').waitFor();
  }],
  ['order of several sources', 'mixed', async page => {
    await page.goto('/orders');
    if (!(await page.locator('main a[href^="/order/"]').count())) {
      await page.goto('/product/105');
      await page.locator('form[action="/cart/add"] button').click();
      await page.waitForURL(/cart/);
      await page.check('#pay-own');
      await page.fill('#a1', '1000');
      await page.fill('#a2', String(Number(await page.locator('fieldset.pay').getAttribute('data-pay')) - 1000));
      await page.locator('form[action="/checkout"] button.big').click();
      await page.waitForURL(/order|checkout/);
      await page.goto('/orders');
    }
    // one order a supplier: the first of them is drawn from both
    await page.locator('main a[href^="/order/"]').last().click();
    await page.waitForURL('**/order/*');
    await page.locator('.parts').waitFor();
  }],
  ['product not for the card', 'teen', page => page.goto('/product/105')],
  ['orders', 'company', page => page.goto('/orders')],
  ...Object.keys(made).map(state => [`order ${state}`, 'company', page => page.goto(made[state].path)]),
  ['order of somebody else', 'adult', page => page.goto(made.held.path)],
  ['supplies', 'supplier', page => page.goto('/supplier/supplies')],
  ...['held', 'supplied', 'delivered', 'settlement_asked', 'settled', 'disputed', 'cancelled'].map(state => [`supply ${state}`, 'supplier', page => page.goto(path_of('supplier', made[state]))]),
  ['supply refund', 'supplier', async page => {
    await page.goto(path_of('supplier', made.settled));
    await page.locator('summary').click();
    await page.fill('#amount', '1,000');
    await page.fill('#reason', 'a scratch');
    await page.locator('form[action="/supplier/refund"] button').click();
    await page.locator('button[name=sure]').first().waitFor();
  }],
  ['supply refund wrong', 'supplier', async page => {
    await page.goto(path_of('supplier', made.settled));
    await page.locator('summary').click();
    await page.fill('#amount', '99,000,000');
    await page.fill('#reason', 'a scratch');
    await page.locator('form[action="/supplier/refund"] button').click();
    await page.locator('.wrong').first().waitFor();
  }],
  ['supplier number', 'supplier', page => page.goto('/supplier/number')],
  ['supplier number wrong', 'supplier', async page => {
    await page.goto('/supplier/number');
    await page.fill('[name=number]', '1234-5678-9012');
    await page.press('[name=number]', 'Enter');
    await page.locator('.wrong, [role=alert]').first().waitFor();
  }],
  ['settlements', 'supplier', page => page.goto('/supplier/settlements')],
  ['supply unknown', 'supplier', page => page.goto('/supplier/supply/S000000000')],
  ['deliveries', 'distributor', page => page.goto('/distributor/deliveries')],
  ...['held', 'supplied', 'in_transit', 'delivered', 'cancelled'].map(state => [`delivery ${state}`, 'distributor', page => page.goto(path_of('distributor', made[state]))]),
  ['distributor number', 'distributor', page => page.goto('/distributor/number')],
  ...wallet.specials(wallets),
  ['delivery unknown', 'distributor', page => page.goto('/distributor/delivery/S000000000')],
];

const pictures = process.env.SCREENSHOTS;
const PICTURED = { ko: ['390 light', '1280 dark'], en: ['390 dark', '1280 light'] };
const sources = `${work}/html`;
mkdirSync(sources, { recursive: true });

// the rules of these tags, or these alone
async function axe(page, tags, rules) {
  await page.evaluate(axe_core.source);
  const found = await page.evaluate(o => window.axe.run(document, o), { resultTypes: ['violations'],
    runOnly: rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags } });
  return found.violations.flatMap(v => v.nodes.slice(0, 2).map(n => `axe ${v.id} ${n.target} ${n.failureSummary || ''}`));
}

// one language: light on a phone, dark on a phone, then wide
async function look(name, person, page, go, lang) {
  const faults = [];
  let source = Promise.resolve('');
  const keep = r => {
    if (r.request().isNavigationRequest() && r.status() !== 303) source = r.text().catch(() => '');
  };
  page.on('response', keep);
  try {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await go(page);
    const html = await source;
    writeFileSync(`${sources}/${lang}-${name.replace(/\W+/g, '-')}.html`, html);
    faults.push(...look_through('source', html, lang));
    for (const mode of pictures ? ['390 light', '390 dark', '1280 dark', '1280 light'] : lang === 'ko' ? ['390 light', '390 dark', '1280 dark'] : ['390 light']) {
      await page.setViewportSize(mode.startsWith('1280') ? { width: 1280, height: 900 } : { width: 390, height: 844 });
      await page.emulateMedia({ colorScheme: mode.slice(-4) === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' });
      const says = [await overflow(page)];
      const began = Date.now();
      // colours and structure are the same in both languages; the words' widths are not
      if (lang === 'ko' && mode === '390 light') says.push(...await axe(page, ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']));
      else if (lang === 'ko' && mode === '390 dark') says.push(...await axe(page, null, ['color-contrast']));
      if (process.env.TEST_TIMES > 1) console.log(`# ${name} ${mode} ${Date.now() - began}`);
      faults.push(...says.filter(Boolean).map(s => `${mode}: ${s}`));
      // a phone in one language, a desk in the other, light and dark in both
      if (pictures && PICTURED[lang].includes(mode)) await person.picture(page, `${lang}-${mode}-${name}`.replace(/[^\w-]+/g, '-'));
    }
  } catch (e) {
    faults.push(e.message);
  }
  page.off('response', keep);
  faults.push(...person.faults.splice(0));
  return faults;
}

async function language(locale) {
  const lang = locale.slice(0, 2);
  for (const role of ROLES) {
    const person = await new Person(browser, { name: role.name, locale, refusals: [400, 403, 404, 409, 422, 429] }).come();
    const page = await person.window(), began = Date.now();
    try {
      if (role.sign_in) await role.sign_in(page);
    } catch (e) {
      report(`${lang} ${role.name}: signs in`, e.message);
      continue;
    }
    const { faults, pages } = await crawl(role, person.context.request, lang);
    report(`${lang} ${role.name}: no link of ${pages} pages is dead`, pages > 7 ? [...new Set(faults)].slice(0, 8) : 'a crawl that went nowhere');
    if (process.env.TEST_TIMES) console.log(`# ${Date.now() - began} ms`);
    for (const [name, who, go] of SPECIAL) {
      if (who !== role.name) continue;
      report(`${lang} ${name}: axe, width, words, console`, await look(name, person, page, go, lang));
    }
    await person.leave();
  }
}

await Promise.all(['ko-KR', 'en-US'].map(language));
await browser.close();

// ---- all in one batch, since Java begins slowly ----

const vnu = await promisify(execFile)('java', ['-Xss1m', '-jar', 'tests/node_modules/vnu-jar/build/dist/vnu.jar', '--errors-only', '--format', 'gnu', sources],
  { maxBuffer: 1 << 24 }).then(() => '', e => e.stderr || e.message);
const errors = new Map();
for (const line of vnu.split('\n').filter(Boolean)) {
  const [, file, what] = line.match(/html\/([^"/]+)\.html":[\d.-]+: (.*)/) || [, 'vnu', line];
  if (!errors.has(what)) errors.set(what, []);
  errors.get(what).push(file);
}
report('every kind of page is valid HTML', [...errors].map(([what, files]) => `${what} (${files.slice(0, 3).join(', ')}${files.length > 3 ? ' and more' : ''})`));
finish();
