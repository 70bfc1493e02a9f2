#!/usr/bin/env node
// money.mjs: accounts and their months, the file, charging, paying off and out, what is held (C1, M2). TEST_ADDRESS
import { address, answer, cards, carts_empty, clock, count, customer, customer_id, digits, done, equal, form_key, held, join, newest, ok, product_from, sql, tries_forget, until } from "./customers.mjs";

tries_forget();
carts_empty();
clock(0);
const plain_number = text => Number(text.replace(/[^0-9-]/g, ""));
const account = (login, kind) => sql(`SELECT account_number FROM customer_accounts WHERE customer_id = ${customer_id(login)} AND kind = '${kind}'`)[0]?.[0];
const charge_state = login => newest("charges", login, "state");

// somebody with an account of each sort that matters here
const me = await join();
async function applied(kind, institution, withdrawal = "") {
	const had = count(`cards WHERE customer_id = ${customer_id(me.login)}`);
	await me.get(`/wallet/apply?kind=${kind}`);
	await me.post("/wallet/apply", { form_key: form_key(me), kind, institution, card_name: "", delivery_name: "Tester", delivery_address: "1 Test-ro, Seoul", withdrawal, agreed: "1" });
	await until(() => count(`cards WHERE customer_id = ${customer_id(me.login)}`) > had);
	await answer(me.login, true);
}
await applied(7, "HB", "SB");
await applied(1, "SB");
const prepaid = account(me.login, "prepayment"), line = account(me.login, "credit_line"), earned = account(me.login, "withdrawal");
ok(prepaid && line && earned, "prepaid, lent and earned accounts");

// ---- forms that are not right ----
await me.get("/wallet/charge");
ok(me.has("Code of the voucher") && me.text.includes(`value="${prepaid}"`), "a voucher is the first way");
for (const code of ["", "nonsense", "YM9K-MNFG-5D64-XSY3", "<script>", "Z".repeat(3000)]) {
	tries_forget();
	await me.post("/wallet/charge/voucher", { to: prepaid, code });
	ok(me.status === 422 && me.text.includes('id="code-wrong"') && (!code || !me.text.includes(`value="${code}"`)), `no voucher: ${code.slice(0, 20)}`, me.status);
}
tries_forget();
for (const [path, from, to] of [["card", line, prepaid], ["transfer", prepaid, prepaid]]) {
	for (const amount of ["", "0", "-5", "many", "1.5", "99999999999999999999"]) {
		await me.get(`/wallet/charge?by=${path}`);
		await me.post(`/wallet/charge/${path}`, { form_key: form_key(me), from, to, amount });
		ok(me.status === 422 && me.text.includes('id="amount-wrong"') && me.value("amount") === amount, `${path}: no amount: ${amount}`, me.status);
	}
}
await me.get("/wallet/charge?by=card");
await me.post("/wallet/charge/card", { form_key: form_key(me), from: line, to: prepaid, amount: "3,500,000" });
ok(me.status === 409 && me.has("₩500,000 too much") && me.value("amount") === "3,500,000", "more than is there: how much more, and the form as it was", me.status);
await me.get("/wallet/charge?by=card");
await me.post("/wallet/charge/card", { form_key: "x", from: line, to: prepaid, amount: "1000" });
equal(me.status, 400, "a form without its key is none");
equal(count(`charges WHERE customer_id = ${customer_id(me.login)}`), 0, "nothing was asked for");

// ---- somebody else's ----
for (const [path, from, to] of [["card", "HB-10006", prepaid], ["transfer", "HB-20001", prepaid], ["transfer", prepaid, "HB-20001"]]) {
	await me.get(`/wallet/charge?by=${path}`);
	await me.post(`/wallet/charge/${path}`, { form_key: form_key(me), from, to, amount: "1000" });
	equal(me.status, 404, `${from} to ${to}: somebody else's account is not there`);
}
for (const path of ["HB-10006", "HB-10006/statement.csv", "HB-90001", "x", "", `${prepaid}/x`, `${prepaid}/statement.csv/x`, "9".repeat(3000)])
	equal((await me.get(`/wallet/accounts/${path}`)).status, 404, `account ${path.slice(0, 30)} is not there`);

