#!/usr/bin/env node
// cart.mjs: the cart outlives a session, keeps to its rules, and needs its form's token (A7).
import { Browser, cards, cart_of, carts_empty, catalogue_changed, clock, done, equal, moments_later, ok, product_of,
	product_only, shopper, sql, tries_forget } from "./shop.mjs";

tries_forget();
carts_empty();
const pen = product_of("adult", 0), pan = product_of("adult", 5);
const b = await shopper(cards.english);
await b.get("/cart");
ok(b.has("Your cart is empty") && !/action="\/checkout"/.test(b.text), "an empty cart says so");

// in, changed, out
await b.get(`/product/${pen}`);
await b.post("/cart/add", { product: pen, quantity: 2 });
ok(b.status === 303 && b.location === "/cart?added=1", "put in, one is led to the cart");
await b.follow();
ok(b.has("It is in your cart"), "which says so");
ok(/<span class="badge">2<\/span>/.test(b.text), "the head counts the pieces");
await b.get("/catalogue");
ok(/<span class="badge">2<\/span>/.test(b.text), "on the catalogue's page at once, too");
await b.post("/cart/add", { product: pan, then: "catalogue", q: "a b&c", after: 5 });
equal(b.location, "/catalogue?q=a%20b%26c&after=5&added=1", "the catalogue's button leads back to where one was");
await b.follow();
ok(b.has("It is in your cart") && /<span class="badge">3<\/span>/.test(b.text), "with a word, and the count");
await b.post("/cart/add", { product: pen, quantity: 1 });
equal(JSON.stringify(cart_of(cards.english)), JSON.stringify([[String(pen), "3"], [String(pan), "1"]].sort((x, y) => x[0] - y[0])),
	"the same again adds up");
await b.get("/cart");
await b.post("/cart/set", { product: pen, quantity: 5 });
ok(b.status === 303 && b.location === "/cart", "a quantity is changed");
await b.follow();
equal(b.value("quantity"), "5", "and shown");
await b.post("/cart/set", { product: pan, quantity: 0 });
await b.follow();
equal(cart_of(cards.english).length, 1, "0 takes it out");

// what is not a quantity
for (const quantity of ["-1", "1000", "1e3", "0x10", "", "two", "1.5", "９９９９９", "99999999999999999999", "<script>alert(1)</script>"]) {
	await b.get("/cart");
	await b.post("/cart/set", { product: pen, quantity });
	ok(b.status === 422 && /role="alert"/.test(b.text) && b.value("quantity") === quantity && !/<script>alert/.test(b.text),
		`${JSON.stringify(quantity)} is no quantity, and the cart is shown with a sentence and with what was typed`, b.status);
	await b.get(`/product/${pen}`);
	if (quantity === "")
		continue;
	await b.post("/cart/add", { product: pen, quantity });
	ok(b.status === 422 && /aria-invalid="true"/.test(b.text) && b.value("quantity") === quantity && !/<script>alert/.test(b.text),
		`nor on the product's page, where it stands again: ${JSON.stringify(quantity)}`, b.status);
}
await b.post("/cart/add", { product: pen, quantity: "0" });
equal(b.status, 422, "nothing can not be put in");
for (const product of ["0", "-1", "x", "", "1 OR 1=1", "184467440737095516160"])
	await b.post("/cart/add", { product }).then(() => ok(b.status >= 400 && b.status < 500, `no product ${JSON.stringify(product)}`, b.status));
equal(JSON.stringify(cart_of(cards.english)), JSON.stringify([[String(pen), "5"]]), "all that changed nothing");

// it outlives the session, and is the card's
await b.get("/catalogue");
await b.post("/leave");
const again = await shopper(cards.english);
await again.get("/cart");
equal(again.value("quantity"), "5", "it is there again after a new entry");
const other = await shopper(cards.other_adult);
await other.get("/cart");
ok(/<div class="empty">/.test(other.text), "another card has its own");
const second = await shopper(cards.english);
await second.get("/cart");
await again.post("/cart/set", { product: pen, quantity: 7 });
await second.get("/cart");
equal(second.value("quantity"), "7", "two browsers of a card see one cart");

// a form without the right token does nothing
const count = () => cart_of(cards.english)[0][1];
for (const [name, token] of [["no", ""], ["a made-up", "a".repeat(64)], ["another session's", other.token], ["half a", again.token.slice(0, 32)]]) {
	await again.ask("POST", "/cart/set", new URLSearchParams({ product: pen, quantity: 1, ...(token ? { form_token: token } : {}) }).toString());
	ok(again.status === 403 && count() === "7", `${name} token: refused`, again.status);
}
await again.get("/cart");
await again.post("/cart/set", { product: pen, quantity: 1 }, { "Sec-Fetch-Site": "cross-site" });
ok(again.status === 403 && count() === "7", "a form of another site: refused");
await again.ask("POST", "/cart/set", JSON.stringify({ form_token: again.token, product: pen, quantity: 1 }), { "Content-Type": "application/json" });
ok(again.status >= 400 && count() === "7", "a body that is no form: refused", again.status);
await again.get(`/cart/set?product=${pen}&quantity=1&form_token=${again.token}`);
ok(again.status === 405 && count() === "7", "an address changes nothing");
const stranger = new Browser();
await stranger.get("/");
await stranger.post("/cart/add", { product: pen });
ok(stranger.status === 303 && stranger.location === "/", "without a session one is sent to the entry");

// what happened to the goods meanwhile
await again.post("/cart/set", { product: pen, quantity: 7 });
const [[stock]] = sql(`SELECT stock FROM products WHERE id = ${pen}`);
sql(`UPDATE products SET stock = 3 WHERE id = ${pen}`);
catalogue_changed();
moments_later();
await again.get("/cart");
ok(again.has("Only 3 left") && !/action="\/checkout"/.test(again.text), "fewer left than wanted: the line says so, and there is no button");
sql(`UPDATE products SET stock = ${stock}, state = 'withdrawn' WHERE id = ${pen}`);
catalogue_changed();
moments_later();
await again.get("/cart");
ok(again.has("No longer sold") && !again.text.includes(`/product/${pen}"`) && !/action="\/checkout"/.test(again.text),
	"withdrawn: the line says so and leads nowhere");
await again.post("/cart/set", { product: pen, quantity: 0 });
equal(cart_of(cards.english).length, 0, "it can be taken out");
sql(`UPDATE products SET state = 'offered' WHERE id = ${pen}`);
catalogue_changed();

// a line of another catalogue, as after a change of the card's property
const teen_only = product_only("teen", "adult");
sql(`INSERT INTO cart_lines SELECT id, ${teen_only}, 1, 0 FROM cards WHERE account_number = 'HB-10006'`);
await again.get("/cart");
ok(again.has("Not for this card") && !again.text.includes(`/product/${teen_only}"`) && !/action="\/checkout"/.test(again.text),
	"what is of another catalogue stops the order and has no price");
carts_empty();

// a full cart
sql(`INSERT INTO cart_lines SELECT c.id, o.product_id, 1, 0 FROM cards c JOIN offers o ON o.catalogue = 'adult'
	WHERE c.account_number = 'HB-10006' AND o.product_id <> ${pen} LIMIT 50`);
if (cart_of(cards.english).length === 50) {
	await again.get(`/product/${pen}`);
	await again.post("/cart/add", { product: pen });
	ok(again.status >= 400 && again.has("The cart is full"), "a full cart says so");
}
carts_empty();
clock(0);
done();
