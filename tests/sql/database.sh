#!/bin/bash
# database.sh: the private database: made once, migrated once, with the rights of the grants and no others.
set -u
unset BUILD
export VAR=$TEST_WORK/var
trap 'sql/database down' EXIT
say() { if [ "$1" = 0 ]; then echo "ok $2"; else echo "not ok $2"; fi; }

sql/database up; say $? 'made, started and migrated'
first=$(echo 'SELECT * FROM migrations ORDER BY name' | sql/database shell holdfast)
[ -n "$first" ]; say $? 'what was applied is remembered'
sql/database up; say $? 'a second time is harmless'
[ "$first" = "$(echo 'SELECT * FROM migrations ORDER BY name' | sql/database shell holdfast)" ]
say $? 'and applies nothing again'
[ "$(stat -c %a "$VAR/secrets" "$VAR/secrets/db_root" "$VAR/db" | tr '\n' ' ')" = '700 600 700 ' ]
say $? 'secrets and data are for their owner alone'

# RUN: where its socket is
. sql/places
as() { # USER DATABASE STATEMENT
	MYSQL_PWD=$(cat "$SECRETS/db_$1") mariadb --no-defaults -u"$1" -S "$DB_SOCKET" "$2" -e "$3" 2>&1
}
denied() { ! as "$@" | grep -q 'denied' && return 1 || return 0; }
as holdfast holdfast 'SELECT COUNT(*) FROM orders' >/dev/null; say $? 'the shop reads its orders'
denied holdfast holdfast 'DELETE FROM orders'; say $? 'and can not delete one'
denied holdfast holdfast 'UPDATE order_events SET id = 0'; say $? 'nor change what happened'
denied holdfast holdfast 'DELETE FROM order_events'; say $? 'nor remove it'
denied holdfast holdfast 'DROP TABLE orders'; say $? 'nor drop a table'
denied holdfast settlement 'SELECT 1'; say $? 'the shop has no right on the ledger'
denied settlement holdfast 'SELECT 1'; say $? 'nor the settlement handler on the shop'
if [ "$(echo 'SHOW TABLES LIKE "entries"' | sql/database shell settlement | wc -l)" -gt 0 ]; then
	denied settlement settlement 'UPDATE entries SET id = 0'; say $? 'entries can not be changed'
	denied settlement settlement 'DELETE FROM entries'; say $? 'nor removed'
fi
mariadb --no-defaults -uroot -S "$DB_SOCKET" -e 'SELECT 1' >/dev/null 2>&1
[ $? != 0 ]; say $? 'root has a password'
mariadb --no-defaults -unobody -S "$DB_SOCKET" -e 'SELECT 1' >/dev/null 2>&1
[ $? != 0 ]; say $? 'nobody else comes in'

# what was applied can not be slipped another content
echo "UPDATE migrations SET content = REPEAT('0', 64) WHERE name LIKE '0001%'" | sql/database shell holdfast
sql/database migrate >"$TEST_WORK/out" 2>&1
[ $? != 0 ] && grep -q 'applied in another form' "$TEST_WORK/out"; say $? 'a migration that changed after it was applied is refused'
echo "UPDATE migrations SET done_at = NULL WHERE name LIKE '0001%'" | sql/database shell holdfast
sql/database migrate >"$TEST_WORK/out" 2>&1
[ $? != 0 ] && grep -q 'broke off' "$TEST_WORK/out"; say $? 'one that broke off stops with a sentence'

# a deep folder: the socket goes where its path is short enough
deep=$TEST_WORK/$(printf 'd%.0s' {1..90})/var
RUN=$(VAR=$deep bash -c '. sql/places; echo "$RUN"')
[ ${#RUN} -lt 80 ] && [ "$RUN" != "$deep/run" ]; say $? 'a deep folder has its sockets in a short one'
