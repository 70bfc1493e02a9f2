#!/bin/sh
# comments.sh: every table and every column but the plain `id` has its sentence, and tables are plural.
set -u
: "${TEST_DB_SOCKET:?}" "${TEST_DB_USER:?}" "${TEST_DB_NAME:?}" "${TEST_SETTLEMENT_DB_NAME:?}"
failed=0
ask() {
	mariadb --no-defaults -N -B -u "$TEST_DB_USER" --socket="$TEST_DB_SOCKET" -e "$1"
}
check() { # NAME QUERY: no row may come
	rows=$(ask "$2")
	if [ -z "$rows" ]; then echo "ok $1"; else echo "$rows"; echo "not ok $1"; failed=1; fi
}
for schema in "$TEST_DB_NAME" "$TEST_SETTLEMENT_DB_NAME"; do
	if [ "$(ask "SELECT COUNT(*) >= 10 FROM information_schema.tables WHERE table_schema = '$schema'")" = 1 ]; then
		echo "ok there are tables to look at"
	else
		echo "not ok there are tables to look at"
		failed=1
	fi
	check "each table has a sentence" "SELECT table_name FROM information_schema.tables WHERE table_schema = '$schema' AND table_comment = '' AND table_name <> 'migrations'"
	check "each column has a sentence" "SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns WHERE table_schema = '$schema' AND column_comment = '' AND column_name <> 'id' AND table_name <> 'migrations'"
	check "tables are plural" "SELECT table_name FROM information_schema.tables WHERE table_schema = '$schema' AND table_name NOT LIKE '%s'"
done
exit $failed
