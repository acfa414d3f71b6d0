# shellcheck shell=bash
# Functions of ./run: an installation of Backstage, with the app-config of a platform.

APP=$TOOLS/backstage-app
# The files of this folder that the app is built from.
APP_SOURCES=(package.json package-lock.json backend.cjs tsconfig.json public src)
export CATALOG_TOKEN=catalog-token-of-the-conformance-suite

# install_app: Backstage's packages, and the app built from them. app-backend looks for the app as the package `app`.
install_app() {
  local pin
  pin=$(run_in backstage-app find "${APP_SOURCES[@]}" -type f -exec sha256sum {} + | sort | sha256sum)
  install_once backstage-app "$pin" build_app
}

build_app() {
  rm -rf "$APP/dist"
  { mkdir -p "$APP" && run_in backstage-app cp -r "${APP_SOURCES[@]}" "$APP"; } || return
  install_once backstage-app-packages "$(sha256sum < backstage-app/package-lock.json)" install_app_packages || return
  ln -sfn .. "$APP/node_modules/app" || return
  run_in "$APP" node node_modules/@backstage/cli-module-build/bin/backstage-cli-module-build package build > "$APP/build.log" 2>&1 ||
    { tail -20 "$APP/build.log"; return 1; }
}

install_app_packages() {
  npm ci --prefix "$APP" --ignore-scripts --no-audit --no-fund --loglevel error
}

# use_app, use_created_app: the app that require_backstage starts.
use_app() {
  BACKSTAGE_FOLDER=$APP BACKSTAGE_CONFIG=$HERE/backstage-app/app.yaml
  BACKSTAGE_PROGRAM=backend.cjs BACKSTAGE_SOURCE=backend.cjs
}

# shellcheck disable=SC2034 # read by ./checks.sh
use_created_app() {
  BACKSTAGE_FOLDER=$CREATED_APP BACKSTAGE_CONFIG=$CREATED_APP/app-config.yaml
  BACKSTAGE_PROGRAM=packages/backend BACKSTAGE_SOURCE=packages/backend/src/index.ts
}

# require_backstage NAME APP-CONFIG [VARIABLE=VALUE…]: on a free port, with databases of its own. NAME has only lower-case letters. Sets
# BACKSTAGE_URL and BACKSTAGE_LOG. With CATALOG_URL, a proxy takes the catalog's API from there.
require_backstage() {
  local began name="Backstage starts with the app-config of the $1 platform"
  began=$(print_time)
  BACKSTAGE_PORT=$(find_free_port)
  BACKSTAGE_URL=http://127.0.0.1:$BACKSTAGE_PORT
  [ -z "${CATALOG_URL:-}" ] || start_proxy || return
  BACKSTAGE_LOG=$WORK/$1.log
  start_backstage "$@"
  if wait_for_backstage; then
    record_pass SOUND backstage-app "$name" "$began"
  else
    record_failure backstage-app "$name" "$began"
    tail -20 "$BACKSTAGE_LOG"
    return 1
  fi
}

# The app-config of the platform is the last one, as backstage/README.md says.
start_backstage() {
  env --chdir "$BACKSTAGE_FOLDER" "${@:3}" NODE_ENV=production DATABASE_PREFIX="$1_" POSTGRES_PORT="$POSTGRES_PORT" \
    BACKSTAGE_URL="$BACKSTAGE_URL" BACKSTAGE_PORT="$BACKSTAGE_PORT" TECHDOCS_FOLDER="$WORK/$1-techdocs" \
    node "$BACKSTAGE_PROGRAM" --config "$BACKSTAGE_CONFIG" --config "$HERE/backstage-app/installation.yaml" --config "$2" \
    > "$BACKSTAGE_LOG" 2>&1 &
  BACKSTAGE_PROCESS=$!
  disown
}

wait_for_backstage() {
  local end=$((SECONDS + 60))
  until curl --silent --fail --output /dev/null "$BACKSTAGE_URL/.backstage/health/v1/readiness"; do
    kill -0 "$BACKSTAGE_PROCESS" 2> /dev/null && [ "$SECONDS" -lt "$end" ] || return
    sleep 0.2
  done
}

stop_backstage() {
  [ -z "${BACKSTAGE_PROCESS:-}" ] || kill "$BACKSTAGE_PROCESS" 2> /dev/null
  BACKSTAGE_PROCESS=
}

# start_proxy: sets BACKSTAGE_URL to its address, and CATALOG_LOG.
start_proxy() {
  CATALOG_LOG=$WORK/catalog-requests.log
  exec {PROXY_OUTPUT}< <(exec node backstage-app/proxy.mjs "$BACKSTAGE_URL" "$CATALOG_URL" "$CATALOG_LOG")
  SERVERS+=($!)
  read -r BACKSTAGE_URL <&"$PROXY_OUTPUT"
}

GITHUB_HOST=github.acme.test
export GITHUB_TOKEN=github-token-of-the-conformance-suite

# start_github FOLDER: serves the repositories in FOLDER/<owner>/<name> as GitHub does. Sets GITHUB_SETTINGS, the variables with which
# Node.js finds it.
start_github() {
  local key=$WORK/github.key certificate=$WORK/github.pem port
  openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj "/CN=$GITHUB_HOST" -addext "subjectAltName=DNS:$GITHUB_HOST" \
    -keyout "$key" -out "$certificate" 2> /dev/null || return
  exec {GITHUB_OUTPUT}< <(exec python3 backstage-app/github.py "$1" "$GITHUB_HOST" "$key" "$certificate" 2> "$WORK/github-requests.log")
  GITHUB_PROCESS=$!
  CLEANUPS+=(stop_github)
  read -r port <&"$GITHUB_OUTPUT" || return
  # shellcheck disable=SC2034 # read by ./checks.sh
  GITHUB_SETTINGS=(NODE_USE_ENV_PROXY=1 HTTPS_PROXY="http://127.0.0.1:$port" NODE_EXTRA_CA_CERTS="$certificate")
}

stop_github() {
  kill "$GITHUB_PROCESS" 2> /dev/null
}

print_backstage_errors() {
  grep '"level":"error"' "$BACKSTAGE_LOG" | tail -5 | cut --characters -500 | sed 's/^/              /'
}

# wait_for_log WORDS: until Backstage's log has them, for a minute at most.
wait_for_log() {
  local end=$((SECONDS + 60))
  until grep --quiet --fixed-strings -- "$1" "$BACKSTAGE_LOG"; do
    [ "$SECONDS" -lt "$end" ] || return
    sleep 0.2
  done
}

print_backstage_app_version() {
  local name versions=()
  [ "$BACKSTAGE_FOLDER" = "$APP" ] || { print_created_app_version; return; }
  for name in plugin-catalog-backend plugin-catalog; do
    versions+=("$name $(jq --raw-output .version "$APP/node_modules/@backstage/$name/package.json")")
  done
  printf '%s, %s\n' "${versions[@]}"
}
