# shellcheck shell=bash
register_tool npm template "the npm steps of a service's CI, its lock file, and its README followed step by step" node postgresql

print_npm_version() {
  npm --version
}

check_npm() {
  local role service
  for role in main without-database browser-tests; do
    service=$(find_example "$role") || continue
    require_built_service "$service"
    expect_pass npm "$(basename "$service"): the lock file names no host" assert_no_host "$service/package-lock.json"
    expect_pass npm "$(basename "$service"): nothing is left to commit" git -C "$service" diff --exit-code
  done
  service=$(find_example other-lock) &&
    expect_pass npm "$(basename "$service"): package.json and its lock file agree" run_in "$service" npm ci --dry-run
  check_readme
  check_types "$(find_example main)"
}

assert_no_host() {
  [ -s "$1" ] && ! grep --quiet '"resolved"' "$1"
}

check_readme() {
  local role service
  if service=$(find_example database); then
    use_database "$service"
    # shellcheck disable=SC2016
    expect_found npm "$(basename "$service"): finds a README that deletes a migration that ran" \
      assert_error "Never delete a migration that ran" follow_readme "$service" 's|^npm run lint$|git rm --quiet migrations/0001-note.ts\n&|'
  fi
  for role in main without-database; do
    service=$(find_example "$role") || continue
    use_database "$service"
    expect_pass npm "$(basename "$service"): Make it yours, step by step" follow_readme "$service"
  done
}

# follow_readme SERVICE [SED]: in a clone, whose README may be edited before.
follow_readme() {
  local copy
  copy=$WORK/yours/$(basename "$1")
  rm -rf "$copy"
  git clone --quiet "$1" "$copy" && cp -al "$1/node_modules" "$copy" || return
  git -C "$copy" config user.name "Ada Okafor" && git -C "$copy" config user.email ada@example.com || return
  [ -z "${2:-}" ] || sed -i "$2" "$copy/README.md"
  PATH=$(find_postgres_bin):$PATH python3 make_it_yours.py "$copy"
}

# check_types SERVICE
check_types() {
  local page="$1/src/app/(demo)/page.tsx"
  find_example web > /dev/null || return 0
  use_database "$1"
  break_file "$page" 's/  <h1>/  <h1 onClick=/'
  expect_fail npm "npm run build rejects invalid TypeScript" run_in "$1" npm run build
  restore_file "$page"
}
