#!/usr/bin/env node
// courier.mjs: what ends by itself ends once, by however many couriers; it waits for a store that is away, and ends when asked (B4, D3, D5, G6). TEST_ADDRESS TEST_STACK
import { spawn } from "node:child_process";
import { asked, cards, carts_empty, clock, count, done, equal, held, log_of, ok, ordered, product_from, service, sign_in, sql, state, tries_forget, until } from "../supplier/windows.mjs";

tries_forget();
carts_empty();
clock(0);
const minute = 60 * 1000, day = 24 * 60 * minute;
const product = product_from("solbat");
const stock = () => Number(sql(`SELECT stock FROM products WHERE id = ${product}`)[0][0]);
const intents = (o, kind) => count(`settlement_requests WHERE order_id = ${o.id} AND kind = '${kind}' AND state = 'done'`);
const build = process.env.BUILD || "build";

// three more beside the installation's own
const couriers = [1, 2, 3].map(() => spawn(`${build}/bin/courier`, { stdio: "ignore" }));
const ended = couriers.map(c => new Promise(then => c.on("exit", (code, signal) => then(signal || code))));

// a question without an answer
const before = stock();
const unanswered = await ordered(cards.english, product);
await asked(unanswered);
equal(stock(), before - 1, "the piece is taken");
clock(9 * minute);
await new Promise(then => setTimeout(then, 700));
equal(state(unanswered.id), "checking", "after nine minutes it still waits");
clock(11 * minute);
ok(await until(() => state(unanswered.id) === "expired"), "after eleven it has ended");
equal(stock(), before, "the piece is back, once");
equal(count(`order_events WHERE order_id = ${unanswered.id} AND step = 'check_expired'`), 1, "one event");
equal(count(`settlement_requests WHERE order_id = ${unanswered.id}`), 0, "no money was spoken of");
ok(await until(() => count(`messages WHERE order_id = ${unanswered.id} AND kind = 'order_declined' AND state = 'sent'`) === 1), "the customer is told once");
clock(0);

// never delivered
const lost = await held(cards.english, product);
clock(13 * day);
await new Promise(then => setTimeout(then, 700));
equal(state(lost.id), "held", "before the deadline it is held");
clock(15 * day);
ok(await until(() => intents(lost, "void") === 1), "after it the money goes back");
equal(state(lost.id), "expired", "and the order has ended");
equal(count(`settlement_requests WHERE order_id = ${lost.id}`), 2, "one hold, one void");
clock(0);

// silence
tries_forget();
const silent = await held(cards.english, product);
const solbat = await sign_in("supplier", "solbat");
await solbat.get(`/supplier/supply/${silent.supply}`);
await solbat.post("/supplier/hand-over", { supply: silent.supply });
await solbat.get("/supplier/number");
await solbat.post("/supplier/number", { number: silent.number, supply: "" });
equal(state(silent.id), "settlement_asked", "the supplier has asked");
clock(6 * day);
await new Promise(then => setTimeout(then, 700));
equal(state(silent.id), "settlement_asked", "six days are not yet silence");
clock(8 * day);
ok(await until(() => state(silent.id) === "settled"), "after the agreed time it is paid");
equal(intents(silent, "capture"), 1, "once");
equal(count(`order_events WHERE order_id = ${silent.id} AND step = 'pay_silence'`), 1, "for one reason");
clock(0);

// nothing is sent twice
equal(count("(SELECT once_key FROM messages GROUP BY once_key HAVING COUNT(*) > 1) AS twice"), 0, "no message exists twice");
ok(await until(() => count("messages WHERE state = 'queued'") === 0), "no message is left behind");

// what is over is swept away
sql("INSERT INTO tries (scope, key_hash, failures, since_at) VALUES ('test', REPEAT('x', 32), 1, 1)");
clock(2 * minute);
ok(await until(() => count("tries WHERE scope = 'test'") === 0), "old tries are swept away");
clock(0);

// asked to end
const began = Date.now();
for (const c of couriers)
	c.kill("SIGTERM");
const codes = await Promise.all(ended);
ok(codes.every(c => c === 0) && Date.now() - began < 3000, "asked to end, they end", codes);

// a store that is away
const lines = what => log_of("courier").split("\n").filter(l => l.includes(what)).length;
const waits = lines("courier: waits: store_unavailable"), goes = lines("courier: goes on");
service("stop", "database");
ok(await until(() => lines("courier: waits: store_unavailable") > waits), "without its store it waits");
equal(lines("courier: waits: store_unavailable"), waits + 1, "and says so once");
service("start", "database");
ok(await until(() => lines("courier: goes on") > goes), "and goes on with it");
const after = await ordered(cards.english, product);
ok((await asked(after)).code, "messages go out again");
sql(`SELECT 1`);
clock(11 * minute);
await until(() => state(after.id) === "expired");
clock(0);
carts_empty();
tries_forget();
done();
