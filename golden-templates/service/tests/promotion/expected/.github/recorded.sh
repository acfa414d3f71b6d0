#!/usr/bin/env bash
# Reads the release for production from the record, deploy/production.yaml, at the current tip of the branch, so that a run that
# waited or is repeated never undoes a later merge. Restores the chart of the recorded commit, and writes to GITHUB_ENV:
#   COMMIT, DIGEST  the release for production
# Reads IMAGE, the image repository. Requires the branch history, and docker, signed in to the registry.
set -euo pipefail

RECORD=deploy/production.yaml

refuse() {
  echo "::error title=Production is unchanged::$1"
  exit 1
}

# The value of a key in the record.
recorded() {
  sed -n "s/^$1: *//p" "$RECORD"
}

# The commits that an image's labels name: one, however many platforms it has.
revisions() {
  docker buildx imagetools inspect "$1" --format '{{json .Image}}' |
    jq --raw-output '[.. | objects | .["org.opencontainers.image.revision"] // empty] | unique | join(" ")'
}

[ -f "$RECORD" ] || refuse "$RECORD is missing. Revert its deletion to deploy the release that it named."
commit=$(recorded commit)
digest=$(recorded digest)
[[ $commit =~ ^[0-9a-f]{40}$ && $digest =~ ^sha256:[0-9a-f]{64}$ ]] || refuse "$RECORD has no valid commit and digest."
# The chart comes from that commit, too: only merged code can get the production keys.
grep --quiet --line-regexp "$commit" <<< "$(git rev-list --first-parent HEAD)" || refuse "$commit in $RECORD was never merged."
built_from=$(revisions "$IMAGE@$digest") || refuse "Cannot inspect $digest in $RECORD: $IMAGE doesn't have it, this repository isn't allowed to read it, or the registry didn't answer."
[ "$built_from" = "$commit" ] || refuse "$digest in $RECORD was built from ${built_from:-an unknown commit}, not from $commit."

# The scripts are the newest ones; the chart is the one that staging had with that image.
git restore --source "$commit" chart
printf 'COMMIT=%s\nDIGEST=%s\n' "$commit" "$digest" | tee -a "$GITHUB_ENV"
