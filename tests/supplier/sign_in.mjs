#!/usr/bin/env node
// sign_in.mjs: who comes into the windows of suppliers and distributors, and who does not (E1, F1). TEST_ADDRESS
import { Browser, clock, done, equal, ok, password_of, said, sign_in, sql, tries_forget } from "./windows.mjs";

tries_forget();
clock(0);
const block = (login, how) => sql(`UPDATE members SET state = '${how}' WHERE login = '${login}'`);

async function tried(realm, login, password) {
	const b = new Browser("en");
	await b.get(`/${realm}/`);
	await b.post(`/${realm}/enter`, { login, password });
	return b;
}

for (const [realm, own, other] of [["supplier", "maru", "gaon"], ["distributor", "gaon-rider", "maru"]]) {
	const wrong = await tried(realm, own, "not the password");
	equal(wrong.status, 422, `${realm}: a wrong password is refused`);
	ok(wrong.has("do not belong together"), `${realm}: with one sentence`);
	ok(wrong.text.includes(`value="${own}"`) && !wrong.text.includes("not the password"), `${realm}: the ID stands there again, the password does not`);
	const page = said(wrong);
	equal(said(await tried(realm, "nobody-of-that-name", "x")), page, `${realm}: an unknown ID is told the same`);
	equal(said(await tried(realm, other, password_of(other))), page, `${realm}: the other kind of party is told the same`);
	block(own, "blocked");
	// the list of sign-ins is the demonstration's and leaves the blocked out
	const without_list = text => text.replace(/<section class="panel" aria-labelledby="logins">[^]*?<\/section>/, "");
	equal(without_list(said(await tried(realm, own, password_of(own)))), without_list(page), `${realm}: a blocked member is told the same`);
	block(own, "active");
	for (const [login, password, what] of [["", "x", "no ID"], ["x", "", "no password"], ["x".repeat(10000), "x", "10,000 characters"],
		["<script>alert(1)</script>", "x", "a script"], ["مرحبا ‮ 한글 🙂", "x", "other writing"]]) {
		tries_forget();
		const b = await tried(realm, login, password);
		ok(b.status === 422 && !b.text.includes("<script>alert"), `${realm}: ${what} is refused quietly`, b.status);
	}
	tries_forget();

	const b = await sign_in(realm, own);
	equal(b.status, 200, `${realm}: comes in`);
	ok(/HttpOnly/i.test((await tried(realm, own, password_of(own))).set_cookies.join()) , `${realm}: the cookie is out of scripts' reach`);
	const home = realm === "supplier" ? "/supplier/supplies" : "/distributor/deliveries";
	await b.get(`/${realm}/`);
	equal(b.location, home, `${realm}: who is in already goes on`);
	await b.get(`/${realm}/leave`);
	equal(b.status, 405, `${realm}: a link signs nobody out`);
	await b.get(home);
	await b.ask("POST", `/${realm}/leave`, "form_token=" + "0".repeat(64));
	equal(b.status, 403, `${realm}: a form of somebody else is refused`);

	// the same token in the other window
	const stranger = new Browser("en"), elsewhere = realm === "supplier" ? "distributor" : "supplier";
	stranger.cookies.set(elsewhere, b.cookies.get(realm));
	await stranger.get(elsewhere === "supplier" ? "/supplier/supplies" : "/distributor/deliveries");
	equal(stranger.status, 303, `${realm}: the session opens no other window`);

	block(own, "blocked");
	await b.get(home);
	equal(b.status, 303, `${realm}: who is blocked meanwhile is out`);
	block(own, "active");
	await b.get(home);
	equal(b.status, 200, `${realm}: and in again`);
	const kept = new Map(b.cookies);
	await b.post(`/${realm}/leave`);
	equal(b.status, 303, `${realm}: signs out`);
	b.cookies = kept;
	await b.get(home);
	equal(b.status, 303, `${realm}: the old cookie opens nothing`);

	// guessing: this address is out, a browser that was in before is not
	tries_forget();
	const known = await sign_in(realm, own);
	await known.post(`/${realm}/leave`);
	let last;
	for (let i = 0; i < 11; i++)
		last = await tried(realm, own, `guess ${i}`);
	equal(last.status, 429, `${realm}: guessing ends`);
	ok(last.has("Too many tries"), `${realm}: and is told so`);
	equal((await tried(realm, own, password_of(own))).status, 429, `${realm}: also with the right one`);
	await known.get(`/${realm}/`);
	await known.post(`/${realm}/enter`, { login: own, password: password_of(own) });
	equal(known.status, 303, `${realm}: the honest owner still comes in`);
	tries_forget();
}
done();
