# shellcheck shell=bash
# Functions of ./run: the checks.

# A platform on this machine: Backstage reads a clone.
check_local_platform() {
  local platform=$WORK/local exported=$WORK/local.json
  expect_pass idp "idp init, idp catalog add and idp catalog validate" write_local_platform "$platform" || return
  export_catalog "$platform" "$exported"
  require_backstage local "$platform/backstage/app-config.yaml" PLATFORM_DIR="$platform" || return
  expect_pass backstage-app "it has the entities and relations that idp exports" compare_catalogs "$exported" 60
  check_comparison "$exported"
  stop_backstage
}

# A platform on GitHub: Backstage reads it through GitHub's API.
check_github_platform() {
  local repositories=$WORK/repositories platform=$WORK/repositories/acme/platform exported=$WORK/github.json
  mkdir -p "$repositories/acme" && render_service checkout --set techdocs=true && ln -s "$SERVICES/checkout" "$repositories/acme"
  expect_pass idp "idp init of a platform on GitHub" write_github_platform "$platform" || return
  export_catalog "$platform" "$exported"
  expect_pass backstage-app "the backend has the plugins that backstage/README.md names" assert_plugins "$platform/backstage/README.md"
  start_github "$repositories" || { record_failure backstage-app "GitHub starts"; return; }
  require_backstage github "$platform/backstage/app-config.yaml" "${GITHUB_SETTINGS[@]}" || return
  expect_pass backstage-app "it has the entities and relations that idp exports, and where they come from" compare_catalogs "$exported" 60
  check_app "$exported"
  stop_backstage
}

# assert_plugins README
assert_plugins() {
  local plugin plugins missing=0
  mapfile -t plugins < <(grep -o '@backstage/plugin-[a-z-]*' "$1")
  for plugin in "${plugins[@]}"; do
    grep --quiet --fixed-strings "'$plugin'" "$BACKSTAGE_FOLDER/$BACKSTAGE_SOURCE" || { echo "missing: $plugin"; missing=1; }
  done
  [ ${#plugins[@]} -gt 0 ] && [ "$missing" -eq 0 ]
}

# check_app EXPORT: the app shows what idp exports, and the check finds what it doesn't show.
check_app() {
  local changed=$FAULTY/shown.json
  expect_pass backstage-app "the app shows the owners, systems and relations that idp exports" look_at_app "$1" || { print_backstage_errors; return; }
  keep_pictures
  change_owner "$1" "$changed"
  expect_fail backstage-app "the browser finds another owner in the list" look_at_app "$changed" list
  expect_fail backstage-app "the browser finds another owner in the graph" look_at_app "$changed" graph
}

# The app on `idp catalog serve`, with a catalog that Backstage's own backend doesn't have.
check_app_on_idp() {
  local platform=$WORK/local served=$WORK/served exported=$WORK/served.json
  git clone --quiet "$platform" "$served" && edit_catalog "$served" set ledger owner=storefront && export_catalog "$served" "$exported" || return
  CLEANUPS+=(stop_servers)
  start_idp "$served" || { record_failure idp "idp serves the platform"; return; }
  CATALOG_URL=$IDP_URL require_backstage served "$platform/backstage/app-config.yaml" PLATFORM_DIR="$platform" || return
  expect_pass backstage-app "the app shows the catalog that idp serves" look_at_app "$exported" list search component graph group api
  expect_pass idp "idp answered the app" count_catalog_requests
  expect_fail backstage-app "the browser finds the owner that Backstage's own backend has" look_at_app "$WORK/local.json" list
  stop_backstage
  stop_servers
}

count_catalog_requests() {
  sort "$CATALOG_LOG" | sed 's|/by-name/.*|/by-name/…|' | uniq --count | sed 's/^ */measured: /'
  grep --quiet '^POST /api/catalog/entities/by-query' "$CATALOG_LOG"
}

# look_at_app EXPORT [PAGE…]
look_at_app() {
  NODE_PATH=$TOOLS/site/node_modules CHROMIUM=$(type -P chromium) node backstage-app/look.mjs "$BACKSTAGE_URL" "$1" "$WORK/pictures" "${@:2}"
}

# Keeps the pictures where --pictures says.
keep_pictures() {
  [ -n "$PICTURES" ] || return 0
  mkdir -p "$PICTURES" && reduce_colours 96 "$WORK"/pictures/*.png && cp "$WORK"/pictures/*.png "$PICTURES"
}

# change_owner EXPORT COPY: as if another team owned the ledger.
change_owner() {
  jq '(.[] | select(.kind == "Component" and .metadata.name == "ledger") | .relations[] | select(.type == "ownedBy") | .targetRef)
    = "group:default/storefront"' "$1" > "$2"
  require_difference "$1" "$2" "another owner"
}

# compare_catalogs EXPORT [SECONDS]
compare_catalogs() {
  node backstage-app/compare.mjs "$BACKSTAGE_URL" "$@"
}

# check_comparison EXPORT: it finds a relation, an entity and a field that differ.
check_comparison() {
  local fault program
  while IFS='|' read -r fault program; do
    jq "$program" "$1" > "$FAULTY/export.json"
    require_difference "$1" "$FAULTY/export.json" "$fault"
    expect_fail backstage-app "the comparison finds $fault" compare_catalogs "$FAULTY/export.json"
  done << 'END'
a missing relation|del(.[0].relations[0])
a missing entity|del(.[0])
another owner|(.[] | select(.metadata.name == "ledger") | .spec.owner) = "group:default/storefront"
END
}

# One entity of another kind keeps Backstage from reading anything. backstage/README.md says so, and idp reports it.
check_forbidden_kind() {
  local platform=$WORK/forbidden exported=$WORK/forbidden.json
  write_local_platform "$platform" > /dev/null && add_template "$platform" || return
  expect_found idp "idp catalog validate reports a kind that Backstage doesn't allow" \
    assert_error kind-not-allowed "$IDP" -C "$platform" catalog validate
  export_catalog "$platform" "$exported"
  require_backstage forbidden "$platform/backstage/app-config.yaml" PLATFORM_DIR="$platform" || return
  expect_found backstage-app "its log says that the kind isn't allowed" wait_for_log "is not of an allowed kind"
  expect_fail backstage-app "the comparison finds that nothing was read" compare_catalogs "$exported" 10
  expect_found backstage-app "not even the teams" assert_error "group:default/payments: Backstage doesn't have it" compare_catalogs "$exported"
  stop_backstage
}
