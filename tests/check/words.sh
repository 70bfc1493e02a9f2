#!/bin/bash
# words.sh: every word that people read is translated, used and allowed (templates/build --check).
set -u
if out=$(templates/build --check 2>&1); then
	echo "ok words are translated and used"
else
	printf '%s\n' "$out"
	echo "not ok words are translated and used"
fi
