#!/usr/bin/env node
// catalogue.mjs: a card opens its catalogue and no other, whichever way one tries (A2); pages, search, words.
import { Browser, address, card_id, cards, cart_of, carts_empty, catalogue_changed, clock, done, equal, moments_later,
	ok, plain, product_of, product_only, shopper, sql, tries_forget } from "./shop.mjs";

tries_forget();
carts_empty();
const adult_only = product_only("adult", "teen"), teen_only = product_only("teen", "adult");
const company_only = product_only("company", "adult");
const teen = await shopper(cards.english_teen);
const of_teen = sql(`SELECT o.product_id FROM offers o JOIN products p ON p.id = o.product_id
	WHERE o.catalogue = 'teen' AND p.state = 'offered'`).map(r => Number(r[0]));

// every page of it, and nothing of another
async function walk(browser, query = "") {
	const all = [];
	let after = 0;
	for (let page = 0; page < 20; page++) {
		await browser.get(`/catalogue?after=${after}${query}`);
		all.push(...browser.products());
		const next = /rel="next" href="([^"]*)"/.exec(browser.text);
		if (!next)
			break;
		after = Number(new URL(plain(next[1]), address).searchParams.get("after"));
	}
	return Array.from(new Set(all)).sort((a, b) => a - b);
}
const of = name => sql(`SELECT o.product_id FROM offers o JOIN products p ON p.id = o.product_id
	WHERE o.catalogue = '${name}' AND p.state = 'offered' ORDER BY o.product_id`).map(r => Number(r[0]));
equal(JSON.stringify(await walk(teen)), JSON.stringify(of("teen")), "a teenager sees the teen catalogue, whole");
const adult = await shopper(cards.english);
equal(JSON.stringify(await walk(adult)), JSON.stringify(of("adult")), "an adult the adult one");
const company = await shopper(cards.company);
equal(JSON.stringify(await walk(company)), JSON.stringify(of("company")), "a company the company's");
ok(teen.has("Teen catalogue"), "the page says which it is");

