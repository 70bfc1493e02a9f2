#!/usr/bin/env node
// flow.mjs: the whole flow as somebody walks it who has read the README, at TEST_ADDRESS: card to payment, in both languages and sizes, and without JavaScript.
import { launch, Person, report, finish, must, overflow, words } from './browser.mjs';
import * as shop from './shop.mjs';

const WALKS = [
  { name: 'ko 390', locale: 'ko-KR', width: 390, height: 844, card: '2020 2020 2020 2028', phone: '010-0000-0004', reads: 'ko' },
  { name: 'en 1280', locale: 'en-US', card: '2323 2323 2323 2327', phone: '010-0000-0006', reads: 'en' },
  { name: 'ko 1280 dark', locale: 'ko-KR', dark: true, card: '2525 2525 2525 2523', phone: '010-0000-0007', reads: 'ko' },
  { name: 'en 390 without JavaScript', locale: 'en-US', width: 390, height: 844, js: false, card: '2121 2121 2121 2121', phone: '010-0000-0005', reads: 'ko' },
];

const GOODS = {
  ko: [{ word: '와인', name: '머루 와인', supplier: '솔밭농원' }, { word: '그릇', name: '아침 그릇', supplier: '옹기부엌' }],
  en: [{ word: 'wine', name: 'Wild-grape wine', supplier: 'Solbat Farm' }, { word: 'bowls', name: 'Breakfast bowls', supplier: 'Onggi Kitchen' }],
};
// what the last point's message says, in the language of the card
const READY = { ko: '주문번호', en: 'Have your order number ready' };

class Walk {
  constructor(browser, how) {
    this.how = how;
    this.lang = how.locale.slice(0, 2);
    this.goods = GOODS[this.lang];
    this.person = who => new Person(browser, { ...how, name: `${how.name} ${who}` });
  }

  // a step with its pages: what is wrong with them is the step's fault
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

  async come() {
    this.customer = await this.person('customer').come();
    this.supplier = [await this.person('first supplier').come(), await this.person('second supplier').come()];
    this.distributor = await this.person('distributor').come();
    this.people = [this.customer, ...this.supplier, this.distributor];
    this.windows = {};
  }

  async leave() {
    for (const p of this.people) await p.leave();
  }

  async window(person, name) {
    this.windows[name] = await person.window();
    return this.windows[name];
  }

  shows(person, page, ...what) {
    return shop.shows(person, page, ...what);
  }

  async walk() {
    await this.come();
    try {
      await this.buying();
      await this.asking();
      await this.carrying();
      await this.door();
      await this.paying();
    } catch {
      report(`${this.how.name}: the rest`, 'not walked');
    }
    await this.leave();
  }

  async buying() {
    const page = await this.window(this.customer, 'shop');
    const [first, second] = this.goods;

    await this.step('entry by a card of the demonstration', async () => {
      await page.goto('/');
      must(await page.locator('html').getAttribute('lang') === this.lang, 'the language is not the browser\'s');
      await shop.enter(page, this.how.card);
      must(await page.locator('.products > li').count() >= 12, 'the catalogue is nearly empty');
    });
    await this.step('search, product, cart', async () => {
      await shop.search(page, first.word);
      must(await page.locator('.products > li').count() >= 1, 'nothing found');
      await shop.take(page, first.name, 2);
      must((await page.locator('ul.lines > li').count()) === 1, 'the cart has not one line');
      must((await words(page.locator('.top .badge'))) === '2', 'the head does not count 2');
    });
    await this.step('another supplier\'s, from the list', async () => {
      await page.locator('.head a[href="/catalogue"]').click();
      await shop.search(page, second.word);
      await shop.take_one(page, second.name);
      await page.locator('.notice a[href="/cart"]').click();
      await page.waitForURL('**/cart');
      must((await page.locator('section.panel h2').allInnerTexts()).join().includes(second.supplier), 'the second supplier has no part of the cart');
    });
    await this.step('the cart is changed', async () => {
      const line = page.locator('ul.lines > li', { hasText: second.name });
      await line.locator('input[name=quantity]').fill('3');
      await line.locator('form button').first().click();
      await page.waitForURL(/\/cart/);
      must((await words(page.locator('.top .badge'))) === '5', 'the head does not count 5');
      must(await page.locator('dl.sums dt').count() >= 4, 'what can be spent is not shown');
    });
    await this.step('Yes, order', async () => {
      await page.locator('form[action="/checkout"] button').click();
      await page.waitForURL('**/checkout/*');
      const made = await shop.orders(page);
      must(made.length === 2, `${made.length} orders instead of 2`);
      await shop.stay(this.customer, page);
      this.orders = [];
      for (const path of made) {
        const own = await this.window(this.customer, `order ${path.slice(7)}`);
        await own.goto(path);
        const facts = await shop.order_facts(own);
        await shop.stay(this.customer, own);
        const i = this.goods.findIndex(g => facts.supplier.startsWith(g.supplier));
        must(i >= 0, `an order of ${facts.supplier}`);
        must(!(await own.locator('.order-number').count()), 'the order number is shown before the money is held');
        this.orders[i] = { page: own, ...facts, by: this.supplier[i] };
      }
    });
  }

