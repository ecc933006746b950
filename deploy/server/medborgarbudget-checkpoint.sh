#!/bin/sh
# The night's work while voting is open: the new leaves into the log, signed, committed and pushed.
# Set by the unit: ROUND, TOWN (where the town's repository is), STORE, LOG_KEY; in a folder of its own.
# Done again it does nothing twice. Where anything fails nothing is pushed, and systemd says so.
set -eu

if [ ! -d town ]; then
    git clone --quiet "$TOWN" town
fi
git -C town pull --quiet --ff-only
"${PROGRAM:-/opt/medborgarbudget/bin/medborgarbudget}" checkpoint "$ROUND" --root town \
    --store "$STORE" --log-key "$LOG_KEY"
git -C town add "rounds/$ROUND/log"
if ! git -C town diff --cached --quiet; then
    git -C town commit --quiet --message "Round $ROUND: checkpoint of the night"
fi
git -C town push --quiet
