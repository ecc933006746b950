#!/bin/sh
# The night's work while voting is open: the new leaves into the log, signed, committed and pushed.
# Set by the unit: ROUND, TOWN (where the town's repository is), STORE, LOG_KEY; in a folder of its own.
# Done again it does nothing twice. Where anything fails its exit code says so, and systemd tells; the
# next night goes on from there. A checkpoint that could not be pushed is pushed then, behind what others
# have pushed meanwhile; what was pushed is never changed.
set -eu
log="rounds/$ROUND/log"

# No program that some file in a repository names, and no repository of another user's.
git() {
    command git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c safe.directory= -c core.fsync=all "$@"
}
town() {
    git -C town "$@"
}

# A clone gets its name when it is whole. What has the name and is no clone is put aside.
if ! town rev-parse --quiet --verify origin/HEAD >/dev/null 2>&1; then
    if [ -e town ]; then
        mv town "town.$(date +%s)"
    fi
    rm -rf town.new
    git clone --quiet -- "$TOWN" town.new
    git -C town.new rev-parse --quiet --verify origin/HEAD >/dev/null
    mv town.new town
fi
town remote set-url origin "$TOWN"
branch=$(town symbolic-ref --short refs/remotes/origin/HEAD)
branch=${branch#origin/}
forge="refs/remotes/origin/$branch"

# A night that was killed: what it had committed stays, the rest is done anew.
find town/.git -name '*.lock' -delete
rm -rf town/.git/index town/.git/rebase-merge town/.git/rebase-apply
town symbolic-ref HEAD "refs/heads/$branch"
town reset --quiet --hard
town clean --quiet -ffdx

# Where the forge is away the night is signed all the same: the day is over, and the store must be tidied.
if town fetch --quiet --refmap= origin "$branch"; then
    if ! town merge-base --is-ancestor "$forge" FETCH_HEAD; then
        echo "The forge has another history than it had. Nothing is signed. Find out why; then remove $PWD/town." >&2
        exit 1
    fi
    town update-ref "$forge" FETCH_HEAD
    if ! town merge-base --is-ancestor HEAD "$forge" && ! town diff --quiet "HEAD...$forge" -- "$log"; then
        # The clerk has signed by hand meanwhile: the log goes on from that. Nobody has seen ours.
        kept="refs/kept/$(town rev-parse HEAD)"
        echo "The forge's log has grown without us: it is gone on with. What was never pushed is in $kept." >&2
        town update-ref "$kept" HEAD
        town reset --quiet --hard "$forge"
    fi
    town rebase --quiet "$forge"
fi

"${PROGRAM:-/opt/medborgarbudget/bin/medborgarbudget}" checkpoint "$ROUND" --root town \
    --store "$STORE" --log-key "$LOG_KEY"
town add -- "$log"
if ! town diff --cached --quiet; then
    town commit --quiet --message "Round $ROUND: checkpoint of the night"
fi
town push --quiet origin "HEAD:refs/heads/$branch"
