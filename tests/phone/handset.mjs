#!/usr/bin/env node
// handset.mjs: the demonstration's phones: what they show, how they answer, and that they are nowhere else (B4, G4). TEST_ADDRESS
import { execFileSync } from "node:child_process";
import { Browser, address, asked, cards, carts_empty, clock, count, done, equal, key_of, ok, ordered, phone_of_card, plain, product_from, says, sql, state, tries_forget, until } from "../supplier/windows.mjs";

tries_forget();
carts_empty();
clock(0);
const list = await new Browser("en").get("/phone/");
equal(list.status, 200, "the phones are listed");
const phones = new Set(list.text.match(/\/phone\/[0-9a-f]{64}/g));
ok(phones.size >= 14, "one for each card and the parties that wish one", phones.size);
for (const path of ["/phone/" + "0".repeat(64), "/phone/x", "/phone/%3Cscript%3E", "/phone/" + "f".repeat(5000)]) {
	await list.get(path);
	equal(list.status, 404, `${path.slice(0, 30)} is nobody's`);
}
// who has joined and has no card yet (as if the card's phone were another)
sql("UPDATE cards c JOIN customers u ON u.id = c.customer_id SET c.phone_hash = RANDOM_BYTES(32) WHERE u.login = 'taeho'");
const [[joined]] = sql("SELECT LOWER(HEX(phone_hash)) FROM customers WHERE login = 'taeho'");
await list.get("/phone/");
// those who joined later, in other tests, stand before it
const [[later]] = sql("SELECT COUNT(DISTINCT u.phone_hash) FROM customers u JOIN customers t ON t.login = 'taeho' WHERE u.id > t.id AND NOT EXISTS (SELECT 1 FROM cards c WHERE c.phone_hash = u.phone_hash)");
const listed = [...new Set(list.text.match(/\/phone\/[0-9a-f]{64}/g))];
const [[card_phone]] = sql("SELECT LOWER(HEX(phone_hash)) FROM cards ORDER BY id LIMIT 1");
const at = listed.indexOf(`/phone/${joined}`);
ok(at >= 0 && at <= Number(later) && at < listed.indexOf(`/phone/${card_phone}`), "a customer without a card has a phone, before those with cards", `${at} ${later}`);
equal((await list.get(`/phone/${joined}`)).status, 200, "which opens");
sql("UPDATE cards c JOIN customers u ON u.id = c.customer_id SET c.phone_hash = u.phone_hash WHERE u.login = 'taeho'");

// a question, its answer pressed twice
const product = product_from("solbat");
const o = await ordered(cards.english, product);
const phone = await asked(o);
ok(phone.has("Do you order this?") && phone.has(`Y ${phone.code}`), "the question is there, with how to answer");
for (const part of ["Order number", "Wild-grape", "₩", "Solbat Farm"])
	ok(phone.has(part), `it says ${part}`);
const foreign = new Browser("en");
await foreign.get(`/phone/${phone_of_card(cards.third)}`);
foreign.hash = phone_of_card(cards.third);
await says(foreign, `Y ${phone.code}`);
equal(state(o.id), "checking", "the code from another phone does nothing");
const key = key_of(phone);
const same = () => {
	const b = new Browser("en");
	b.cookies = new Map(phone.cookies);
	b.token = phone.token;
	b.hash = phone.hash;
	return says(b, `Y ${phone.code}`, key);
};
const all = await Promise.all([same(), same(), same()]);
ok(all.every(s => s === 303), "pressed three times", all);
equal(count(`replies WHERE gateway_key = 'handset-${key}'`), 1, "is one answer");
ok(await until(() => state(o.id) === "held"), "the money is held");
await phone.get(`/phone/${phone.hash}`);
ok(!new RegExp(`value="Y ${phone.code}"`).test(phone.text), "the buttons are gone");
ok(new RegExp(`class="sent"[^]*Y ${phone.code}`).test(phone.text), "what was written stands there");
await until(async () => (await phone.get(`/phone/${phone.hash}`)).has("Order number"));
equal(count(`messages WHERE order_id = ${o.id} AND kind = 'order_held'`), 1, "and one message tells the order number");

