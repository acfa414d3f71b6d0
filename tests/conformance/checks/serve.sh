# shellcheck shell=bash
register_tool serve project "the answers of idp catalog serve: Backstage's catalog backend on PostgreSQL, and Backstage's client" backend node postgresql

print_serve_version() {
  # shellcheck disable=SC2016
  node -p '
    const version = (name) => require(`${process.env.BACKEND_PACKAGES}/node_modules/${name}/package.json`).version;
    `catalog-backend ${version("@backstage/plugin-catalog-backend")}, catalog-client ${version("@backstage/catalog-client")}`'
}

# IDP_SERVE_CATALOG may name more folders with catalogs to compare, separated by colons.
check_serve() {
  local catalog=$WORK/served practice=$WORK/served-practice folder more
  require_postgres || return 0
  CLEANUPS+=(stop_servers)
  cp -r backend/fixtures "$catalog"
  IDP_HOME=$WORK/served-home "$IDP" catalog list --platform practice --quiet > /dev/null
  git clone --quiet "$WORK/served-home/platform.git" "$practice"
  compare_servers_on "the practice platform" "$practice"
  compare_servers_on "texts, numbers and kinds of all sorts" "$catalog"
  expect_changed_answer "a result that isn't counted" '"totalItems":1' '"totalItems":0'
  expect_changed_answer "another kind" '"kind":"Group"' '"kind":"Groups"'
  expect_changed_answer "an error with another name" InputError Error
  expect_changed_answer "an entity without its relations" '"relations":' '"relation":'
  IFS=: read -ra more <<< "${IDP_SERVE_CATALOG:-}"
  for folder in "${more[@]}"; do
    copy_catalog "$folder" "$WORK/more" && compare_servers_on "$(basename "$folder")" "$WORK/more"
  done
}

# copy_catalog FOLDER COPY: as a platform. Without a catalog-info.yaml, all of its YAML files count.
copy_catalog() {
  rm -rf "$2" && cp -rL "$1" "$2" || return
  [ -f "$2/idp.yaml" ] || cp backend/fixtures/idp.yaml "$2"
  [ -f "$2/catalog-info.yaml" ] || write_root_location "$2"
}

# write_root_location FOLDER: Backstage rejects a pattern that matches nothing.
write_root_location() {
  local end
  {
    printf 'apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: everything}\nspec:\n  targets:\n'
    for end in yaml yml; do
      [ -z "$(find "$1" -mindepth 2 -name "*.$end" -print -quit)" ] || echo "    - './*/**/*.$end'"
    done
  } > "$1/catalog-info.new" && mv "$1/catalog-info.new" "$1/catalog-info.yaml"
}

# compare_servers_on NAME FOLDER: starts both servers on the catalog.
compare_servers_on() {
  stop_servers
  start_backend "$2/catalog-info.yaml" || { record_failure serve "Backstage's backend reads $1"; return; }
  start_idp "$2" || { record_failure serve "idp serves $1"; return; }
  expect_pass serve "idp and Backstage's backend answer alike: $1" node backend/compare.mjs "$BACKEND_URL" "$IDP_URL"
}

# expect_changed_answer FAULT FROM TO: a server whose answers differ is found.
expect_changed_answer() {
  local faulty=$WORK/faulty.url
  node backend/faulty.mjs "$IDP_URL" "$2" "$3" > "$faulty" &
  SERVERS+=($!)
  wait_until test -s "$faulty"
  expect_fail serve "finds $1" node backend/compare.mjs "$BACKEND_URL" "$(cat "$faulty")"
}

# The processes to stop.
SERVERS=()

start_backend() {
  BACKEND_PORT=$(find_free_port)
  BACKEND_URL=http://127.0.0.1:$BACKEND_PORT
  "$(find_postgres_bin)/psql" --quiet --host 127.0.0.1 --port "$POSTGRES_PORT" --username app postgres \
    --command 'drop database if exists backstage_plugin_catalog' 2> /dev/null
  # Backstage looks for a package.json from the working directory upwards.
  (cd backend && BACKEND_PORT=$BACKEND_PORT BACKEND_POSTGRES_PORT=$POSTGRES_PORT BACKEND_CATALOG=$1 NODE_ENV=production \
    exec node start.cjs --config config.yaml > "$WORK/backend.log" 2>&1) &
  SERVERS+=($!)
  wait_until has_settled_entities
}

# Whether the backend has entities, and as many as two seconds before: it reads a catalog location by location.
has_settled_entities() {
  local count before=${BACKEND_COUNT:-0}
  count=$(curl -fs "$BACKEND_URL/api/catalog/entities/by-query?limit=0" | sed -n 's/.*"totalItems":\([0-9]*\).*/\1/p')
  BACKEND_COUNT=${count:-0}
  if [ "$BACKEND_COUNT" -eq "$before" ]; then BACKEND_CALM=$((BACKEND_CALM + 1)); else BACKEND_CALM=0; fi
  [ "$BACKEND_COUNT" -gt 1 ] && [ "$BACKEND_CALM" -ge 4 ] && [ "$(count_unprocessed_entities)" -eq 0 ]
}

# What the backend has found, but neither rejected nor prepared to be served. It needs minutes for thousands of entities.
count_unprocessed_entities() {
  "$(find_postgres_bin)/psql" --no-psqlrc --tuples-only --host 127.0.0.1 --port "$POSTGRES_PORT" --username app backstage_plugin_catalog --command "
    select count(*) from refresh_state left join final_entities using (entity_id)
    where final_entity is null and coalesce(errors, '[]') in ('', '[]')"
}

start_idp() {
  local report=$WORK/serve.json
  : > "$report"
  "$IDP" catalog serve --platform "$1" --port 0 -o json > "$report" 2> "$WORK/serve.log" &
  SERVERS+=($!)
  INTERVAL=0.05 wait_until grep -q apiUrl "$report"
  IDP_URL=$(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).url.replace(/\/$/, "")' "$report")
}

stop_servers() {
  local process
  for process in "${SERVERS[@]}"; do
    kill "$process" 2> /dev/null && wait "$process" 2> /dev/null
  done
  SERVERS=()
  BACKEND_COUNT=0 BACKEND_CALM=0
}

# wait_until COMMAND…: for as long as the server that was started last runs, but for SERVER_PATIENCE seconds at most.
wait_until() {
  local start=$SECONDS
  until "$@"; do
    kill -0 "${SERVERS[-1]}" 2> /dev/null && [ $((SECONDS - start)) -lt "${SERVER_PATIENCE:-120}" ] || return 1
    sleep "${INTERVAL:-0.5}"
  done
}
