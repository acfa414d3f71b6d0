# shellcheck shell=bash
register_tool idp both "idp itself: what it renders, records and registers" helm markdown-it-py pyyaml

print_idp_version() {
  "$IDP" --version | cut -d' ' -f2
}

check_idp() {
  case $1 in
    project) check_own_templates; check_crowd ;;
    *) check_template_tests "$1"; check_records; check_dashboard ;;
  esac
}

check_own_templates() {
  expect_pass idp "idp template lint" "$IDP" template lint --platform practice
  write_broken_template "$FAULTY/template"
  expect_fail idp "idp template lint finds a broken template" "$IDP" template lint "$FAULTY/template"
}

check_template_tests() {
  expect_pass idp "idp template test $1" "$IDP" template test "$ROOT/golden-templates/$1"
  change_expected_byte "$1"
  expect_fail idp "idp template test $1 finds one changed byte" "$IDP" template test "$FAULTY/golden-templates/$1"
  expect_pass idp "idp catalog validate, with the services of $1" "$IDP" catalog validate --platform practice
  expect_fail idp "idp new $1 rejects an opt-out that ends in 2099" reject_endless_opt_out "$1"
}

# What was typed is found again in every place that records it.
check_records() {
  local service
  service=$(find_example main) &&
    expect_pass idp "every file keeps the description as it was typed" python3 description.py "$service" "$DESCRIPTION"
  service=$(find_example without-tracing) &&
    expect_pass idp "the lock, the values and the catalog record the opt-out" \
      python3 opt_out.py "$WORK" "$(basename "$service")" tracing "$REASON"
  return 0
}

check_dashboard() {
  local service other
  service=$(find_example dashboard) && other=$(find_example other-dashboard) || return 0
  expect_pass idp "docs/dashboard.svg shows the dashboard" compare_dashboard "$service"
  expect_fail idp "finds a different dashboard" compare_dashboard "$other"
}

check_crowd() {
  expect_pass idp "fifty services register at once, in one file and in a file each; fifty pull requests merge" register_fifty
}

reject_endless_opt_out() {
  "$IDP" new "$1" endless --owner payments --yes --platform practice --dir "$WORK/endless" --without alerts --because "$REASON" --until 2099-01-01
}

# compare_dashboard SERVICE: with docs/dashboard.svg, which ../pictures draws.
compare_dashboard() {
  render_chart "$1" production | python3 dashboard.py | diff "$ROOT/docs/dashboard.svg" -
}

write_broken_template() {
  mkdir -p "$1/files"
  cat > "$1/template.yaml" << 'YAML'
apiVersion: idp.dev/v1
kind: Template
metadata: {name: faulty, title: Faulty, description: It has a fault, version: 1.0.0}
YAML
  echo 'name: {{nmae}}' > "$1/files/a.yaml.hbs"
}

change_expected_byte() {
  local expected
  cp -r "$ROOT/golden-templates" "$FAULTY"
  expected=$(find "$FAULTY/golden-templates/$1/tests" -path '*/expected/README.md' | sort | head -1)
  break_file "$expected" '1s/^#/ /'
  rm "$expected.sound"
}

# The project's own test, with a crowd of this size.
register_fifty() {
  local log=$WORK/crowd.log
  (cd "$ROOT" && IDP_TEST_CROWD=50 IDP_TEST_BINARY="$IDP" cargo test --locked --test cli -- concurrent_new:: --nocapture --test-threads=1 > "$log" 2>&1) ||
    { tail -40 "$log"; return 1; }
  grep -Eo '(one file|a file each|[0-9]+ open pull).*' "$log"
}
