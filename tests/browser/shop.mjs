// shop.mjs: what people do in the shop's windows, by pressing what the pages show: shopper, phone, supplier, distributor.
import { must, mark, unmoved, words } from './browser.mjs';

const pause = ms => new Promise(done => setTimeout(done, ms));
export const digits = text => text.replace(/\D/g, '');

// Waits until a window shows it: by itself with a script (and without being
// loaded again), without one by looking again.
export async function shows(person, page, what, filter = {}, patience = 10000) {
  const place = page.locator(what, filter).first();
  if (person.js) {
    await place.waitFor({ state: 'visible', timeout: patience });
    await unmoved(page);
    return place;
  }
  for (const end = Date.now() + patience; !(await place.isVisible());) {
    must(Date.now() < end, `${what} ${JSON.stringify(filter)} does not come on ${page.url()}`);
    await pause(250);
    await page.reload();
  }
  return place;
}

// a window that is left open from here on
export async function stay(person, page) {
  if (person.js) await mark(page);
}

// ---- the shopper ----

export async function enter(page, number) {
  await page.goto('/');
  await page.locator('.demo-cards button', { hasText: number }).click();
  await page.waitForURL('**/catalogue');
}

export async function enter_typed(page, number) {
  await page.goto('/');
  await page.fill('#card', number);
  await page.press('#card', 'Enter');
}

export async function search(page, word) {
  await page.fill('input[name=q]', word);
  await page.press('input[name=q]', 'Enter');
  await page.waitForURL(/[?]q=/);
}

// to the product's own page, so many into the cart
export async function take(page, name, quantity) {
  await page.locator('.products a', { hasText: name }).first().click();
  await page.waitForURL('**/product/*');
  await page.fill('#quantity', String(quantity));
  await page.locator('form[action="/cart/add"] button').click();
  await page.waitForURL(/\/cart/);
}

// one, from the list
export async function take_one(page, name) {
  await page.locator('.product', { hasText: name }).locator('button').click();
  await page.locator('.notice.good').waitFor();
}

export async function empty_cart(page) {
  await page.goto('/cart');
  for (let out; await (out = page.locator('.lines button[name=quantity][value="0"]')).count();) {
    await out.first().click();
    await page.waitForURL(/\/cart/);
  }
}

export async function order(page) {
  await page.goto('/cart');
  await page.locator('form[action="/checkout"] button').click();
  await page.waitForURL(/\/(order\/|orders|checkout\/)/);
}

// the orders of a page that lists them, newest first: their addresses
export const orders = page => page.locator('a[href^="/order/"]').evaluateAll(all => [...new Set(all.map(a => a.getAttribute('href')))]);

// what somebody reads from an order's page
export async function order_facts(page) {
  return {
    supplier: await words(page.locator('#facts + dl dd').nth(1)),
    supply: await words(page.locator('dl.facts dd.code')),
    total: digits(await words(page.locator('.sums dd.total'))),
  };
}

export const order_number = async page => words(page.locator('.order-number output'));

// ---- the phone ----

export async function phone_open(page, number) {
  await page.goto('/phone/');
  await page.locator('li', { hasText: number }).locator('a[href^="/phone/"]').first().click();
  await page.locator('.handset').waitFor();
}

// what came, not what was sent
export const bubbles = page => page.locator('ul.bubbles > li:not(.sent)');

// the newest question about that amount, but the one that was answered before
export async function question(person, page, total, answered) {
  await shows(person, page, 'ul.bubbles > li:not(.sent)', { hasText: /[YN] \d{6}/ });
  for (const end = Date.now() + 10000; ; await pause(100)) {
    const all = bubbles(page);
    for (let i = (await all.count()) - 1; i >= 0; i--) {
      const text = await words(all.nth(i));
      const code = (text.match(/Y (\d{6})/) || [])[1];
      if (code && code !== answered && text.replace(/(\d),(?=\d)/g, '$1').includes(total)) return { text, code };
    }
    must(Date.now() < end, `no question about ${total} on the phone`);
    if (!person.js) await page.reload();
  }
}

export async function answer(page, q, yes) {
  const place = page.locator('ul.bubbles > li', { hasText: `Y ${q.code}` });
  await place.locator(`button[value^="${yes ? 'Y' : 'N'}"]`).click();
  await page.locator('ul.bubbles > li.sent', { hasText: q.code }).first().waitFor();
}

export async function text(page, message) {
  await page.locator('form[action="/phone/reply"] input[name=text]:visible').fill(message);
  await page.locator('form[action="/phone/reply"] input[name=text]:visible').press('Enter');
  await page.locator('ul.bubbles > li.sent', { hasText: message.slice(0, 40) }).last().waitFor();
}

// ---- the windows of suppliers and distributors ----

// by what the sign-in page of the demonstration says
export async function sign_in(page, realm, party) {
  await page.goto(`/${realm}/`);
  const row = page.locator('tbody tr', { hasText: party }).first();
  const login = await words(row.locator('td').nth(1)), password = await words(row.locator('td').nth(2));
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.locator(`form[action="/${realm}/enter"] button`).click();
  await page.waitForURL(u => u.pathname !== `/${realm}/` && u.pathname !== `/${realm}/enter`);
}

// presses the button of the form to that address
export async function press(page, action, typed = {}) {
  const form = page.locator(`form[action="${action}"]`).first();
  for (const [name, value] of Object.entries(typed)) await form.locator(`[name=${name}]`).fill(value);
  await Promise.all([page.waitForResponse(r => r.request().method() === 'POST' && new URL(r.url()).pathname === action),
    form.locator('button:not([disabled])').first().click()]);
  await page.waitForLoadState();
}
