/* pay.js: in the cart, adds up while somebody types how much is to be paid from which source.
 *
 * The words and the money's form stand in the page (data-pay-words); the server
 * judges the amounts in any case. Without this script one presses "Work out
 * again".
 */
"use strict";
(() => {
	const amount = text => {
		const plain = text.replace(/[ ,]/g, "");
		return plain === "" ? 0 : /^\d{1,15}$/.test(plain) ? Number(plain) : NaN;
	};

	/* the page's own money, with another number in it */
	const money = (shown, n) => shown.replace(/\d[\d,]*/, n.toLocaleString("en-US"));

	function said(box, which, n) {
		const words = box.querySelector("[data-pay-words]").content.querySelector("[data-say='" + which + "']");
		const copy = document.createElement("span");
		copy.append(...words.cloneNode(true).childNodes);
		const place = copy.querySelector(".money");
		place.textContent = money(place.textContent, n);
		return copy;
	}

	/* Amounts of one's own only for who wants them: what is typed and then not
	 * wanted is not sent either, or the server would ask about it again. */
	function show(box) {
		const own = box.querySelector("input[value='own']").checked;
		for (const f of box.querySelectorAll("input[data-has]")) {
			f.disabled = !own;
			f.closest(".do").hidden = !own;
		}
		box.querySelector("[value='work_out']").hidden = !own;
	}

	function work_out(box) {
		const fields = Array.from(box.querySelectorAll("input[data-has]"));
		const own = box.querySelector("input[value='own']");
		const sum = box.querySelector("[data-pay-sum]");
		let all = 0;
		for (const f of fields) {
			const n = amount(f.value);
			const wrong = own.checked && (Number.isNaN(n) || n > Number(f.dataset.has));
			f.toggleAttribute("data-over", wrong);
			if (wrong)
				f.setAttribute("aria-invalid", "true");
			else
				f.removeAttribute("aria-invalid");
			all += n;
		}
		sum.replaceChildren();
		if (!own.checked || Number.isNaN(all))
			return;
		sum.append(said(box, "together", all));
		const differs = Number(box.dataset.pay) - all;
		if (!differs)
			return;
		const more = said(box, differs > 0 ? "missing" : "over", Math.abs(differs));
		more.className = "wrong";
		sum.append(" ", more);
	}

	document.addEventListener("input", e => {
		const box = e.target.closest("[data-pay]");
		if (!box)
			return;
		show(box);
		work_out(box);
	});
	const show_all = () => document.querySelectorAll("[data-pay]").forEach(show);
	show_all();
	/* gone back to, the page has its choices again, and no event says so */
	window.addEventListener("pageshow", show_all);
})();
