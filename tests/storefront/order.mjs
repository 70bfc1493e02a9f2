#!/usr/bin/env node
// order.mjs: an order's page: what happens next, who has the money, whose it is, how it ends (B3-B7).
import { Browser, address, card_id, cards, carts_empty, clock, done, equal, ok, plain, shopper, sql, tries_forget } from "./shop.mjs";

tries_forget();
carts_empty();
clock(0);
const product = Number(sql(`SELECT MIN(o.product_id) FROM offers o JOIN products p ON p.id = o.product_id
	WHERE o.catalogue = 'adult' AND p.state = 'offered' AND p.stock > 10 AND o.price_minor < 40000`)[0][0]);
const stock = () => Number(sql(`SELECT stock FROM products WHERE id = ${product}`)[0][0]);
const patience = 15000;
async function until(what) {
	for (const end = Date.now() + patience; Date.now() < end;) {
		const found = await what();
		if (found)
			return found;
		await new Promise(then => setTimeout(then, 100));
	}
	return undefined;
}

// orders one piece and stays on its page
async function ordered(number) {
	const b = await shopper(number);
	await b.post("/cart/add", { product, quantity: 1 });
	await b.get("/cart");
	await b.post("/checkout", { form_key: b.value("form_key"), digest: b.value("digest") });
	await b.follow();
	b.order = Number(sql(`SELECT MAX(id) FROM orders WHERE card_id = ${card_id(number)}`)[0][0]);
	b.page = `/order/${b.order}`;
	return b;
}
// the last question to a card's phone, once it has arrived
async function asked(number, order) {
	const hash = sql(`SELECT LOWER(HEX(phone_hash)) FROM cards WHERE id = ${card_id(number)}`)[0][0];
	const message = sql(`SELECT id FROM messages WHERE order_id = ${order} AND kind = 'order_check'`)[0][0];
	const phone = new Browser();
	phone.hash = hash;
	const code = await until(async () => {
		await phone.get(`/phone/${hash}`);
		const one = new RegExp(`data-item="${message}"[^]*?value="Y (\\d{6})"`).exec(phone.text);
		return one && one[1];
	});
	return { phone, code };
}
async function answer({ phone, code }, word) {
	await phone.post("/phone/reply", { phone: phone.hash, form_key: Array.from(phone.text.matchAll(/name="form_key" value="([0-9a-f]+)"/g)).pop()[1],
		text: `${word} ${code}` });
	return phone.status;
}
const state = order => sql(`SELECT state FROM orders WHERE id = ${order}`)[0][0];
const now = b => /<li class="now"[^>]*><span>([^<]*)/.exec(b.text)?.[1];
const stop = b => /<li class="stop"[^>]*><span>([^<]*)/.exec(b.text)?.[1];
const money = b => /<li class="here">([^<]*?) ?</.exec(b.text)?.[1];

// the question is on its way
const b = await ordered(cards.english);
await b.get(b.page);
equal(b.status, 200, "the order has a page");
ok(b.has("Please look at your phone") && b.has("ends in 0006"), "it asks to look at the phone");
equal(now(b), "Identity checked", "the stage that is under way is marked");
ok(money(b) === "You" && b.has("held only after your yes"), "the money is still the customer's, and it says why");
ok(!/order-number/.test(b.text), "no order number before the money is held");
ok(b.has("Question: do you order this?"), "the message to the phone is listed");
const question = await asked(cards.english, b.order);
ok(/^\d{6}$/.test(question.code), "the phone was asked, with a code");
await b.get(b.page);
ok(!b.text.includes(question.code), "the code is in no page of the shop");
ok(/action="\/order\/cancel"/.test(b.text), "it can be cancelled");

// it is the customer's alone
const other = await shopper(cards.other_adult);
await other.get(b.page);
equal(other.status, 404, "another card has no such order");
await other.post("/order/cancel", { order: b.order });
ok(other.status === 404 && state(b.order) === "checking", "and can not cancel it");
await b.ask("POST", "/order/cancel", new URLSearchParams({ order: b.order }).toString());
ok(b.status === 403 && state(b.order) === "checking", "nor anybody without the form's token");
await b.get(b.page);
await b.get(`/order/cancel?order=${b.order}&form_token=${b.token}`);
ok(b.status === 405 && state(b.order) === "checking", "nor by an address");
for (const path of ["/order/", "/order/0", "/order/x", "/order/99999999", `/order/${b.order}/`, `/checkout/99999999`])
	await b.get(path).then(() => equal(b.status, 404, `${path} is nothing`));
for (const order of ["", "x", "-1", "99999999"]) {
	await b.get(b.page);
	await b.post("/order/cancel", { order });
	ok(b.status >= 400 && b.status < 500, `no order ${JSON.stringify(order)} is cancelled`, b.status);
}

