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
	SELECT login, password_hash, recovery_hash, phone_hash, state, made_at FROM customers ORDER BY login;
	SELECT card_id, seq, kind, account_number FROM card_sources ORDER BY 1, 2;
	SELECT account_number, customer_id, class, opened_at FROM customer_accounts ORDER BY 1;
	SELECT number_hash, customer_id, delivery_address, phone_hash, withdrawal_account FROM cards ORDER BY 1;
	SELECT code_hash, amount_minor, expires_at, charge_id FROM vouchers ORDER BY 1;
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
	UPDATE members SET state = 'blocked' WHERE login = 'maru';
	UPDATE customers SET state = 'blocked' WHERE login = 'taeho';
	UPDATE cards SET delivery_address = 'moved' WHERE account_number = 'HB-30001'"
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

# every kind of card, each whose customer's it is, with the accounts that it pays from
check 'a card of each kind' at_least 7 'SELECT COUNT(DISTINCT kind) FROM cards'
check 'each card has its customer, whose phone it has' empty \
	'SELECT c.id FROM cards c LEFT JOIN customers u ON u.id = c.customer_id WHERE u.id IS NULL OR u.phone_hash <> c.phone_hash'
check 'each pays first from its own account' empty \
	'SELECT c.id FROM cards c LEFT JOIN card_sources s ON s.card_id = c.id AND s.seq = 1
	 WHERE s.account_number IS NULL OR s.account_number <> c.account_number'
check 'of the kind that the card is' empty \
	"SELECT c.id, c.kind, s.kind FROM cards c JOIN card_sources s ON s.card_id = c.id AND s.seq = 1 WHERE s.kind <>
	 ELT(c.kind, 'credit_line', 'ordinary', 'card_limit', 'ec_limit', 'ec_limit', 'credit_line', 'prepayment')"
check 'kind 4 has two limits' empty \
	"SELECT c.id FROM cards c WHERE kind = 4 AND NOT EXISTS (SELECT 1 FROM card_sources s WHERE s.card_id = c.id AND s.seq = 2 AND s.kind = 'card_limit')"
check 'one pays from three' at_least 1 'SELECT COUNT(*) FROM (SELECT card_id FROM card_sources GROUP BY card_id HAVING COUNT(*) >= 3) x'
check 'two sell, paid at two banks' at_least 2 "SELECT COUNT(DISTINCT LEFT(withdrawal_account, 2)) FROM cards WHERE withdrawal_account <> ''"
check "what a card pays from and is paid to is its customer's" empty \
	"SELECT c.id, s.account_number FROM cards c JOIN card_sources s ON s.card_id = c.id
	 WHERE NOT EXISTS (SELECT 1 FROM customer_accounts a WHERE a.account_number = s.account_number AND a.customer_id = c.customer_id AND a.kind = s.kind)
	 UNION SELECT id, withdrawal_account FROM cards c WHERE withdrawal_account <> ''
	 AND NOT EXISTS (SELECT 1 FROM customer_accounts a WHERE a.account_number = c.withdrawal_account AND a.customer_id = c.customer_id)"
check "a customer's age is the card's" empty \
	"SELECT u.login FROM customers u JOIN cards c ON c.customer_id = u.id
	 WHERE (u.kind <> c.purchaser) OR (u.kind = 'person' AND (u.birth_date > 20080000) <> (c.age_class = 'adolescent'))"
check 'vouchers of three banks' at_least 3 'SELECT COUNT(DISTINCT institution) FROM vouchers'

while read -r account; do
	grep -qw -- "$account" sql/demo/institutions.txt sql/demo/garam.txt || echo "$account"
done < <(ask -e "SELECT account_number FROM card_sources UNION SELECT account_number FROM parties UNION SELECT account_number FROM customer_accounts
	UNION SELECT clearing_account FROM institutions UNION SELECT bridge_account FROM institutions
	UNION SELECT voucher_account FROM institutions UNION SELECT outside_account FROM institutions" | grep .) >"$TEST_WORK/unopened"
check "each account is opened $(tr '\n' ' ' <"$TEST_WORK/unopened")" [ ! -s "$TEST_WORK/unopened" ]
sed -n 's/^institution *| *\([A-Z]*\) *| *\([^|]*[^ |]\) *| *\([^|]*[^ |]\) *|.*| *\([a-z_]*\) *$/\1\t\2\t\3\t\4/p' sql/demo/institutions.txt sql/demo/garam.txt |
	sort >"$TEST_WORK/institutions"
check 'the institutions are called the same in their own books' \
	diff <(ask -e 'SELECT code, name_en, name_ko, kind FROM institutions' | sort) "$TEST_WORK/institutions"

mkdir "$TEST_WORK/crooked"
cp sql/demo/*.txt "$TEST_WORK/crooked"
sed -i 's/^1010 1010 1010 1014/1010 1010 1010 1015/' "$TEST_WORK/crooked/cards.txt"
check 'a card number with a wrong check digit is refused' refuses "$TEST_WORK/crooked"
cp sql/demo/cards.txt "$TEST_WORK/crooked"
echo 'Nobody | 010-0000-0999 | ko' >>"$TEST_WORK/crooked/phones.txt"
check 'a phone of a party that is not there is refused' refuses "$TEST_WORK/crooked"
cp sql/demo/phones.txt "$TEST_WORK/crooked"
sed -i '$ s/| elena |/| nobody |/' "$TEST_WORK/crooked/cards.txt"
check "a card of a customer that is not there is refused" refuses "$TEST_WORK/crooked"
cp sql/demo/cards.txt "$TEST_WORK/crooked"
sed -i 's/^YM9K/YM9J/' "$TEST_WORK/crooked/vouchers.txt"
check "a voucher with a wrong check character is refused" refuses "$TEST_WORK/crooked"
export HOLDFAST_DEMONSTRATION=no
check 'an installation that is no demonstration refuses' refuses sql/demo
