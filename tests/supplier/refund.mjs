#!/usr/bin/env node
// refund.mjs: money given back of an order that was paid: asked once more, once, never too much, to all its sources (C5, K4). TEST_ADDRESS
import { Browser, asked, card_id, cards, carts_empty, clock, done, equal, held, ok, plain, product_from, says, sign_in, sql, state,
	tries_forget, until } from "./windows.mjs";

tries_forget();
carts_empty();
clock(0);
const won = n => `₩${n.toLocaleString("en-US")}`;
const seen = b => plain(b.text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " "));
const maru = await sign_in("supplier", "maru"), onggi = await sign_in("supplier", "onggi");
const product = product_from("maru");

async function settled(o) {
	const page = `/supplier/supply/${o.supply}`;
	await maru.get(page);
	await maru.post("/supplier/hand-over", { supply: o.supply });
	await maru.get(page);
	await maru.post("/supplier/number", { supply: o.supply, number: o.number });
	const phone = await asked(o, "settlement_check");
	await says(phone, `Y ${phone.code}`);
	if (!await until(() => state(o.id) === "settled"))
		throw new Error(`order ${o.id} is ${state(o.id)}`);
	return o;
}
const given = o => sql(`SELECT amount_minor, commission_minor FROM refunds WHERE order_id = ${o.id} ORDER BY seq`).map(r => r.map(Number));
const form = (b, o) => ({ supply: o.supply, form_key: /action="\/supplier\/refund"[^]*?name="form_key" value="([0-9a-f]{64})"/.exec(b.text)?.[1] });
const [commission] = [o => Number(sql(`SELECT commission_minor FROM orders WHERE id = ${o.id}`)[0][0])];

// only what was paid
const o = await held(cards.english, product, 3);
await maru.get(`/supplier/supply/${o.supply}`);
ok(!/action="\/supplier\/refund"/.test(maru.text), "what is not paid can not be given back");
await maru.post("/supplier/refund", { supply: o.supply, form_key: "a".repeat(64), amount: "1000", reason: "x", sure: "yes" });
ok(maru.status === 409 && given(o).length === 0 && maru.has("not possible any more"), "nor by a form sent all the same", maru.status);
await settled(o);
const page = `/supplier/supply/${o.supply}`;
await maru.get(page);
ok(maru.has("Give money back") && seen(maru).includes(`at most ${won(o.total)}`), "an order that was paid can be given back, at most its price");
await onggi.get("/supplier/supplies");
await onggi.post("/supplier/refund", { ...form(maru, o), amount: "1000", reason: "not mine", sure: "yes" });
ok(onggi.status === 404 && given(o).length === 0, "by its own supplier alone", onggi.status);

// refused, with the form kept
async function refused(what, fields, sentence) {
	await maru.get(page);
	const sent = { ...form(maru, o), amount: "1000", reason: "a scratch", ...fields };
	await maru.post("/supplier/refund", sent);
	ok(maru.status >= 400 && maru.status < 500 && maru.has(sentence), `${what}: said`, `${maru.status} ${seen(maru).slice(-1500)}`);
	ok(maru.value("amount") === sent.amount && maru.value("reason") === sent.reason && form(maru, o).form_key === sent.form_key, `${what}: the form is kept`);
	equal(given(o).length, 0, `${what}: nothing was given back`);
}
for (const amount of ["-5", "0", "half", "1e3", "99999999999999999999"])
	await refused(`${amount}`, { amount }, "Please give an amount");
await refused("nothing", { amount: "" }, "Please fill this in");
await refused("without a reason", { reason: "" }, "Please fill this in");
await refused("too long a reason", { reason: "x".repeat(61) }, "At most 60 characters");
await refused("more than was paid", { amount: String(o.total + 1) }, "more than was paid");
await refused("more than was paid, sure", { amount: String(o.total + 1), sure: "yes" }, "more than was paid");
await maru.get(page);
await maru.ask("POST", "/supplier/refund", new URLSearchParams({ ...form(maru, o), amount: "1000", reason: "x", sure: "yes" }).toString());
ok(maru.status === 403 && given(o).length === 0, "a form of somebody else is refused");
await maru.get("/supplier/refund");
equal(maru.status, 405, "no link gives back");