// by address
await teen.get(`/product/${adult_only}`);
equal(teen.status, 404, "the address of a foreign product is nothing");
const foreign = teen.text.replace(/value="[^"]*"/g, "");
await teen.get("/product/99999999");
equal(teen.text.replace(/value="[^"]*"/g, ""), foreign, "the same as of none at all");
await adult.get(`/product/${adult_only}`);
equal(adult.status, 200, "it is there for who may");
for (const path of ["/product/", "/product/0", "/product/-1", "/product/1x", "/product/101/2", "/product/184467440737095516160",
	"/product/%00", "/product/..%2f101"])
	await teen.get(path).then(b => ok(b.status === 404 || b.status === 400, `${path} is nothing`, b.status));

// by search
const name = plain(sql(`SELECT name_en FROM products WHERE id = ${adult_only}`)[0][0]);
await adult.get(`/catalogue?q=${encodeURIComponent(name)}`);
ok(adult.products().includes(adult_only), "a search finds it for who may");
await teen.get(`/catalogue?q=${encodeURIComponent(name)}`);
ok(!teen.products().includes(adult_only), "and not for who may not");
for (const query of ["catalogue=adult", "c=adult", "after=-1", "after=x", "after=99999999999999999999", "q=%ff%fe",
	`q=${"a".repeat(5000)}`, "q=%27%20OR%201=1", "q=%25", "q=_", "lang=../../etc"])
	await teen.get(`/catalogue?${query}`).then(b => ok((b.status === 200 || b.status === 400) &&
		!b.products().some(p => !of_teen.includes(p)), `?${query.slice(0, 24)} opens nothing more`, b.status));
for (const header of [{ "X-Catalogue": "adult" }, { Cookie: `card=${teen.cookies.get("card")}; catalogue=adult; card=${adult.cookies.get("card")}x` }])
	await teen.get("/catalogue", header).then(b => ok(!b.products().includes(adult_only), "headers and cookies neither"));

// by a form
await teen.get("/catalogue");
await teen.post("/cart/add", { product: adult_only, quantity: 1 });
ok(teen.status >= 400 && cart_of(cards.english_teen).length === 0, "no way into the cart", teen.status);
await teen.post("/cart/add", { product: adult_only, then: "catalogue" });
ok(teen.status >= 400 && cart_of(cards.english_teen).length === 0, "nor by the catalogue's button", teen.status);
await teen.post("/cart/set", { product: adult_only, quantity: 3 });
ok(cart_of(cards.english_teen).length === 0, "nor by setting a quantity", teen.status);
await company.post("/cart/add", { product: teen_only });
ok(company.status >= 400 && cart_of(cards.company).length === 0, "and so for every other pair");
void company_only;

// whatever the order of requests: what is kept for all is kept for one catalogue
for (let i = 0; i < 12; i++) {
	const who = [[teen, "teen"], [adult, "adult"], [company, "company"]][(i * 7) % 3];
	await who[0].get("/catalogue");
	const allowed = of(who[1]);
	ok(who[0].products().length > 0 && who[0].products().every(p => allowed.includes(p)), `turn ${i}: its own catalogue`);
}
const many = await Promise.all(Array.from({ length: 40 }, (_, i) => {
	const who = [[teen, of_teen], [adult, of("adult")], [company, of("company")]][i % 3];
	return fetch(`${address}/catalogue`, { headers: { Cookie: `card=${who[0].cookies.get("card")}` } }).then(a => a.text())
		.then(t => Array.from(t.matchAll(/href="\/product\/(\d+)"/g)).every(m => who[1].includes(Number(m[1]))));
}));
ok(many.every(Boolean), "forty at once: each its own");
const names = await Promise.all([teen, adult, company].map(b => fetch(`${address}/catalogue`,
	{ headers: { Cookie: `card=${b.cookies.get("card")}` } }).then(a => a.text())));
ok(names[0].includes("Noah Bennett") && !names[1].includes("Noah Bennett") && names[1].includes("Clara Whitfield"),
	"and each its own name");
ok(!/value="[0-9a-f]{64}"/.test(/<ul class="products">[^]*?<\/ul>/.exec(names[0])[0]), "no token among what is shared");

// the card's property changes while the session lives
const id = card_id(cards.english);
sql(`UPDATE cards SET age_class = 'adolescent' WHERE id = ${id}`);
await adult.post("/cart/add", { product: adult_only });
ok(adult.status >= 400 && cart_of(cards.english).length === 0, "a card that changed puts nothing in, at once");
moments_later();
await adult.get(`/product/${adult_only}`);
equal(adult.status, 404, "and sees it no longer, moments later");
await adult.get("/catalogue");
ok(adult.has("Teen catalogue") && adult.products().every(p => of_teen.includes(p)), "its catalogue is the other one");
sql(`UPDATE cards SET age_class = 'adult' WHERE id = ${id}`);
moments_later();

// blocked while the session lives
sql(`UPDATE cards SET state = 'blocked' WHERE id = ${id}`);
for (const path of ["/cart", "/orders"])
	await adult.get(path).then(b => equal(b.status, 303, `a blocked card has no ${path}, at once`));
await adult.post("/cart/add", { product: adult_only });
ok(adult.status === 303 && adult.location === "/" && cart_of(cards.english).length === 0, "and puts nothing in");
moments_later();
await adult.get("/catalogue");
ok(adult.status === 303 && adult.location === "/", "nor sees anything, moments later");
sql(`UPDATE cards SET state = 'active' WHERE id = ${id}`);
moments_later();
await adult.get("/catalogue");
equal(adult.status, 200, "active again, it goes on");

// withdrawn and sold out
const gone = product_of("adult", 3);
sql(`UPDATE products SET state = 'withdrawn' WHERE id = ${gone}`);
catalogue_changed();
moments_later();
await adult.get(`/product/${gone}`);
equal(adult.status, 404, "what is withdrawn has no page");
ok(!(await walk(adult)).includes(gone), "and stands in no list");
await adult.post("/cart/add", { product: gone });
ok(adult.status >= 400 && cart_of(cards.english).length === 0, "and can not be put in");
sql(`UPDATE products SET state = 'offered' WHERE id = ${gone}`);
const [[stock]] = sql(`SELECT stock FROM products WHERE id = ${gone}`);
sql(`UPDATE products SET stock = 0 WHERE id = ${gone}`);
catalogue_changed();
moments_later();
await adult.get(`/product/${gone}`);
ok(adult.status === 200 && adult.has("Sold out") && !/action="\/cart\/add"/.test(adult.text), "what is sold out says so and has no button");
await adult.post("/cart/add", { product: gone });
ok(adult.status >= 400 && adult.has("Sold out"), "and a form sent all the same is answered with its page", adult.status);
sql(`UPDATE products SET stock = ${stock} WHERE id = ${gone}`);
catalogue_changed();
moments_later();

// words
await adult.get("/catalogue");
await adult.post("/language", { language: "ko", back: "/catalogue?q=pen" });
ok(adult.status === 303 && adult.location === "/catalogue?q=pen", "the switch leads back");
await adult.follow();
ok(/<html lang="ko">/.test(adult.text), "in the other language");
ok(/\d원/.test(adult.text), "money as it is written there");
for (const back of ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/x\r\nSet-Cookie: a=b"])
	await adult.post("/language", { language: "en", back }).then(b =>
		ok(b.status === 303 && b.location === "/", `it leads to no ${JSON.stringify(back)}`, b.location));
await adult.post("/language", { language: "xx", back: "/" });
equal(adult.status, 422, "a language that there is not");

// hostile text in what is typed
for (const text of ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "שלום عالم", "🙂🙂", "{{FORM_TOKEN}}", "김치 <b>"]) {
	await adult.get(`/catalogue?q=${encodeURIComponent(text)}`);
	ok(adult.status === 200 && !/<script>alert|<img src=x|<b>"/.test(adult.text) && adult.value("q") === text, `searched for ${text}`);
}

// methods and headers
for (const [method, path, status] of [["POST", "/catalogue", 405], ["GET", "/cart/add", 405], ["GET", "/checkout", 405],
	["PUT", "/cart", 405], ["DELETE", "/order/1", 405], ["GET", "/order/cancel", 405], ["GET", "/nothing", 404], ["POST", "/nothing", 404]])
	await adult.ask(method, path).then(b => equal(b.status, status, `${method} ${path}`));
await adult.ask("HEAD", "/catalogue");
ok(adult.status === 200 && adult.text === "", "HEAD is answered without a body");
await adult.get("/health");
ok(adult.status === 200 && adult.text === "ok\n", "the health page");
await adult.get("/style");
equal(adult.status, 200, "the parts page of the demonstration");
clock(0);
carts_empty();
done();
