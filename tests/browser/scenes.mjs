// scenes.mjs: orders in each of their states, made quickly over HTTP, so that every page has something to show.
import { Person } from '../faults/person.mjs';
import { address, must } from './browser.mjs';

const pause = ms => new Promise(done => setTimeout(done, ms));

class Shopper extends Person {
  constructor(card, phone) {
    super(address, 3);
    this.card = card;
    this.phone = phone;
    this.language = 'en';
  }

  async enter() {
    await this.get('/');
    await this.send('/enter', { card: this.card });
    must(this.path === '/catalogue', `card ${this.card} opens ${this.path}`);
    this.known = new Set(await this.asked());
  }

  // path of the new order
  async order(product, quantity = 1) {
    await this.get(`/product/${product}`);
    await this.send('/cart/add', { quantity: String(quantity) });
    await this.get('/cart');
    await this.send('/checkout');
    must(/^\/order\/\d+$/.test(this.path), `checkout leads to ${this.path}`);
    const supply = this.html.match(/S\d{4}-\d{5}/)[0];
    return { path: this.path, supply };
  }

  // codes of the open questions on the phone
  async asked() {
    await this.get('/phone/');
    const item = this.html.split('<li').find(li => li.includes(this.phone));
    await this.get(item.match(/href="(\/phone\/[0-9a-f]{64})"/)[1]);
    return [...this.html.matchAll(/value="Y (\d{6})"/g)].map(m => m[1]);
  }

  // to the question that was not there before
  async say(yes) {
    for (let i = 0; ; i++) {
      const code = (await this.asked()).find(c => !this.known.has(c));
      if (code) {
        this.known.add(code);
        await this.send('/phone/reply', { text: `${yes ? 'Y' : 'N'} ${code}` }, { wants: f => 'text' in f.fields });
        return;
      }
      must(i < 50, `the phone ${this.phone} is not asked`);
      await pause(100);
    }
  }

  // the page of the order, once it is there
  async until(order, shown) {
    for (let i = 0; ; i++) {
      await this.get(order.path);
      if (shown.test(this.html)) return this.html;
      must(i < 100, `${order.path} does not come to ${shown}`);
      await pause(100);
    }
  }
}

class Party extends Person {
  constructor(realm, login, password) {
    super(address, 3);
    Object.assign(this, { realm, login, password });
  }

  async enter() {
    await this.get(`/${this.realm}/`);
    await this.send(`/${this.realm}/enter`, { login: this.login, password: this.password });
  }

  async press(order, action, typed = {}) {
    await this.get(`/${this.realm}/${this.realm === 'supplier' ? 'supply' : 'delivery'}/${order.supply.replace('-', '')}`);
    await this.send(`/${this.realm}/${action}`, typed);
  }
}

// One card's orders of one supplier in every state that a test can bring
// about without waiting; the names say which.
export async function scenes(card, phone, product) {
  const shopper = new Shopper(card, phone);
  const supplier = new Party('supplier', 'neulbom', 'demo-neulbom-1'), distributor = new Party('distributor', 'gaon', 'demo-gaon-1');
  const made = {};
  await Promise.all([shopper.enter(), supplier.enter(), distributor.enter()]);

  const held = async name => {
    made[name] = await shopper.order(product);
    await shopper.say(true);
    made[name].number = (await shopper.until(made[name], /<output/)).match(/<output[^>]*>\s*(\d{4}-\d{4}-\d{4})/)[1];
    return made[name];
  };
  const carried = async (name, points) => {
    const o = await held(name);
    await supplier.press(o, 'hand-over');
    if (points === undefined) return o;
    await distributor.press(o, 'take-over');
    for (let i = 0; i < points; i++) await distributor.press(o, 'signal');
    return o;
  };

  made.declined = await shopper.order(product);
  await shopper.say(false);
  await shopper.until(made.declined, /class="stop"/);
  await held('cancelled');
  await shopper.get(made.cancelled.path);
  await shopper.send('/order/cancel');
  await held('held');
  await carried('supplied');
  await carried('in_transit', 1);
  await carried('delivered', 3);
  await distributor.press(made.delivered, 'number', { number: made.delivered.number });
  for (const [name, yes] of [['settled', true], ['disputed', false]]) {
    const o = await carried(name, 3);
    await supplier.press(o, 'number', { number: o.number });
    await shopper.say(yes);
  }
  const asked = await carried('settlement_asked', 3);
  await supplier.press(asked, 'number', { number: asked.number });
  made.checking = await shopper.order(product);
  return made;
}
