#!/usr/bin/env node
// reconcile.mjs: a day of a running shop is compared with the institutions' journals, by hand and in the night; statement and payment order are written (C8, M2). TEST_ADDRESS TEST_STACK
import { spawnSync } from "node:child_process";
import { answer, asked, carts_empty, clock, count, customer, customer_id, done, equal, form_key, held, log_of, newest, ok, product_from, says, sign_in, sql, state, tries_forget, until } from "../wallet/customers.mjs";

const minute = 60 * 1000, hour = 60 * minute, day = 24 * hour;
const build = process.env.BUILD || "build";
const run = (...args) => spawnSync(`${build}/bin/reconcile`, args, { encoding: "utf8" });

// a day that no other test has: noon in the shop's zone, 40 days from now
const zone = 9 * hour, now = Date.now();
const noon = Math.floor((now + zone) / day) * day + 40 * day + 12 * hour - zone;
const name = new Date(noon + zone).toISOString().slice(0, 10), plain = name.replaceAll("-", "");
clock(noon - now);
tries_forget();
carts_empty();

// ---- what moves money on it ----
const product = product_from("solbat"), solbat = await sign_in("supplier", "solbat");
const settled = await held("3946 8201 5577 3106", product);
await solbat.get(`/supplier/supply/${settled.supply}`);
await solbat.post("/supplier/hand-over", { supply: settled.supply });
await solbat.get("/supplier/number");
await solbat.post("/supplier/number", { number: settled.number, supply: "" });
const phone = await asked(settled, "settlement_check");
await says(phone, `Y ${phone.code}`);
ok(await until(() => state(settled.id) === "settled"), "an order is settled");
const store = await held("9420 6735 1882 4708", product);
equal(state(store.id), "held", "one of the department store is held");
const limit = await held("7283 5106 9445 8200", product);
equal(state(limit.id), "held", "one reserves a card's limit");

const dohyeon = await customer("dohyeon");
await dohyeon.get("/wallet/pay-out");
await dohyeon.post("/wallet/pay-out", { form_key: form_key(dohyeon), from: "HB-30001", amount: "45,000", bank_code: "CZNBKRSE", bank_account: "123-456-789", bank_name: "남도현 & <co>" });
await answer("dohyeon", true);
ok(await until(() => newest("charges", "dohyeon", "state") === "done"), "something is paid out");

// from the department store's books into ours, and back
const jian = await customer("jian");
await jian.get("/wallet/apply?kind=7");
await jian.post("/wallet/apply", { form_key: form_key(jian), kind: 7, institution: "HB", card_name: "", delivery_name: "Tester", delivery_address: "1 Test-ro, Seoul", withdrawal: "", agreed: "1" });
const prepaid = await until(() => sql(`SELECT account_number FROM customer_accounts WHERE customer_id = ${customer_id("jian")} AND kind = 'prepayment' ORDER BY opened_at DESC`)[0]?.[0]);
await answer("jian", true);
async function moves(path, from, to, amount) {
	await jian.get(`/wallet/${path}`);
	await jian.post(`/wallet/${path.replace("?by=", "/")}`, { form_key: form_key(jian), from, to, amount });
	if (!jian.location)
		throw new Error(`${path}: ${jian.status}`);
	await answer("jian", true);
	return until(() => newest("charges", "jian", "state") === "done");
}
ok(await moves("charge?by=card", "GD-10001", prepaid, "80000"), "money of the store's card is charged here");
ok(await moves("pay-off", prepaid, "GD-10001", "30000"), "and the card is paid off from here");
equal(count(`charges WHERE customer_id = ${customer_id("jian")} AND taken_at IS NOT NULL AND state = 'done'`), 2, "both in two steps");
await jian.get("/wallet/accounts/GD-10001");
ok(jian.text.includes(prepaid), "the store's statement says where it went", jian.status);
// what other tests left waiting is over by now, and done
await until(() => count("settlement_requests WHERE state = 'waiting' AND turn = 0") === 0 && count("charges WHERE state IN ('waiting', 'crossing', 'going_back')") === 0);

