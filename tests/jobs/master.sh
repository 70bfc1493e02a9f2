#!/bin/bash
# master.sh: the prefork master: restarts, rolling, its lock, and that no child outlives it.
set -u
master=$BUILD/bin/master
work=$(mktemp -d)
pids=()
finish() {
	for p in "${pids[@]}"; do kill -KILL "$p" 2>/dev/null; done
	rm -rf "$work"
}
trap finish EXIT

# a child that says that it is there
cat >"$work/child" <<'C'
#!/bin/bash
[ -e "$1/broken" ] && exit 3
touch "$1/alive.$$"
exec sleep 1000
C
chmod +x "$work/child"

children() { pgrep -P "$1" | sort | tr '\n' ' '; }
# until the command holds, five seconds at most
soon() {
	local i
	for i in $(seq 100); do
		if eval "$1"; then return 0; fi
		sleep 0.05
	done
	return 1
}
say() { if [ "$1" = 0 ]; then echo "ok $2"; else echo "not ok $2"; fi; }

start() {
	"$master" -s "$work/s.sock" -n 2 -- "$work/child" "$work" 2>>"$work/log" &
	pids+=($!)
	m=$!
}
started() { [ "$(ls "$work" | grep -c alive)" -ge "$1" ]; }

start
soon 'started 2'; say $? "two children start"
[ -S "$work/s.sock" ] && [ "$(stat -c %a "$work/s.sock")" = 600 ]; say $? "the socket is there, for its owner alone"

timeout 5 "$master" -s "$work/s.sock" -- "$work/child" "$work" 2>/dev/null
[ $? = 1 ]; say $? "a second master on the same socket is refused"

before=$(children $m)
kill -KILL "${before%% *}"
soon 'started 3'; say $? "a killed child is started again"
[ "$(children $m | wc -w)" = 2 ]; say $? "there are two again"

before=$(children $m)
kill -HUP $m
soon 'started 5'; say $? "HUP replaces each child"
soon '[ "$(children $m | wc -w)" = 2 ]'
after=$(children $m)
same=0
for p in $before; do case " $after " in *" $p "*) same=1 ;; esac; done
say $same "none of the old children is left"

sleep 1.1
touch "$work/broken"
before=$(children $m)
kill -HUP $m
sleep 2
last=${before% }
last=${last##* }
kill -0 "$last" 2>/dev/null; say $? "a program that can not start does not replace the last good one"
rm "$work/broken"
soon '[ "$(children $m | wc -w)" = 2 ]'; say $? "and starts when it can again"

before=$(children $m)
kill -KILL $m
gone() { for p in $before; do kill -0 "$p" 2>/dev/null && return 1; done; return 0; }
soon gone; say $? "children die with their master"

rm -f "$work"/alive.*
start
soon 'started 2'; say $? "a socket left behind is replaced"
before=$(children $m)
kill -TERM $m
soon '! kill -0 $m 2>/dev/null'; say $? "TERM ends the master"
soon gone; say $? "and its children"
