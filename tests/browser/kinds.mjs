#!/usr/bin/env node
// kinds.mjs: each kind of card from joining to the settled order and its statement, a company's card, and a sale between customers, at TEST_ADDRESS.
import { readFileSync } from 'node:fs';
import { launch, Person, report, finish, must, overflow, words } from './browser.mjs';
import * as shop from './shop.mjs';

const small = { width: 390, height: 844 };
// the goods' suppliers are paid at the other bank, where there is one
const WALKS = [
  { name: 'kind 1, Hanbit Bank', kind: 1, at: 'HB', locale: 'ko-KR', ...small, from: 'Solbat Farm', pays: 'credit_line' },
  { name: 'kind 2, Saebyeok Bank', kind: 2, at: 'SB', locale: 'en-US', from: 'Badaran', pays: 'ordinary', deposit: 40000 },
  { name: 'kind 3, Narae Card', kind: 3, at: 'NC', locale: 'en-US', ...small, from: 'Onggi', pays: 'card_limit' },
  { name: 'kind 4, Narae Card', kind: 4, at: 'NC', locale: 'ko-KR', dark: true, from: 'Maru', pays: 'card_limit', other: true },
  { name: 'kind 5, Narae Card, a teenager', kind: 5, at: 'NC', locale: 'ko-KR', ...small, from: 'Haneul', pays: 'ec_limit', born: 2010 },
  { name: 'kind 6, Garam Department Store', kind: 6, at: 'GD', locale: 'en-US', from: 'Neulbom', pays: 'credit_line' },
  { name: 'a company, Saebyeok Bank', kind: 1, at: 'SB', locale: 'ko-KR', from: 'Neulbom', pays: 'credit_line', company: true },
  { name: 'a sale between customers, Hanbit to Saebyeok Bank', kind: 1, at: 'HB', locale: 'en-US', ...small, pays: 'credit_line', buys_from: 'SB' },
];

const PARTIES = {
  'Solbat Farm': { en: 'Solbat Farm & Cellar', ko: '솔밭농원' }, Badaran: { en: 'Badaran Sports & Travel', ko: '바다란 스포츠' }, Onggi: { en: 'Onggi Kitchen', ko: '옹기부엌' },
  Maru: { en: 'Maru Electronics', ko: '마루전자' }, Haneul: { en: 'Haneul Books & Stationery', ko: '하늘문구서점' }, Neulbom: { en: 'Neulbom Home & Garden', ko: '늘봄 홈가든' },
  Duru: { en: 'Duru Playworks', ko: '두루 놀이공방' },
};

const VOUCHERS = readFileSync('sql/demo/vouchers.txt', 'utf8').split('\n').filter(l => l && !l.startsWith('#')).map(l => l.split('|').map(c => c.trim()))
  .map(c => ({ code: c[0], at: c[1], amount: Number(c[2].replace(/,/g, '')) }));
const NAMES = { ko: '나들이', en: 'Wanderer' };

let people = 0;
// somebody new: nobody has joined with these numbers yet, in this run or another
function somebody(how, lang) {
  const n = (Date.now() % 90000) + 100 * ++people, tail = String(n % 10000).padStart(4, '0');
  const born = how.born || 1990;
  const digits = `${String(born % 100).padStart(2, '0')}0412${born >= 2000 ? 3 : 1}${String((Date.now() + people * 7919) % 1000000).padStart(6, '0')}`;
  const business = `${String(100 + (n % 800))}86${String(n % 10000).padStart(4, '0')}`;
  const sum = [1, 3, 7, 1, 3, 7, 1, 3, 5].reduce((s, w, i) => s + w * Number(business[i]), 0) + Math.floor(Number(business[8]) * 5 / 10);
  return { name: `${NAMES[lang]} ${people}`, login: `walker${Date.now() % 1000000}x${people}`, password: 'a long way to walk', phone: `010-0001-${tail}`,
    company: Boolean(how.company), birth: `${born}-04-12`, registration: how.company ? `${business}${(10 - sum % 10) % 10}` : digits };
}

class Walk {
  constructor(browser, how) {
    this.browser = browser;
    this.how = how;
    this.lang = how.locale.slice(0, 2);
    this.party = how.from ? PARTIES[how.from][this.lang] : '';
    this.people = [];
    this.windows = {};
  }

