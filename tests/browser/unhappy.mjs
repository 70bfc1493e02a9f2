#!/usr/bin/env node
// unhappy.mjs: bad days in a browser, at TEST_ADDRESS: wrong, late, twice, blocked, sold out, hostile; each ends in a page that says what is so.
import { launch, Person, report, finish, must, words, address } from './browser.mjs';
import { sql } from '../faults/books.mjs';
import * as shop from './shop.mjs';

const folder = process.env.TEST_STACK;
const browser = await launch();
const pause = ms => new Promise(done => setTimeout(done, ms));
const ADULT = '3131 3131 3131 3135', PHONE = '010-0000-0009', POOR = '3939 3939 3939 3939', TEEN = '1212 1212 1212 1210', BLOCKED_LATER = '2525 2525 2525 2523';

async function bad_day(name, { refusals = [], locale = 'en-US', width = 390, js = true }, what) {
  const person = await new Person(browser, { name, locale, width, height: 844, js, refusals }).come();
  const page = await person.window();
  const faults = [];
  try {
    await what(page, person);
  } catch (e) {
    faults.push(e.message);
    await person.picture(page, `unhappy-${name}`.replace(/\W+/g, '-')).catch(() => {});
  }
  report(name, [...faults, ...person.faults]);
  await person.leave();
}

const says = async (page, what) => {
  const said = await words(page.locator('main'));
  must(said.includes(what), `the page does not say "${what}" but "${said.slice(0, 200)}"`);
};
const number_of_orders = async page => {
  await page.goto('/orders');
  return (await shop.orders(page)).length;
};
const newest_order = async page => {
  await page.goto('/orders');
  return (await shop.orders(page))[0];
};

// the one order of a cart with so many of one product, seen
async function ordered(page, product, quantity = 1) {
  await page.goto(`/product/${product}`);
  await page.fill('#quantity', String(quantity));
  await page.locator('form[action="/cart/add"] button').click();
  await page.waitForURL(/\/cart/);
  await page.locator('form[action="/checkout"] button').click();
  await page.waitForURL('**/order/*');
}

// ---- the way in ----

await bad_day('a wrong card', { refusals: [403, 404, 422] }, async page => {
  const said = [];
  // not sixteen digits that check; none of ours; blocked
  for (const number of ['2020 2020 2020 2029', '4242 4242 4242 4242', '9090 9090 9090 9098']) {
    await shop.enter_typed(page, number);
    await page.locator('[role=alert]').waitFor();
    said.push(await words(page.locator('[role=alert]')));
    must(await page.inputValue('#card') === '', 'the number is still in the field');
    must(!(await page.content()).includes(number), 'the number is somewhere in the page');
    must(await page.evaluate(() => document.activeElement.id) === 'card', 'one can not type at once');
  }
  must(new Set(said).size === 1, `the sentences tell them apart: ${said.join(' | ')}`);
  await page.fill('#card', ADULT);
  await page.press('#card', 'Enter');
  await page.waitForURL('**/catalogue');
});

await bad_day('a card that is blocked while somebody is in', { refusals: [404] }, async page => {
  await shop.enter(page, BLOCKED_LATER);
  await page.goto('/orders');
  const state = now => sql(folder, `UPDATE holdfast.cards SET state = '${now}' WHERE number_last4 = '${BLOCKED_LATER.slice(-4)}'`);
  try {
    state('blocked');
    await page.goto('/orders');
    must(new URL(page.url()).pathname === '/', `still at ${page.url()}`);
    await pause(1500); // longer than anything is remembered
    await page.goto('/product/105');
    must(new URL(page.url()).pathname === '/', `still at ${page.url()}`);
  } finally {
    state('active');
  }
});

await bad_day('a teenager asks for wine', { refusals: [404] }, async page => {
  await shop.enter(page, TEEN);
  const answer = await page.goto('/product/105');
  must(answer.status() === 404, `status ${answer.status()}`);
  await says(page, 'There is nothing here.');
  must(!(await page.content()).includes('Wild-grape'), 'the product\'s name is in the page');
  await page.goto('/catalogue');
  await shop.search(page, 'Wild-grape');
  must(!(await page.locator('.products > li').count()), 'the search finds it');
});

// ---- the order ----

