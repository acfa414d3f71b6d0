# shellcheck shell=bash
register_tool shells project "completions of names in bash, zsh and fish, set up as docs/guide/completions.md says" fish zsh

check_shells() {
  local shell
  for shell in bash zsh zsh-fpath fish; do
    expect_pass shells "$shell completes names on Tab" press_tab "$(dirname "$IDP")" "$shell"
  done
  expect_fail shells "no name is completed without idp" press_tab "$WORK/shells" bash 3
}

# press_tab FOLDER SHELL [SECONDS]: with the idp of FOLDER, the practice platform in a new HOME, and nothing else from this environment.
# The platform is named because the work folder may be inside a repository with a catalog.
press_tab() {
  local home=$WORK/shells/$2
  local environment=(env -i HOME="$home" PATH="$1:$PATH" IDP_PLATFORM=practice)
  mkdir -p "$home" || return
  [ ! -x "$1/idp" ] || "${environment[@]}" idp catalog list --quiet > "$home/entities" || return
  (cd "$home" && "${environment[@]}" python3 "$ROOT/tests/conformance/tab.py" "${@:2}")
}
