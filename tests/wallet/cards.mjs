#!/usr/bin/env node
// cards.mjs: applying for every kind of card, the phone that activates it, blocking, replacing, sources, addresses, another phone (A3, A5, A6). TEST_ADDRESS
import { Browser, answer, clock, codes, count, customer, customer_id, done, equal, form_key, join, newest, ok, phone_of, sql, tries_forget, until } from "./customers.mjs";

tries_forget();
clock(0);
const me = await join();
const cards_of = login => sql(`SELECT id, state, kind FROM cards WHERE customer_id = ${customer_id(login)} ORDER BY id`);
const state_of = id => sql(`SELECT state FROM cards WHERE id = ${id}`)[0][0];

async function applied(b, kind, institution, more = {}) {
	await b.get(`/wallet/apply?kind=${kind}`);
	const fields = { form_key: form_key(b), kind, institution, card_name: "", delivery_name: "Tester", delivery_address: "1 Test-ro, Seoul", withdrawal: "", agreed: "1", ...more };
	await b.post("/wallet/apply", fields);
	b.fields = fields;
	return b;
}

// ---- the form ----
await me.get("/wallet/apply");
for (let kind = 1; kind <= 7; kind++)
	ok(me.text.includes(`/wallet/apply?kind=${kind}"`), `kind ${kind} can be chosen`);
await me.get("/wallet/apply?kind=1");
ok(me.has("₩3,000,000") && me.has("Hanbit Bank") && !me.has("Narae Card"), "a credit line: banks alone, each with its line for this class");
await me.get("/wallet/apply?kind=4");
ok(me.has("Narae Card") && me.has("₩5,000,000") && me.has("₩1,000,000"), "kind 4: both limits of the card company");
await me.get("/wallet/apply?kind=6");
ok(me.has("Garam Department Store") && me.has("₩1,000,000"), "kind 6: the department store, whose books are elsewhere");
for (const [more, what] of [[{ delivery_address: "" }, "delivery_address"], [{ delivery_name: "" }, "delivery_name"], [{ institution: "" }, "institution"], [{ institution: "NC" }, "institution"], [{ institution: "XX" }, "institution"]]) {
	await applied(me, 1, "HB", more);
	ok(me.status >= 400 && me.status < 500 && me.text.includes(`id="${what}-wrong"`), `${JSON.stringify(more)} has its sentence`, `${me.status} ${me.text.match(/id="\w+-wrong"/g)}`);
}
await me.get("/wallet/apply?kind=1");
await me.post("/wallet/apply", { form_key: form_key(me), kind: 1, institution: "HB", card_name: "Mine", delivery_name: "Tester", delivery_address: "1 Test-ro, Seoul", withdrawal: "" });
ok(me.status === 422 && me.text.includes('id="agreed-wrong"'), "without the agreement: a sentence beside the box", me.status);
ok(me.value("card_name") === "Mine" && me.value("delivery_name") === "Tester", "and the form as it was filled in");
equal(count(`applications WHERE customer_id = ${customer_id(me.login)}`), 0, "nothing was applied for");

// ---- a prepaid card with a seller's account ----
await applied(me, 7, "HB", { withdrawal: "SB", card_name: "Everyday" });
ok(/^\/wallet\/applications\/\d+$/.test(me.location), "an application leads to its page", `${me.status} ${me.location}`);
const page = me.location, fields = me.fields;
await me.post("/wallet/apply", fields);
equal(me.location, page, "the same form again is the same application");
await until(() => cards_of(me.login).length === 1);
await me.get(page);
ok(me.has("Your card's number is on your phone"), "it is issued, and the phone is asked");
const [card] = cards_of(me.login)[0];
const question = await answer(me.login, true);
ok(/\d{4} \d{4} \d{4} \d{4}/.test(question.asked), "the card's number is on the phone");
const number = question.asked.match(/\d{4} \d{4} \d{4} \d{4}/)[0];
await until(() => state_of(card) === "active");
await me.get(page);
ok(me.has("Your card is ready") && !me.text.includes(number), "after the yes it is active; the number is shown nowhere in the wallet");
await me.get(`/wallet/cards/${card}`);
ok(me.status === 200 && me.has("Everyday") && me.has("Prepayment account") && !me.text.includes(number) && me.has(number.slice(-4)), "its page: name, account, last four digits");
const shop = new Browser("en");
await shop.enter(number);
equal(shop.status, 200, "it opens the shop");

// ---- somebody else's ----
const other = await customer("clara");
for (const path of [`/cards/${card}`, `/cards/${card}/block`, page.replace("/wallet", "")])
	equal((await other.get(`/wallet${path}`)).status, 404, `${path}: not there for somebody else`);
await other.get("/wallet/cards");
for (const what of ["block", "unblock", "replace", "send-again"]) {
	await other.get("/wallet/cards");
	await other.post("/wallet/card/act", { card, what });
	equal(other.status, 404, `somebody else can not ${what} it`);
}
await other.get("/wallet/cards");
await other.post("/wallet/card/describe", { card, card_name: "x", delivery_name: "Thief", delivery_address: "Somewhere else" });
equal(other.status, 404, "nor send its goods elsewhere");
await other.get("/wallet/cards");
await other.post("/wallet/card/source", { card, what: "add", account: "HB-10006" });
equal(other.status, 404, "nor add an account");
equal(state_of(card), "active", "it is as it was");
for (const path of ["/cards/0", "/cards/x", `/cards/${card}/burn`, `/cards/${card}/block/x`, "/cards/99999999999999999999", "/applications/x", `${page.replace("/wallet", "")}/x`])
	equal((await me.get(`/wallet${path}`)).status, 404, `${path} is not there`);