await bad_day('too little money', { refusals: [402, 409, 422] }, async page => {
  await shop.enter(page, POOR);
  await shop.empty_cart(page);
  await page.goto('/product/165');
  await page.fill('#quantity', '2');
  await page.locator('form[action="/cart/add"] button').click();
  await page.waitForURL(/\/cart/);
  await says(page, '₩3,400 are missing');
  await page.locator('form[action="/checkout"] button').click();
  await page.locator('.notice.bad[role=alert]').waitFor();
  await says(page, '₩3,400 more are needed');
  must(await number_of_orders(page) === 0, 'it was ordered all the same');
});

// without a script: with one, the page says so before it is pressed
await bad_day('sold out meanwhile', { refusals: [409, 422], js: false }, async page => {
  await shop.enter(page, ADULT);
  await shop.empty_cart(page);
  const had = await number_of_orders(page);
  await page.goto('/product/137');
  await page.locator('form[action="/cart/add"] button').click();
  await page.waitForURL(/\/cart/);
  const [[stock]] = sql(folder, 'SELECT stock FROM holdfast.products WHERE id = 137');
  sql(folder, 'UPDATE holdfast.products SET stock = 0 WHERE id = 137');
  try {
    await page.locator('form[action="/checkout"] button').click();
    await page.locator('[role=alert]').waitFor();
    await says(page, 'House blend coffee');
    await says(page, 'Only 0 left');
    must(!(await page.locator('form[action="/checkout"]').count()), 'it can still be ordered');
  } finally {
    sql(folder, `UPDATE holdfast.products SET stock = ${Number(stock)} WHERE id = 137`);
  }
  await page.goto('/cart');
  must(await page.locator('form[action="/checkout"]').count() === 1, 'there again, it can not be ordered');
  await shop.empty_cart(page);
  must(await number_of_orders(page) === had, 'it was ordered all the same');
});

await bad_day('pressed twice', {}, async (page, person) => {
  person.twice = true;
  await shop.enter(page, ADULT);
  await shop.empty_cart(page);
  const had = await number_of_orders(page);
  await page.goto('/product/165');
  await page.locator('form[action="/cart/add"] button').click();
  await page.waitForURL(/\/cart/);
  await page.locator('form[action="/checkout"] button').dblclick();
  await page.locator('.stages').first().waitFor();
  must(await number_of_orders(page) === had + 1, 'it was not ordered once');
  await page.goto(await newest_order(page));
  await page.locator('form[action="/order/cancel"] button').dblclick();
  await page.locator('.stages li.stop').waitFor();
});

// ---- the phone ----

await bad_day('no on the phone', {}, async (page, person) => {
  await shop.enter(page, ADULT);
  await shop.empty_cart(page);
  await ordered(page, 141);
  await shop.stay(person, page);
  const phone = await person.window();
  await shop.phone_open(phone, PHONE);
  await shop.stay(person, phone);
  await shop.answer(phone, await shop.question(person, phone, '19800'), false);
  await shop.shows(person, page, '.stages li.stop');
  await says(page, 'You said no on the phone.');
  await says(page, 'It never left you.');
});

await bad_day('a wrong code, words that say nothing, then the right one', {}, async (page, person) => {
  await shop.enter(page, ADULT);
  await shop.empty_cart(page);
  await ordered(page, 173);
  await shop.stay(person, page);
  const phone = await person.window();
  await shop.phone_open(phone, PHONE);
  await shop.stay(person, phone);
  const { code } = await shop.question(person, phone, '14500');
  for (const wrong of [`Y ${String((Number(code) + 1) % 1000000).padStart(6, '0')}`, 'what is this']) {
    const had = await shop.bubbles(phone).count();
    await shop.text(phone, wrong);
    await shop.stay(person, phone);
    await shop.shows(person, phone, `:nth-match(ul.bubbles > li:not(.sent), ${had + 1})`);
  }
  must(!(await page.locator('.order-number').count()), 'a wrong code ordered it');
  await shop.text(phone, `${code} yes`);
  await shop.shows(person, page, '.order-number output');
  // the same again does nothing
  await shop.text(phone, `Y ${code}`);
  await page.reload();
  must(await page.locator('.order-number').count() === 1, 'the second yes undid it');
});

