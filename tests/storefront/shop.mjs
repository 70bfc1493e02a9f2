// shop.mjs: helps the storefront's tests: browsers without a window, statements, services, the clock.
//
// Uses TEST_ADDRESS and TEST_STACK. A Browser keeps cookies, and sends with
// each form the token of the page it saw last.
import { cookie_lines } from "../help/cookies.mjs";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

export const address = process.env.TEST_ADDRESS;
const stack = process.env.TEST_STACK;

export const cards = {
	teen: "1010 1010 1010 1014", other_teen: "1212 1212 1212 1210",
	english_teen: "1313 1313 1313 1313",
	adult: "2020 2020 2020 2028", other_adult: "2121 2121 2121 2121",
	english: "2323 2323 2323 2327", third: "2525 2525 2525 2523",
	prepaid: "3030 3030 3030 3032", poor: "3939 3939 3939 3939",
	company: "7070 7070 7070 7070", blocked: "9090 9090 9090 9098",
	mixed: "3946 8201 5577 3106", limits: "7283 5106 9445 8200",
};

let failures = 0;
export function ok(good, name, more) {
	console.log((good ? "ok " : "not ok ") + name);
	if (!good) {
		failures++;
		if (more !== undefined)
			console.log("  " + String(more).slice(0, 800).replace(/\n/g, "\n  "));
	}
}
export function equal(got, wanted, name) {
	ok(got === wanted, name, `got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
}
export function done() {
	process.exit(failures ? 1 : 0);
}

// the rows of a statement, each an array of texts
export function sql(text) {
	const out = execFileSync("sql/database", ["shell", "--batch", "--raw", "--skip-column-names", "holdfast"],
		{ input: text, env: { ...process.env, VAR: stack }, encoding: "utf8" });
	return out.split("\n").filter(l => l).map(l => l.split("\t"));
}
export function service(what, name) {
	execFileSync("nginx/server", [what, name], { env: { ...process.env, VAR: stack }, stdio: "ignore" });
}
export function log_of(name) {
	const file = `${stack}/log/${name}/current`;
	return existsSync(file) ? readFileSync(file, "utf8") : "";
}
// the programs' time: so many milliseconds after the machine's
export function clock(ms) {
	const file = `${stack}/clock`;
	if (!ms) {
		writeFileSync(file, Buffer.alloc(8));
		return;
	}
	const bytes = Buffer.alloc(8);
	bytes.writeBigInt64LE(BigInt(ms));
	writeFileSync(file, bytes);
}

const entities = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
export const plain = html => html.replace(/&(amp|lt|gt|quot|#39);/g, (_, e) => entities[e]);

export class Browser {
	constructor(language = "en") {
		this.language = language;
		this.cookies = new Map();
		this.token = "";
		this.text = "";
	}
	async ask(method, path, body, headers = {}) {
		const answer = await fetch(address + path, { method, redirect: "manual", body,
			headers: { "Accept-Language": this.language,
				...(this.cookies.size ? { Cookie: Array.from(this.cookies, ([k, v]) => `${k}=${v}`).join("; ") } : {}),
				...(body !== undefined ? { "Content-Type": "application/x-www-form-urlencoded" } : {}),
				...headers } });
		for (const line of cookie_lines(answer.headers)) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
			if (value === "" || /Max-Age=0/.test(line))
				this.cookies.delete(name);
			else
				this.cookies.set(name, value);
		}
		this.set_cookies = cookie_lines(answer.headers);
		this.headers = answer.headers;
		this.status = answer.status;
		this.location = (answer.headers.get("location") || "").replace(address, "");
		this.text = await answer.text();
		const token = /name="form_token" value="([0-9a-f]{64})"/.exec(this.text);
		if (token)
			this.token = token[1];
		return this;
	}
	get(path, headers) {
		return this.ask("GET", path, undefined, headers);
	}
	post(path, fields = {}, headers) {
		return this.ask("POST", path, new URLSearchParams({ form_token: this.token, ...fields }).toString(), headers);
	}
	async follow() {
		while (this.status === 303)
			await this.get(this.location);
		return this;
	}
	async enter(number) {
		await this.get("/");
		await this.post("/enter", { card: number });
		if (this.status !== 303)
			throw new Error(`no entry with ${number}: ${this.status}`);
		return this.follow();
	}
	// what a hidden or other input of the page holds
	value(name) {
		const at = new RegExp(`<input[^>]*name="${name}"[^>]*value="([^"]*)"`).exec(this.text);
		return at ? plain(at[1]) : undefined;
	}
	has(text) {
		return plain(this.text).includes(text);
	}
	// of the catalogue's page
	products() {
		return Array.from(this.text.matchAll(/href="\/product\/(\d+)"/g), m => Number(m[1]));
	}
}

export async function shopper(number, language) {
	return new Browser(language).enter(number);
}

export function card_id(number) {
	const last = number.replace(/ /g, "").slice(-4), first = number.slice(0, 4);
	const account = cards_account[first];
	return Number(sql(`SELECT id FROM cards WHERE account_number = '${account}' AND number_last4 = '${last}'`)[0][0]);
}
const cards_account = Object.fromEntries(readFileSync("sql/demo/cards.txt", "utf8").split("\n")
	.filter(l => /^\d/.test(l)).map(l => l.split("|").map(c => c.trim())).map(c => [c[0].slice(0, 4), c[8]]));

// a product of that catalogue and of no other of the given ones
export function product_only(catalogue, not) {
	const rows = sql(`SELECT o.product_id FROM offers o JOIN products p ON p.id = o.product_id
		WHERE o.catalogue = '${catalogue}' AND p.state = 'offered' AND p.stock > 0 AND NOT EXISTS
		(SELECT 1 FROM offers x WHERE x.product_id = o.product_id AND x.catalogue = '${not}')
		ORDER BY o.product_id LIMIT 1`);
	return Number(rows[0][0]);
}
export function product_of(catalogue, place = 0) {
	return Number(sql(`SELECT o.product_id FROM offers o JOIN products p ON p.id = o.product_id
		WHERE o.catalogue = '${catalogue}' AND p.state = 'offered' AND p.stock > 10
		ORDER BY o.product_id LIMIT 1 OFFSET ${place}`)[0][0]);
}
// what a change outside the programs must say, so that they see it
export function catalogue_changed() {
	sql("UPDATE catalogue_stamps SET version = version + 1");
}
export function cart_of(number) {
	return sql(`SELECT product_id, quantity FROM cart_lines WHERE card_id = ${card_id(number)} ORDER BY product_id`);
}
export function carts_empty() {
	sql("DELETE FROM cart_lines");
}
export function tries_forget() {
	sql("DELETE FROM tries");
}
// past what a program remembers of sessions and shelves
let moved = 0;
export function moments_later() {
	moved += 3000;
	clock(moved);
}
