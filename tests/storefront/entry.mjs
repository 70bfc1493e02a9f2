#!/usr/bin/env node
// entry.mjs: the way in by card number: one answer for all that is wrong, bounded tries, what a session is (A1).
import { Browser, cards, card_id, done, equal, log_of, ok, shopper, sql, tries_forget } from "./shop.mjs";
import { createHash } from "node:crypto";

const bare = text => text.replace(/value="[0-9a-f]{64}"/g, "");
tries_forget();

const b = new Browser();
await b.get("/");
equal(b.status, 200, "the entry is open");
ok(b.headers.get("content-type") === "text/html; charset=utf-8", "it is HTML in UTF-8");
ok(/default-src 'self'/.test(b.headers.get("content-security-policy")) && !/unsafe/.test(b.headers.get("content-security-policy")),
	"nothing inline is allowed");
equal(b.headers.get("cache-control"), "no-store", "no page with a token is kept");
ok(!/ style=|<style|<script>|javascript:| on[a-z]+="/.test(b.text), "nothing inline is there");
ok(/<html lang="en">/.test(b.text), "in the browser's language");

const answers = [];
for (const [name, typed] of [["a wrong check digit", "2020 2020 2020 2029"], ["an unknown number", "4242 4242 4242 4242"],
	["a blocked card", cards.blocked], ["letters", "not a number at all"], ["too few digits", "20208"]]) {
	await b.get("/");
	await b.post("/enter", { card: typed });
	equal(b.status, 422, `${name} is refused`);
	ok(!b.cookies.has("card"), `${name} opens no session`);
	ok(!b.text.includes(typed) && !b.text.includes(typed.replace(/ /g, "")), `${name} is not sent back`);
	answers.push(bare(b.text));
}
ok(answers.every(a => a === answers[0]), "wrong, unknown, blocked: one and the same page");
ok(/role="alert"/.test(answers[0]), "a sentence says so");
await b.get("/");
await b.post("/enter", { card: "9".repeat(10000) });
equal(b.status, 422, "10,000 digits are no card number");
await b.post("/enter", { card: "" });
ok(b.status === 422 && /id="card-wrong"/.test(b.text), "an empty field has its hint beside it");
await b.post("/enter", {});
equal(b.status, 422, "a field that is missing, too");
await b.post("/enter", { card: "<script>alert(1)</script> 김치 \u202e 🙂" });
ok(b.status === 422 && !b.text.includes("<script>alert"), "hostile text comes to nothing");
tries_forget();

for (const typed of ["2323232323232327", " 2323-2323-2323-2327 ", "２３２３ ２３２３ ２３２３ ２３２７"]) {
	const one = new Browser();
	await one.get("/");
	await one.post("/enter", { card: typed });
	ok(one.status === 303 && one.location === "/catalogue", `entry with ${JSON.stringify(typed)}`, one.status);
}
const in_ = await shopper(cards.english);
equal(in_.status, 200, "the catalogue opens");
ok(in_.has("Clara Whitfield"), "the holder is named");
ok(!/2323[ -]?2323/.test(in_.text), "the number stands in no page");
const token = in_.cookies.get("card");
ok(/^[0-9a-f]{64}$/.test(token), "the session's token is random");
const again = new Browser();
await again.get("/");
await again.post("/enter", { card: cards.english });
const line = again.set_cookies.find(c => c.startsWith("card="));
ok(/HttpOnly/.test(line) && /SameSite=Lax/.test(line) && /Path=\//.test(line), "its cookie is HttpOnly and SameSite");
equal(sql(`SELECT COUNT(*) FROM sessions WHERE token_hash = UNHEX('${createHash("sha256").update(Buffer.from(token, "hex")).digest("hex")}')`)[0][0], "1",
	"the store has the token's hash");
equal(sql(`SELECT COUNT(*) FROM sessions WHERE token_hash = UNHEX('${token}')`)[0][0], "0", "and not the token");
await in_.get("/");
ok(in_.status === 303 && in_.location === "/catalogue", "who is in goes on to the catalogue");

// sessions end
const old = new Browser();
old.cookies = new Map(in_.cookies);
await in_.get("/catalogue");
await in_.post("/leave");
ok(in_.status === 303 && in_.location === "/" && !in_.cookies.has("card"), "signing out leads to the entry");
await old.get("/cart");
ok(old.status === 303 && old.location === "/", "the old token opens nothing");
for (const path of ["/catalogue", "/cart", "/orders", "/order/1", "/checkout/1", "/product/101"]) {
	await new Browser().get(path).then(n => ok(n.status === 303 && n.location === "/", `${path} wants a session`));
}
for (const forged of ["0".repeat(64), "x", "' OR 1=1 --", "a".repeat(5000)]) {
	const n = new Browser();
	n.cookies.set("card", forged);
	await n.get("/catalogue");
	ok(n.status === 303 || n.status === 400, `a made-up session: ${forged.slice(0, 12)}`, n.status);
}

// guessing locks out who guesses, and nobody else
const guesser = new Browser();
await guesser.get("/");
let tries = 0;
do {
	await guesser.post("/enter", { card: "4242 4242 4242 4242" });
} while (guesser.status === 422 && ++tries < 50);
ok(guesser.status === 429 && tries >= 3 && tries <= 20, `guessing ends after ${tries} tries`, guesser.status);
await guesser.post("/enter", { card: cards.english });
equal(guesser.status, 429, "then even a right number does not open");
await again.get("/leave");
await again.follow();
await again.get("/catalogue");
await again.post("/leave");
ok(again.cookies.has("known"), "a browser that was in is known");
await again.get("/");
await again.post("/enter", { card: cards.english });
equal(again.status, 303, "the known browser of the same address is let in");
for (const known of ["00".repeat(16) + ".1." + "00".repeat(32), again.cookies.get("known").replace(/^./, c => c === "a" ? "b" : "a"), "x"]) {
	const n = new Browser();
	n.cookies.set("known", known);
	await n.get("/");
	await n.post("/enter", { card: cards.english });
	equal(n.status, 429, "a known cookie that is not ours helps nobody");
}
tries_forget();

const log = log_of("storefront");
ok(!/2323[ -]?2323|4242[ -]?4242/.test(log), "no number stands in the log");
const id = card_id(cards.english);
ok(id > 0, "the card is there");
done();