// yes: held, with the number, and the open page hears of it
const stream = await fetch(`${address}/events`, { headers: { Cookie: `card=${b.cookies.get("card")}`, Accept: "text/event-stream" } });
ok(stream.status === 200 && /^text\/event-stream/.test(stream.headers.get("content-type")), "the page's events are there");
const nobody = await fetch(`${address}/events`, { headers: { Accept: "text/event-stream" } });
equal(nobody.status, 403, "and are nobody else's");
await nobody.body.cancel();
const reader = stream.body.getReader();
let heard = "";
const listening = (async () => {
	for (;;) {
		const { value, done: ended } = await reader.read();
		if (ended || (heard += new TextDecoder().decode(value)).includes("data:"))
			return true;
	}
})();
equal(await answer(question, "Y"), 303, "yes is answered on the phone");
ok(await Promise.race([listening, new Promise(then => setTimeout(() => then(false), patience))]), "the open page is told at once", heard);
await reader.cancel();
ok(await until(() => state(b.order) === "held"), "the money is held", state(b.order));
await b.get(b.page);
const number = /<output>([\d-]+)<\/output>/.exec(b.text)?.[1];
ok(/^\d{4}-\d{4}-\d{4}$/.test(number), "now the customer has the order number");
ok(money(b) === "Held safely" && b.has("It is held for this order"), "the money is held, and it says what for");
equal(now(b), "Shipped", "the next stage is under way");
ok(b.has("You said yes on the phone") && b.has("The money is held."), "what happened is told");
ok(!b.text.includes(number.replace(/-/g, "")), "the number stands there once, as it is read aloud");
await b.get("/orders");
ok(b.text.includes(`href="${b.page}"`) && b.has("Being prepared"), "the list of orders has it");
ok(!b.text.includes(number), "without its number");

// cancelled: the money goes back
const kept = stock();
await b.get(b.page);
await b.post("/order/cancel", { order: b.order });
ok(b.status === 303 && b.location === b.page, "what is not handed over can be cancelled");
ok(await until(async () => (await b.get(b.page)) && money(b) === "You" && b.has("It is yours again")), "the money is back", money(b));
equal(stop(b), "Cancelled", "the stages end there");
equal(stock(), kept + 1, "the goods are on the shelf again");
ok(!/order-number/.test(b.text), "the number is of no use any more and is gone");
await b.post("/order/cancel", { order: b.order });
ok(b.status === 409 && b.has("It can no longer be cancelled"), "twice is told, not done", b.status);
equal(stock(), kept + 1, "and gives nothing back twice");

// no
const no = await ordered(cards.english);
await answer(await asked(cards.english, no.order), "N");
await no.get(no.page);
ok(state(no.order) === "declined" && stop(no) === "Declined" && no.has("You said no on the phone") && money(no) === "You" &&
	no.has("It never left you"), "no ends it, and no money ever moved");

// silence
const silent = await ordered(cards.english);
clock(11 * 60 * 1000);
ok(await until(() => state(silent.order) === "expired"), "without an answer it ends by itself", state(silent.order));
await silent.get(silent.page);
ok(stop(silent) === "Expired" && silent.has("did not answer in time"), "and says so");
clock(0);

// as the browser's language has it
const korean = new Browser("ko");
korean.cookies = new Map(b.cookies);
await korean.get(no.page);
ok(/<html lang="ko">/.test(korean.text) && /\d원/.test(korean.text) && /2\d{3}년 \d+월 \d+일/.test(korean.text), "in Korean: words, money and dates");

// many orders: page by page
const card = card_id(cards.third);
const have = Number(sql(`SELECT COUNT(*) FROM orders WHERE card_id = ${card}`)[0][0]);
sql(Array.from({ length: Math.max(0, 45 - have) }, () => `INSERT INTO checkouts (card_id, form_key, made_at) VALUES (${card}, RANDOM_BYTES(32), 0);
	INSERT INTO orders (checkout_id, order_number_hash, order_number_sealed, supply_number, card_id, supplier_id, distributor_id, state,
	total_minor, commission_minor, currency, purchase_account, supplier_account, delivery_name, delivery_address, placed_at, changed_at)
	SELECT LAST_INSERT_ID(), RANDOM_BYTES(32), '', CONCAT('S', LPAD(FLOOR(RAND() * 999999999), 9, '0')), ${card}, s.id, s.distributor_id,
	'expired', 1000, 0, 'KRW', '', '', '<script>alert(1)</script>', '', 0, 0 FROM parties s WHERE s.kind = 'supplier' LIMIT 1;`).join("\n"));
const many = await shopper(cards.third);
const seen = new Set();
let pages = 0;
for (let path = "/orders"; path && pages < 10; pages++) {
	await many.get(path);
	for (const m of many.text.matchAll(/href="\/order\/(\d+)"/g))
		seen.add(m[1]);
	const next = /rel="next" href="([^"]*)"/.exec(many.text);
	path = next ? plain(next[1]) : "";
}
const all = Number(sql(`SELECT COUNT(*) FROM orders WHERE card_id = ${card}`)[0][0]);
ok(seen.size === all && pages > 2, `all ${all} orders are listed, page by page`, `${seen.size} on ${pages}`);
await many.get(`/order/${Array.from(seen)[0]}`);
ok(many.status === 200 && !/<script>alert/.test(many.text), "hostile text in an order is shown as text");
sql(`DELETE o, c FROM orders o JOIN checkouts c ON c.id = o.checkout_id WHERE o.delivery_name LIKE '<script>%'`);
done();