// ---- a voucher ----
const [code] = ["G8H9-6D2Q-9ZEG-ZR68"];
const used = sql("SELECT COUNT(*) FROM vouchers WHERE charge_id IS NOT NULL AND amount_minor = 30000")[0][0] !== "0";
const saebyeok = await join(); // a voucher of Saebyeok Bank needs nobody in particular
if (!used) {
	await me.get("/wallet/charge");
	await me.post("/wallet/charge/voucher", { to: prepaid, code: code.toLowerCase().replace(/-/g, " ") });
	ok(/^\/wallet\/charges\/\d+$/.test(me.location), "a voucher leads to its page", `${me.status} ${me.location}`);
	const page = me.location;
	await until(() => charge_state(me.login) === "done");
	await me.get(page);
	ok(me.has("The money is where it should be") && me.has("₩30,000"), "and is money at once");
	equal((await saebyeok.get(page)).status, 404, "which is not there for somebody else");
	await me.get("/wallet/charge");
	await me.post("/wallet/charge/voucher", { to: prepaid, code });
	ok(me.status === 409 && me.has("You have used that voucher already"), "twice is told to who used it", me.status);
}

// ---- from a card ----
await me.get("/wallet/charge?by=card");
const sent = { form_key: form_key(me), from: line, to: prepaid, amount: "120,000" };
await me.post("/wallet/charge/card", sent);
const asked = me.location;
ok(/^\/wallet\/charges\/\d+$/.test(asked), "a charge leads to its page", `${me.status} ${me.text.match(/class="wrong"[^<]*<?[^<]*/)}`);
await me.post("/wallet/charge/card", sent);
equal(me.location, asked, "the same form again is the same charge");
await me.get(asked);
ok(me.has("Please answer on your phone") && me.text.includes('data-live="charge"'), "it asks for the phone's answer");
await answer(me.login, true);
await until(() => charge_state(me.login) === "done");
await me.get(asked);
ok(me.has("The money is where it should be"), "a yes moves it");
await me.get("/wallet/home");
ok(me.has("₩120,000 owed") && me.has("4 % of ₩3,000,000 in use"), "it is owed from then on");

// no on the phone
await me.get("/wallet/charge?by=card");
await me.post("/wallet/charge/card", { form_key: form_key(me), from: line, to: prepaid, amount: "5000" });
const declined = me.location;
await answer(me.login, false);
await until(() => charge_state(me.login) === "declined");
await me.get(declined);
ok(me.has("You said no on the phone") && me.has("Nothing was moved"), "a no moves nothing");

// ---- paying back ----
await me.get("/wallet/pay-off");
ok(me.has("₩120,000 owed"), "what is owed stands in the choice");
await me.post("/wallet/pay-off", { form_key: form_key(me), from: prepaid, to: line, amount: "130,000" });
ok(me.status >= 400 && me.status < 500 && me.text.includes('id="amount-wrong"'), "never more than is owed", me.status);
await me.get("/wallet/pay-off");
await me.post("/wallet/pay-off", { form_key: form_key(me), from: prepaid, to: line, amount: "70000" });
await answer(me.login, true);
await until(() => charge_state(me.login) === "done");
await me.get("/wallet/home");
ok(me.has("₩50,000 owed"), "the rest is owed");

// ---- paying out ----
await me.get("/wallet/pay-out");
await me.post("/wallet/pay-out", { form_key: form_key(me), from: earned, amount: "1000", bank_code: "CZ", bank_account: "", bank_name: "" });
ok(me.status === 422 && ["bank_code", "bank_account", "bank_name"].every(f => me.text.includes(`id="${f}-wrong"`)), "no bank: a sentence beside each field", me.status);
await me.post("/wallet/pay-out", { form_key: form_key(me), from: earned, amount: "1000", bank_code: "CZNBKRSE", bank_account: "123-456-789", bank_name: "Tester" });
ok(me.status === 409 && me.text.includes('id="amount-wrong"') && me.value("bank_account") === "123-456-789", "more than was earned: a sentence, and the form as it was", me.status);

