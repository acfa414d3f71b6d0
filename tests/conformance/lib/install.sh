# shellcheck shell=bash
# Installs what a run needs into .tools. A stamp for each need holds its pin, so that it is installed once.

# npm ci can't install into a folder that it reaches through a link.
TOOLS=$(realpath --canonicalize-missing "$HERE/.tools")
export BACKSTAGE_PACKAGES=$TOOLS/backstage BACKEND_PACKAGES=$TOOLS/backend
export PATH="$TOOLS/bin:$TOOLS/python/bin:$TOOLS/node/node_modules/.bin:$PATH"

# install_needs NEED…: names from the tables of ./pins.sh, and backstage, backend, custom-resources and sarif-schema.
install_needs() {
  local need lock
  mkdir -p "$TOOLS/stamps" || return
  # A second run waits until the first has installed everything.
  { exec {lock}> "$TOOLS/lock" && flock "$lock"; } || return
  install_python_tools "$@" || { echo "error: failed to install the Python tools" >&2; return 1; }
  for need; do
    install_need "$need" || { echo "error: failed to install $need" >&2; return 1; }
  done
  exec {lock}>&-
  # bash remembers where it found python3 and node before.
  hash -r
}

install_need() {
  if [ -n "${PYTHON_TOOLS[$1]:-}" ]; then
    return
  elif [ -n "${GO_TOOLS[$1]:-}" ]; then
    install_once "$1" "${GO_TOOLS[$1]}" install_go_tool "${GO_TOOLS[$1]}"
  elif [ -n "${CARGO_TOOLS[$1]:-}" ]; then
    install_once "$1" "${CARGO_TOOLS[$1]}" install_cargo_tool "${CARGO_TOOLS[$1]}"
  elif [ -n "${NPM_TOOLS[$1]:-}" ]; then
    install_once "$1" "${NPM_TOOLS[$1]}" install_npm_tool "$1"
  elif [ -n "${DEBIAN_PACKAGES[$1]:-}" ]; then
    install_debian_package "$1"
  else
    install_data "$1"
  fi
}

install_data() {
  case $1 in
    backstage | backend) install_once "$1" "$(sha256sum < "$1/package-lock.json")" install_npm_project "$1" ;;
    custom-resources) install_once custom-resources "${CUSTOM_RESOURCES[*]}" install_custom_resources ;;
    sarif-schema) install_once sarif-schema "$SARIF_CRATE" install_sarif_schema ;;
    *) echo "error: nothing installs $1" >&2; return 1 ;;
  esac
}

# install_once NEED PIN COMMAND…: runs the command unless the stamp of the need has this pin.
install_once() {
  is_stamped "$1" "$2" && return
  "${@:3}" && write_stamp "$1" "$2"
}

is_stamped() {
  [ "$(cat "$TOOLS/stamps/$1" 2> /dev/null)" = "$2" ]
}

write_stamp() {
  echo "$2" > "$TOOLS/stamps/$1"
}

install_go_tool() {
  GOBIN=$TOOLS/bin go install "$1"
}

install_cargo_tool() {
  cargo install --quiet --locked --debug --no-default-features --root "$TOOLS" "$1"
}

# install_python_tools NEED…: those that are Python tools. pip resolves them together with the ones that are installed already, so
# that none changes what another depends on.
install_python_tools() {
  local need wanted=() kept=() pins=()
  for need; do
    [ -n "${PYTHON_TOOLS[$need]:-}" ] && ! is_stamped "$need" "${PYTHON_TOOLS[$need]}" && wanted+=("$need")
  done
  [ ${#wanted[@]} -gt 0 ] || return 0
  for need in "${!PYTHON_TOOLS[@]}"; do
    is_stamped "$need" "${PYTHON_TOOLS[$need]}" && kept+=("$need")
  done
  for need in "${wanted[@]}" "${kept[@]}"; do
    pins+=("$need==${PYTHON_TOOLS[$need]}")
  done
  [ -x "$TOOLS/python/bin/pip" ] || python3 -m venv "$TOOLS/python" || return
  "$TOOLS/python/bin/pip" install --quiet --disable-pip-version-check "${pins[@]}" || return
  for need in "${wanted[@]}"; do
    write_stamp "$need" "${PYTHON_TOOLS[$need]}"
  done
}

# install_npm_tool NAME: its packages. node installs its program in a script; the others need no script.
install_npm_tool() {
  local packages options=(--ignore-scripts)
  [ "$1" = node ] && options=()
  read -ra packages <<< "${NPM_TOOLS[$1]}"
  mkdir -p "$TOOLS/$1" && npm install --prefix "$TOOLS/$1" --no-audit --no-fund --loglevel error "${options[@]}" "${packages[@]}" || return
  hash -r
  [ "$1" != node ] || [ "$(node --version)" = "v$(print_pinned_version node)" ]
}

install_debian_package() {
  local program=${DEBIAN_PACKAGES[$1]}
  case $program in
    initdb) find_postgres_bin > /dev/null && return ;;
    *) type -P "$program" > /dev/null && return ;;
  esac
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" > /dev/null
}

# install_npm_project FOLDER: Backstage's own packages, as the package-lock.json of the folder pins them.
install_npm_project() {
  mkdir -p "$TOOLS/$1" && cp "$1/package.json" "$1/package-lock.json" "$TOOLS/$1" || return
  npm ci --prefix "$TOOLS/$1" --ignore-scripts --no-audit --no-fund --loglevel error
}

install_custom_resources() {
  local resource directory
  rm -rf "$TOOLS/definitions" && mkdir -p "$TOOLS/definitions" || return
  for resource in "${CUSTOM_RESOURCES[@]}"; do
    directory=$(go mod download -json "${resource%%:*}" | python3 -c 'import json, sys; print(json.load(sys.stdin)["Dir"])') || return
    cp "$directory/${resource#*:}" "$TOOLS/definitions" && chmod u+w "$TOOLS"/definitions/* || return
  done
}

install_sarif_schema() {
  local crate=$TOOLS/sarif manifest
  mkdir -p "$crate/src" && touch "$crate/src/lib.rs" || return
  printf '%s\n' '[package]' 'name = "schema"' 'edition = "2024"' '[workspace]' '[dependencies]' \
    "${SARIF_CRATE%@*} = \"=${SARIF_CRATE#*@}\"" > "$crate/Cargo.toml"
  manifest=$(cargo metadata --quiet --format-version 1 --manifest-path "$crate/Cargo.toml" | python3 -c \
    'import json, sys; print(next(p["manifest_path"] for p in json.load(sys.stdin)["packages"] if p["name"] == sys.argv[1]))' \
    "${SARIF_CRATE%@*}") || return
  cp "$(dirname "$manifest")/src/schema.json" "$TOOLS/sarif.json"
}
