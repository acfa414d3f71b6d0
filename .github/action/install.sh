#!/bin/sh
# Installs an idp release for later steps, after verifying its checksum. POSIX sh, because macOS has bash 3.2.
#
# IDP_RELEASES  the URL of the releases: https://github.com/<owner>/idp/releases
# IDP_VERSION   the version, such as 1.2.3; if empty, the newest
# IDP_SHA256    the expected checksum of the archive; if empty, the one in the release's SHA256SUMS
# The runner sets the others: RUNNER_OS, RUNNER_ARCH, RUNNER_TOOL_CACHE, RUNNER_TEMP, GITHUB_PATH.
set -eu

stop() {
  echo "::error title=idp was not installed::$*"
  exit 1
}

fetch() {
  curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 3 --connect-timeout 20 \
    --output "$2" "$1" || stop "$1 could not be fetched"
}

# Reads the file from stdin, because a backslash in a file name, as on Windows, would change the output.
checksum_of() {
  if command -v sha256sum > /dev/null; then sha256sum < "$1"; else shasum -a 256 < "$1"; fi | cut -d ' ' -f 1
}

case "$RUNNER_OS-$RUNNER_ARCH" in
  Linux-X64) target=x86_64-unknown-linux-musl ;;
  Linux-ARM64) target=aarch64-unknown-linux-musl ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64) target=x86_64-pc-windows-msvc ;;
  *) stop "there is no idp for $RUNNER_OS on $RUNNER_ARCH" ;;
esac
case "$RUNNER_OS" in
  Windows)
    ending=zip binary=idp.exe
    cache=$(cygpath --unix "$RUNNER_TOOL_CACHE") temporary=$(cygpath --unix "$RUNNER_TEMP")
    ;;
  *) ending=tar.gz binary=idp cache=$RUNNER_TOOL_CACHE temporary=$RUNNER_TEMP ;;
esac

version=${IDP_VERSION#v}
sum=$(printf %s "$IDP_SHA256" | tr A-F a-f)
[ -n "$version" ] || [ -z "$sum" ] || stop "the input sha256 requires the input version: say which version the checksum is for"
mkdir -p "$cache/idp"
work=$(mktemp -d "$cache/idp/new.XXXXXX")
trap 'rm -rf "$work"' EXIT

if [ -z "$version" ]; then
  fetch "$IDP_RELEASES/latest/download/SHA256SUMS" "$work/SHA256SUMS"
  version=$(sed -n "s/^[0-9a-f]* [ *]idp-\(.*\)-$target\.$ending\$/\1/p" "$work/SHA256SUMS")
fi
case "$version" in
  '' | *[!0-9A-Za-z.+-]*) stop "\`$version\` is not a version" ;;
esac
name=idp-$version-$target
from=$IDP_RELEASES/download/v$version
if [ -z "$sum" ]; then
  [ -f "$work/SHA256SUMS" ] || fetch "$from/SHA256SUMS" "$work/SHA256SUMS"
  sum=$(sed -n "s/^\([0-9a-f]*\) [ *]$name\.$ending\$/\1/p" "$work/SHA256SUMS")
fi
case "$sum" in
  *[!0-9a-f]*) sum= ;;
esac
[ ${#sum} -eq 64 ] || stop "there is no SHA-256 checksum for $name.$ending"

# Cache the archive and verify it each time: anyone who can write to the cache of a self-hosted runner could replace a program.
# Copy it first, so that the verified file is the one that is unpacked.
kept=$cache/idp/$sum.$ending
archive=$work/$name.$ending
if [ -f "$kept" ] && [ ! -L "$kept" ]; then
  cp "$kept" "$archive"
fi
if [ ! -f "$archive" ] || [ "$(checksum_of "$archive")" != "$sum" ]; then
  fetch "$from/$name.$ending" "$archive"
  found=$(checksum_of "$archive")
  [ "$found" = "$sum" ] || stop "$from/$name.$ending has the checksum $found, but $sum was expected"
  cp "$archive" "$work/kept"
  mv -f "$work/kept" "$kept"
fi
case "$ending" in
  zip) unzip -q "$archive" -d "$work" ;;
  *) tar -xzf "$archive" -C "$work" ;;
esac
# The runner deletes its temporary folder after the job.
place=$(mktemp -d "$temporary/idp.XXXXXX")
mv "$work/$name/$binary" "$place/$binary"

echo "$("$place/$binary" --version) from $from, SHA-256 $sum"
case "$RUNNER_OS" in
  Windows) cygpath --windows "$place" ;;
  *) echo "$place" ;;
esac >> "$GITHUB_PATH"