// ---- a month ----
await me.get(`/wallet/accounts/${prepaid}`);
equal(me.status, 200, "the account has a page");
ok(me.text.includes('class="curve"') && me.has("The same as a table"), "with a curve, and a table that says the same");
ok(me.has("Charged from a card") && me.has("To pay back what you owe"), "lines in words");
const rows = Array.from(me.text.matchAll(/<td data-label="In"[^>]*>([^<]*)<\/td><td data-label="Out"[^>]*>([^<]*)<\/td><td data-label="Balance"[^>]*>([^<]*)</g), m => [plain_number(m[1]), Math.abs(plain_number(m[2])), plain_number(m[3])]).reverse();
ok(rows.length >= 2, "its lines", rows.length);
let balance = 0;
ok(rows.every(([i, o, b]) => (balance += i - o) === b), "the running balance runs", JSON.stringify(rows));
await me.get(`/wallet/accounts/${prepaid}?q=70000`);
ok(me.has("Found: 1."), "an amount is found");
await me.get(`/wallet/accounts/${prepaid}?q=${encodeURIComponent("<script>")}`);
ok(me.has("Found: 0.") && !me.text.includes("<script>\""), "nothing is found of a script");
await me.get(`/wallet/accounts/${prepaid}?way=out`);
ok(me.has("To pay back") && !me.has("+₩120,000</td>"), "only what went out");
for (const month of ["2020-01", "2026-13", "x", "9999-99"])
	equal((await me.get(`/wallet/accounts/${prepaid}?month=${month}`)).status, 200, `month ${month}: a page all the same`);

// ---- the file ----
const file = await fetch(`${address}/wallet/accounts/${prepaid}/statement.csv`, { headers: { Cookie: Array.from(me.cookies, ([k, v]) => `${k}=${v}`).join("; "), "Accept-Language": "en" } });
const bytes = new Uint8Array(await file.arrayBuffer()), text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
ok(file.headers.get("content-type").startsWith("text/csv") && /attachment; filename="[\w-]+\.csv"/.test(file.headers.get("content-disposition")), "a file of its own name");
equal(text.charCodeAt(0), 0xfeff, "UTF-8 with its mark");
const lines = text.slice(1).split("\n").filter(Boolean);
equal(lines[0], "Date,Entry,What,Seller,Other account,Supply number,In,Out,Balance", "with a head");
equal(lines.length, rows.length + 1, "and every line");
ok(lines.slice(1).every(l => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+,"[^"]*","[^"]*","[^"]*","[^"]*",\d*,\d*,-?\d+$/.test(l)), "each in form", lines[1]);
ok(!/(^|,)"?[=+@-][^0-9]/m.test(lines.join("\n")), "and none of it a formula");

// ---- what is held ----
const o = await held(cards.english, product_from("maru"));
const clara = await customer("clara");
await clara.get("/wallet/held");
ok(clara.has("Maru Electronics") && clara.has(o.shown) && clara.text.includes(`/order/${o.id}"`), "what is held: for which order");
ok(clara.has("HB-10006") && clara.has("The supplier is getting your goods ready") && clara.has("it is yours again"), "from which account, until when and why");
ok(!digits(clara).includes(digits({ text: o.number })), "the order number is not shown");
// other tests move the clock: the line stands in the account's latest month
const latest = Number(sql("SELECT COALESCE(MAX(c.decided_at), 0) FROM settlement.account_entries c JOIN settlement.accounts a ON a.id = c.account_id WHERE a.number = 'HB-10006'")[0][0]);
const month = new Date(Math.max(latest, Date.now()) + 9 * 3600000).toISOString().slice(0, 7);
await clara.get(`/wallet/accounts/HB-10006?month=${month}`);
ok(clara.has("Held for an order") && clara.has("Maru Electronics") && clara.text.includes(`href="/order/${o.id}"`), "the statement says it too, with the order");
await clara.get(`/wallet/accounts/HB-10006?month=${month}&q=${o.shown}`);
ok(clara.has("Found: 1."), "a supply number is found");
await me.get("/wallet/held");
ok(!me.has(o.shown), "nobody else sees it");

// ---- the list ----
await me.get("/wallet/charges");
ok(me.has("Charging from a card") && me.has("You said no") && me.has("Paying back"), "what was moved stands in a list");
for (const path of ["/charges/0", "/charges/x", "/charges/999999", `${asked.replace("/wallet", "")}/x`])
	equal((await me.get(`/wallet${path}`)).status, 404, `${path} is not there`);
tries_forget();
done();
