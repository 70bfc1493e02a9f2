#!/bin/bash
# page.sh: the storefront from the shell, as plain CGI, without a server (TEST_STACK's store).
set -u
say() { if [ "$1" = 0 ]; then echo "ok $2"; else echo "not ok $2"; fi; }
page() { tests/run-page "$@" >"$TEST_WORK/page" 2>"$TEST_WORK/said"; }

page -l en /
grep -q '^Status: 200' "$TEST_WORK/page" && grep -q '<html lang="en">' "$TEST_WORK/page"; say $? 'the entry'
form=$(sed -n 's/^Set-Cookie: form=\([0-9a-f]*\);.*/\1/p' "$TEST_WORK/page")
token=$(sed -n 's/.*name="form_token" value="\([0-9a-f]*\)".*/\1/p' "$TEST_WORK/page" | head -n 1)
page -c "form=$form" -d "form_token=$token&card=2323+2323+2323+2327" /enter
grep -q '^Status: 303' "$TEST_WORK/page" && grep -q '^Location: /catalogue' "$TEST_WORK/page"; say $? 'a card opens it'
card=$(sed -n 's/^Set-Cookie: card=\([0-9a-f]*\);.*/\1/p' "$TEST_WORK/page")
page -c "card=$card" -l en /catalogue
grep -q 'class="product"' "$TEST_WORK/page"; say $? 'its catalogue'
page -c "card=$card" -m HEAD /catalogue
grep -q '^Status: 200' "$TEST_WORK/page" && ! grep -q '<html' "$TEST_WORK/page"; say $? 'its head alone'
page -c "card=$card" /nothing
grep -q '^Status: 404' "$TEST_WORK/page"; say $? 'what there is not'
page -m POST -c "card=$card" -d "product=101" /cart/add
grep -q '^Status: 403' "$TEST_WORK/page"; say $? 'a form without its token'

# a program that can not work does not start
broken() { # NAME=VALUE
	env "$1" tests/run-page / >"$TEST_WORK/page" 2>"$TEST_WORK/said"
	! grep -q '^Status: 200' "$TEST_WORK/page" && grep -q 'not started' "$TEST_WORK/said"
}
broken HOLDFAST_KEYS_FILE=/nonexistent; say $? 'without keys it says so and ends'
broken HOLDFAST_TEMPLATES="$TEST_WORK"; say $? 'without templates, too'
broken HOLDFAST_DB_SOCKET=/nonexistent; say $? 'without its store'
broken HOLDFAST_SETTLEMENT_KEY_FILE=/nonexistent; say $? 'without the key to the institutions'
