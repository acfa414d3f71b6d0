#!/bin/sh
# `idp catalog validate` with IDP_ARGS, which are words, and IDP_PATHS, which are lines.
set -euf

while IFS= read -r path; do
  [ -z "$path" ] || set -- "$@" "$path"
done << END
$IDP_PATHS
END
# shellcheck disable=SC2086 # words
exec idp catalog validate -o github $IDP_ARGS -- "$@"
