#!/bin/bash
# pages.sh: what nginx itself answers for: files, headers, limits, its own error pages, the event stream's door.
set -u
A=$TEST_ADDRESS
# shellcheck disable=SC1091
RUN=$(VAR=$TEST_STACK bash -c '. sql/places; echo "$RUN"')
say() { if [ "$1" = 0 ]; then echo "ok $2"; else echo "not ok $2"; fi; }
head_of() { curl -s -o /dev/null -D - "$@" | tr -d '\r'; }
status() { curl -s -o /dev/null -w '%{http_code}' "$@"; }

head_of "$A/static/style.css" >"$TEST_WORK/h"
grep -q '^Cache-Control: public, max-age=600$' "$TEST_WORK/h" && grep -q '^ETag:' "$TEST_WORK/h"; say $? 'files may be kept a while'
head_of "$A/static/style.css?v=1" | grep -q 'immutable'; say $? 'files with a version for ever'
head_of -H 'Accept-Encoding: gzip' "$A/static/style.css" | grep -q '^Content-Encoding: gzip'; say $? 'files are packed'
head_of "$A/" >"$TEST_WORK/h"
for name in Content-Security-Policy X-Content-Type-Options X-Frame-Options Referrer-Policy Permissions-Policy Cross-Origin-Opener-Policy; do
	[ "$(grep -c "^$name: " "$TEST_WORK/h")" = 1 ]; say $? "a page has one $name"
done
grep -q "^Content-Security-Policy: default-src 'self';" "$TEST_WORK/h" && ! grep -q unsafe "$TEST_WORK/h"; say $? 'nothing inline, nothing from elsewhere'
grep -qx 'Server: nginx' "$TEST_WORK/h"; say $? 'the server does not tell its version'
for path in /static/package.json /static/package-lock.json /static/node_modules/x /static/.npmrc /static/../README.md /nginx/pages/away.html /Makefile /.git/config /var/holdfast.conf; do
	case $(status --path-as-is "$A$path") in 404 | 400) say 0 "no $path" ;; *) say 1 "no $path" ;; esac
done
[ "$(head -c 3000000 /dev/zero | status -X POST --data-binary @- "$A/")" = 413 ]; say $? 'a body too large is refused'
[ "$(status "$A/robots.txt")" = 200 ]; say $? 'robots are told'

# the event stream: its channel is the program's answer, and publishing is not for outside
[ "$(status -X POST -d x "$A/pub/card-1")" != 201 ] && [ "$(status -X POST -d x "$A/pub/card-1")" != 202 ]; say $? 'nobody publishes from outside'
[ "$(status -H 'Accept: text/event-stream' "$A/events")" = 403 ]; say $? 'no stream without a session'
[ "$(status -H 'Accept: text/event-stream' -H 'X-Channel: card-1' "$A/events?channel=card-1")" = 403 ]; say $? 'whatever channel the browser names'
# ours is internal: what answers from outside is the program's own refusal
[ "$(status "$A/events-check")" = 404 ]; say $? 'the check itself is not a page'
[ "$(curl -s -o /dev/null -w '%{http_code}' --unix-socket "$RUN/push.sock" -d changed http://push/pub/test-1)" = 202 ]; say $? 'the programs publish over their socket'

# a program that is away
VAR=$TEST_STACK nginx/server stop distributor
curl -s -o "$TEST_WORK/away" -w '%{http_code}\n' "$A/distributor/" >"$TEST_WORK/code"
VAR=$TEST_STACK nginx/server start distributor
grep -qx 502 "$TEST_WORK/code" && grep -q 'lang="ko"' "$TEST_WORK/away" && grep -q 'lang="en"' "$TEST_WORK/away"; say $? 'a program that is away has a page in both languages'
for i in $(seq 50); do
	case $(status "$A/distributor/") in 200 | 303) break ;; esac
	sleep 0.1
done
case $(status "$A/distributor/") in 200 | 303) say 0 'and is back' ;; *) say 1 'and is back' ;; esac

# what people type stays out of the log
curl -s -o /dev/null -H 'Cookie: secret-cookie' -H 'Referer: http://x/secret-referer' "$A/?number=secret-query"
sleep 1.2
! grep -q secret "$TEST_STACK/log/nginx_access.log"; say $? 'no query, cookie or referrer in the access log'

# a second installation on the same port
PORT=${A##*:} VAR=$TEST_WORK/second nginx/server up >"$TEST_WORK/out" 2>&1
[ $? != 0 ] && grep -q 'is taken.*make run PORT=' "$TEST_WORK/out" && [ ! -e "$TEST_WORK/second/db" ]; say $? 'a taken port gets a sentence that names the knob'

# rolling loses no request
VAR=$TEST_STACK
errors=0
(for i in 1 2 3; do sv hup "$VAR/service/storefront"; sleep 1.5; done) &
roller=$!
n=0
while kill -0 $roller 2>/dev/null; do
	for i in 1 2 3 4 5 6 7 8 9 10; do
		case $(status "$A/") in 200) ;; *) errors=$((errors + 1)) ;; esac
		n=$((n + 1))
	done
done
[ $errors = 0 ] && [ $n -gt 20 ]; say $? "rolling the storefront three times loses none of many requests ($errors lost)"
