#!/usr/bin/env bash
# Tells what was merged: the service, what production is to run (deploy/production.yaml), or both. Writes to GITHUB_OUTPUT:
#   service     true where there is something to build and to prove in staging
#   production  true where what production is to run was changed, or is to be rolled out again
# Reads BEFORE, the commit that the branch was at; needs the history of the branch.
set -euo pipefail

RECORD=deploy/production.yaml

tell() {
  echo "$1=true" | tee -a "$GITHUB_OUTPUT"
}

# Started by hand: all of it, whatever was merged last.
if [ -z "$BEFORE" ] || ! git cat-file -e "$BEFORE^{commit}" 2> /dev/null; then
  tell service
  [ ! -f "$RECORD" ] || tell production
  exit
fi

changed=$(git diff --name-only --no-renames "$BEFORE" HEAD)
if [ "$changed" != "$RECORD" ]; then
  tell service
fi
if grep --quiet --line-regexp --fixed-strings "$RECORD" <<< "$changed"; then
  tell production
fi
