#!/usr/bin/env bash
# Detects what was merged: the service, the release for production (deploy/production.yaml), or both. Writes to GITHUB_OUTPUT:
#   service     true if there is something to build and to test in staging
#   production  true if the release for production was changed, or must be rolled out again
# Reads BEFORE, the previous commit of the branch. Requires the branch history.
set -euo pipefail

RECORD=deploy/production.yaml

tell() {
  echo "$1=true" | tee -a "$GITHUB_OUTPUT"
}

# Started by hand: report both, whatever was merged last.
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