// ---- its address ----
await me.get(`/wallet/cards/${card}`);
await me.post("/wallet/card/describe", { card, card_name: "Everyday", delivery_name: "", delivery_address: "2 Other-ro" });
ok(me.status === 422 && me.text.includes('id="delivery_name-wrong"') && me.has("2 Other-ro"), "an address without a name: a sentence, and the form as it was", me.status);
await me.post("/wallet/card/describe", { card, card_name: "Everyday", delivery_name: "The porter", delivery_address: "2 Other-ro, Seoul" });
await me.follow();
ok(me.has("Noted.") && me.value("delivery_name") === "The porter", "the address is changed");

// ---- what it pays from ----
await applied(me, 1, "HB");
await until(() => cards_of(me.login).length === 2);
await answer(me.login, true);
const line = sql(`SELECT account_number FROM customer_accounts WHERE customer_id = ${customer_id(me.login)} AND kind = 'credit_line'`)[0][0];
const own = sql(`SELECT account_number FROM customer_accounts WHERE customer_id = ${customer_id(me.login)} AND kind = 'prepayment'`)[0][0];
await me.get(`/wallet/cards/${card}`);
ok(me.text.includes(`<option value="${line}"`), "another own account is offered");
await me.post("/wallet/card/source", { card, what: "add", account: line });
await me.follow();
ok(me.has("The card can pay from that account too"), "and added");
equal(count(`card_sources WHERE card_id = ${card}`), 2, "it pays from two");
await me.post("/wallet/card/source", { card, what: "add", account: "HB-10006" });
equal(me.status, 404, "somebody else's account is not taken");
ok(me.has("That account can not be taken"), "and it is said");
await me.get(`/wallet/cards/${card}`);
await me.post("/wallet/card/source", { card, what: "remove", account: own });
ok(me.status >= 400 && count(`card_sources WHERE card_id = ${card}`) === 2, "the card's own account stays", me.status);
await me.get(`/wallet/cards/${card}`);
await me.post("/wallet/card/source", { card, what: "remove", account: line });
await me.follow();
equal(count(`card_sources WHERE card_id = ${card}`), 1, "the other goes");

// ---- blocking, and back ----
await me.get(`/wallet/cards/${card}/block`);
ok(me.status === 200 && me.has("Block this card?"), "it is said what will happen");
equal(state_of(card), "active", "and nothing has happened");
await me.post("/wallet/card/act", { card, what: "block" });
await me.follow();
equal(state_of(card), "blocked", "blocked");
await shop.get("/orders");
equal(shop.status, 303, "who shops with it is out");
let old = (await codes(phone_of(me.login))).codes;
await me.post("/wallet/card/act", { card, what: "unblock" });
await me.follow();
ok(me.has("Answer the message to the phone"), "using it again asks the phone");
await answer(me.login, true, old);
await until(() => state_of(card) === "active");
equal(state_of(card), "active", "its yes makes it active");

// ---- a new number ----
await me.get(`/wallet/cards/${card}/replace`);
await me.post("/wallet/card/act", { card, what: "replace" });
ok(/^\/wallet\/cards\/\d+\?said=replaced$/.test(me.location), "replacing leads to the new card", me.location);
const fresh = me.location.match(/\d+/)[0];
equal(state_of(card), "replaced", "the old one is replaced");
await me.follow();
await me.post("/wallet/card/act", { card, what: "replace" });
equal(me.status, 409, "twice is once");
ok(me.has("That is not possible now"), "and is told");
await answer(me.login, true);
await until(() => state_of(fresh) === "active");
equal(state_of(fresh), "active", "the new one works after its yes");

// ---- another phone ----
await me.get("/wallet/phone");
await me.post("/wallet/phone/change", { phone: "12", password: me.password });
ok(me.status === 422 && me.text.includes('id="phone-wrong"'), "no phone number: a sentence", me.status);
await me.post("/wallet/phone/change", { phone: "010-0008-0001", password: "wrong" });
ok(me.status === 422 && me.text.includes('id="password-wrong"') && me.value("phone") === "010-0008-0001", "a wrong password: a sentence, and the number as it was typed", me.status);
await me.post("/wallet/phone/change", { phone: "010-0008-0001", password: me.password });
equal(me.location, "/wallet/phone", "asked for");
await me.follow();
ok(me.has("A new phone waits: it ends in 0001") && me.has("Stop the change"), "it waits, and can be stopped");
await me.post("/wallet/phone/change", { phone: "010-0008-0002", password: me.password });
equal(me.status, 409, "one at a time");
await me.get("/wallet/phone");
await me.post("/wallet/phone/stop");
await me.follow();
ok(me.has("The last change was stopped"), "stopped");
equal(newest("phone_changes", me.login, "state"), "stopped", "for good");
tries_forget();
done();
