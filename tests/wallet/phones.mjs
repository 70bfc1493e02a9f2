#!/usr/bin/env node
// phones.mjs: another phone, from the wallet to both phones: the time the old one has to say no, and what moves with the yes of the new one (A6). TEST_ADDRESS
import { answer, clock, codes, count, customer, customer_id, done, equal, newest, ok, phone_of, says, key_of, sql, tries_forget, until } from "./customers.mjs";

tries_forget();
clock(0);
const hour = 60 * 60 * 1000;
const me = await customer("clara");
const id = customer_id("clara"), old = phone_of("clara");
const change = () => newest("phone_changes", "clara", "state");
const hash = () => newest("phone_changes", "clara", "LOWER(HEX(phone_hash))");
const cards = phone => count(`cards WHERE customer_id = ${id} AND phone_hash = UNHEX('${phone}')`);
const had = cards(old);
ok(had > 0, "the customer has cards");

async function asks(phone) {
	const b = await customer("clara");
	await b.get("/wallet/phone");
	await b.post("/wallet/phone/change", { phone, password: "demo-clara-1" });
	return b;
}

// ---- a thief has the password ----
const before = (await codes(old)).codes;
equal((await asks("010-0008-1001")).location, "/wallet/phone", "asked for");
clock(23 * hour);
await answer("clara", false, before);
ok(await until(() => change() === "stopped"), "the old phone's no stops it");
clock(50 * hour);
await new Promise(then => setTimeout(then, 700));
equal((await codes(hash())).codes.length, 0, "the other phone is never asked");
equal(phone_of("clara"), old, "all is as it was");
clock(0);

// ---- the owner has a new one ----
tries_forget();
sql("DELETE FROM tries");
await asks("010-0008-1002");
clock(23 * hour);
await new Promise(then => setTimeout(then, 700));
equal(change(), "waiting", "for a day it waits");
clock(25 * hour);
ok(await until(() => change() === "asking"), "then the new phone is asked");
equal(phone_of("clara"), old, "until it has answered nothing moves");
const phone = await until(async () => {
	const p = await codes(hash());
	return p.codes.length && p;
});
ok(phone, "the question is on it");
await says(phone, `Y ${phone.codes[0]}`, key_of(phone));
ok(await until(() => change() === "done"), "its yes moves the wallet");
equal(phone_of("clara"), hash(), "the customer has it");
equal(cards(hash()), had, "and so has every card");
equal(count(`messages WHERE kind = 'phone_changed' AND phone_hash IN (UNHEX('${old}'), UNHEX('${hash()}'))`), 2, "both phones are told");
clock(0);
tries_forget();
done();
