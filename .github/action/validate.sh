#!/bin/sh
# Runs `idp catalog validate` with IDP_ARGS, separated by spaces, and IDP_PATHS, one per line.
#
# IDP_BASE  the commit that a pull request will be merged into. Its settings apply, so that no pull request can turn the
#           check off. If `none` or empty, the settings of the checkout apply.
set -euf

while IFS= read -r path; do
  [ -z "$path" ] || set -- "$@" "$path"
done << END
$IDP_PATHS
END

base=${IDP_BASE:-}
case " $IDP_ARGS " in
  *' --changed-since'* | *' --at'*) base= ;; # set in the arguments
esac
case "$base" in
  none | -*) base= ;;
esac
# By default, the checkout of a pull request has only one commit, so fetch the base.
if [ -n "$base" ] && ! git cat-file -e "$base^{commit}" 2> /dev/null &&
  ! git fetch --quiet --no-tags --depth=1 origin "$base" 2> /dev/null; then
  echo "::warning title=idp uses the settings of the pull request::The base $base is not in this checkout." \
    "Add \`fetch-depth: 0\` to actions/checkout, so that a pull request can't relax its own check."
  base=
fi
# GitHub checks out a merge of the pull request into its base, perhaps without history. The first parent is the tip of
# that base, which can be newer than the base in the event.
if [ -n "$base" ] && ! git merge-base HEAD "$base^{commit}" > /dev/null 2>&1; then
  parents=$(git cat-file commit HEAD | sed -n '/^$/q; s/^parent //p')
  merged=$(echo "$parents" | sed -n 1p)
  if [ "$(echo "$parents" | wc -l)" -eq 2 ] && git fetch --quiet --no-tags --depth=1 origin "$merged" 2> /dev/null; then
    base=$merged
  fi
fi
[ -z "$base" ] || set -- --changed-since "$base" -- "$@"
[ -n "$base" ] || set -- -- "$@"
# shellcheck disable=SC2086 # split into words
exec idp catalog validate -o github $IDP_ARGS "$@"
