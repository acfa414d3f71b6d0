# shellcheck shell=bash
register_tool installer project "the action's installer, and the commands of README.md and docs/guide/ci.md, on a release" curl openssl unzip zip

check_installer() {
  require_release_server || { record_failure installer "releases are served"; return; }
  local -x CURL_CA_BUNDLE=$RELEASE_CERTIFICATE no_proxy=localhost NO_PROXY=localhost
  write_cygpath "$WORK/stubs/cygpath"
  expect_pass installer "the installer takes the newest version" install_idp
  expect_pass installer "the installer takes a version with its checksum" install_idp IDP_VERSION=v9.9.9 IDP_SHA256="$ARCHIVE_SUM"
  expect_pass installer "the installer takes a zip on Windows" install_idp RUNNER_OS=Windows RUNNER_ARCH=X64
  expect_pass installer "the installer doesn't use the network for a version in its cache" install_from_cache
  expect_pass installer "the installer runs nothing that was planted in its cache" resist_planted_files
  reject_downloads
  expect_pass installer "the commands of README.md work" run_page README.md
  expect_pass installer "the commands of docs/guide/ci.md work" run_page docs/guide/ci.md
}

reject_downloads() {
  local wrong
  wrong=$(printf '0%.0s' {1..64})
  expect_found installer "the installer rejects a wrong checksum" assert_not_installed "but $wrong was expected" IDP_VERSION=9.9.9 IDP_SHA256="$wrong"
  expect_found installer "the installer rejects an altered archive" assert_not_installed "but $ARCHIVE_SUM was expected" IDP_VERSION=9.9.8
  expect_found installer "the installer rejects a release that doesn't exist" assert_not_installed "could not be fetched" IDP_VERSION=9.9.7
  expect_found installer "the installer rejects an unencrypted download" assert_not_installed "could not be fetched" \
    IDP_RELEASES="$UNENCRYPTED_RELEASES"
  expect_found installer "the installer rejects a path as a version" assert_not_installed "is not a version" IDP_VERSION=../../9.9.9
  expect_found installer "the installer rejects a checksum without a version" assert_not_installed "say which version" IDP_SHA256="$ARCHIVE_SUM"
  expect_found installer "the installer rejects a machine without an archive" assert_not_installed "no idp for Linux on S390X" RUNNER_ARCH=S390X
}

# Git's bash on Windows has it. Here both kinds of path are the same.
write_cygpath() {
  mkdir -p "$(dirname "$1")"
  # shellcheck disable=SC2016
  printf '#!/bin/sh\necho "$2"\n' > "$1" && chmod +x "$1"
}

# run_installer_afresh NAME=VALUE…: on a new machine, with this environment.
run_installer_afresh() {
  rm -rf "$WORK/runner" && mkdir -p "$WORK/runner/temporary" && run_installer "$@"
}

# run_installer NAME=VALUE…: on the same machine.
run_installer() {
  local architecture=ARM64
  [ "$(uname -m)" != x86_64 ] || architecture=X64
  : > "$WORK/runner/path"
  env PATH="$WORK/stubs:$PATH" RUNNER_OS=Linux RUNNER_ARCH="$architecture" RUNNER_TOOL_CACHE="$WORK/runner/tools" \
    RUNNER_TEMP="$WORK/runner/temporary" GITHUB_PATH="$WORK/runner/path" IDP_RELEASES="$RELEASES" IDP_VERSION= IDP_SHA256= "$@" \
    sh "$ROOT/.github/action/install.sh"
}

install_idp() {
  run_installer_afresh "$@" && assert_installed
}

# It is on the path, and nothing else was left.
assert_installed() {
  local binary
  binary=$(find "$(cat "$WORK/runner/path")" -name 'idp*' -type f)
  [ "$("$binary" --version)" = "$("$IDP" --version)" ] && [ "$(find "$WORK/runner/tools" -type f | wc -l)" -eq 1 ]
}

install_from_cache() {
  run_installer_afresh && run_installer IDP_VERSION=9.9.9 IDP_SHA256="$ARCHIVE_SUM" IDP_RELEASES=https://localhost:1 && assert_installed
}

# Another file in place of the cached archive, a program where older versions of the installer kept one, and a link.
resist_planted_files() {
  local archive old=$WORK/runner/tools/idp/$ARCHIVE_SUM
  run_installer_afresh || return 1
  archive=$(find "$WORK/runner/tools" -type f)
  echo planted > "$archive" && run_installer && assert_installed || return 1
  mkdir -p "$old" && printf '#!/bin/sh\necho POISONED\n' > "$old/idp" && chmod +x "$old/idp"
  run_installer | grep -v POISONED && rm -r "$old" && assert_installed || return 1
  mv "$archive" "$WORK/runner/moved" && ln -s "$WORK/runner/moved" "$archive" && run_installer && assert_installed
}

# assert_not_installed MESSAGE NAME=VALUE…
assert_not_installed() {
  local message=$1 output
  shift
  output=$(run_installer_afresh "$@") && return 1
  grep -F "::error" <<< "$output" | grep -F "$message" && [ ! -s "$WORK/runner/path" ] &&
    [ -z "$(find "$WORK/runner" -path '*tools/idp/*')" ]
}

# run_page PAGE: what it tells the reader to type, with this release in place of a published one.
run_page() {
  # shellcheck disable=SC2016
  rm -rf "$WORK/guide" && mkdir -p "$WORK/guide" &&
    sed -n '/^```sh$/,/^```$/{/^```/d;p}' "$ROOT/$1" |
    sed "s|^releases=.*|releases=$RELEASES|; s|^version=.*|version=9.9.9|; s|=idp-\$version-x86_64|=idp-\$version-$(uname -m)|" > "$WORK/guide/lines" &&
    (cd "$WORK/guide" && bash -euo pipefail ./lines) | grep -x "$("$IDP" --version)"
}
