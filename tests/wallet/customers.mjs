// customers.mjs: helps the wallet's tests: customers of the demonstration, new ones, and their phones.
//
// Uses TEST_ADDRESS and TEST_STACK, with the help of the other windows' tests.
import { readFileSync } from "node:fs";
import { Browser, key_of, says, sql, until } from "../supplier/windows.mjs";
export * from "../supplier/windows.mjs";

const rows = readFileSync("sql/demo/customers.txt", "utf8").split("\n").filter(l => l && !l.startsWith("#")).map(l => l.split("|").map(c => c.trim()));
export const password_of_customer = login => rows.find(r => r[0] === login)[1];

export async function customer(login, language = "en", password = password_of_customer(login)) {
	const b = new Browser(language);
	await b.get("/wallet/");
	await b.post("/wallet/enter", { login, password });
	if (b.status !== 303)
		throw new Error(`${login} does not come in: ${b.status}`);
	await b.follow();
	b.login = login;
	return b;
}

export const customer_id = login => Number(sql(`SELECT id FROM customers WHERE login = '${login}'`)[0][0]);
export const phone_of = login => sql(`SELECT LOWER(HEX(phone_hash)) FROM customers WHERE login = '${login}'`)[0][0];
export const newest = (table, login, column = "id") => sql(`SELECT ${column} FROM ${table} WHERE customer_id = ${customer_id(login)} ORDER BY id DESC LIMIT 1`)[0]?.[0];

// codes of what the phone of that hash is asked and has not answered
export async function codes(hash) {
	const phone = new Browser("en");
	await phone.get(`/phone/${hash}`);
	phone.hash = hash;
	phone.codes = Array.from(phone.text.matchAll(/value="Y (\d{6})"/g), m => m[1]);
	return phone;
}

// waits for a question that is not among the old ones, and answers it
export async function answer(login, yes, old = []) {
	const hash = phone_of(login);
	const phone = await until(async () => {
		const p = await codes(hash);
		p.code = p.codes.find(c => !old.includes(c));
		return p.code && p;
	});
	if (!phone)
		throw new Error(`the phone of ${login} is not asked`);
	phone.asked = phone.text;
	await says(phone, `${yes ? "Y" : "N"} ${phone.code}`, key_of(phone));
	return phone;
}

// a business registration number that is well formed: ten digits, the last a check digit
export function business_number() {
	const d = Array.from({ length: 9 }, () => Math.floor(Math.random() * 10)), weights = [1, 3, 7, 1, 3, 7, 1, 3, 5];
	const sum = d.reduce((s, x, i) => s + x * weights[i], 0) + Math.floor(d[8] * 5 / 10);
	return [...d, (10 - sum % 10) % 10].join("");
}

let joined = 0;
// what the form of joining asks for; another person each time
export function joining(more = {}) {
	joined++;
	const n = `${process.pid % 900 + 100}${String(joined).padStart(2, "0")}`;
	return { kind: "person", login: `tester${n}`, password: "quiet river stones", name: `Tester ${n}`, nickname: "", birth_date: "1990-05-14",
		registration: `900514-1${n.padStart(6, "0")}`, email: "", phone: `010-0009-${n.slice(-4)}`, language: "en", question: "1", answer: "Ginkgo", ...more };
}

export async function join(more = {}) {
	const fields = joining(more), b = new Browser("en");
	await b.get("/wallet/join");
	await b.post("/wallet/join", fields);
	if (b.status !== 303)
		throw new Error(`no joining: ${b.status} ${b.text.match(/class="wrong"[^>]*>[^<]*(<[^>]*>[^<]*)?/g)}`);
	await b.follow();
	b.login = fields.login;
	b.password = fields.password;
	return b;
}

export const option = (b, name, text) => {
	const select = new RegExp(`<select id="${name}"[^]*?</select>`).exec(b.text)?.[0] || "";
	return Array.from(select.matchAll(/<option value="([^"]*)"[^>]*>([^<]*)/g)).find(m => m[2].includes(text))?.[1];
};
export const form_key = b => b.value("form_key");