  async asking() {
    const [first, second] = this.orders;

    await this.step('suppliers and distributor sign in', async () => {
      for (const [i, p] of this.supplier.entries()) {
        const page = await this.window(p, `supplier ${i + 1}`);
        await shop.sign_in(page, 'supplier', this.goods[i].supplier);
        await page.goto('/supplier/supplies');
        must(!(await words(page.locator('main'))).includes(this.orders[i].supply), 'the supplier sees an order that is not held');
        await shop.stay(p, page);
        this.orders[i].window = page;
      }
      this.deliveries = await this.window(this.distributor, 'distributor');
      await shop.sign_in(this.deliveries, 'distributor', this.lang === 'ko' ? '가온' : 'Gaon');
      await this.deliveries.goto('/distributor/deliveries');
      await shop.stay(this.distributor, this.deliveries);
    });
    await this.step('the phone asks for each order', async () => {
      this.phone = await this.window(this.customer, 'phone');
      // as somebody would find it: from the page of the order
      await this.phone.goto(first.page.url());
      await this.phone.locator('.notice a[href="/phone/"]').click();
      await shop.phone_open(this.phone, this.how.phone);
      await shop.stay(this.customer, this.phone);
      for (const o of this.orders) o.question = await shop.question(this.customer, this.phone, o.total);
    });
    for (const [i, o] of [first, second].entries()) {
      await this.step(`yes on the phone moves page ${i + 1} of the customer`, async () => {
        await shop.answer(this.phone, o.question, true);
        await shop.stay(this.customer, this.phone);
        await this.shows(this.customer, o.page, '.order-number output');
        o.number = await shop.order_number(o.page);
        must(/^\d{4}-\d{4}-\d{4}$/.test(o.number), `the order number is ${o.number}`);
        must((await words(o.page.locator('.who-has li.here'))).length > 0, 'nobody has the money');
      });
      await this.step(`order ${i + 1} arrives in the supplier's open window`, async () => {
        await this.shows(o.by, o.window, 'main a', { hasText: o.supply });
        if (this.how.js !== false) must(/^\(\d+\) /.test(await o.window.title()), `the title does not count: ${await o.window.title()}`);
        const said = await words(o.window.locator('main'));
        must(!said.includes(o.number) && !shop.digits(said).includes(shop.digits(o.number)), 'the supplier sees the order number');
      });
    }
  }

  async carrying() {
    for (const [i, o] of this.orders.entries()) {
      await this.step(`supplier ${i + 1} hands over`, async () => {
        await o.window.locator('main a', { hasText: o.supply }).first().click();
        await o.window.waitForURL(/\/supplier\/supply\/S/);
        await shop.press(o.window, '/supplier/hand-over');
        await this.shows(this.customer, o.page, '.timeline li:nth-child(5)');
      });
      await this.step(`the distributor takes order ${i + 1} over`, async () => {
        const row = await this.shows(this.distributor, this.deliveries, 'main a', { hasText: o.supply });
        must(!shop.digits(await words(this.deliveries.locator('main'))).includes(shop.digits(o.number)), 'the distributor sees the order number');
        await row.click();
        await this.deliveries.waitForURL(/\/distributor\/delivery\/S/);
        await shop.press(this.deliveries, '/distributor/take-over');
        await this.shows(this.customer, o.page, '.timeline li:nth-child(6)');
      });
      await this.step(`order ${i + 1} passes three points, and the phone hears of each`, async () => {
        const had = await shop.bubbles(this.phone).count();
        for (let n = 1; n <= 3; n++) {
          await shop.press(this.deliveries, '/distributor/signal');
          await this.shows(this.customer, this.phone, `:nth-match(ul.bubbles > li:not(.sent), ${had + n})`);
          await this.shows(this.customer, o.page, `.timeline li:nth-child(${6 + n})`);
        }
        must((await words(shop.bubbles(this.phone).last())).includes(READY[this.how.reads]), `the last message does not say so: ${await words(shop.bubbles(this.phone).last())}`);
        must(!(await this.deliveries.locator('form[action="/distributor/signal"]').count()), 'there is a fourth point');
        if (i === 0) {
          await this.deliveries.goto('/distributor/deliveries');
          await shop.stay(this.distributor, this.deliveries);
        }
      });
    }
  }

  async door() {
    const [first, second] = this.orders;

    await this.step('the supplier enters the order number', async () => {
      await first.window.goto('/supplier/number');
      await first.window.fill('[name=number]', first.number);
      await first.window.press('[name=number]', 'Enter');
      await first.window.waitForURL(/\/supplier\/supply\/S/);
      await this.shows(this.customer, first.page, '.stages li.done:nth-child(4)');
    });
    await this.step('the distributor enters the order number', async () => {
      await this.deliveries.goto('/distributor/number');
      await this.deliveries.fill('[name=number]', second.number.replace(/-/g, ''));
      await this.deliveries.press('[name=number]', 'Enter');
      await this.deliveries.waitForURL(u => u.pathname !== '/distributor/number');
      await this.shows(this.customer, second.page, '.stages li.done:nth-child(4)');
    });
    await this.step('and the supplier asks for the money', async () => {
      await this.shows(second.by, second.window, 'form[action="/supplier/ask"]').catch(async () => second.window.reload());
      await shop.press(second.window, '/supplier/ask');
      await this.shows(this.customer, second.page, '.notice a[href="/phone/"]');
    });
  }