// asked once more, then done, once
await maru.get(page);
const first = { ...form(maru, o), amount: "10,000", reason: "긁힌 자국 <b>" };
await maru.post("/supplier/refund", first);
ok(maru.status === 200 && maru.has(`Give ${won(10000)} back?`) && maru.has("긁힌 자국 <b>") && !/<b>\s/.test(maru.text) && given(o).length === 0,
	"it is asked once more, and nothing done yet", maru.status);
await maru.post("/supplier/refund", { ...first, sure: "change" });
ok(maru.status === 200 && maru.value("amount") === "10,000" && given(o).length === 0, "to be changed, the form is there again");
await Promise.all([1, 2, 3].map(() => {
	const b = new Browser("en");
	b.cookies = new Map(maru.cookies);
	b.token = maru.token;
	return b.post("/supplier/refund", { ...first, sure: "yes" }).then(() => ok(b.status === 303, "sure, and pressed three times", b.status));
}));
const share = given(o)[0]?.[1];
ok(given(o).length === 1 && given(o)[0][0] === 10000 && Math.abs(share - 10000 * commission(o) / o.total) < 1, "is given back once, its commission with it", JSON.stringify(given(o)));
ok(await until(async () => (await maru.get(page)).has("with the customer")), "the page says when it is there");
ok(seen(maru).includes(won(10000)) && maru.has("긁힌 자국"), "with amount and reason");
ok(seen(maru).includes(`at most ${won(o.total - 10000)}`), "and what is left");
ok(await until(async () => seen(await o.customer.get(`/order/${o.id}`)).includes(`${won(10000)} of it are yours again`)), "the customer's page says it");
await maru.get("/supplier/settlements");
ok(seen(maru).includes(`given back: ${won(10000)}`) && seen(maru).includes(`back: ${won(share)}`) && maru.has("Given back"), "and the list of settlements");

// the rest, and no more
await maru.get(page);
await maru.post("/supplier/refund", { ...form(maru, o), amount: String(o.total - 10000), reason: "sent back" });
ok(maru.has("the whole price back"), "the rest is said to be all of it");
await maru.post("/supplier/refund", { ...form(maru, o), amount: String(o.total - 10000), reason: "sent back", sure: "yes" });
equal(maru.status, 303, "the rest is given back");
equal(given(o).reduce((n, r) => n + r[1], 0), commission(o), "all the commission has come back");
ok(await until(async () => (await maru.get(page)) && (maru.text.match(/with the customer/g) || []).length === 2), "both are there");
ok(!/action="\/supplier\/refund"/.test(maru.text), "and nothing more can be");
await o.customer.get(`/order/${o.id}`);
ok(o.customer.has("It is yours again, whole"), "the customer has it all again");

// of several sources: the last drawn gets it first
const dear = Number(sql(`SELECT MAX(o.product_id) FROM offers o JOIN products p ON p.id = o.product_id JOIN parties s ON s.id = p.supplier_id
	WHERE s.name_en = 'Maru Electronics' AND o.catalogue = 'adult' AND p.state = 'offered' AND p.stock > 4 AND o.price_minor BETWEEN 300000 AND 950000`)[0][0]);
const m = await held(cards.mixed, dear, 2);
await settled(m);
const parts = sql(`SELECT seq, amount_minor FROM order_parts WHERE order_id = ${m.id} AND stands_for = 0 ORDER BY seq`).map(r => r.map(Number));
if (parts.length > 1) {
	const last = parts[parts.length - 1], some = last[1] + 1000;
	await maru.get(`/supplier/supply/${m.supply}`);
	await maru.post("/supplier/refund", { ...form(maru, m), amount: String(some), reason: "part" });
	await maru.post("/supplier/refund", { ...form(maru, m), amount: String(some), reason: "part", sure: "yes" });
	ok(await until(async () => (await maru.get(`/supplier/supply/${m.supply}`)).has("with the customer")), "of several sources: given back");
	const back = sql(`SELECT part, SUM(amount_minor) FROM settlement_requests WHERE order_id = ${m.id} AND kind = 'refund' AND state = 'done' GROUP BY part ORDER BY part`)
		.map(r => r.map(Number));
	equal(JSON.stringify(back), JSON.stringify([[parts[parts.length - 2][0], 1000], last]), "to the last of them first");
	await m.customer.get(`/order/${m.id}`);
	ok(m.customer.has("yours again") && seen(m.customer).includes(`${won(1000)} of it are back`), "and the order's page says of each", seen(m.customer).slice(-1800));
} else ok(false, "the order is paid from several sources", JSON.stringify(parts));
carts_empty();
clock(0);
void card_id;
done();
