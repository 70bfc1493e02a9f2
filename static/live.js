/* live.js: keeps an open page up to date, and rings when something new arrives.
 *
 * The server sends hints only ("read your state again"), by server-sent events;
 * where they do not come, the page asks every few seconds. Either way the page
 * itself is fetched again, and each [data-live=key] region whose HTML differs is
 * put in place of the old one. A region in which somebody types or stands with
 * the keyboard waits until he leaves it. On a page with a [data-signal] list,
 * children with a data-item that was not there before ring a short tone, are
 * marked, and are counted in the title until the page is looked at.
 * Without this script every page works; one reloads it by hand.
 */
"use strict";
(() => {
	const all = (where, what) => Array.from(where.querySelectorAll(what));
	const say = document.getElementById("live");
	const regions = () => all(document, "[data-live]");
	/* the answer to a form has no address of its own to be read again from;
	 * the language switch leads back to where one has */
	const back = document.querySelector(".language [name='back']");
	if (!regions().length || (back && new URL(back.value, location.href).pathname !== location.pathname))
		return;

	const poll_ms = 5000, calm_ms = 60000, gather_ms = 120;
	const title = document.title;
	const holders = all(document, "[data-events]");
	const events = holders.length ? holders[holders.length - 1].dataset.events : "";
	const later = new Map();	/* key -> HTML that waits for its region to be left */
	let unseen = 0, timer = 0, gather = 0, running = false, again = false;
	let alive = false, sound = null, shown = "";

	/* --- what is new ------------------------------------------------- */

	const items = () => new Set(all(document, "[data-signal] [data-item]")
		.map(e => e.dataset.item));
	let known = items();

	function ring() {
		try {
			sound = sound || new AudioContext();
			const start = sound.currentTime;
			[880, 1320].forEach((pitch, i) => {
				const tone = sound.createOscillator(), level = sound.createGain();
				const at = start + i * 0.16;
				tone.frequency.value = pitch;
				level.gain.setValueAtTime(0.0001, at);
				level.gain.exponentialRampToValueAtTime(0.2, at + 0.02);
				level.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
				tone.connect(level).connect(sound.destination);
				tone.start(at);
				tone.stop(at + 0.32);
			});
		} catch (e) {
			/* a browser that lets no page ring without a click: the title says it */
		}
	}

	function badge() {
		document.title = unseen ? "(" + unseen + ") " + title : title;
	}

	function signal() {
		const now = items();
		const fresh = Array.from(now).filter(id => !known.has(id));
		known = now;
		if (!fresh.length)
			return false;
		for (const e of all(document, "[data-signal] [data-item]"))
			if (fresh.includes(e.dataset.item))
				e.classList.add("changed");
		unseen += fresh.length;
		badge();
		ring();
		return true;
	}

	function seen() {
		if (!document.hidden && unseen) {
			unseen = 0;
			badge();
		}
	}
	addEventListener("focus", seen);
	addEventListener("pointerdown", seen);
	addEventListener("keydown", seen);

	/* --- putting regions in place ------------------------------------- */

	function chosen(select) {
		const sent = Array.from(select.options).findIndex(o => o.defaultSelected);
		return select.selectedIndex !== Math.max(sent, 0);
	}

	function typed(region) {
		return all(region, "input, textarea, select").some(f =>
			f.tagName === "SELECT" ? chosen(f)
				: f.type === "checkbox" || f.type === "radio"
					? f.checked !== f.defaultChecked
					: f.type !== "hidden" && f.value !== f.defaultValue);
	}

	function busy(region) {
		return region.contains(document.activeElement) || typed(region);
	}

	/* HTML as it was sent, without what this script marked and without the
	 * forms' keys, which differ each time */
	function plain(region) {
		const copy = region.cloneNode(true);
		for (const e of all(copy, ".changed"))
			e.classList.remove("changed");
		for (const e of all(copy, "[class='']"))
			e.removeAttribute("class");
		for (const e of all(copy, "input[name='form_token'], input[name='form_key']"))
			e.removeAttribute("value");
		return copy.innerHTML;
	}

	function put(region, fresh) {
		const scroll = region.scrollTop;
		region.replaceChildren(...document.importNode(fresh, true).childNodes);
		region.scrollTop = scroll;
	}

	function apply(page) {
		let changed = false;
		const fresh = new Map(all(page, "[data-live]").map(e => [e.dataset.live, e]));
		for (const region of regions()) {
			const key = region.dataset.live, next = fresh.get(key);
			if (!next || plain(next) === plain(region)) {
				later.delete(key);
				continue;
			}
			if (busy(region)) {
				later.set(key, next);
				continue;
			}
			later.delete(key);
			put(region, next);
			changed = true;
		}
		return changed;
	}

	/* what waited is put in place when its region is left */
	addEventListener("focusout", () => setTimeout(() => {
		let changed = false;
		for (const [key, next] of later) {
			const region = regions().find(e => e.dataset.live === key);
			if (region && !busy(region)) {
				later.delete(key);
				put(region, next);
				changed = true;
			}
		}
		if (changed)
			announce();
	}, 0));

	function announce() {
		const fresh = signal();
		if (!say)
			return;
		const words = fresh ? say.dataset.new : say.dataset.changed;
		/* the same words twice are read twice only when they differ */
		shown = shown === words ? words + "\u00a0" : words;
		say.textContent = shown;
	}

	/* --- asking -------------------------------------------------------- */

	async function refresh() {
		if (running) {
			again = true;
			return;
		}
		running = true;
		try {
			do {
				again = false;
				const answer = await fetch(location.href,
					{ headers: { "X-Live": "1" }, cache: "no-store" });
				/* signed out or another page: the next click will show it */
				if (!answer.ok || answer.redirected)
					break;
				const text = await answer.text();
				if (apply(new DOMParser().parseFromString(text, "text/html")))
					announce();
			} while (again);
		} catch (e) {
			/* the network is away; the next turn asks again */
		}
		running = false;
	}

	/* some hints arrive together: one question answers them all */
	function hinted() {
		clearTimeout(gather);
		gather = setTimeout(refresh, gather_ms);
	}

	/* with events a slow turn remains, for a hint that was lost */
	function turn() {
		clearTimeout(timer);
		timer = setTimeout(() => {
			if (!document.hidden || !alive)
				refresh();
			turn();
		}, alive ? calm_ms : poll_ms);
	}

	function listen() {
		if (!events || !("EventSource" in window))
			return;
		const source = new EventSource(events);
		source.onopen = () => {
			alive = true;
			turn();
			hinted();	/* what happened while it was not connected */
		};
		source.onmessage = hinted;
		source.onerror = () => {
			if (alive) {
				alive = false;
				turn();
			}
			/* the browser tries again by itself unless it was refused */
			if (source.readyState === EventSource.CLOSED) {
				source.close();
				setTimeout(listen, 30000);
			}
		};
		addEventListener("pagehide", () => source.close());
	}

	document.addEventListener("visibilitychange", () => {
		if (!document.hidden) {
			seen();
			hinted();
		}
	});
	addEventListener("pageshow", e => {
		if (e.persisted) {	/* back: never an old state */
			listen();
			hinted();
		}
	});
	turn();
	listen();
})();
