#!/usr/bin/env node
// checkout.mjs: the button: once, whole or not at all, and a sentence for whatever stops it (B1, B2, A2, A7).
import { address, card_id, cards, cart_of, carts_empty, catalogue_changed, clock, done, equal, moments_later, ok, plain,
	product_only, service, shopper, sql, tries_forget } from "./shop.mjs";

tries_forget();
carts_empty();
const orders_of = number => sql(`SELECT id, state, total_minor, supplier_id FROM orders WHERE card_id = ${card_id(number)} ORDER BY id`);
const checkouts_of = number => Number(sql(`SELECT COUNT(*) FROM checkouts WHERE card_id = ${card_id(number)}`)[0][0]);
// two of the cheapest, of two suppliers
const cheap = sql(`SELECT MIN(o.product_id), p.supplier_id FROM offers o JOIN products p ON p.id = o.product_id
	WHERE o.catalogue = 'adult' AND p.state = 'offered' AND p.stock > 10 AND o.price_minor < 40000
	GROUP BY p.supplier_id ORDER BY 1 LIMIT 2`).map(r => Number(r[0]));
const price = id => Number(sql(`SELECT price_minor FROM offers WHERE catalogue = 'adult' AND product_id = ${id}`)[0][0]);
const stock = id => Number(sql(`SELECT stock FROM products WHERE id = ${id}`)[0][0]);
const name = id => sql(`SELECT name_en FROM products WHERE id = ${id}`)[0][0];

async function filled(number, products, language) {
	const b = await shopper(number, language);
	for (const [product, quantity] of products)
		await b.post("/cart/add", { product, quantity });
	return b.get("/cart");
}
const form = b => ({ form_token: b.token, form_key: b.value("form_key"), digest: b.value("digest") });

// one press
const b = await filled(cards.english, [[cheap[0], 2], [cheap[1], 1]]);
ok(b.has("This makes 2 orders"), "the cart says that it makes two orders");
ok(/^[0-9a-f]{64}$/.test(b.value("form_key")) && /^[0-9a-f]{64}$/.test(b.value("digest")), "the form has its key and what it is about");
ok(b.has("You can spend") && b.has("Left after this order"), "and what one can spend, now and after it");
const first = form(b), before = orders_of(cards.english).length, had = cheap.map(stock);
await b.post("/checkout", first);
ok(b.status === 303 && /^\/checkout\/\d+$/.test(b.location), "one press orders", b.status);
const where = b.location;
let orders = orders_of(cards.english).slice(before);
equal(orders.length, 2, "one order for each supplier");
ok(orders.every(o => o[1] === "checking"), "the phone is asked for each");
equal(orders.reduce((n, o) => n + Number(o[2]), 0), 2 * price(cheap[0]) + price(cheap[1]), "their totals add up to the cart's");
equal(JSON.stringify(cheap.map(stock)), JSON.stringify([had[0] - 2, had[1] - 1]), "the goods are kept for it");
equal(cart_of(cards.english).length, 0, "the cart is empty");
await b.follow();
ok(b.status === 200 && b.has("It is asked about 2 orders"), "their page asks to look at the phone");
ok(/data-live="orders"/.test(b.text), "and moves by itself");

// twice
await b.post("/checkout", first);
ok(b.status === 303 && b.location === where, "the same form again leads to the same checkout");
const five = await Promise.all(Array.from({ length: 5 }, () => fetch(`${address}/checkout`, { method: "POST", redirect: "manual",
	headers: { Cookie: `card=${b.cookies.get("card")}` }, body: new URLSearchParams(first) }).then(a => a.headers.get("location") || a.status)));
ok(five.every(l => String(l).endsWith(where)), "five times at once, too", five);
equal(orders_of(cards.english).length, before + 2, "and nothing more was ordered");
const one = await filled(cards.english, [[cheap[0], 1]]);
const own = form(one), made = checkouts_of(cards.english);
const race = await Promise.all(Array.from({ length: 6 }, () => fetch(`${address}/checkout`, { method: "POST", redirect: "manual",
	headers: { Cookie: `card=${one.cookies.get("card")}` }, body: new URLSearchParams(own) }).then(a => a.headers.get("location") || a.status)));
