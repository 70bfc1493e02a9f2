#!/usr/bin/env node
// supplies.mjs: a supplier's orders from the hold to the payment, and what it may not see or do (B5, D1-D3, E2, E3, E6, E7). TEST_ADDRESS
import { Browser, asked, cards, carts_empty, clock, count, digits, done, equal, held, ok, ordered, product_from, said, says, shows_number, sign_in, sql, state, tries_forget, until } from "./windows.mjs";

tries_forget();
carts_empty();
clock(0);
const maru = await sign_in("supplier", "maru"), onggi = await sign_in("supplier", "onggi");
const product = product_from("maru");

// before the hold it is not there
const early = await ordered(cards.english, product);
await maru.get("/supplier/supplies");
ok(!maru.has(early.shown), "an order without its hold is in no list");
await maru.get(`/supplier/supply/${early.supply}`);
equal(maru.status, 404, "nor at its address");
const question = await asked(early);
await says(question, `N ${question.code}`);
await maru.get(`/supplier/supply/${early.supply}`);
equal(maru.status, 404, "nor when it was declined");

// the hold
const o = await held(cards.english, product, 2);
await maru.get("/supplier/supplies");
ok(maru.has(o.shown) && maru.text.includes(`data-item="${o.supply}"`), "with the hold it is there");
await maru.get(`/supplier/supply/${o.supply}`);
equal(maru.status, 200, "and has a page");
ok(maru.has("Clara Whitfield") && maru.has("Haedoji-gil"), "with where to send it");
for (const path of ["/supplier/supplies", `/supplier/supply/${o.supply}`, "/supplier/settlements"]) {
	await maru.get(path);
	ok(!shows_number(maru, o.number), `${path.replace(o.supply, "S")} does not tell the order number`);
	ok(!/2323 ?2323|2323 2327/.test(digits(maru)) && !/(?:[*•]|ends in|끝자리)\s*2327/.test(maru.text) && !maru.has("0000-0006") && !maru.has("00000006"), `${path.replace(o.supply, "S")} tells neither card nor phone`);
}

// somebody else's
await onggi.get("/supplier/supplies");
ok(!onggi.has(o.shown), "another supplier does not see it");
await onggi.get(`/supplier/supply/${o.supply}`);
equal(onggi.status, 404, "nor at its address");
await onggi.get("/supplier/supplies");
await onggi.post("/supplier/hand-over", { supply: o.supply });
equal(onggi.status, 404, "nor hands it over");
await onggi.get("/supplier/supplies");
await onggi.post("/supplier/ask", { supply: o.supply });
equal(onggi.status, 404, "nor asks for its money");
equal(state(o.id), "held", "it is as it was");

// numbers before the goods are on their way
await maru.get("/supplier/number");
await maru.post("/supplier/number", { number: o.number, supply: "" });
equal(maru.status, 409, "the right number is too early before the hand-over");
equal(state(o.id), "held", "and changes nothing");
await maru.get(`/supplier/supply/${o.supply}`);
await maru.post("/supplier/ask", { supply: o.supply });
equal(maru.status, 409, "money can not be asked for without the number");

// hand-over, twice
await maru.get(`/supplier/supply/${o.supply}`);
await Promise.all([1, 2, 3].map(async () => {
	const twin = new Browser("en");
	twin.cookies = new Map(maru.cookies);
	twin.token = maru.token;
	await twin.post("/supplier/hand-over", { supply: o.supply });
	return twin.status;
})).then(all => ok(all.every(s => s === 303 || s === 409), "handing over pressed three times", all));
equal(state(o.id), "supplied", "is handed over");
equal(count(`order_events WHERE order_id = ${o.id} AND step = 'supplied'`), 1, "once");