await bad_day('cancelled before it is handed over', { refusals: [409] }, async (page, person) => {
  await shop.enter(page, ADULT);
  await shop.empty_cart(page);
  await ordered(page, 146);
  await shop.stay(person, page);
  const { supply } = await shop.order_facts(page);
  const phone = await person.window(), supplier = await person.window();
  await shop.phone_open(phone, PHONE);
  await shop.stay(person, phone);
  await shop.answer(phone, await shop.question(person, phone, '21000'), true);
  await shop.shows(person, page, '.order-number output');
  await shop.sign_in(supplier, 'supplier', 'Neulbom');
  await supplier.goto('/supplier/supplies');
  await supplier.locator('main a', { hasText: supply }).first().click();
  await supplier.waitForURL(/\/supplier\/supply\/S/);
  // somebody stands on the button, so that the page does not move under the finger
  await supplier.locator('form[action="/supplier/hand-over"] button').focus();
  await page.locator('form[action="/order/cancel"] button').click();
  await page.locator('.stages li.stop').waitFor();
  await says(page, 'You cancelled this order.');
  must(!(await page.locator('.order-number').count()), 'the order number is still shown');
  await supplier.locator('form[action="/supplier/hand-over"] button').click();
  await supplier.locator('[role=alert]').waitFor();
  must(!(await supplier.locator('form[action="/supplier/hand-over"]').count()), 'it can still be handed over');
});

// ---- hostile text ----

const HOSTILE = {
  script: '"\'><script>window.pwned = 1</script><img src=x onerror="window.pwned = 1"><svg onload=window.pwned=1>{{NAME}}[[x]]%00',
  'right to left, emoji, Hangul': '\u202eمرحبا שלום\u202c 👩‍👩‍👧‍👦🏴‍☠️ 가나다 ㅋㅋ ﷽ Z̴̡͈a̷l̵g̶o̴',
  '10,000 characters': 'ㅎ'.repeat(10000),
  'characters of control': '\u0001\u0008\u001b[31m\u0085\u200b\ufeff\ufffe',
};

// every form of the page, with every field of it filled with that; what hides is not spared
async function attack(page, path, text) {
  const actions = new Set();
  const count = (await page.goto(path), await page.locator('form').count());
  for (let i = 0; i < count; i++) {
    await page.goto(path);
    const form = page.locator('form').nth(i);
    const action = await form.getAttribute('action');
    // one of a kind
    if (!action || actions.has(action) || /\/(leave|language)$/.test(action)) continue;
    actions.add(action);
    const answer = page.waitForResponse(r => r.request().isNavigationRequest() && r.status() !== 303), loaded = page.waitForEvent('load');
    await form.evaluate((f, hostile) => {
      for (const e of f.querySelectorAll('input')) {
        if (e.name === 'form_token') continue;
        e.type = e.type === 'hidden' ? 'hidden' : 'text';
        e.removeAttribute('maxlength');
        e.value = hostile;
      }
      f.noValidate = true;
      const button = f.querySelector('button[name]');
      if (button) button.value = hostile;
      setTimeout(() => f.requestSubmit(button || undefined));
    }, text);
    const status = (await answer).status();
    must(status < 500, `${action} answers ${status}`);
    await loaded;
    must(await page.evaluate(() => window.pwned === undefined), `${action} lets a script run`);
    must((await words(page.locator('body'))).length > 10, `${action}: an empty page (${status})`);
    must(!(await page.locator('script:not([src]), [onerror], [onload]').count()), `${action} writes what was typed as HTML`);
  }
}

const refused = [400, 403, 404, 409, 413, 414, 422, 429];
await Promise.all(Object.entries(HOSTILE).map(([name, text]) => bad_day(`hostile text: ${name}`, { refusals: refused, width: 1280 }, async (page, person) => {
  await attack(page, '/', text);
  await shop.enter(page, ADULT);
  for (const path of ['/catalogue', '/product/105', '/cart']) await attack(page, path, text);
  await attack(page, await newest_order(page), text);
  const handset = await person.window();
  await shop.phone_open(handset, PHONE);
  await attack(page, new URL(handset.url()).pathname, text);
  for (const [realm, party] of [['supplier', 'Onggi'], ['distributor', 'Gaon']]) {
    await attack(page, `/${realm}/`, text);
    await shop.sign_in(page, realm, party);
    await attack(page, `/${realm}/number`, text);
  }
  // by address
  for (const path of ['/product/', '/order/', '/supplier/supply/', '/distributor/delivery/', '/phone/', '/']) {
    const answer = await page.goto(path + encodeURIComponent(text.slice(0, 300)));
    must(answer.status() >= 400 && answer.status() < 500, `${path} answers ${answer.status()}`);
    must(await page.evaluate(() => window.pwned === undefined), `${path} lets a script run`);
  }
  must(page.url().startsWith(address), 'led away');
})));

// who comes next from this address has not guessed at anything
sql(folder, 'DELETE FROM holdfast.tries');
await browser.close();
finish();
