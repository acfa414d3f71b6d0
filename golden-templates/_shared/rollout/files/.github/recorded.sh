#!/usr/bin/env bash
# Takes what production is to run from the record, deploy/production.yaml, as the branch has it now: a run that waited, or is
# run again, never goes back behind what was merged since. Brings the chart of that commit, and writes to GITHUB_ENV:
#   COMMIT, DIGEST  what production is to run
# Reads IMAGE, where the images are; needs the history of the branch, and docker, signed in there.
set -euo pipefail

RECORD=deploy/production.yaml

refuse() {
  echo "::error title=Production goes on as it is::$1"
  exit 1
}

# The value of a key of the record.
recorded() {
  sed -n "s/^$1: *//p" "$RECORD"
}

# The commits that an image says it was built from: one, whatever platforms it is for.
revisions() {
  docker buildx imagetools inspect "$1" --format '{{json .Image}}' |
    jq --raw-output '[.. | objects | .["org.opencontainers.image.revision"] // empty] | unique | join(" ")'
}

[ -f "$RECORD" ] || refuse "$RECORD is gone. Revert that, and production runs what it said."
commit=$(recorded commit)
digest=$(recorded digest)
[[ $commit =~ ^[0-9a-f]{40}$ && $digest =~ ^sha256:[0-9a-f]{64}$ ]] || refuse "$RECORD has no commit and digest."
# The chart comes from there, too: only what was merged may hold the keys of production.
grep --quiet --line-regexp "$commit" <<< "$(git rev-list --first-parent HEAD)" || refuse "$commit, of $RECORD, was never merged."
built_from=$(revisions "$IMAGE@$digest") || refuse "Nothing is known of $digest, of $RECORD: it is gone from $IMAGE, or this repository may not read it there, or was not answered."
[ "$built_from" = "$commit" ] || refuse "$digest, of $RECORD, was built from ${built_from:-nothing that is known}, not from $commit."

# The scripts are the newest; the chart is what staging had with that image.
git restore --source "$commit" chart
printf 'COMMIT=%s\nDIGEST=%s\n' "$commit" "$digest" | tee -a "$GITHUB_ENV"