ok(new Set(race).size === 1 && checkouts_of(cards.english) === made + 1, "a form sent six times at once makes one checkout", race);
await one.get(String(race[0]).replace(address, ""));
ok(one.status === 303 && /^\/order\/\d+$/.test(one.location), "one order alone is shown itself");

// two browsers of one card
const left = await filled(cards.english, [[cheap[0], 1]]), right = await shopper(cards.english);
await right.get("/cart");
await left.post("/checkout", form(left));
equal(left.status, 303, "of two browsers with one cart the first orders");
await right.post("/checkout", form(right));
ok(right.status === 409 && right.has("There is nothing to order"), "the second is told", right.status);
const both = await filled(cards.english, [[cheap[0], 1]]), mine = form(both);
await right.get("/cart");
const yours = form(right), count = orders_of(cards.english).length;
const pair = await Promise.all([[both, mine], [right, yours]].map(([w, f]) => fetch(`${address}/checkout`, { method: "POST", redirect: "manual",
	headers: { Cookie: `card=${w.cookies.get("card")}` }, body: new URLSearchParams(f) }).then(a => a.status)));
ok(pair.sort().join() === "303,409" && orders_of(cards.english).length === count + 1, "at once: one of them, once", pair);

// what changed between looking and pressing
async function stopped(what, change, back, sentence) {
	carts_empty();
	const s = await filled(cards.english, [[cheap[0], 1], [cheap[1], 1]]);
	const sent = form(s), n = orders_of(cards.english).length, kept = cheap.map(stock);
	change();
	await s.post("/checkout", sent);
	ok(s.status >= 400 && s.status < 500 && s.has(sentence) && /role="alert"/.test(s.text), `${what}: the cart says so`, `${s.status} ${s.text.slice(0, 3000)}`);
	ok(orders_of(cards.english).length === n, `${what}: nothing was ordered`);
	back();
	ok(cheap.map(stock).join() === kept.join(), `${what}: no goods were kept`);
	return s;
}
const was = price(cheap[0]), pieces = stock(cheap[1]);
await stopped("a price that rose", () => sql(`UPDATE offers SET price_minor = price_minor + 1000 WHERE catalogue = 'adult' AND product_id = ${cheap[0]}`),
	() => sql(`UPDATE offers SET price_minor = ${was} WHERE catalogue = 'adult' AND product_id = ${cheap[0]}`), "The cart has changed meanwhile");
await stopped("another quantity", () => sql(`UPDATE cart_lines SET quantity = 3 WHERE product_id = ${cheap[0]}`), () => {}, "The cart has changed meanwhile");
await stopped("withdrawn meanwhile", () => sql(`UPDATE products SET state = 'withdrawn' WHERE id = ${cheap[1]}`),
	() => sql(`UPDATE products SET state = 'offered' WHERE id = ${cheap[1]}`), `No longer sold: ${name(cheap[1])}`);
await stopped("sold out meanwhile", () => sql(`UPDATE products SET stock = 0 WHERE id = ${cheap[1]}`),
	() => sql(`UPDATE products SET stock = ${pieces} WHERE id = ${cheap[1]}`), `Not that many left: ${name(cheap[1])}`);
const adult_only = product_only("adult", "teen"), id = card_id(cards.english);
carts_empty();
const changed = await filled(cards.english, [[adult_only, 1]]), sent = form(changed), n = orders_of(cards.english).length;
sql(`UPDATE cards SET age_class = 'adolescent' WHERE id = ${id}`);
await changed.post("/checkout", sent);
ok(changed.status >= 400 && changed.has("Not for this card") && orders_of(cards.english).length === n,
	"a card that changed orders nothing of another catalogue", changed.status);
