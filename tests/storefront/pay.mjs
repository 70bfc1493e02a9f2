#!/usr/bin/env node
// pay.mjs: a card with several sources: what each gives, amounts of one's own, and what is refused beside its field (K4, A3).
import { Browser, address, card_id, cards, carts_empty, catalogue_changed, clock, done, equal, moments_later, ok, plain, shopper, sql,
	tries_forget } from "./shop.mjs";

tries_forget();
carts_empty();
clock(0);
const price = id => Number(sql(`SELECT price_minor FROM offers WHERE catalogue = 'adult' AND product_id = ${id}`)[0][0]);
const orders_of = number => sql(`SELECT id, state, total_minor FROM orders WHERE card_id = ${card_id(number)} ORDER BY id`);
const parts_of = order => sql(`SELECT account_number, amount_minor FROM order_parts WHERE order_id = ${order} AND stands_for = 0 ORDER BY seq`);
// dear enough that the prepayment account alone does not pay it, and cheap enough for the three together
const [[product]] = sql(`SELECT o.product_id FROM offers o JOIN products p ON p.id = o.product_id
	WHERE o.catalogue = 'adult' AND p.state = 'offered' AND p.stock > 10 AND o.price_minor BETWEEN 100000 AND 400000
	ORDER BY o.price_minor DESC LIMIT 1`);
const each = price(product);
const form = b => ({ form_token: b.token, form_key: b.value("form_key"), digest: b.value("digest"), sources: b.value("sources") });
const won = n => `₩${n.toLocaleString("en-US")}`;
const seen = b => plain(b.text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " "));

