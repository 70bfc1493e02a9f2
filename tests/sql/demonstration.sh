#!/bin/bash
# demonstration.sh: the demonstration loads, twice the same; its tables agree with each other.
set -u
: "${TEST_DB_SOCKET:?}" "${TEST_DB_NAME:?}" "${TEST_WORK:?}" "${BUILD:?}"

ask() { mariadb --no-defaults -uroot -S "$TEST_DB_SOCKET" --default-character-set=utf8mb4 -N "$TEST_DB_NAME" "$@"; }

check() { # WHAT COMMAND...
	local what=$1
	shift
	if "$@"; then echo "ok $what"; else echo "not ok $what"; fi
}

empty() { # rows that must not be
	local rows
	rows=$(ask -e "$1") || return 1
	[ -z "$rows" ] || { printf '%s\n' "$rows" >&2; return 1; }
}

at_least() { [ "$(ask -e "$2")" -ge "$1" ]; }

load() {
	local file
	for file in sql/demo/*.sql; do ask <"$file" || return 1; done
	"$BUILD/bin/demonstrate" sql/demo
}

refuses() { ! "$BUILD/bin/demonstrate" "$1" 2>>"$TEST_WORK/refused.log"; }

# what a loading may not change, and what it loads
state() { ask -e 'SELECT id, stock, state FROM products ORDER BY id;
	SELECT number_hash, state, created_at FROM cards ORDER BY number_hash;
	SELECT login, password_hash, state FROM members ORDER BY login;
	SELECT distributor_id, seq, name_en FROM delivery_points ORDER BY 1, 2;
	SELECT * FROM offers ORDER BY 1, 2'; }

(umask 077; head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$TEST_WORK/keys")
cat >"$TEST_WORK/holdfast.conf" <<CONF
db_socket = $TEST_DB_SOCKET
db_user = root
db_name = $TEST_DB_NAME
keys_file = $TEST_WORK/keys
demonstration = yes
CONF
export HOLDFAST_CONF=$TEST_WORK/holdfast.conf

check 'it loads' load
ask -e "UPDATE products SET stock = stock + 3, state = 'withdrawn' WHERE id = 101;
	UPDATE cards SET state = 'blocked' WHERE number_last4 = '2028';
	UPDATE members SET state = 'blocked' WHERE login = 'maru'"
state >"$TEST_WORK/before"
check 'it loads again' load
state >"$TEST_WORK/after"
check 'loading again changes no stock, state or password' cmp "$TEST_WORK/before" "$TEST_WORK/after"

check 'at least 60 products' at_least 60 'SELECT COUNT(*) FROM products'
check 'of at least 6 suppliers' at_least 6 'SELECT COUNT(DISTINCT supplier_id) FROM products'
for catalogue in teen adult company; do
	check "the $catalogue catalogue is full enough" at_least 20 \
		"SELECT COUNT(*) FROM offers WHERE catalogue = '$catalogue'"
done
check 'three delivery points for each distributor' empty \
	"SELECT p.name_en FROM parties p WHERE p.kind = 'distributor'
	 AND (SELECT COUNT(*) FROM delivery_points d WHERE d.distributor_id = p.id) <> 3"
check 'every product is offered somewhere' empty \
	'SELECT code FROM products WHERE id NOT IN (SELECT product_id FROM offers)'
check 'a company never pays more' empty \
	"SELECT product_id FROM offers c JOIN offers a USING (product_id)
	 WHERE c.catalogue = 'company' AND a.catalogue = 'adult' AND c.price_minor > a.price_minor"
check 'what is for adults only is not offered to teens' empty \
	"SELECT code FROM products p JOIN offers o ON o.product_id = p.id
	 WHERE o.catalogue = 'teen' AND p.description_en LIKE '%adults only%'"
check 'every supplier has a member, an account and a distributor' empty \
	"SELECT name_en FROM parties p WHERE kind = 'supplier' AND (distributor_id IS NULL
	 OR account_number = '' OR id NOT IN (SELECT party_id FROM members))"
check 'a teen, an adult, a company, a blocked card' at_least 4 \
	"SELECT COUNT(DISTINCT age_class, purchaser, state) FROM cards"

ask -e 'SELECT DISTINCT picture FROM products' | sort >"$TEST_WORK/pictures"
check 'pictures.txt lists the pictures in use, and no other' \
	diff <(cut -f1 sql/demo/pictures.txt | sort) "$TEST_WORK/pictures"
while read -r picture; do
	[ -e "static/pictures/$picture.svg" ] || echo "$picture"
done <"$TEST_WORK/pictures" >"$TEST_WORK/missing"
check "each picture is drawn $(tr '\n' ' ' <"$TEST_WORK/missing")" [ ! -s "$TEST_WORK/missing" ]

if [ -e sql/demo/institutions.txt ]; then
	while read -r account; do
		grep -qw -- "$account" sql/demo/institutions.txt || echo "$account"
	done < <(ask -e 'SELECT account_number FROM cards UNION SELECT account_number FROM parties') >"$TEST_WORK/unopened"
	check "each account is opened $(tr '\n' ' ' <"$TEST_WORK/unopened")" [ ! -s "$TEST_WORK/unopened" ]
fi

mkdir "$TEST_WORK/crooked"
cp sql/demo/*.txt "$TEST_WORK/crooked"
sed -i 's/^1010 1010 1010 1014/1010 1010 1010 1015/' "$TEST_WORK/crooked/cards.txt"
check 'a card number with a wrong check digit is refused' refuses "$TEST_WORK/crooked"
cp sql/demo/cards.txt "$TEST_WORK/crooked"
echo 'Nobody | 010-0000-0999 | ko' >>"$TEST_WORK/crooked/phones.txt"
check 'a phone of a party that is not there is refused' refuses "$TEST_WORK/crooked"
export HOLDFAST_DEMONSTRATION=no
check 'an installation that is no demonstration refuses' refuses sql/demo
