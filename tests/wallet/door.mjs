#!/usr/bin/env node
// door.mjs: who comes into the wallet, who joins, what a forgotten password needs, and that links only show (M1). TEST_ADDRESS
import { Browser, business_number, clock, count, customer, customer_id, done, equal, join, joining, ok, said, sql, tries_forget } from "./customers.mjs";

tries_forget();
clock(0);

// ---- signing in ----
async function tried(login, password) {
	const b = new Browser("en");
	await b.get("/wallet/");
	await b.post("/wallet/enter", { login, password });
	return b;
}
const wrong = await tried("clara", "not the password");
equal(wrong.status, 422, "a wrong password is refused");
ok(wrong.has("do not belong together") && wrong.value("login") === "clara" && !wrong.text.includes("not the password"), "in a sentence, with the ID as typed and without the password");
equal(said(await tried("nobody-of-that-name", "x")), said(wrong), "an unknown ID is told the same");
equal(said(await tried("maru", "demo-maru-1")), said(wrong), "a supplier's member is told the same");
for (const [login, password, what] of [["", "x", "no ID"], ["x", "", "no password"], ["x".repeat(10000), "x", "10,000 characters"], ["<script>alert(1)</script>", "x", "a script"], ["' OR 1=1 -- ", "x", "SQL"]]) {
	tries_forget();
	const b = await tried(login, password);
	ok(b.status === 422 && !b.text.includes("<script>alert"), `${what} is refused quietly`, b.status);
}
tries_forget();
const clara = await customer("clara");
ok(clara.status === 200 && clara.has("You can spend"), "who is right sees all at a glance");
ok(/wallet=[^;]*;[^,]*HttpOnly/i.test((await tried("clara", "demo-clara-1")).set_cookies.join()), "the cookie is out of scripts' reach");
await clara.get("/wallet/");
equal(clara.location, "/wallet/home", "who is in already goes on");
const stranger = new Browser("en");
stranger.cookies.set("supplier", clara.cookies.get("wallet"));
stranger.cookies.set("card", clara.cookies.get("wallet"));
for (const path of ["/supplier/supplies", "/catalogue"])
	equal((await stranger.get(path)).status, 303, `the session opens no ${path}`);

// every page wants somebody
const paths = ["/home", "/accounts/HB-10006", "/accounts/HB-10006/statement.csv", "/charge", "/pay-off", "/pay-out", "/charges", "/charges/1", "/held", "/cards", "/cards/1", "/cards/1/block",
	"/apply", "/applications/1", "/phone", "/selling"];
for (const path of paths) {
	const b = await new Browser("en").get(`/wallet${path}`);
	ok(b.status === 303 && b.location === "/wallet/", `${path} asks strangers to sign in`, `${b.status} ${b.location}`);
}

// CSRF, and that a link does nothing
await clara.get("/wallet/home");
for (const path of ["/leave", "/charge/voucher", "/charge/transfer", "/charge/card", "/card/act", "/card/describe", "/card/source", "/phone/change", "/phone/stop", "/selling/offer", "/selling/withdraw", "/selling/enter"]) {
	equal((await clara.get(`/wallet${path}`)).status, 405, `a link to ${path} does nothing`);
	await clara.ask("POST", `/wallet${path}`, "form_token=" + "0".repeat(64));
	equal(clara.status, 403, `a form of somebody else to ${path} is refused`);
}
for (const path of ["/pay-off", "/pay-out", "/apply", "/join", "/recover"]) {
	await clara.ask("POST", `/wallet${path}`, "form_token=" + "0".repeat(64));
	equal(clara.status, 403, `a form of somebody else to ${path} is refused`);
}
const tables = ["charges", "card_events", "applications", "phone_changes", "checks", "messages"], before = tables.map(t => count(t)).join();
for (const path of paths)
	await clara.get(`/wallet${path}`);
equal(tables.map(t => count(t)).join(), before, "looking at every page changes nothing");

await clara.get("/wallet/home");
const kept = new Map(clara.cookies);
await clara.post("/wallet/leave");
clara.cookies = kept;
equal((await clara.get("/wallet/home")).status, 303, "after signing out the old cookie opens nothing");

