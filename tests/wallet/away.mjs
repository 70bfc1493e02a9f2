#!/usr/bin/env node
// away.mjs: applications while an institution's server is away, hangs or is killed: the card comes once, when it can; other institutions and messages go on (A6, C1). TEST_ADDRESS TEST_STACK
import { answer, clock, count, customer_id, done, equal, form_key, join, ok, service, sql, tries_forget, until } from "./customers.mjs";

tries_forget();
clock(0);
const minute = 60 * 1000;
let later = 0;
// what waits for its next time has it
const passes = ms => clock(later += ms);

async function applied(b, kind, institution, withdrawal = "") {
	await b.get(`/wallet/apply?kind=${kind}`);
	await b.post("/wallet/apply", { form_key: form_key(b), kind, institution, card_name: "", delivery_name: "Tester", delivery_address: "1 Test-ro, Seoul", withdrawal, agreed: "1" });
	const id = b.location?.match(/applications\/(\d+)/)?.[1];
	if (!id)
		throw new Error(`no application: ${b.status} ${b.location}`);
	return id;
}
const state = id => sql(`SELECT state FROM applications WHERE id = ${id}`)[0][0];
const accounts_of = b => count(`customer_accounts WHERE customer_id = ${customer_id(b.login)}`);
const cards_of = b => count(`cards WHERE customer_id = ${customer_id(b.login)}`);

// ---- the server that keeps the department store's books is away ----
const me = await join();
service("stop", "garam");
await me.get("/wallet/apply?kind=6");
ok(me.status === 200 || me.status === 503, "the form says what it can", me.status);
const bank = await applied(me, 1, "HB", "SB");
ok(await until(() => state(bank) === "issued"), "a bank's card is issued all the same");
await answer(me.login, true);
ok(await until(() => count(`cards WHERE customer_id = ${customer_id(me.login)} AND state = 'active'`) === 1), "and activated");
service("start", "garam");

// ---- it goes away between the form and the asking ----
const store = await until(async () => {
	try {
		return await applied(me, 6, "GD");
	} catch {
		return null;
	}
});
ok(store, "with its server there, the store's card is applied for");
ok(await until(() => state(store) === "issued"), "and issued");
equal(count(`customer_accounts WHERE customer_id = ${customer_id(me.login)} AND institution = 'GD' AND kind = 'credit_line'`), 1, "with one line there");

// ---- all institutions are away while somebody applies ----
tries_forget();
const other = await join();
await other.get("/wallet/apply?kind=7");
const key = form_key(other);
const fields = { form_key: key, kind: 7, institution: "HB", card_name: "", delivery_name: "Tester", delivery_address: "1 Test-ro, Seoul", withdrawal: "SB", agreed: "1" };
service("stop", "settlement");
await other.post("/wallet/apply", fields);
// the kind without a line needs no answer beforehand: it is written down
const id = other.location?.match(/applications\/(\d+)/)?.[1];
ok(id, "an application is written down while nobody answers", `${other.status} ${other.location}`);
equal(state(id), "opening", "and waits");
await other.post("/wallet/apply", fields);
equal(other.location, `/wallet/applications/${id}`, "the same form again is the same application");
passes(2 * minute);
await new Promise(then => setTimeout(then, 600));
equal(state(id), "opening", "it is asked again, in vain");
equal(accounts_of(other), 0, "and nothing is the customer's yet");
service("start", "settlement");
passes(2 * minute);
ok(await until(() => state(id) === "issued" || (passes(2 * minute), false)), "with the server back the card is issued");
equal(accounts_of(other), 2, "each account once");
equal(cards_of(other), 1, "one card");

// ---- the courier is killed in the middle ----
tries_forget();
const third = await join();
await third.get("/wallet/apply?kind=7");
service("stop", "settlement");
const waits = await applied(third, 7, "SB", "HB");
service("start", "settlement");
for (let i = 0; i < 6; i++) {
	passes(2 * minute);
	service("restart", "courier");
}
ok(await until(() => state(waits) === "issued" || (passes(2 * minute), false)), "couriers come and go: the card is issued");
equal(accounts_of(third), 2, "each account once");
equal(cards_of(third), 1, "one card");
equal(count(`messages WHERE kind = 'card_issued' AND once_key LIKE CONCAT('card_issued-', (SELECT id FROM cards WHERE customer_id = ${customer_id(third.login)}), ':%')`), 1, "one message with its number");
equal(count("application_accounts WHERE state = 'waiting'"), 0, "nothing is left waiting");
equal(count("(SELECT account_number FROM application_accounts GROUP BY account_number HAVING COUNT(*) > 1) AS twice"), 0, "no number was given twice");
tries_forget();
clock(0);
done();