// wrong numbers: one answer
tries_forget();
const foreign = await held(cards.third, product_from("onggi"));
async function entered(number, supply = "") {
	await maru.get("/supplier/number");
	await maru.post("/supplier/number", { number, supply });
	return maru;
}
const numbers = ["1234-5678-9012", o.number.replace(/\d/, d => String((Number(d) + 1) % 10)), "0", "no number", "一二三", "<script>alert(1)</script>", "🙂‮", foreign.number];
const answers = [];
for (const number of numbers) {
	await entered(number);
	answers.push(said(maru));
	ok(maru.status === 422 && !maru.text.includes("<script>alert"), `not the number: ${number.replace(foreign.number, "another supplier's")}`, maru.status);
}
ok(answers.every(a => a === answers[0]), "wrong, foreign and impossible numbers are told the same");
await entered("9999");
equal(maru.value("number"), "9999", "the form is as it was filled in");
await entered("9".repeat(10000));
equal(maru.status, 422, "10,000 digits are refused");
await entered("");
ok(maru.status === 422 && maru.text.includes('id="number-wrong"'), "none at all has its hint");
await entered(o.number, "S0000-00000");
equal(maru.status, 422, "the right number for another supply is wrong");
for (let i = 0; maru.status !== 429 && i < 12; i++)
	await entered("1111-2222-3333");
equal(maru.status, 429, "guessing ends");
await entered(o.number);
equal(maru.status, 429, "also with the right one");
equal(state(o.id), "supplied", "which changes nothing");
tries_forget();

// the right one
await entered(o.number.replace(/-/g, " "), o.shown.toLowerCase());
equal(maru.location, `/supplier/supply/${o.supply}`, "the right number leads to the supply");
equal(state(o.id), "settlement_asked", "and asks for the money");
await entered(o.number);
equal(maru.status, 303, "again is no fault");
equal(count(`checks WHERE order_id = ${o.id} AND purpose = 'settlement'`), 1, "and asks nothing twice");
await maru.get(`/supplier/supply/${o.supply}`);
ok(!shows_number(maru, o.number), "the number that was entered is shown nowhere");

const phone = await asked(o, "settlement_check");
await maru.get("/supplier/settlements");
ok(maru.has("Still held") && maru.has(o.shown), "what is still held is listed");
await says(phone, `Y ${phone.code}`);
await until(() => state(o.id) === "settled");
await maru.get("/supplier/settlements");
const [commission] = sql(`SELECT commission_minor FROM orders WHERE id = ${o.id}`)[0].map(Number);
const row = maru.text.slice(maru.text.indexOf('id="settled"')).split("<tr>").find(t => t.includes(o.shown)) || "";
const figures = Array.from(row.matchAll(/class="money">[^<]*?([\d,]+)/g), m => Number(m[1].replace(/,/g, "")));
equal(figures.join(), [o.total, commission, o.total - commission].join(), "settled: total, commission, paid");
const sums = sql(`SELECT SUM(total_minor - commission_minor - refunded_minor + refunded_commission_minor), SUM(commission_minor) FROM orders o JOIN parties p ON p.id = o.supplier_id
	WHERE p.name_en = 'Maru Electronics' AND o.state = 'settled'`)[0].map(Number);
const shown = Array.from(maru.text.matchAll(/<strong>[^<]*?([\d,]+)<\/strong>/g), m => Number(m[1].replace(/,/g, "")));
equal(shown.slice(0, 2).join(), sums.join(), "the sums are those of all settled orders");
await onggi.get("/supplier/settlements");
ok(!onggi.has(o.shown), "in nobody else's window");

// addresses that are none
for (const path of ["/supplier/supply/", "/supplier/supply/S1234-56789", "/supplier/supply/%3Cscript%3E", `/supplier/supply/${"9".repeat(3000)}`, "/supplier/nothing"]) {
	await maru.get(path);
	equal(maru.status, 404, `${path.slice(0, 40)} is not there`);
}
await maru.get("/supplier/supplies?before=x&before=-1");
equal(maru.status, 200, "a page of the list that is none is the first");
for (const path of ["/supplier/hand-over", "/supplier/ask", "/supplier/enter"]) {
	await maru.get(path);
	equal(maru.status, 405, `${path} is not done by a link`);
}

// the stream of news is the party's own
const nobody = new Browser("en");
await nobody.get("/supplier/events");
equal(nobody.status, 403, "no news without a session");
await nobody.get("/supplier/supplies");
equal(nobody.location, "/supplier/", "no window without one");
carts_empty();
tries_forget();
done();
