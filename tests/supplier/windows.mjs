// windows.mjs: helps the tests of suppliers', distributors' and phones' windows: an order up to its hold, sign-ins.
//
// Uses TEST_ADDRESS and TEST_STACK, with the help of the storefront's tests.
import { readFileSync } from "node:fs";
import { Browser, card_id, shopper, sql } from "../storefront/shop.mjs";
export * from "../storefront/shop.mjs";

const members = Object.fromEntries(readFileSync("sql/demo/members.txt", "utf8").split("\n")
	.filter(l => l && !l.startsWith("#")).map(l => l.split("|").map(c => c.trim())).map(c => [c[1], { party: c[0], password: c[2] }]));
export const password_of = login => members[login].password;
export const party_of = login => members[login].party;

const patience = 15000;
export async function until(what) {
	for (const end = Date.now() + patience; Date.now() < end;) {
		const found = await what();
		if (found)
			return found;
		await new Promise(then => setTimeout(then, 100));
	}
	return undefined;
}

// somebody in a window: realm "supplier" or "distributor"
export async function sign_in(realm, login, language = "en") {
	const b = new Browser(language);
	await b.get(`/${realm}/`);
	await b.post(`/${realm}/enter`, { login, password: password_of(login) });
	if (b.status !== 303)
		throw new Error(`${login} does not come in: ${b.status}`);
	return b.follow();
}

export const phone_of_card = number => sql(`SELECT LOWER(HEX(phone_hash)) FROM cards WHERE id = ${card_id(number)}`)[0][0];
export const state = order => sql(`SELECT state FROM orders WHERE id = ${order}`)[0][0];
export const count = text => Number(sql(`SELECT COUNT(*) FROM ${text}`)[0][0]);

// a product of that supplier for adults, cheap and in stock
export const product_from = login => Number(sql(`SELECT MIN(o.product_id) FROM offers o JOIN products p ON p.id = o.product_id
	JOIN parties s ON s.id = p.supplier_id WHERE s.name_en = '${party_of(login)}' AND o.catalogue = 'adult'
	AND p.state = 'offered' AND p.stock > 8 AND o.price_minor < 90000`)[0][0]);

// orders pieces of one product; the phone is not yet asked for its answer
export async function ordered(number, product, pieces = 1) {
	const b = await shopper(number);
	await b.post("/cart/add", { product, quantity: pieces });
	await b.get("/cart");
	await b.post("/checkout", { form_key: b.value("form_key"), digest: b.value("digest") });
	await b.follow();
	const [id, supply, total] = sql(`SELECT id, supply_number, total_minor FROM orders WHERE card_id = ${card_id(number)} ORDER BY id DESC LIMIT 1`)[0];
	return { card: number, customer: b, id: Number(id), supply, shown: `${supply.slice(0, 5)}-${supply.slice(5)}`, total: Number(total) };
}

// the question about the order, once it is on the card's phone: its code and the page
export async function asked(o, kind = "order_check") {
	const hash = phone_of_card(o.card), phone = new Browser();
	const code = await until(async () => {
		const row = sql(`SELECT id FROM messages WHERE order_id = ${o.id} AND kind = '${kind}' AND state = 'sent'`)[0];
		if (!row)
			return undefined;
		await phone.get(`/phone/${hash}`);
		return new RegExp(`data-item="${row[0]}"[^]*?value="Y (\\d{6})"`).exec(phone.text)?.[1];
	});
	phone.hash = hash;
	phone.code = code;
	return phone;
}

export const key_of = phone => Array.from(phone.text.matchAll(/name="form_key" value="([0-9a-f]+)"/g)).pop()[1];
export async function says(phone, text, key = key_of(phone)) {
	await phone.post("/phone/reply", { phone: phone.hash, form_key: key, text });
	return phone.status;
}

// an order whose money is held, with what the customer alone knows: the order number
export async function held(number, product, pieces = 1) {
	const o = await ordered(number, product, pieces), phone = await asked(o);
	await says(phone, `Y ${phone.code}`);
	await until(() => state(o.id) === "held");
	await o.customer.get(`/order/${o.id}`);
	o.number = /<output>([\d-]+)<\/output>/.exec(o.customer.text)?.[1];
	if (!o.number)
		throw new Error(`order ${o.id} is ${state(o.id)} and shows no number`);
	return o;
}

// the words of a page that differ from nobody's: without forms' keys and what was typed
export const said = b => b.text.replace(/value="[^"]*"/g, "").replace(/<time[^>]*>[^<]*<\/time>/g, "");
// all digits of a page in one row, for what may not stand there in any form
export const digits = b => b.text.replace(/<[^>]*>/g, " ").replace(/[^0-9 ]/g, "").replace(/ +/g, " ");
export const shows_number = (b, number) => b.text.includes(number) || b.text.replace(/-/g, "").includes(number.replace(/\D/g, ""));
