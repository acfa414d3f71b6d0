# shellcheck shell=bash
register_tool datadog template "the script that creates dashboard and alerts through Datadog's API" helm node

check_datadog() {
  local service script
  service=$(find_example datadog-api) || return 0
  script=$service/.github/datadog.mjs
  render_chart "$service" production --set datadog.delivery=operator > "$WORK/traced.yaml"
  render_chart "$service" production --set datadog.delivery=operator --set observability.tracing.enabled=false --set-string \
    "observability.tracing.optOut.reason=a load test,observability.tracing.optOut.until=2027-01-01" > "$WORK/untraced.yaml"
  expect_pass datadog "dashboard and alerts are created, updated and deleted, and those of others aren't touched" \
    python3 datadog_api.py "$script" "$WORK/traced.yaml" "$WORK/untraced.yaml"
  seed_fault "$script" 's/method: "PUT"/method: "POST"/; s/"PUT"/"POST"/' "$FAULTY/datadog.mjs"
  expect_fail datadog "finds a script that creates everything again" \
    python3 datadog_api.py "$FAULTY/datadog.mjs" "$WORK/traced.yaml" "$WORK/untraced.yaml"
}