// other answers
for (const text of ["<script>alert(1)</script>", "안녕하세요", "مرحبا ‮", "🙂🙂", "Y", "Y 12345", "%s%n", "' OR 1=1 --"]) {
	await phone.get(`/phone/${phone.hash}`);
	equal(await says(phone, text), 303, `an answer that is none: ${text}`);
	await phone.get(`/phone/${phone.hash}`);
	ok(plain(phone.text).includes(text) && !phone.text.includes("<script>alert"), "it stands there as it was written");
}
await phone.get(`/phone/${phone.hash}`);
equal(await says(phone, ""), 422, "nothing is no answer");
ok(phone.text.includes('id="text-wrong"'), "and has its hint");
await phone.get(`/phone/${phone.hash}`);
equal(await says(phone, "x".repeat(10000)), 422, "nor are 10,000 characters");
await phone.get(`/phone/${phone.hash}`);
await phone.post("/phone/reply", { phone: "0".repeat(64), form_key: key_of(phone), text: "Y 123456" });
equal(phone.status, 404, "nobody's phone answers nothing");
await phone.get(`/phone/${phone.hash}`);
await phone.ask("POST", "/phone/reply", `phone=${phone.hash}&form_key=${key_of(phone)}&text=Y`);
equal(phone.status, 403, "a form of somebody else is refused");
await phone.get("/phone/reply");
equal(phone.status, 405, "no link answers");

// no
const second = await ordered(cards.english, product), no = await asked(second);
await says(no, `n  ${no.code.split("").join(" ")}`.slice(0, 200));
ok(await until(() => ["declined", "checking"].includes(state(second.id))), "a no in an odd way is taken or not understood");
if (state(second.id) === "checking") {
	await no.get(`/phone/${no.hash}`);
	await says(no, `아니오 ${no.code}`);
}
ok(await until(() => state(second.id) === "declined"), "no ends the order");

// news
const stream = new AbortController();
const answer = await fetch(`${address}/phone/events?handset=${phone.hash}`, { headers: { accept: "text/event-stream" }, signal: stream.signal });
equal(answer.status, 200, "a phone has its stream of news");
const reader = answer.body.getReader();
let heard = "";
const listening = (async () => {
	for (const decoder = new TextDecoder(); !/^data: ?changed/m.test(heard);) {
		const { value, done: end } = await reader.read();
		if (end)
			return;
		heard += decoder.decode(value);
	}
})().catch(() => {});
const third = await ordered(cards.english, product);
await Promise.race([listening, new Promise(then => setTimeout(then, 10000))]);
ok(/data: ?changed/.test(heard), "which says when a message comes", heard);
stream.abort();
for (const query of ["", "?handset=x", "?handset=" + "z".repeat(64)])
	equal((await fetch(`${address}/phone/events${query}`)).status, 403, `no stream for "${query.slice(0, 12)}"`);
const last = await asked(third);
await says(last, `N ${last.code}`);

// outside the demonstration there is nothing
const off = path => execFileSync("tests/run-page", [path], { env: { ...process.env, HOLDFAST_DEMONSTRATION: "no" }, encoding: "utf8" });
for (const path of ["/phone/", `/phone/${phone.hash}`, `/phone/events-check?handset=${phone.hash}`])
	ok(/^Status: 404/m.test(off(path)), `without the demonstration ${path.slice(0, 20)} is not there`);
const sent = (() => {
	try {
		return execFileSync("tests/run-page", ["-d", `phone=${phone.hash}&form_key=${"0".repeat(32)}&text=Y`, "/phone/reply"],
			{ env: { ...process.env, HOLDFAST_DEMONSTRATION: "no" }, encoding: "utf8" });
	} catch (e) {
		return e.stdout;
	}
})();
ok(/^Status: 404/m.test(sent), "nor is an answer taken");
ok(!/demo-|class="demonstration"/.test(off("/supplier/")), "and no sign-in is shown");
sql("SELECT 1");
carts_empty();
tries_forget();
done();