  async step(name, what) {
    const faults = [];
    let stopped = false;
    const began = Date.now();
    try {
      await what();
    } catch (e) {
      faults.push(e.message);
      stopped = true;
    }
    for (const p of this.people) faults.push(...p.faults.splice(0));
    for (const [n, page] of Object.entries(this.windows)) {
      const wide = await overflow(page).catch(() => '');
      if (wide) faults.push(`${n}: ${wide}`);
      if (faults.length || process.env.SCREENSHOTS) await this.people[0].picture(page, `${this.how.name}-${name}-${n}`.replace(/\W+/g, '-')).catch(() => {});
    }
    if (process.env.TEST_TIMES) console.log(`# ${Date.now() - began} ms`);
    report(`${this.how.name}: ${name}`, faults);
    if (stopped) throw new Error(name);
  }

  async person(name) {
    const p = await new Person(this.browser, { ...this.how, name: `${this.how.name} ${name}` }).come();
    this.people.push(p);
    return p;
  }

  async walk() {
    try {
      if (this.how.buys_from) await this.selling();
      await this.joining();
      await this.buying();
      await this.door();
      await this.statement();
    } catch {
      report(`${this.how.name}: the rest`, 'not walked');
    }
    for (const p of this.people) await p.leave();
  }

  // ---- into the wallet ----

  async join(page, who) {
    await page.goto('/');
    await page.locator('main a[href="/wallet/"]').click();
    await page.locator('a[href="/wallet/join"]').click();
    await page.waitForURL('**/wallet/join');
    await page.check(who.company ? '#kind-company' : '#kind-person');
    await page.fill('#name', who.name);
    if (!who.company) await page.fill('#birth_date', who.birth);
    await page.fill('#registration', who.registration);
    await page.fill('#phone', who.phone);
    await page.selectOption('#language', this.lang);
    await page.fill('#login', who.login);
    await page.fill('#password', who.password);
    await page.fill('#answer', 'mallard');
    await page.locator('form[action="/wallet/join"] button.big').click();
    await page.waitForURL(u => !u.pathname.endsWith('/join'));
  }

  // applies, and says yes on the phone that is its own from now on
  async apply(person, page, who, kind, at, withdrawal = '') {
    await page.goto('/wallet/apply');
    await page.locator(`a[href="/wallet/apply?kind=${kind}"]`).click();
    await page.check(`input[name=institution][value=${at}]`);
    await page.fill('#delivery_name', who.name);
    await page.fill('#delivery_address', this.lang === 'ko' ? '서울시 은행나무구 새길 1' : '1 Saegil, Eunhaeng-gu, Seoul');
    await page.selectOption('#withdrawal', withdrawal);
    await page.check('input[name=agreed]');
    await page.locator('form[action="/wallet/apply"] button.big').click();
    await page.waitForURL('**/wallet/applications/*');
    const phone = await person.window();
    await shop.phone_open(phone, who.phone);
    const all = shop.bubbles(phone).filter({ hasText: /Y \d{6}/ }).filter({ has: phone.locator('button[value^="Y"]') });
    await all.first().waitFor();
    const said = await words(all.last());
    who.card = said.match(/\d{4} \d{4} \d{4} \d{4}/)[0];
    await shop.answer(phone, { code: said.match(/Y (\d{6})/)[1] }, true);
    await phone.close();
    // the page of the application goes on by itself
    await page.locator('main .notice.good a, main a[href^="/wallet/cards/"]').first().waitFor();
    await page.locator('.stages li:nth-child(4):is(.done, .now)').waitFor();
  }

  // a question that is not about an order: its yes
  async yes(person, who) {
    const phone = await person.window();
    await shop.phone_open(phone, who.phone);
    const button = phone.locator('ul.bubbles > li:not(.sent) button[value^="Y"]').last();
    await button.waitFor();
    const code = (await button.getAttribute('value')).slice(2);
    await shop.answer(phone, { code }, true);
    await phone.close();
  }

  // a card that pays from what is there: charged by vouchers, moved to the account
  async deposit(page, who) {
    await this.apply(this.customer, page, who, 7, this.how.at);
    // one of them: the others are for other tests and visitors
    for (const voucher of VOUCHERS.filter(v => v.at === this.how.at).slice(0, 1)) {
      await page.goto('/wallet/charge?by=voucher');
      await page.fill('#code', voucher.code.toLowerCase());
      await page.locator('form[action="/wallet/charge/voucher"] button.big').click();
      await page.waitForURL('**/wallet/charges/*');
      await page.locator('main .notice.good').waitFor();
    }
  }