  async paying() {
    for (const [i, o] of this.orders.entries()) {
      await this.step(`yes on the phone: order ${i + 1} is paid`, async () => {
        const q = await shop.question(this.customer, this.phone, o.total, o.question.code);
        await shop.answer(this.phone, q, true);
        await shop.stay(this.customer, this.phone);
        await this.shows(this.customer, o.page, '.stages li:nth-child(5):is(.done, .now)');
        await this.shows(this.customer, o.page, '.who-has li:nth-child(3).here');
        must(!(await o.page.locator('.order-number').count()), 'a closed order still shows its number');
      });
      await this.step(`supplier ${i + 1} sees what was settled`, async () => {
        await o.window.goto('/supplier/settlements');
        const row = o.window.locator('tr', { hasText: o.supply }).first();
        const [total, commission, paid] = (await row.locator('td.money').allInnerTexts()).map(t => Number(shop.digits(t)));
        must(total === Number(o.total), `settled ${total} of ${o.total}`);
        must(commission > 0 && commission + paid === total, `${total} is not ${commission} and ${paid}`);
        must(await o.window.locator('ul.figures strong').count() >= 3, 'the sums are not shown');
      });
    }
    await this.step('everybody signs out', async () => {
      for (const [page, prefix] of [[this.windows.shop, ''], [this.orders[0].window, '/supplier'], [this.deliveries, '/distributor']]) {
        await page.goto(`${prefix}/`);
        await page.locator(`form[action="${prefix}/leave"] button`).click();
        await page.waitForURL(`**${prefix}/`);
        must(!(await page.locator(`form[action="${prefix}/leave"]`).count()), 'still signed in');
      }
    });
  }
}

// ---- by keyboard alone ----

class Keyboard {
  constructor(page) {
    this.page = page;
  }

  // Tab until there; each stop must be seen
  async to(what) {
    for (let i = 0; i < 150; i++) {
      await this.page.keyboard.press('Tab');
      const at = await this.page.evaluate(css => {
        const e = document.activeElement;
        if (!e || e === document.body) return { body: true };
        const ring = of => {
          const s = getComputedStyle(of);
          return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0;
        };
        const r = e.getBoundingClientRect();
        return { here: e.matches(css), seen: ring(e) || (e.closest('li') && ring(e.closest('li'))),
          on: r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth, name: e.outerHTML.slice(0, 80) };
      }, what);
      if (at.body) continue;
      must(at.seen, `no focus ring on ${at.name}`);
      must(at.on, `focus is outside of the window on ${at.name}`);
      if (at.here) return;
    }
    throw new Error(`${what} is not reached by Tab`);
  }

  async press(what, to) {
    await this.to(what);
    await Promise.all([this.page.waitForURL(to), this.page.keyboard.press('Enter')]);
  }
}

async function keyboard(browser) {
  const p = await new Person(browser, { name: 'keyboard', locale: 'en-US' }).come();
  const page = await p.window(), keys = new Keyboard(page);
  try {
    await page.goto('/');
    await keys.to('.skip');
    await page.keyboard.press('Enter');
    await keys.to('#card');
    await page.keyboard.type('3030303030303032');
    await Promise.all([page.waitForURL('**/catalogue'), page.keyboard.press('Enter')]);
    await keys.to('input[name=q]');
    await page.keyboard.type('crackers');
    await Promise.all([page.waitForURL(/q=crackers/), page.keyboard.press('Enter')]);
    await keys.press('.product a', '**/product/*');
    await keys.to('#quantity');
    await page.keyboard.press('ArrowUp');
    await keys.press('form[action="/cart/add"] button', /\/cart/);
    await keys.press('form[action="/checkout"] button', '**/order/*');
    must((await words(page.locator('main'))).includes('look at your phone'), 'the order does not wait for the phone');
    await keys.press('form[action="/order/cancel"] button', '**/order/*');
    await page.locator('.stages li.stop').waitFor();
    await keys.press('form[action="/leave"] button', u => u.pathname === '/');
    report('keyboard: entry, search, cart, checkout, cancel, sign out', p.faults);
  } catch (e) {
    await p.picture(page, 'keyboard');
    report('keyboard: entry, search, cart, checkout, cancel, sign out', [e.message, ...p.faults]);
  }
  await p.leave();
}

const browser = await launch();
const only = process.argv.slice(2).join(' ');
// two at a time: their suppliers and the distributor are the same people
const turns = [...WALKS.map(how => () => new Walk(browser, how).walk()), () => keyboard(browser)].filter((_, i) => !only || [...WALKS.map(w => w.name), 'keyboard'][i].includes(only));
await Promise.all([0, 1].map(async () => {
  while (turns.length) await turns.shift()();
}));
await browser.close();
finish();
