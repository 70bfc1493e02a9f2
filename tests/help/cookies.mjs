// cookies.mjs: the Set-Cookie lines of an answer, one by one, also on Debian 12's Node, whose Headers only give them joined.

export function cookie_lines(headers) {
	if (headers.getSetCookie)
		return headers.getSetCookie();
	// a comma inside a date is not followed by NAME=
	const joined = headers.get("set-cookie");
	return joined ? joined.split(/,\s*(?=[A-Za-z0-9_-]+=)/) : [];
}
