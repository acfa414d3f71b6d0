#!/usr/bin/env bash
# Tells whether what runs already is newer: runs overtake each other, and only one that is started again goes back. Writes to
# GITHUB_OUTPUT:
#   by  the newer commit
# Reads RELEASE and NAMESPACE; needs the history of the branch, and helm.
set -euo pipefail

running=$(helm get values "$RELEASE" --namespace "$NAMESPACE" --output json 2> /dev/null | jq --raw-output '.image.version // empty' || true)
if [ "$GITHUB_RUN_ATTEMPT" != 1 ] || ! [[ $running =~ ^[0-9a-f]{12}$ ]] || [ "$running" = "${GITHUB_SHA::12}" ]; then
  exit
fi
if git merge-base --is-ancestor "$GITHUB_SHA" "$running" 2> /dev/null; then
  echo "::notice title=Nothing is rolled out::$running is newer, and runs already."
  echo "by=$running" >> "$GITHUB_OUTPUT"
fi
