# shellcheck shell=bash
# Where a run works: a temporary folder, with a folder in it for each subject.

# The commands that clean up when the run ends.
CLEANUPS=()

# Sets IDP, the binary that is judged.
find_idp() {
  IDP=$(realpath --canonicalize-missing "${IDP_BIN:-$ROOT/target/release/idp}")
  [ -x "$IDP" ] || { printf 'error: %s not found\nhelp: cargo build --release, or set IDP_BIN\n' "$IDP" >&2; return 1; }
}

# Sets RUN_FOLDER. HOME is an empty folder, so that nothing depends on the user's settings. Call it after everything is installed:
# the caches of go, npm and pip are in the user's HOME.
prepare_workspace() {
  find_idp || return
  RUN_FOLDER=$(mktemp -d) && chmod 755 "$RUN_FOLDER" || return
  trap clean_up EXIT
  export CARGO_HOME=${CARGO_HOME:-$HOME/.cargo} RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
  export HOME=$RUN_FOLDER/home
  mkdir "$HOME"
}

clean_up() {
  local command
  for command in "${CLEANUPS[@]}"; do
    "$command" || true
  done
  rm -rf "$RUN_FOLDER"
}

# enter_subject SUBJECT: sets the folders that its checks work in. SUBJECT is the name of a template or `project`.
enter_subject() {
  # shellcheck disable=SC2034 # read by ./render.sh
  TEMPLATE=$1
  WORK=$RUN_FOLDER/$1
  SERVICES=$WORK/services
  FAULTY=$WORK/faulty
  export IDP_HOME=$WORK/idp
  mkdir -p "$SERVICES" "$FAULTY"
}

# run_in FOLDER COMMAND…
run_in() {
  (cd "$1" && "${@:2}")
}

# A TCP port that the kernel picks.
find_free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
