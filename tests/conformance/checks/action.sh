# shellcheck shell=bash
register_tool action project "the GitHub action: the idp command that it runs"

check_action() {
  write_echoing_idp "$WORK/stubs/idp"
  expect_pass action "the action passes its arguments and paths on" assert_arguments_passed
  expect_pass action "the action compares a pull request with its base" assert_base_passed
  expect_pass action "the action compares a merge with its first parent" assert_parent_passed
}

# An idp that prints its arguments.
write_echoing_idp() {
  mkdir -p "$(dirname "$1")"
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nfor word; do echo "<$word>"; done\n' > "$1" && chmod +x "$1"
}

# run_action NAME=VALUE…
run_action() {
  env PATH="$WORK/stubs:$PATH" IDP_ARGS= IDP_PATHS= "$@" sh "$ROOT/.github/action/validate.sh"
}

assert_arguments_passed() {
  diff <(run_action IDP_ARGS='--strict  --tier *' IDP_PATHS=$'a b\n\n-c') \
    <(printf '<%s>\n' catalog validate -o github --strict --tier '*' -- 'a b' -c) &&
    diff <(run_action) <(printf '<%s>\n' catalog validate -o github --)
}

# With a base that can be fetched. An explicit argument takes precedence.
assert_base_passed() {
  local base validate='catalog validate -o github'
  make_pull_request && base=$(print_commit HEAD^) && clone_pull_request || return
  assert_command "$base" '' "$validate --changed-since $base --" &&
    assert_command none '' "$validate --" &&
    assert_command "$base" '--changed-since x' "$validate --changed-since x --" &&
    assert_command "$(printf 'a%.0s' {1..40})" '' "$validate --" '::warning'
}

# GitHub merges a pull request into the newest commit of its base, which may be newer than the base of the event.
assert_parent_passed() {
  local base parent
  make_pull_request && base=$(print_commit HEAD^) && parent=$(print_commit HEAD) || return
  commit_empty topic "$base" && git -C "$WORK/pull-request" checkout --quiet - &&
    run_git merge --quiet --no-ff --message merge topic && clone_pull_request &&
    assert_command "$base" '' "catalog validate -o github --changed-since $parent --"
}

# A repository with two commits.
make_pull_request() {
  rm -rf "$WORK/pull-request"
  git init --quiet "$WORK/pull-request" && run_git commit --quiet --allow-empty --message base &&
    run_git commit --quiet --allow-empty --message head && run_git config uploadpack.allowAnySHA1InWant true
}

# commit_empty BRANCH BASE
commit_empty() {
  run_git checkout --quiet -b "$1" "$2" && run_git commit --quiet --allow-empty --message "$1"
}

run_git() {
  git -C "$WORK/pull-request" -c user.name=T -c user.email=t@example.com "$@"
}

print_commit() {
  run_git rev-parse "$1"
}

# Without history, as actions/checkout clones it.
clone_pull_request() {
  rm -rf "$WORK/pull-request.clone"
  git clone --quiet --depth 1 "file://$WORK/pull-request" "$WORK/pull-request.clone"
}

# assert_command BASE ARGS EXPECTED [FIRST-LINE]: the words that idp gets in the clone; a first line may precede them.
assert_command() {
  local output words
  output=$(run_in "$WORK/pull-request.clone" run_action IDP_BASE="$1" IDP_ARGS="$2") || return 1
  if [ $# -gt 3 ]; then
    grep -q "^$4" <<< "$output" || return 1
    output=$(sed 1d <<< "$output")
  fi
  read -ra words <<< "$3"
  diff <(echo "$output") <(printf '<%s>\n' "${words[@]}")
}