  async move(page, who) {
    await page.goto('/wallet/charge?by=transfer');
    const of = async (select, kind) => page.locator(`${select} option`).evaluateAll((all, [at]) => all.map(o => o.value).filter(v => v.startsWith(at)), [kind]);
    const accounts = await of('#from', `${this.how.at}-`);
    must(accounts.length >= 1, 'there is no account to move money from');
    // where the money is: the account that was charged
    await page.selectOption('#from', await page.locator('#from option').evaluateAll(all => all.find(o => /\d,\d{3}/.test(o.textContent)).value));
    await page.selectOption('#to', await page.locator('#to option').evaluateAll(all => all.find(o => !/[1-9][\d,]{3,}(?:원|$)|₩[1-9]/.test(o.textContent.replace(/[A-Z]{2}-\d+/, ''))).value));
    await page.fill('#amount', String(this.how.deposit));
    await page.locator('form[action="/wallet/charge/transfer"] button.big').click();
    await page.waitForURL('**/wallet/charges/*');
    await this.yes(this.customer, who);
    await page.locator('main .notice.good').waitFor();
  }

  async joining() {
    this.customer = await this.person('customer');
    const page = this.windows.wallet = await this.customer.window();

    await this.step('joins from the shop\'s door', async () => {
      this.who = somebody(this.how, this.lang);
      await this.join(page, this.who);
      must(await page.locator('html').getAttribute('lang') === this.lang, 'the language is not the browser\'s');
    });
    if (this.how.deposit) await this.step('a prepaid card, charged by vouchers', () => this.deposit(page, this.who));
    await this.step('applies, and makes the card active on the phone', () => this.apply(this.customer, page, this.who, this.how.kind, this.how.at));
    if (this.how.deposit) await this.step('moves money to its account', () => this.move(page, this.who));
    await this.step('the wallet has the card and its account, and no number of it', async () => {
      await page.goto('/wallet/cards');
      must((await words(page.locator('main'))).includes(this.who.card.slice(-4)), 'the card is not there');
      must(!(await page.content()).replace(/\D/g, '').includes(this.who.card.replace(/ /g, '')), 'the number stands in the page');
    });
  }

  // ---- a customer who sells ----

  async selling() {
    const seller = await this.person('seller');
    const page = this.windows.seller = await seller.window();

    await this.step('a customer joins to sell', async () => {
      this.seller = somebody({ born: 1985 }, this.lang);
      await this.join(page, this.seller);
      await this.apply(seller, page, this.seller, 7, this.how.buys_from, this.how.buys_from);
    });
    await this.step('and offers something with the card', async () => {
      await page.goto('/wallet/selling');
      this.thing = `Walnut chair ${Date.now() % 100000}`;
      await page.fill('#name', this.thing);
      await page.fill('#description', 'Used for some years, and still good for many more.');
      await page.fill('#price', '45,000');
      await page.fill('#stock', '2');
      await page.locator('form[action="/wallet/selling/offer"] button.big').click();
      await page.locator('main', { hasText: this.thing }).waitFor();
    });
    await this.step('its orders are in the supplier\'s windows', async () => {
      await page.goto('/wallet/selling');
      await page.locator('form[action="/wallet/selling/enter"] button').click();
      await page.waitForURL('**/supplier/supplies');
      this.seller_window = page;
    });
    await this.step('its own goods it can not buy', async () => {
      const own = await seller.window();
      await shop.enter_typed(own, this.seller.card);
      await own.waitForURL('**/catalogue');
      await shop.search(own, this.thing);
      seller.refusals = [409];
      await own.locator('.products a', { hasText: this.thing }).first().click();
      await own.waitForURL('**/product/*');
      await own.locator('form[action="/cart/add"] button').click();
      await own.locator('[role=alert]').waitFor();
      seller.refusals = [];
      await own.close();
    });
  }

  // ---- in the shop ----

  // the cheapest of that supplier that this card's catalogue has
  async choose(page) {
    if (this.thing) {
      await shop.search(page, this.thing);
      await page.locator('.products a', { hasText: this.thing }).first().click();
      await page.waitForURL('**/product/*');
      return;
    }
    const of = async () => page.locator('.products > li').evaluateAll((all, name) => all.filter(li => li.innerText.includes(name) && !li.classList.contains('sold-out'))
      .map(li => ({ href: li.querySelector('a').getAttribute('href'), price: Number(li.querySelector('.money').textContent.replace(/\D/g, '')) })), this.party);
    const found = [];
    for (let pages = 0; pages < 8; pages++) {
      found.push(...await of());
      const next = page.locator('a[rel=next]');
      if (found.length >= 3 || !(await next.count())) break;
      await next.click();
      await page.waitForLoadState();
    }
    must(found.length, `nothing of ${this.party} in this catalogue`);
    await page.goto(found.sort((a, b) => a.price - b.price)[0].href);
  }