// guessing
tries_forget();
let last;
for (let i = 0; i < 11; i++)
	last = await tried("clara", `guess ${i}`);
equal(last.status, 429, "guessing ends");
ok(last.has("Too many tries"), "and is told so");
tries_forget();

// ---- joining ----
async function joins(more) {
	const b = new Browser("en"), fields = joining(more);
	await b.get("/wallet/join");
	await b.post("/wallet/join", fields);
	b.fields = fields;
	return b;
}
const faults = [[{ login: "" }, "login"], [{ login: "ab" }, "login"], [{ login: "clara" }, "login"], [{ password: "short" }, "password"], [{ name: "" }, "name"],
	[{ birth_date: "1990-02-31" }, "birth_date"], [{ birth_date: "tomorrow" }, "birth_date"], [{ birth_date: "" }, "birth_date"], [{ phone: "12" }, "phone"], [{ phone: "" }, "phone"],
	[{ registration: "123" }, "registration"], [{ registration: "910514-1000001" }, "registration"], [{ kind: "company", registration: "900514-1000001" }, "registration"],
	[{ answer: "" }, "answer"], [{ name: "x".repeat(5000) }, "name"], [{ question: "99" }, "question"]];
for (const [more, field] of faults) {
	const b = await joins(more);
	ok(b.status >= 400 && b.status < 500 && b.text.includes(`id="${field}-wrong"`), `${JSON.stringify(more).slice(0, 50)}: a sentence beside ${field}`, `${b.status} ${b.text.match(/id="\w+-wrong"/g)}`);
	ok(!b.text.includes(`value="${b.fields.password}"`) && !b.text.includes(`value="${b.fields.registration}"`), "  and no secret is shown again");
	if (field !== "name")
		equal(b.value("name"), b.fields.name, "  the form is as it was filled in");
	tries_forget();
}
const script = await joins({ name: "<script>alert(1)</script>", phone: "1" });
ok(script.has("<script>alert(1)") && !script.text.includes("<script>alert"), "a name in brackets stays a name");
tries_forget();
const made = await join();
ok(made.status === 200 && made.has("Your wallet is open, and empty"), "who has joined is in, and is told what comes first");
equal(count(`customers WHERE login = '${made.login}' AND kind = 'person' AND birth_date = 19900514`), 1, "and is kept");
const company = await join({ kind: "company", registration: business_number(), birth_date: "" });
equal(sql(`SELECT kind FROM customers WHERE id = ${customer_id(company.login)}`)[0][0], "company", "a company joins without a birthday");
tries_forget();

// ---- a forgotten password ----
const lost = new Browser("en");
await lost.get("/wallet/recover");
await lost.post("/wallet/recover", { login: made.login });
ok(lost.status === 200 && lost.text.includes('name="answer"'), "the question is asked");
await lost.post("/wallet/recover/answer", { login: made.login, answer: "oak", password: "a new long password" });
ok(lost.status === 422 && lost.text.includes('id="answer-wrong"') && !lost.text.includes("a new long password"), "a wrong answer has its sentence", lost.status);
await lost.post("/wallet/recover/answer", { login: made.login, answer: "ginkgo", password: "short" });
ok(lost.status === 422 && lost.text.includes('id="password-wrong"'), "a short password has its sentence", lost.status);
await lost.post("/wallet/recover/answer", { login: made.login, answer: "ginkgo", password: "a new long password" });
equal(lost.location, "/wallet/?said=recovered", "the right answer changes it");
equal((await made.get("/wallet/home")).status, 303, "and ends all sessions");
equal((await tried(made.login, made.password)).status, 422, "the old password is none");
equal((await tried(made.login, "a new long password")).status, 303, "the new one is");
const nobody = new Browser("en");
await nobody.get("/wallet/recover");
await nobody.post("/wallet/recover", { login: "nobody-of-that-name" });
ok(nobody.status === 200 && nobody.text.includes('name="answer"'), "somebody who has not joined is asked a question too");
tries_forget();
done();
