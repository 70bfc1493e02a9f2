/* draw.mjs: draws the pictures of the demonstration's products.
 *
 *	make pictures
 *
 * reads sql/demo/pictures.txt (icon, category), takes each icon from Fluent
 * Emoji (LICENCES.md) and sets it on a tile in the colours of its category:
 * static/pictures/<icon>.svg. They are kept with the sources, so that a shop
 * can be built and run without npm; this is run when a product gets a new one.
 */
import fs from "node:fs";
import { createRequire } from "node:module";

const [, , list, modules, out] = process.argv;
if (!out) {
	console.error("usage: node draw.mjs LIST NODE_MODULES OUT");
	process.exit(2);
}
const icons = createRequire(modules + "/")("@iconify-json/fluent-emoji-flat/icons.json");

/* hue, and how strong its colour is */
const colours = {
	books: [34, 62], coffee: [24, 42], drink: [345, 52], electronics: [212, 55],
	food: [40, 78], games: [268, 52], garden: [108, 42], home: [18, 48],
	kitchen: [190, 42], music: [288, 42], office: [205, 28], safety: [48, 82],
	snacks: [12, 70], sports: [150, 45], stationery: [175, 46], table: [62, 46],
	tools: [220, 26], travel: [196, 62], none: [160, 12],
};

function hash(text) {
	let h = 2166136261;
	for (const c of text)
		h = Math.imul(h ^ c.codePointAt(0), 16777619) >>> 0;
	return h;
}

function icon(name) {
	const alias = icons.aliases[name];
	const found = icons.icons[alias ? alias.parent : name];
	if (!found)
		throw new Error("there is no icon " + name);
	return found.body;
}

/* The tile: a soft slope of colour, a pale disc behind, a shadow below. Where
 * the disc stands follows from the name, so that neighbours differ. */
function tile(name, category, inside) {
	const [hue, strength] = colours[category] || colours.none;
	const h = hash(name);
	const turn = hue + (h % 17) - 8;
	const x = 150 + (h >>> 5) % 100, y = 130 + (h >>> 12) % 90;
	const r = 120 + (h >>> 19) % 50;
	return `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 400 400">`
		+ `<defs><linearGradient id="tile-slope" x1="0" y1="0" x2="1" y2="1">`
		+ `<stop offset="0" stop-color="hsl(${turn},${strength}%,93%)"/>`
		+ `<stop offset="1" stop-color="hsl(${turn + 14},${strength}%,83%)"/></linearGradient></defs>`
		+ `<path fill="url(#tile-slope)" d="M0 0h400v400H0z"/>`
		+ `<circle cx="${x}" cy="${y}" r="${r}" fill="#fff" fill-opacity=".42"/>`
		+ inside + `</svg>\n`;
}

function picture(name, category) {
	const [hue] = colours[category] || colours.none;
	return tile(name, category,
		`<ellipse cx="200" cy="318" rx="92" ry="14" fill="hsl(${hue},40%,30%)" fill-opacity=".14"/>`
		+ `<g transform="translate(88 84) scale(7)">${icon(name)}</g>`);
}

fs.mkdirSync(out, { recursive: true });
const rows = fs.readFileSync(list, "utf8").split("\n")
	.map(l => l.replace(/#.*/, "").trim().split(/\s+/)).filter(l => l[0]);
for (const [name, category] of rows)
	fs.writeFileSync(`${out}/${name}.svg`, picture(name, category));
/* for a product that has none */
fs.writeFileSync(`${out}/none.svg`, tile("none", "none",
	`<g fill="none" stroke="#7d8f89" stroke-width="14" stroke-linecap="round" stroke-linejoin="round">`
	+ `<path d="M116 152l84-42 84 42v96l-84 42-84-42zM116 152l84 42 84-42M200 194v96"/></g>`));
console.log(`${rows.length + 1} pictures in ${out}`);
