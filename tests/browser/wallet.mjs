// wallet.mjs: customers whose wallets have something of everything, and the pages of the wallet that are looked at. Uses TEST_STACK.
import { answer, codes, count, customer_id, form_key, join, newest, phone_of, sql, until } from '../wallet/customers.mjs';
import { must } from './browser.mjs';

const ADDRESS = { delivery_name: 'Mira Holm', delivery_address: '7 Garden-ro, Seoul' };
const cards_of = b => count(`cards WHERE customer_id = ${customer_id(b.login)}`);
const account = (b, kind) => sql(`SELECT account_number FROM customer_accounts WHERE customer_id = ${customer_id(b.login)} AND kind = '${kind}' ORDER BY opened_at LIMIT 1`)[0][0];
const asked = async b => (await codes(phone_of(b.login))).codes;

// path of the application; the card's id is kept in b.cards by name
async function apply(b, name, kind, institution, yes, withdrawal = '') {
  const had = cards_of(b), old = await asked(b);
  await b.get(`/wallet/apply?kind=${kind}`);
  await b.post('/wallet/apply', { form_key: form_key(b), kind, institution, card_name: name, ...ADDRESS, withdrawal, agreed: '1' });
  must(/applications/.test(b.location), `no card ${name}: ${b.status}`);
  const path = b.location;
  await until(() => cards_of(b) > had);
  const [[id]] = sql(`SELECT MAX(id) FROM cards WHERE customer_id = ${customer_id(b.login)}`);
  if (yes) {
    await answer(b.login, true, old);
    await until(() => count(`cards WHERE id = ${id} AND state = 'active'`));
  }
  return { path, id, page: `/wallet/cards/${id}` };
}

async function act(b, card, what) {
  await b.get(card.page);
  await b.post('/wallet/card/act', { card: card.id, what });
  must(b.status === 303, `${what}: ${b.status}`);
  return b.location;
}

async function move(b, how, from, to, amount, yes) {
  const old = await asked(b);
  await b.get(`/wallet/charge?by=${how}`);
  await b.post(`/wallet/charge/${how}`, { form_key: form_key(b), from, to, amount });
  must(/charges/.test(b.location), `no charge: ${b.status}`);
  const path = b.location;
  if (yes !== undefined) {
    await answer(b.login, yes, old);
    await until(() => newest('charges', b.login, 'state') === (yes ? 'done' : 'declined'));
  }
  return path;
}

async function offer(b, name) {
  await b.get('/wallet/selling');
  await b.post('/wallet/selling/offer', { form_key: form_key(b), name, description: 'Read once, kept dry. Some pencil marks.', price: '12,000', stock: '2', for_teens: '1' });
  must(b.status === 303, `no offer: ${b.status}`);
}

export async function wallets() {
  const rich = await join(), poor = await join(), p = {};

  p.everyday = await apply(rich, 'Everyday', 7, 'HB', true, 'SB');
  p.line = await apply(rich, 'For the house', 1, 'DR', true);
  p.both = await apply(rich, '', 4, 'NC', true);
  p.blocked = await apply(rich, 'Lost in the park', 6, 'GD', true);
  await act(rich, p.blocked, 'block');
  p.old = await apply(rich, 'Worn', 2, 'SB', true);
  await act(rich, p.old, 'replace');
  p.issued = await apply(rich, 'Online', 5, 'NC', false);
  const prepaid = account(rich, 'prepayment'), line = account(rich, 'credit_line');
  p.account = `/wallet/accounts/${prepaid}`;
  p.lent = `/wallet/accounts/${line}`;
  p.quiet = `/wallet/accounts/${account(rich, 'withdrawal')}`;
  p.done = await move(rich, 'card', line, prepaid, '240,000', true);
  p.declined = await move(rich, 'card', line, prepaid, '5,000', false);
  p.checking = await move(rich, 'card', line, prepaid, '8,000');
  await rich.get(p.everyday.page);
  await rich.post('/wallet/card/source', { card: p.everyday.id, what: 'add', account: line });
  await offer(rich, 'Poems, second hand');
  await offer(rich, 'A globe');
  await rich.get('/wallet/selling');
  await rich.post('/wallet/selling/withdraw', { product: rich.text.match(/name="product" value="(\d+)"/)[1] });
  await rich.get('/wallet/phone');
  await rich.post('/wallet/phone/change', { phone: '010-0008-0808', password: rich.password });
  return { rich, poor, p };
}

export async function sign_in(page, who) {
  await page.goto('/wallet/');
  await page.fill('#login', who.login);
  await page.fill('#password', who.password);
  await page.press('#password', 'Enter');
  await page.waitForURL('**/wallet/home');
}

// what one types into a form and sends; the page says what is wrong
const wrong = (path, fields, button) => async page => {
  await page.goto(path);
  await page.evaluate(() => { for (const f of document.forms) f.noValidate = true; });
  for (const [id, value] of Object.entries(fields)) await page.locator(`main [name="${id}"]`).first().fill(value);
  await page.locator(button).first().click();
  await page.locator('.wrong, [role=alert]').first().waitFor();
};

const go = path => page => page.goto(path);

