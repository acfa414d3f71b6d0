#!/bin/sh
# Installs idp for the later steps of a job, after verifying its checksum.
#
# IDP_RELEASES  the page with the releases of idp: https://github.com/<owner>/idp/releases
# IDP_VERSION   the version to install
# IDP_SHA256    the checksum of the archive for this runner; if empty, the one in the release's SHA256SUMS
set -eu

stop() {
  echo "::error title=idp was not installed::$*"
  exit 1
}

fetch() {
  curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 3 --connect-timeout 20 \
    --output "$2" "$1" || stop "$1 could not be fetched"
}

[ -n "$IDP_RELEASES" ] ||
  stop "set the Actions variable IDP_RELEASES of this repository to the page with the releases of idp"
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64) target=aarch64-unknown-linux-musl ;;
  *) stop "this script installs idp only on Linux, on x86-64 and arm64" ;;
esac
work=$(mktemp -d "$RUNNER_TEMP/idp.XXXXXX")
name=idp-$IDP_VERSION-$target
from=$IDP_RELEASES/download/v$IDP_VERSION
fetch "$from/$name.tar.gz" "$work/archive"
sum=$IDP_SHA256
if [ -z "$sum" ]; then
  fetch "$from/SHA256SUMS" "$work/SHA256SUMS"
  sum=$(sed -n "s/^\([0-9a-f]*\) [ *]$name\.tar\.gz\$/\1/p" "$work/SHA256SUMS")
fi
found=$(sha256sum < "$work/archive" | cut -d ' ' -f 1)
[ "$found" = "$sum" ] || stop "$name.tar.gz has the checksum $found, but $sum was expected"
tar -xzf "$work/archive" -C "$work" --strip-components 1 "$name/idp"
echo "$("$work/idp" --version) from $from, SHA-256 $found"
echo "$work" >> "$GITHUB_PATH"
