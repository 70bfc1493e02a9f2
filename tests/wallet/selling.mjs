#!/usr/bin/env node
// selling.mjs: a customer offers, sells and withdraws, and goes to the supplier's windows and back (A5). TEST_ADDRESS
import { answer, carts_empty, clock, count, customer, customer_id, done, equal, form_key, join, ok, shopper, cards, sql, tries_forget, until } from "./customers.mjs";

tries_forget();
carts_empty();
clock(0);
const me = await join();
await me.get("/wallet/selling");
ok(me.status === 200 && me.has("One thing is missing") && !me.text.includes('action="/wallet/selling/offer"'), "without a seller's account nothing is offered; it says what is missing");
await me.post("/wallet/selling/enter");
equal(me.status, 404, "nor is there a way into the supplier's windows");
await me.get("/wallet/apply?kind=7");
await me.post("/wallet/apply", { form_key: form_key(me), kind: 7, institution: "HB", card_name: "", delivery_name: "Seller", delivery_address: "1 Test-ro, Seoul", withdrawal: "HB", agreed: "1" });
await until(() => count(`cards WHERE customer_id = ${customer_id(me.login)}`) === 1);
await answer(me.login, true);
await until(() => count(`cards WHERE customer_id = ${customer_id(me.login)} AND state = 'active'`) === 1);

// ---- the form ----
const offer = async more => {
	await me.get("/wallet/selling");
	const fields = { form_key: form_key(me), name: "Used guitar", description: "Spruce top, new strings, a small scratch.", price: "45,000", stock: "1", ...more };
	await me.post("/wallet/selling/offer", fields);
	return fields;
};
for (const [more, field] of [[{ name: "" }, "name"], [{ description: "" }, "description"], [{ price: "cheap" }, "price"], [{ price: "0" }, "price"], [{ stock: "0" }, "stock"], [{ stock: "many" }, "stock"]]) {
	const typed = await offer(more);
	ok(me.status === 422 && me.text.includes(`id="${field}-wrong"`) && me.value("price") === typed.price, `${JSON.stringify(more)} has its sentence, the form is as it was`, me.status);
}
const guitar = await offer({ name: "Guitar <b>of</b> mine" });
equal(me.location, "/wallet/selling?said=offered", "it is offered");
await me.post("/wallet/selling/offer", guitar);
await me.get("/wallet/selling");
const product = Number(me.text.match(/name="product" value="(\d+)"/)[1]);
equal((me.text.match(/name="product"/g) || []).length, 1, "the same form again offers nothing more");
ok(me.has("Guitar <b>of</b> mine") && !me.text.includes("<b>of</b>"), "a name in brackets stays a name");

// ---- somebody buys ----
const buyer = await shopper(cards.english);
ok(await until(async () => (await buyer.get(`/product/${product}`)).status === 200 && buyer.has("Guitar")), "it stands in the shop");
const other = await customer("clara");
await other.get("/wallet/home");
await other.post("/wallet/selling/withdraw", { product });
equal(other.status, 404, "nobody else withdraws it");

// ---- the supplier's windows, and back ----
await me.get("/wallet/selling");
await me.post("/wallet/selling/enter");
equal(me.location, "/supplier/supplies", "the way into the supplier's windows");
await me.follow();
ok(me.status === 200 && me.text.includes('href="/wallet/selling"'), "and back");
await me.get("/wallet/home");
equal(me.status, 200, "the wallet stays open meanwhile");

// ---- withdrawing ----
await me.get("/wallet/selling");
await me.post("/wallet/selling/withdraw", { product });
await me.follow();
ok(me.has("It is withdrawn") && !me.text.includes('name="product"'), "it is withdrawn");
// the shelf is kept for some moments
ok(await until(async () => {
	await buyer.get(`/product/${product}`);
	return buyer.status === 404 || !buyer.text.includes('action="/cart/add"');
}), "and not to be had any more", buyer.status);
tries_forget();
done();