// [name, role, what to do], as in pages.mjs
export function specials({ p }) {
  return [
    ['wallet door', 'stranger', go('/wallet/')],
    ['wallet door wrong', 'stranger', wrong('/wallet/', { login: 'nobody', password: 'x' }, 'form[action="/wallet/enter"] button')],
    ['wallet join', 'stranger', go('/wallet/join')],
    ['wallet join wrong', 'stranger', wrong('/wallet/join', { name: '', login: 'clara', password: 'short', phone: '1', registration: '1', birth_date: 'x' }, 'form.join button')],
    ['wallet recover', 'stranger', go('/wallet/recover')],
    ['wallet recover question', 'stranger', async page => {
      await page.goto('/wallet/recover');
      await page.fill('#login', 'clara');
      await page.press('#login', 'Enter');
      await page.locator('#answer').waitFor();
    }],
    ['wallet home', 'customer', go('/wallet/home')],
    ['wallet account', 'customer', go(p.account)],
    ['wallet account lent', 'customer', go(p.lent)],
    ['wallet account quiet', 'customer', go(p.quiet)],
    ['wallet account searched', 'customer', go(`${p.account}?q=240000&way=in`)],
    ['wallet account nothing found', 'customer', go(`${p.account}?q=zzzz`)],
    ['wallet account unknown', 'customer', go('/wallet/accounts/HB-10006')],
    ['wallet charge voucher', 'customer', go('/wallet/charge')],
    ['wallet charge voucher wrong', 'customer', wrong('/wallet/charge', { code: 'nonsense' }, 'form[action="/wallet/charge/voucher"] button')],
    ['wallet charge transfer', 'customer', go('/wallet/charge?by=transfer')],
    ['wallet charge card', 'customer', go('/wallet/charge?by=card')],
    ['wallet charge card wrong', 'customer', wrong('/wallet/charge?by=card', { amount: '0' }, 'form[action="/wallet/charge/card"] button')],
    ['wallet charges', 'customer', go('/wallet/charges')],
    ['wallet charge done', 'customer', go(p.done)],
    ['wallet charge declined', 'customer', go(p.declined)],
    ['wallet charge checking', 'customer', go(p.checking)],
    ['wallet pay off', 'customer', go('/wallet/pay-off')],
    ['wallet pay out', 'customer', go('/wallet/pay-out')],
    ['wallet pay out wrong', 'customer', wrong('/wallet/pay-out', { amount: '1', bank_code: 'x' }, 'form[action="/wallet/pay-out"] button')],
    ['wallet held none', 'customer', go('/wallet/held')],
    ['wallet cards', 'customer', go('/wallet/cards')],
    ['wallet card', 'customer', go(p.everyday.page)],
    ['wallet card wrong', 'customer', wrong(p.everyday.page, { delivery_name: '' }, 'form[action="/wallet/card/describe"] button')],
    ['wallet card kind 4', 'customer', go(p.both.page)],
    ['wallet card issued', 'customer', go(p.issued.page)],
    ['wallet card blocked', 'customer', go(p.blocked.page)],
    ['wallet card replaced', 'customer', go(p.old.page)],
    ['wallet block', 'customer', go(`${p.everyday.page}/block`)],
    ['wallet replace', 'customer', go(`${p.everyday.page}/replace`)],
    ['wallet unblock', 'customer', go(`${p.blocked.page}/unblock`)],
    ['wallet send again', 'customer', go(`${p.issued.page}/send-again`)],
    ['wallet apply', 'customer', go('/wallet/apply')],
    ...[1, 2, 4, 6, 7].map(kind => [`wallet apply ${kind}`, 'customer', go(`/wallet/apply?kind=${kind}`)]),
    ['wallet apply wrong', 'customer', wrong('/wallet/apply?kind=1', { delivery_name: '' }, 'form[action="/wallet/apply"] button')],
    ['wallet application active', 'customer', go(p.everyday.path)],
    ['wallet application issued', 'customer', go(p.issued.path)],
    ['wallet phone waiting', 'customer', go('/wallet/phone')],
    ['wallet selling', 'customer', go('/wallet/selling')],
    ['wallet selling wrong', 'customer', wrong('/wallet/selling', { name: '', price: 'x' }, 'form[action="/wallet/selling/offer"] button')],
    ['wallet home empty', 'newcomer', go('/wallet/home')],
    ['wallet cards none', 'newcomer', go('/wallet/cards')],
    ['wallet charges none', 'newcomer', go('/wallet/charges')],
    ['wallet charge nothing', 'newcomer', go('/wallet/charge')],
    ['wallet pay off nothing', 'newcomer', go('/wallet/pay-off')],
    ['wallet pay out nothing', 'newcomer', go('/wallet/pay-out')],
    ['wallet phone', 'newcomer', go('/wallet/phone')],
    ['wallet phone wrong', 'newcomer', wrong('/wallet/phone', { phone: '1', password: 'x' }, 'form[action="/wallet/phone/change"] button')],
    ['wallet selling not yet', 'newcomer', go('/wallet/selling')],
    ['wallet held', 'builder', go('/wallet/held')],
    ['wallet account of orders', 'builder', go('/wallet/accounts/HB-10011')],
  ];
}
