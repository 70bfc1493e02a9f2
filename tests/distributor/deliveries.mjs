#!/usr/bin/env node
// deliveries.mjs: from taking over to the door, and what a distributor may not see or do (D1, D2, F6, F8). TEST_ADDRESS
import { Browser, cards, carts_empty, clock, count, digits, done, equal, held, ok, phone_of_card, product_from, shows_number, sign_in, sql, state, tries_forget, until } from "../supplier/windows.mjs";

tries_forget();
carts_empty();
clock(0);
const gaon = await sign_in("distributor", "gaon"), rider = await sign_in("distributor", "gaon-rider");
const solbat = await sign_in("supplier", "solbat");
const o = await held(cards.english, product_from("solbat"), 2);
const page = `/distributor/delivery/${o.supply}`;

await gaon.get("/distributor/deliveries");
ok(gaon.has(o.shown) && gaon.text.includes(`data-item="${o.supply}"`), "the job is there with the hold");
await gaon.get(page);
ok(gaon.has("Not yet ready") && !gaon.text.includes("/take-over"), "and waits for the supplier");
await gaon.post("/distributor/take-over", { supply: o.supply });
equal(gaon.status, 409, "it can not be taken over yet");
await solbat.get(`/supplier/supply/${o.supply}`);
await solbat.post("/supplier/hand-over", { supply: o.supply });

for (const path of ["/distributor/deliveries", page]) {
	await gaon.get(path);
	ok(!shows_number(gaon, o.number), `${path.replace(o.supply, "S")} does not tell the order number`);
	ok(!/2323 ?2323|2323 2327/.test(digits(gaon)) && !/(?:[*•]|ends in|끝자리)\s*2327/.test(gaon.text) && !gaon.has("0000-0006"), `${path.replace(o.supply, "S")} tells neither card nor phone`);
	ok(!gaon.text.includes("₩"), `${path.replace(o.supply, "S")} tells no price`);
}
ok(gaon.has("Haedoji-gil") && gaon.has("Clara Whitfield"), "it tells where to");

// out of turn
const points = sql(`SELECT p.id FROM delivery_points p JOIN orders o ON o.distributor_id = p.distributor_id WHERE o.id = ${o.id} ORDER BY p.seq`).map(r => r[0]);
await gaon.get(page);
await gaon.post("/distributor/signal", { supply: o.supply, point: points[0] });
equal(gaon.status, 409, "no point before the goods were taken over");
equal(count(`delivery_signals WHERE order_id = ${o.id}`), 0, "and nothing is kept of it");
await gaon.get(page);
await Promise.all([gaon, rider].map(async b => {
	await b.get(page);
	await b.post("/distributor/take-over", { supply: o.supply });
	return b.status;
})).then(all => ok(all.every(s => s === 303 || s === 409), "taken over by two at once", all));
equal(count(`order_events WHERE order_id = ${o.id} AND step = 'taken_over'`), 1, "once");

// the points
for (const [i, point] of points.entries()) {
	await gaon.get(page);
	ok(gaon.has("last point"), "the last point says so");
	for (let twice = 0; twice < 2; twice++) {
		await gaon.get(page);
		await gaon.post("/distributor/signal", { supply: o.supply, point });
		equal(gaon.status, 303, `point ${i + 1}${twice ? ", pressed again" : ""}`);
	}
}
equal(count(`delivery_signals WHERE order_id = ${o.id}`), points.length, "each point once");
equal(count(`messages WHERE order_id = ${o.id} AND kind = 'delivery_point'`), points.length, "each point one message");
ok(await until(async () => {
	const phone = await new Browser().get(`/phone/${phone_of_card(cards.english)}`);
	return phone.has("order number ready") || phone.has("Have your order number");
}), "the customer is told to have the order number ready");
await gaon.get(page);
await gaon.post("/distributor/signal", { supply: o.supply, point: 999999 });
equal(gaon.status, 404, "a point of nobody's");
await gaon.get(page);
await gaon.post("/distributor/signal", { supply: o.supply, point: "<script>" });
equal(gaon.status, 404, "a point that is none");

// the door
async function entered(b, number, supply = "") {
	await b.get("/distributor/number");
	await b.post("/distributor/number", { number, supply });
	return b;
}
await entered(gaon, "1234-5678-9012", o.shown);
ok(gaon.status === 422 && gaon.has("does not fit"), "a wrong number has one sentence");
equal(gaon.value("supply"), o.shown, "and the form as it was");
for (let i = 0; gaon.status !== 429 && i < 12; i++)
	await entered(gaon, "1111-2222-3333");
equal(gaon.status, 429, "guessing ends");
await entered(rider, o.number);
equal(rider.status, 303, "a colleague is not locked out by it");
equal(state(o.id), "delivered", "delivered");
await entered(rider, o.number);
equal(rider.status, 303, "entered again");
equal(count(`order_events WHERE order_id = ${o.id} AND step = 'delivered'`), 1, "once");
equal(count(`checks WHERE order_id = ${o.id} AND purpose = 'settlement'`), 0, "the distributor asks for nobody's money");
tries_forget();
await solbat.get(`/supplier/supply/${o.supply}`);
ok(solbat.text.includes("/supplier/ask") && !shows_number(solbat, o.number), "the supplier may ask now, without being told the number");
for (let i = 0; i < 2; i++) {
	await solbat.get(`/supplier/supply/${o.supply}`);
	await solbat.post("/supplier/ask", { supply: o.supply });
	equal(solbat.status, 303, "and asks");
}
equal(count(`checks WHERE order_id = ${o.id} AND purpose = 'settlement'`), 1, "once");

// another distributor
sql(`INSERT IGNORE INTO parties (kind, name_en, name_ko, account_number) VALUES ('distributor', 'Other Delivery', '다른배송', 'HB-60001');
	UPDATE members SET party_id = (SELECT id FROM parties WHERE name_en = 'Other Delivery') WHERE login = 'gaon-rider'`);
const other = await sign_in("distributor", "gaon-rider");
await other.get("/distributor/deliveries");
ok(!other.has(o.shown), "another distributor does not see it");
await other.get(page);
equal(other.status, 404, "nor at its address");
await other.get("/distributor/deliveries");
await other.post("/distributor/take-over", { supply: o.supply });
equal(other.status, 404, "nor takes it over");
await entered(other, o.number);
equal(other.status, 422, "the right number is wrong for it");
sql(`UPDATE members SET party_id = (SELECT id FROM parties WHERE name_en = 'Gaon Delivery') WHERE login = 'gaon-rider';
	DELETE FROM parties WHERE name_en = 'Other Delivery'`);
carts_empty();
tries_forget();
done();
