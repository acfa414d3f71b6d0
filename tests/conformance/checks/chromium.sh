# shellcheck shell=bash
register_tool chromium template "the service's own tests in a browser" chromium node postgresql

print_chromium_version() {
  chromium --version 2> /dev/null | cut -d' ' -f2
}

check_chromium() {
  local service
  service=$(find_example browser-tests) || return 0
  require_built_service "$service"
  expect_pass chromium "$(basename "$service"): npm run test:e2e" run_browser_tests "$service"
  change_heading "$service"
  expect_fail chromium "the browser finds a changed heading" run_browser_tests "$service"
}

run_browser_tests() {
  run_in "$1" env E2E_PORT="$(find_free_port)" CHROMIUM="$(type -P chromium)" npm run test:e2e
}

# change_heading SERVICE: of the start page, in the build; the sources stay as they were.
change_heading() {
  local page="$1/src/app/(demo)/page.tsx"
  break_file "$page" 's/<h1>{name}/<h1>{description}/'
  run_in "$1" npm run build > /dev/null 2>&1 || record_failure chromium "a build with a changed heading"
  restore_file "$page"
}