// ---- compared by hand ----
const good = run(name);
equal(good.status, 0, "the day is in order");
ok(/^\d{8} HB +\d+ movements compared, 0 differences$/m.test(good.stdout) && /^\d{8} GD +[1-9]\d* movements/m.test(good.stdout), "each institution has its line", good.stdout + good.stderr);
equal(run(plain).status, 0, "the day without hyphens is the same day");
const garam = run("camt", "GD-10001", name).stdout;
ok(garam.includes("<Nm>Garam Department Store</Nm>") && ["80000", "30000"].every(n => garam.includes(`<Amt Ccy="KRW">${n}</Amt>`)), "a statement of books kept elsewhere", garam.slice(0, 300));
const key = sql(`SELECT request_key FROM settlement_requests WHERE order_id = ${settled.id} AND kind = 'capture' ORDER BY part LIMIT 1`)[0][0];
sql(`UPDATE order_parts SET commission_minor = commission_minor + 1 WHERE order_id = ${settled.id} AND seq = 1`);
const bad = run(name);
equal(bad.status, 1, "a changed commission is a difference");
ok(bad.stdout.includes(`wrong_amount ${key}  order ${settled.id}`), "with its name and its order", bad.stdout);
const csv = run(name, "--csv");
const lines = csv.stdout.split("\r\n");
equal(lines[0], "day,institution,difference,request,journal,order,account,expected,found", "the same as a table");
ok(lines.some(l => l.startsWith(`${plain},"HB","wrong_amount","${key}",`)), "with its line", csv.stdout);
sql(`UPDATE order_parts SET commission_minor = commission_minor - 1 WHERE order_id = ${settled.id} AND seq = 1`);
sql(`UPDATE settlement_requests SET request_key = '=cmd' WHERE request_key = '${key}'`);
const swapped = run(name, "--csv").stdout;
ok(swapped.includes(`"unknown","${key}"`) && swapped.includes(`"missing","'=cmd"`), "another key: one is missing, one unknown, and no formula", swapped);
sql(`UPDATE settlement_requests SET request_key = '${key}' WHERE request_key = '=cmd'`);
equal(run(name).status, 0, "put right it is in order again");
equal(count(`reconciliations WHERE day = ${plain} AND institution = 'HB'`), 6, "each comparison was kept");

// ---- what it does not understand ----
for (const args of [["20261301"], ["yesterday"], [name, "--pdf"], ["camt", "HB-30001"], ["camt", "HB-30001", "2026-13"], ["pain"]])
	equal(run(...args).status, 2, `no: ${args.join(" ")}`);
equal(run("camt", "XX-1", name).status, 2, "an account of nobody has no statement");

// ---- the statement ----
const camt = run("camt", "HB-30001", name);
equal(camt.status, 0, "a statement");
ok(camt.stdout.includes("camt.053.001.08") && camt.stdout.endsWith("</Document>\n"), "of that form");
const balances = Array.from(camt.stdout.matchAll(/<Cd>(OPBD|CLBD)<\/Cd>[^]*?<Amt Ccy="KRW">(\d+)<\/Amt>/g), m => Number(m[2]));
equal(balances[0] - balances[1], 45000, "from the opening to the closing balance 45,000 are missing");
equal((camt.stdout.match(/<Ntry>/g) || []).length, 1, "in one entry");
const month = run("camt", "HB-30001", name.slice(0, 7));
ok(month.status === 0 && month.stdout.includes(`${name.slice(0, 7)}-01T00:00:00.000+09:00`), "a month", month.stderr);

// ---- the payment order ----
const pain = run("pain", name);
equal(pain.status, 0, "a payment order");
ok(pain.stdout.includes("pain.001.001.09") && pain.stdout.includes("<BICFI>CZNBKRSE</BICFI>") && pain.stdout.includes("<Id>123-456-789</Id>"), "to that bank");
ok(pain.stdout.includes("남도현 &amp; &lt;co&gt;") && pain.stdout.includes('<InstdAmt Ccy="KRW">45000</InstdAmt>'), "to that person, so much");
equal(run("pain", "2001-01-01").status, 1, "a day without payouts has none");

// ---- in the night ----
clock(noon - now + 13 * hour - 2 * minute);
await new Promise(then => setTimeout(then, 2500));
equal(count(`reconciliations WHERE day = ${plain} AND institution = 'SB'`), 6, "before one o'clock the courier waits");
sql(`DELETE FROM reconciliation_differences`);
sql(`DELETE FROM reconciliations WHERE day >= ${plain}`);
clock(noon - now + 13 * hour + 2 * minute);
ok(await until(() => count(`reconciliations WHERE day = ${plain}`) === count("institutions")), "then it compares every institution", log_of("courier").split("\n").filter(l => l.includes("reconcile")).slice(-20).join("\n"));
equal(count("reconciliation_differences"), 0, "and finds the day in order");
clock(0);
carts_empty();
tries_forget();
done();