async function filled(number, quantity, language) {
	carts_empty();
	const b = await shopper(number, language);
	await b.post("/cart/add", { product, quantity });
	return b.get("/cart");
}
const checked = b => /value="(\w+)" checked/.exec(b.text)?.[1];
const takes = b => Array.from(/<fieldset class="pay"[^]*?<\/fieldset>/.exec(b.text)[0].matchAll(/<span class="money">₩([\d,]+)<\/span>\s*<div class="do/g),
	m => Number(m[1].replace(/,/g, "")));

// what is proposed
const wanted = Math.ceil(900000 / each), total = wanted * each;
const b = await filled(cards.mixed, wanted);
ok(b.has("Pay from"), "a card with several sources shows them");
const usable = Number(/You can spend<\/dt><dd>₩([\d,]+)/.exec(b.text)?.[1].replace(/,/g, ""));
ok(b.has("Hanbit Bank") && b.has("Saebyeok Bank") && b.has("Prepayment account") && b.has("Bank account") && b.has("Credit line"),
	"each with its institution and what it is");
ok(takes(b).length === 3 && takes(b).reduce((x, y) => x + y, 0) === total, "what they are to give adds up to the total", takes(b));
const has = Array.from(b.text.matchAll(/data-has="(\d+)"/g), m => Number(m[1]));
equal(has.reduce((x, y) => x + y, 0), usable, "and what they have to what can be spent");
equal(takes(b)[0], Math.min(has[0], total), "one's own money is taken first");
equal(checked(b), "proposed", "as proposed is the choice");
ok(/<button[^>]*value="work_out"[^]*Yes, order/.test(b.text), "the first button of the form only works out: Enter in a field orders nothing");

// a card with one source is asked nothing
const single = await filled(cards.english, 1);
ok(!single.has("Pay from") && single.value("sources") === undefined && single.has("You can spend"), "a card with one source shows none of it");

// worked out again: nothing happens
await b.get("/cart");
await filled(cards.mixed, wanted).then(f => Object.assign(b, f));
const n = orders_of(cards.mixed).length, key = b.value("form_key");
await b.post("/checkout", { ...form(b), pay: "own", a1: "100,000", a2: "1", a3: "", do: "work_out" });
ok(b.status === 200 && checked(b) === "own" && b.value("a1") === "100,000" && b.value("a2") === "1", "worked out: what was typed is there", b.status);
ok(seen(b).includes(`Together ${won(100001)}`) && seen(b).includes(`${won(total - 100001)} are missing`), "with its sum and what is missing");
equal(b.value("form_key"), key, "the form is the same");
equal(orders_of(cards.mixed).length, n, "and nothing was ordered");
await b.post("/checkout", { ...form(b), pay: "proposed", a1: "5" });
ok(b.status === 200 && checked(b) === "own" && orders_of(cards.mixed).length === n, "amounts beside \"as proposed\" order nothing: one is asked", b.status);

// refused
async function refused(what, amounts, sentence, more) {
	const f = await filled(cards.mixed, wanted), sent = { ...form(f), pay: "own", ...amounts };
	await f.post("/checkout", sent);
	ok(f.status >= 400 && f.status < 500 && f.has(sentence) && /role="alert"/.test(f.text), `${what}: said`, `${f.status} ${seen(f).slice(0, 600)}`);
	ok(Object.entries(amounts).every(([k, v]) => f.value(k) === v) && checked(f) === "own" && f.value("form_key") === sent.form_key,
		`${what}: the form is kept`);
	if (more)
		ok(seen(f).includes(more), `${what}: ${more}`, seen(f).slice(-1500));
	equal(orders_of(cards.mixed).length, n, `${what}: nothing was ordered`);
	return f;
}
await refused("too little altogether", { a1: "100000", a2: "100000", a3: "0" }, "do not add up", `${won(total - 200000)} are missing`);
await refused("too much altogether", { a1: "800000", a2: "100000", a3: String(total) }, "do not add up", `${won(900000)} too much`);
const over = await refused("more than a source has", { a1: String(has[0] + 1), a2: "0", a3: String(total - has[0] - 1) }, "has too little", `only ${won(has[0])} in it`);
ok(/name="a1"[^>]*aria-invalid="true"/.test(over.text) && !/name="a3"[^>]*aria-invalid/.test(over.text), "beside the field that it is");
for (const amount of ["-5", "1e3", "half", "0x10", "1.5", "99999999999999999999", "<b>"])
	await refused(`${amount} is no amount`, { a1: amount, a2: "0", a3: String(total) }, "That is no amount");
const strange = await filled(cards.mixed, wanted);
await strange.post("/checkout", { ...form(strange), sources: "0".repeat(64), pay: "own", a1: "0", a2: "0", a3: String(total) });
ok(strange.status === 409 && orders_of(cards.mixed).length === n, "amounts that were typed for other sources order nothing", strange.status);
for (const [name, value] of [["pay", "free"], ["do", "x"], ["a1", "9".repeat(40)]])
	await strange.get("/cart").then(() => strange.post("/checkout", { ...form(strange), [name]: value }))
		.then(() => ok(strange.status >= 400 && strange.status < 500 && orders_of(cards.mixed).length === n, `${name}=${value.slice(0, 5)} is refused`, strange.status));

// as chosen
const c = await filled(cards.mixed, wanted), sent = { ...form(c), pay: "own", a1: "100,000", a2: "0", a3: String(total - 100000) };
await c.post("/checkout", sent);
ok(c.status === 303, "amounts that add up order", `${c.status} ${seen(c).slice(0, 600)}`);
const [order] = orders_of(cards.mixed).slice(-1);
equal(JSON.stringify(parts_of(order[0])), JSON.stringify([["HB-20002", "100000"], ["HB-10009", String(total - 100000)]]),
	"from what was chosen, and nothing from what was not");
const where = c.location;
await c.post("/checkout", sent);
ok(c.status === 303 && c.location === where && orders_of(cards.mixed).length === n + 1, "the same form again is the same order");
await c.follow();
ok(seen(c).includes(`${won(100000)} from the prepayment account at Hanbit Bank`) &&
	seen(c).includes(`${won(total - 100000)} from the credit line at Hanbit Bank`), "the order's page says what it is paid from", seen(c).slice(-2500));
await c.post("/order/cancel", { order: order[0] });

// as proposed
const p = await filled(cards.mixed, wanted);
const proposed = takes(p);
await p.post("/checkout", { ...form(p), pay: "proposed", a1: "", a2: "", a3: "" });
equal(p.status, 303, "as proposed orders");
const [last] = orders_of(cards.mixed).slice(-1);
equal(parts_of(last[0]).map(r => Number(r[1])).join(), proposed.filter(x => x > 0).join(), "with the amounts that were shown");
await p.follow();
await p.post("/order/cancel", { order: last[0] });

// kind 4: which limit first
const l = await filled(cards.limits, 1, "en");
ok(l.has("First the limit for online shopping") && l.has("First the ordinary card limit") && checked(l) === "proposed", "two limits: a simple choice");
ok(!/name="a1"/.test(l.text), "without amounts");
for (const [way, account] of [["proposed", "NC-11001"], ["other", "NC-10001"]]) {
	const f = await filled(cards.limits, 1);
	await f.post("/checkout", { ...form(f), pay: way });
	equal(f.status, 303, `${way}: ordered`);
	const [made] = orders_of(cards.limits).slice(-1);
	equal(JSON.stringify(parts_of(made[0])), JSON.stringify([[account, String(each)]]), `${way}: from ${account}`);
	await f.follow();
	await f.post("/order/cancel", { order: made[0] });
}

// Korean
const k = await filled(cards.mixed, wanted, "ko");
ok(k.has("한빛은행") && /[\d,]+원/.test(k.text) && !k.has("Pay from"), "in Korean");

catalogue_changed();
moments_later();
clock(0);
carts_empty();
done();
