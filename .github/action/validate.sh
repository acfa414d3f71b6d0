#!/bin/sh
# `idp catalog validate` with IDP_ARGS, which are words, and IDP_PATHS, which are lines.
#
# IDP_BASE  the commit a pull request is to be merged into. Its settings judge, so that no pull request can switch the
#           check off; `none` or empty: the settings of what is checked out
set -euf

while IFS= read -r path; do
  [ -z "$path" ] || set -- "$@" "$path"
done << END
$IDP_PATHS
END

base=${IDP_BASE:-}
case " $IDP_ARGS " in
  *' --changed-since'* | *' --at'*) base= ;; # asked for in words
esac
case "$base" in
  none | -*) base= ;;
esac
# The checkout of a pull request has one commit unless it was told otherwise; the base is one more.
if [ -n "$base" ] && ! git cat-file -e "$base^{commit}" 2> /dev/null &&
  ! git fetch --quiet --no-tags --depth=1 origin "$base" 2> /dev/null; then
  echo "::warning title=idp judges by the settings of the pull request::The base $base is not in this checkout." \
    "Add \`fetch-depth: 0\` to actions/checkout, so that a pull request cannot relax its own check."
  base=
fi
# GitHub merges a pull request into its base and checks that out, perhaps without its history. What it was merged into is
# then the first parent, which the base of the event may be older than.
if [ -n "$base" ] && ! git merge-base HEAD "$base^{commit}" > /dev/null 2>&1; then
  parents=$(git cat-file commit HEAD | sed -n '/^$/q; s/^parent //p')
  merged=$(echo "$parents" | sed -n 1p)
  if [ "$(echo "$parents" | wc -l)" -eq 2 ] && git fetch --quiet --no-tags --depth=1 origin "$merged" 2> /dev/null; then
    base=$merged
  fi
fi
[ -z "$base" ] || set -- --changed-since "$base" -- "$@"
[ -n "$base" ] || set -- -- "$@"
# shellcheck disable=SC2086 # words
exec idp catalog validate -o github $IDP_ARGS "$@"
