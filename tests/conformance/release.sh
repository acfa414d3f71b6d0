# Functions of ./run: the project's own workflows, action and hooks, and a release that is made, served and installed.

ROOT=$HERE/../..

project_checks() {
  local faulty=$WORK/faulty/project
  check actionlint "the project: actionlint" lint_workflows "$ROOT"
  check zizmor "the project: zizmor" lint_security "$ROOT"
  check shellcheck "the project: shellcheck" shellcheck "$ROOT"/.ci/* "$ROOT"/.github/action/*.sh
  check pre-commit "the project: pre-commit hooks" pre-commit validate-manifest "$ROOT/.pre-commit-hooks.yaml"

  # actionlint looks for a repository around the action that a workflow uses.
  mkdir -p "$faulty/.git" && cp -r "$ROOT/.github" "$ROOT/action.yml" "$ROOT/.pre-commit-hooks.yaml" "$faulty"
  sed -i 's/^          version: \${{ needs/          versoin: ${{ needs/' "$faulty/.github/workflows/release.yml"
  # shellcheck disable=SC2016
  sed -i 's/^      run: sh .*validate.sh"/      run: idp catalog validate ${{ inputs.args }}/' "$faulty/action.yml"
  sed -i '/entry:/d' "$faulty/.pre-commit-hooks.yaml"
  refuse actionlint "actionlint sees an input that the action has not" lint_workflows "$faulty"
  refuse zizmor "zizmor sees an injection in the action" lint_security "$faulty"
  refuse pre-commit "pre-commit sees a hook without a command" pre-commit validate-manifest "$faulty/.pre-commit-hooks.yaml"
}

lint_workflows() {
  (cd "$1" && actionlint -no-color .github/workflows/*.yml)
}

lint_security() {
  zizmor --offline --no-progress --quiet "$1/.github/workflows" "$1/action.yml"
}

release_checks() {
  local -x CURL_CA_BUNDLE=$WORK/certificate.pem no_proxy=localhost NO_PROXY=localhost
  make_release
  check release "a release: the same input gives the same archives" same_archives
  check release "a release: notes are cut from the changelog" release_notes v9.9.9 '## 9.9.9 - 2026-11-25' "Nine."
  refuse release "a release: a tag that is not the version" release_notes v9.9.8 '## 9.9.9' "Nine."
  refuse release "a release: a version that the changelog does not know" release_notes v9.9.9 '## Unreleased' "Nine."

  serve_releases || { fail "releases are not served"; return; }
  check release "the installer takes the newest" installs
  check release "the installer takes a version by its checksum" installs IDP_VERSION=v9.9.9 IDP_SHA256="$SUM"
  check release "the installer takes a zip on Windows" installs RUNNER_OS=Windows RUNNER_ARCH=X64
  check release "the installer asks no network for what it has" cached
  check release "the installer runs nothing that was planted in the cache" planted
  finds release "the installer refuses a wrong checksum" installs_nothing "but $(printf '0%.0s' {1..64}) was expected" \
    IDP_VERSION=9.9.9 IDP_SHA256="$(printf '0%.0s' {1..64})"
  finds release "the installer refuses an altered archive" installs_nothing "but $SUM was expected" IDP_VERSION=9.9.8
  finds release "the installer refuses a release that is not there" installs_nothing "could not be fetched" IDP_VERSION=9.9.7
  finds release "the installer refuses what is not encrypted" installs_nothing "could not be fetched" \
    IDP_RELEASES="$UNENCRYPTED"
  finds release "the installer refuses a path as a version" installs_nothing "is not a version" IDP_VERSION=../../9.9.9
  finds release "the installer refuses a checksum without a version" installs_nothing "say which version" IDP_SHA256="$SUM"
  finds release "the installer refuses a machine it has nothing for" installs_nothing "no idp for Linux on S390X" RUNNER_ARCH=S390X
  check release "the action passes words and lines on" passes_on
  check release "the guide's lines for any CI" guide_lines
}

# Version 9.9.9, and 9.9.8 whose archives were altered after the checksums were taken.
make_release() {
  local target folder=$WORK/releases/download/v9.9.9
  mkdir -p "$folder" "$WORK/releases/latest/download" "$WORK/stubs"
  cp "$IDP" "$WORK/idp.exe"
  for target in x86_64-unknown-linux-musl aarch64-unknown-linux-musl; do
    "$ROOT/.ci/archive" 9.9.9 "$target" "$IDP" "$folder" || fail "no archive for $target"
  done
  "$ROOT/.ci/archive" 9.9.9 x86_64-pc-windows-msvc "$WORK/idp.exe" "$folder" || fail "no archive for Windows"
  (cd "$folder" && sha256sum -- * > SHA256SUMS)
  cp "$folder/SHA256SUMS" "$WORK/releases/latest/download"
  cp -r "$folder" "$WORK/releases/download/v9.9.8"
  (
    cd "$WORK/releases/download/v9.9.8" || exit
    sed -i 's/9\.9\.9/9.9.8/' SHA256SUMS
    for archive in idp-*; do
      mv "$archive" "${archive/9.9.9/9.9.8}" && echo >> "${archive/9.9.9/9.9.8}"
    done
  )
  case "$(uname -m)" in
    x86_64) ARCH=X64 ;;
    *) ARCH=ARM64 ;;
  esac
  SUM=$(sed -n "s/ .*$(uname -m)-unknown-linux.*//p" "$folder/SHA256SUMS")
  # Git's bash on Windows has it; paths are the same here.
  printf '#!/bin/sh\necho "$2"\n' > "$WORK/stubs/cygpath"
  printf '#!/bin/sh\nfor word; do echo "<$word>"; done\n' > "$WORK/stubs/idp"
  chmod +x "$WORK"/stubs/*
}

same_archives() {
  mkdir -p "$WORK/again" && (
    umask 077
    "$ROOT/.ci/archive" 9.9.9 x86_64-unknown-linux-musl "$IDP" "$WORK/again" &&
      "$ROOT/.ci/archive" 9.9.9 x86_64-pc-windows-msvc "$WORK/idp.exe" "$WORK/again"
  ) && (cd "$WORK/again" && sha256sum --check --strict --ignore-missing "$WORK/releases/latest/download/SHA256SUMS")
}

# release_notes TAG HEADING TEXT, of a project at 9.9.9.
release_notes() {
  mkdir -p "$WORK/notes" && cd "$WORK/notes" || return
  printf '[package]\nversion = "9.9.9"\n' > Cargo.toml
  printf '# Changelog\n\n%s\n\n%s\n\n## 9.9.8\n\nEight.\n' "$2" "$3" > CHANGELOG.md
  local notes code=0
  notes=$("$ROOT/.ci/release-notes" "$1") || code=$?
  cd "$HERE" || return
  [ "$code" -eq 0 ] && [ "$notes" = "$3" ]
}

serve_releases() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout "$WORK/key.pem" -out "$WORK/certificate.pem" 2> /dev/null || return
  cat "$WORK/key.pem" "$WORK/certificate.pem" > "$WORK/server.pem"
  local encrypted plain
  exec {SERVED}< <(exec python3 releases.py "$WORK/releases" "$WORK/server.pem" 2> /dev/null)
  SERVER=$!
  read -r encrypted plain <&"$SERVED" || return
  RELEASES=https://localhost:$encrypted UNENCRYPTED=http://localhost:$plain
}

stop_releases() {
  [ -z "${SERVER:-}" ] || kill "$SERVER" 2> /dev/null
  return 0
}

# The installer on a fresh machine, with what is said otherwise.
on_a_runner() {
  rm -rf "$WORK/runner" && mkdir -p "$WORK/runner/temporary" && again_on_the_runner "$@"
}

again_on_the_runner() {
  : > "$WORK/runner/path"
  env PATH="$WORK/stubs:$PATH" RUNNER_OS=Linux RUNNER_ARCH="$ARCH" RUNNER_TOOL_CACHE="$WORK/runner/tools" \
    RUNNER_TEMP="$WORK/runner/temporary" GITHUB_PATH="$WORK/runner/path" IDP_RELEASES="$RELEASES" IDP_VERSION= IDP_SHA256= "$@" \
    sh "$ROOT/.github/action/install.sh"
}

installs() {
  on_a_runner "$@" && is_installed
}

# It is on the path, and nothing else was left.
is_installed() {
  local binary
  binary=$(find "$(cat "$WORK/runner/path")" -name 'idp*' -type f)
  [ "$("$binary" --version)" = "$("$IDP" --version)" ] && [ "$(find "$WORK/runner/tools" -type f | wc -l)" -eq 1 ]
}

cached() {
  on_a_runner && again_on_the_runner IDP_VERSION=9.9.9 IDP_SHA256="$SUM" IDP_RELEASES=https://localhost:1 && is_installed
}

# An archive of somebody else's in the place of ours, a program where older versions of the installer kept one, and a link.
planted() {
  local kept
  on_a_runner || return 1
  kept=$(find "$WORK/runner/tools" -type f)
  echo planted > "$kept" && again_on_the_runner && is_installed || return 1
  mkdir -p "$WORK/runner/tools/idp/$SUM" && printf '#!/bin/sh\necho POISONED\n' > "$WORK/runner/tools/idp/$SUM/idp"
  chmod +x "$WORK/runner/tools/idp/$SUM/idp"
  again_on_the_runner | grep -v POISONED && rm -r "$WORK/runner/tools/idp/$SUM" && is_installed || return 1
  mv "$kept" "$WORK/runner/moved" && ln -s "$WORK/runner/moved" "$kept" && again_on_the_runner && is_installed
}

# installs_nothing MESSAGE NAME=VALUE…
installs_nothing() {
  local message=$1 output
  shift
  output=$(on_a_runner "$@") && return 1
  grep -F "::error" <<< "$output" | grep -F "$message" && [ ! -s "$WORK/runner/path" ] &&
    [ -z "$(find "$WORK/runner" -path '*tools/idp/*')" ]
}

passes_on() {
  diff <(PATH=$WORK/stubs:$PATH IDP_ARGS='--strict  --tier *' IDP_PATHS=$'a b\n\n-c' sh "$ROOT/.github/action/validate.sh") \
    <(printf '<%s>\n' catalog validate -o github --strict --tier '*' -- 'a b' -c) &&
    diff <(PATH=$WORK/stubs:$PATH IDP_ARGS='' IDP_PATHS='' sh "$ROOT/.github/action/validate.sh") \
      <(printf '<%s>\n' catalog validate -o github --) && judges_by_the_base
}

# In a pull request the base judges, if it can be had; what was asked for in words stays.
judges_by_the_base() {
  local base repository=$WORK/pull-request
  rm -rf "$repository" "$repository.clone"
  git init -q "$repository" && git -C "$repository" -c user.name=T -c user.email=t@example.com commit -q --allow-empty -m base &&
    base=$(git -C "$repository" rev-parse HEAD) &&
    git -C "$repository" -c user.name=T -c user.email=t@example.com commit -q --allow-empty -m head &&
    git -C "$repository" config uploadpack.allowAnySHA1InWant true &&
    git clone -q --depth 1 "file://$repository" "$repository.clone" || return 1
  validates "$base" '' <(printf '<%s>\n' catalog validate -o github --changed-since "$base" --) &&
    validates none '' <(printf '<%s>\n' catalog validate -o github --) &&
    validates "$base" '--changed-since x' <(printf '<%s>\n' catalog validate -o github --changed-since x --) &&
    validates "$(printf 'a%.0s' {1..40})" '' <(printf '<%s>\n' catalog validate -o github --) '::warning' &&
    judges_a_merge "$base" "$repository"
}

# GitHub merges a pull request into its base, which may be newer than that of the event.
judges_a_merge() {
  local base=$1 repository=$2 parent
  local as=(git -C "$repository" -c user.name=T -c user.email=t@example.com)
  parent=$(git -C "$repository" rev-parse HEAD) && rm -rf "$repository.clone" &&
    "${as[@]}" checkout -q -b topic "$base" && "${as[@]}" commit -q --allow-empty -m topic &&
    "${as[@]}" checkout -q - && "${as[@]}" merge -q --no-ff -m merge topic &&
    git clone -q --depth 1 "file://$repository" "$repository.clone" &&
    validates "$base" '' <(printf '<%s>\n' catalog validate -o github --changed-since "$parent" --)
}

# validates BASE ARGS EXPECTED [FIRST-LINE]
validates() {
  local output
  output=$(cd "$WORK/pull-request.clone" && PATH=$WORK/stubs:$PATH IDP_BASE=$1 IDP_ARGS=$2 IDP_PATHS='' sh "$ROOT/.github/action/validate.sh") || return 1
  if [ $# -gt 3 ]; then
    grep -q "^$4" <<< "$output" || return 1
    output=$(sed 1d <<< "$output")
  fi
  diff <(echo "$output") "$3"
}

# What docs/guide/ci.md tells to type, with this release in place of a published one.
guide_lines() {
  mkdir -p "$WORK/guide" &&
    sed -n '/^```sh$/,/^```$/{/^```/d;p}' "$ROOT/docs/guide/ci.md" |
    sed "s|^releases=.*|releases=$RELEASES|; s|^version=.*|version=9.9.9|; s|=idp-\$version-x86_64|=idp-\$version-$(uname -m)|" > "$WORK/guide/lines" &&
    (cd "$WORK/guide" && bash -euo pipefail ./lines) | grep -x "$("$IDP" --version)"
}
