#!/usr/bin/env bash
# Tells what was merged: the service, what production runs (deploy/production.yaml), or both. Writes to GITHUB_OUTPUT:
#   service         true where there is something to build and to prove in staging
#   commit, digest  what production is to run, where that changed
# Reads BEFORE, the commit that the branch was at; needs the history of the branch.
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

tell() {
  echo "$1=$2" | tee -a "$GITHUB_OUTPUT"
}

# Started by hand: the service, whatever was merged last.
if ! git cat-file -e "${BEFORE:-none}^{commit}" 2> /dev/null; then
  tell service true
  exit
fi

changed=$(git diff --name-only --no-renames "$BEFORE" HEAD)
if [ "$changed" != "$RECORD" ]; then
  tell service true
fi
if grep --quiet --line-regexp --fixed-strings "$RECORD" <<< "$changed"; then
  [ -f "$RECORD" ] || refuse "$RECORD is gone. Revert that, and production runs what it said."
  commit=$(recorded commit)
  digest=$(recorded digest)
  [[ $commit =~ ^[0-9a-f]{40}$ && $digest =~ ^sha256:[0-9a-f]{64}$ ]] || refuse "$RECORD has no commit and digest."
  # The chart comes from there, too: only what was merged may hold the keys of production.
  git merge-base --is-ancestor "$commit" HEAD 2> /dev/null || refuse "$commit, of $RECORD, was never merged."
  tell commit "$commit"
  tell digest "$digest"
fi