sql(`UPDATE cards SET age_class = 'adult' WHERE id = ${id}`);
await changed.get("/cart");
const blocked = form(changed);
sql(`UPDATE cards SET state = 'blocked' WHERE id = ${id}`);
await changed.post("/checkout", blocked);
ok(changed.status === 303 && changed.location === "/" && orders_of(cards.english).length === n, "a card that was blocked orders nothing");
sql(`UPDATE cards SET state = 'active' WHERE id = ${id}`);

// forms that are not ours
await changed.get("/cart");
for (const [what, fields] of [["no key", { form_key: "" }], ["half a key", { form_key: "ab" }], ["no hexadecimal", { form_key: "z".repeat(64) }],
	["no digest", { digest: "" }], ["10,000 characters", { digest: "a".repeat(10000) }]])
	await changed.post("/checkout", { ...blocked, ...fields, form_token: changed.token }).then(() =>
		ok(changed.status >= 400 && changed.status < 500, `${what}: refused`, changed.status));
await changed.get("/cart");
await changed.post("/checkout", { ...blocked, digest: "0".repeat(64), form_token: changed.token });
ok(changed.status === 409 && changed.has("The cart has changed"), "a made-up digest is a changed cart");
await changed.ask("POST", "/checkout", new URLSearchParams({ form_key: blocked.form_key, digest: blocked.digest }).toString());
equal(changed.status, 403, "without the form's token nothing happens");
equal(orders_of(cards.english).length, n, "all that ordered nothing");
const stranger = await shopper(cards.other_adult);
await stranger.get(where);
equal(stranger.status, 404, "a checkout of another card is nothing");

// too little money
carts_empty();
const poor = await filled(cards.poor, [[cheap[0], 1]]);
ok(poor.has("are missing") && poor.has("You can spend"), "too little: the cart says what is missing before it is tried");
const usable = Number(/You can spend<\/dt><dd>₩([\d,]+)/.exec(poor.text)?.[1].replace(/,/g, ""));
await poor.post("/checkout", form(poor));
const missing = (price(cheap[0]) - usable).toLocaleString("en-US");
ok(poor.status >= 400 && poor.status < 500 && poor.has("Not enough money") && plain(poor.text).includes(`₩${missing}`),
	`and the answer names the missing amount, ₩${missing}`, `${poor.status} ${usable}`);
equal(orders_of(cards.poor).length, 0, "nothing was ordered");
equal(cart_of(cards.poor).length, 1, "and the cart is as it was");
// what is promised to orders under way is not usable twice
const all = await shopper(cards.prepaid);
await all.post("/cart/add", { product: cheap[0], quantity: 1 });
await all.get("/cart");
const spend = () => Number(/You can spend<\/dt><dd>₩([\d,]+)/.exec(all.text)[1].replace(/,/g, ""));
const full = spend();
await all.post("/checkout", form(all));
await all.post("/cart/add", { product: cheap[0], quantity: 1 });
await all.get("/cart");
equal(full - spend(), price(cheap[0]), "what is promised to an order is not usable for the next");

// the institution is away
carts_empty();
const away = await filled(cards.english, [[cheap[0], 1]]);
service("stop", "settlement");
await away.get("/cart");
ok(away.status === 200 && away.has("is not known at the moment") && /action="\/checkout"/.test(away.text), "the institution is away: the cart says so and works");
const patient = form(away), so_far = orders_of(cards.english).length;
await away.post("/checkout", patient);
ok(away.status === 503 && away.has("does not answer at the moment") && orders_of(cards.english).length === so_far,
	"ordering says so, and nothing was ordered", away.status);
equal(away.value("form_key"), patient.form_key, "the form is the same as before");
service("start", "settlement");
let answered = false;
for (let i = 0; i < 100 && !answered; i++) {
	await away.get("/cart");
	answered = away.has("You can spend");
}
await away.post("/checkout", { ...patient, form_token: away.token });
equal(away.status, 303, "back again, the same form orders");
equal(orders_of(cards.english).length, so_far + 1, "once");
catalogue_changed();
moments_later();
clock(0);
carts_empty();
done();
