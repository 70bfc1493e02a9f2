#!/bin/bash
# institution.sh: institutions are loaded, longer files later, twice the same; another ledger's file; crooked lines; the audit.
set -u
: "${TEST_DB_SOCKET:?}" "${TEST_SETTLEMENT_DB_NAME:?}" "${TEST_WORK:?}" "${BUILD:?}"
w=$TEST_WORK

check() { # WHAT COMMAND...
	local what=$1
	shift
	if "$@"; then echo "ok $what"; else echo "not ok $what"; fi
}

ask() { mariadb --no-defaults -uroot -S "$TEST_DB_SOCKET" --default-character-set=utf8mb4 -N "$TEST_SETTLEMENT_DB_NAME" -e "$1"; }
says() { # TEXT QUERY
	local got
	got=$(ask "$2")
	[ "$got" = "$1" ] || { printf '# %s\n' "$got"; return 1; }
}
load() { "$BUILD/bin/institution" "$1" >"$w/said" 2>>"$w/log"; }
refuses() { printf '%s\n' "$1" >"$w/crooked.txt"; ! load "$w/crooked.txt"; }
# what failed says so here
trap 'sed "s/^/# /" "$w/log" | tail -40' EXIT
refuses_file() { ! load "$1"; }
same_again() { state >"$w/before"; load "$1" && [ ! -s "$w/said" ] && state >"$w/after" && cmp "$w/before" "$w/after"; }
state() { ask 'SELECT * FROM institutions; SELECT * FROM party_rights; SELECT * FROM class_lines; SELECT * FROM accounts;
	SELECT id, outcome FROM requests; SELECT * FROM entries; SELECT epoch FROM writers'; }
audit() { "$BUILD/bin/institution" audit >"$w/said" 2>>"$w/log" && grep -q '^0 differences$' "$w/said"; }

umask 077
for name in keys party_key; do head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$w/$name"; done
cat >"$w/holdfast.conf" <<CONF
db_socket = $TEST_DB_SOCKET
settlement_db_user = root
settlement_db_name = $TEST_SETTLEMENT_DB_NAME
settlement_keys_file = $w/keys
settlement_key_file = $w/party_key
CONF
export HOLDFAST_CONF=$w/holdfast.conf

# an installation of before: some lines of today's file
grep -E '^(institution \| (ES|HB) |party|right .* (ES|HB) |account .* (ES|HB) |position .*(HB-ES|ES-HB))' sql/demo/institutions.txt >"$w/short.txt"
echo 'account | HB-7 | HB | ordinary | KRW | 0 | 5' | cat "$w/short.txt" - | grep -v ' HB-0 ' >"$w/hasty.txt"
check 'a deposit without a till' refuses_file "$w/hasty.txt"
check 'a short file' load "$w/short.txt"
check 'again: nothing is done' same_again "$w/short.txt"
epoch=$(ask 'SELECT epoch FROM writers')
check 'the whole file' load sql/demo/institutions.txt
check 'again: nothing is done' same_again sql/demo/institutions.txt
check 'what is new has a new writer' [ "$(ask 'SELECT epoch FROM writers')" -gt "$epoch" ]
check 'kinds' says $'DR\tbank\nES\tescrow\nHB\tbank\nNC\tcard_company\nSB\tbank' 'SELECT code, kind FROM institutions ORDER BY code'
check 'an account by its class' says $'adolescent\t100000' "SELECT class, limit_minor FROM accounts WHERE number = 'NC-11003'"
check 'deposits are there' says 50000000 "SELECT SUM(amount_minor) FROM entries JOIN accounts ON id = account_id WHERE number = 'DR-70001'"
check 'every two institutions have positions' says 20 "SELECT COUNT(*) FROM accounts WHERE kind = 'position'"
check 'the audit finds nothing' audit

# what needs no account still reaches a writer that is running
epoch=$(ask 'SELECT epoch FROM writers')
echo 'right | narae | ES | read' >"$w/right.txt"
check 'a right alone' load "$w/right.txt"
check 'has a new writer' [ "$(ask 'SELECT epoch FROM writers')" -gt "$epoch" ]
check 'again: nothing is done' same_again "$w/right.txt"

check 'a line of no class' refuses 'line | HB | credit_line | pensioner | KRW | 5'
check 'a line of no kind' refuses 'line | HB | prepayment | general | KRW | 5'
check 'a line at no bank' refuses 'line | XX | credit_line | general | KRW | 5'
check 'an institution of no kind' refuses 'institution | XX | X | X | XX | casino'
check 'a right that there is not' refuses 'right | narae | NC | steal'
check 'a class without a line' refuses 'account | NC-9 | NC | credit_line | KRW | general | 0'
check 'too few fields' refuses 'institution | XX | X | X | XX'

# the books of another, in a database of their own
theirs=${TEST_SETTLEMENT_DB_NAME}_garam
ask "CREATE DATABASE $theirs"
for table in $(ask 'SHOW TABLES'); do ask "CREATE TABLE $theirs.$table LIKE $table"; done
TEST_SETTLEMENT_DB_NAME=$theirs
ask 'INSERT INTO writers VALUES (1, 0, 0)'
sed -i "s/^settlement_db_name.*/settlement_db_name = $TEST_SETTLEMENT_DB_NAME/" "$w/holdfast.conf"
check 'a department store' load sql/demo/garam.txt
check 'again: nothing is done' same_again sql/demo/garam.txt
check 'its lines' says $'GD-10001\t1000000\nGD-10002\t100000\nGD-10003\t10000000' \
	"SELECT number, limit_minor FROM accounts WHERE kind = 'credit_line' ORDER BY number"
check 'its audit finds nothing' audit