  async supplier() {
    if (this.seller_window) return this.seller_window;
    const p = await this.person('supplier');
    const page = await p.window();
    await shop.sign_in(page, 'supplier', this.party);
    return page;
  }

  async buying() {
    const page = this.windows.shop = await this.customer.window();

    await this.step('the number opens the shop', async () => {
      await shop.enter_typed(page, this.who.card);
      await page.waitForURL('**/catalogue');
      must(await page.locator('.products > li').count() >= 3, 'the catalogue is nearly empty');
    });
    await this.step('into the cart, and ordered', async () => {
      await this.choose(page);
      await page.locator('form[action="/cart/add"] button').click();
      await page.waitForURL(/\/cart/);
      if (this.how.other) {
        must(await page.locator('fieldset.pay').count() === 1, 'two limits are not asked about');
        await page.check('#pay-other');
      } else must(!(await page.locator('fieldset.pay').count()), 'a card with one source is asked what to pay from');
      await page.locator('form[action="/checkout"] button.big').click();
      await page.waitForURL('**/order/*');
      this.order = await shop.order_facts(page);
      await shop.stay(this.customer, page);
    });
    await this.step('yes on the phone: the money is held', async () => {
      const phone = await this.customer.window();
      await shop.phone_open(phone, this.who.phone);
      await shop.stay(this.customer, phone);
      this.order.question = await shop.question(this.customer, phone, this.order.total);
      await shop.answer(phone, this.order.question, true);
      await phone.close();
      await shop.shows(this.customer, page, '.order-number output');
      this.order.number = await shop.order_number(page);
    });
  }

  async door() {
    const page = this.windows.shop;

    await this.step('the goods go out, and the number is given at the door', async () => {
      const window = this.windows.supplier = await this.supplier();
      await window.goto(`/supplier/supply/${this.order.supply.replace('-', '')}`);
      await shop.press(window, '/supplier/hand-over');
      await window.fill('form[action="/supplier/number"] [name=number]', this.order.number);
      await shop.press(window, '/supplier/number');
      await shop.shows(this.customer, page, '.notice a[href="/phone/"]');
    });
    await this.step('yes on the phone: paid', async () => {
      const phone = await this.customer.window();
      await shop.phone_open(phone, this.who.phone);
      await shop.stay(this.customer, phone);
      const q = await shop.question(this.customer, phone, this.order.total, this.order.question.code);
      await shop.answer(phone, q, true);
      await phone.close();
      await shop.shows(this.customer, page, '.who-has li:nth-child(3).here');
      await this.windows.supplier.goto('/supplier/settlements');
      must((await words(this.windows.supplier.locator('main'))).includes(this.order.supply), 'the seller does not see it settled');
    });
  }

  // ---- afterwards ----

  async line(page, at, total) {
    await page.goto('/wallet/home');
    const accounts = await page.locator(`ul.accounts a[href^="/wallet/accounts/${at}-"]`).evaluateAll(all => [...new Set(all.map(a => a.getAttribute('href')))]);
    for (let tries = 0; tries < 40; tries++) {
      for (const account of accounts) {
        await page.goto(account);
        const row = page.locator('table.statement tbody tr', { hasText: this.order.supply });
        if (await row.count() && shop.digits(await words(page.locator('table.statement'))).includes(total)) return words(row.first());
      }
      await new Promise(done => setTimeout(done, 250));
    }
    throw new Error(`no line about ${this.order.supply} and ${total} in ${accounts.join(', ')}`);
  }

  async statement() {
    await this.step('the wallet\'s statement has it', () => this.line(this.windows.wallet, this.how.at, this.order.total));
    if (this.thing) await this.step('and the seller\'s too', async () => {
      await this.line(this.windows.seller, this.how.buys_from, '');
    });
  }
}

const browser = await launch();
const only = process.argv.slice(2).join(' ');
const turns = WALKS.filter(w => w.name.includes(only)).map(how => () => new Walk(browser, how).walk());
await Promise.all([0, 1].map(async () => {
  while (turns.length) await turns.shift()();
}));
await browser.close();
finish();
