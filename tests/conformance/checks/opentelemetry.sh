# shellcheck shell=bash
register_tool opentelemetry template "spans, logs and metrics that the built service sends" \
  helm node opentelemetry-proto postgresql pyyaml

print_opentelemetry_version() {
  echo "OTLP, opentelemetry-proto $(print_pinned_version opentelemetry-proto)"
}

check_opentelemetry() {
  local service name psql signals=$WORK/signals objects=$WORK/objects.yaml
  service=$(find_example database) || return 0
  name=$(basename "$service")
  psql=$(find_postgres_bin)/psql
  require_built_service "$service"
  expect_pass opentelemetry "$name: spans and logs of a request, also of the last one" python3 telemetry.py "$service" "$psql" "$signals"
  render_chart "$service" production > "$objects"
  expect_pass opentelemetry "$name: every metric in the dashboard and the alerts has a sender" \
    python3 signals.py "$objects" "$service/docs/runbook.md" "$signals"
  seed_fault "$objects" 's/max:nodejs.eventloop.utilization/max:nodejs.eventloop.usage/' "$FAULTY/unsent.yaml"
  expect_fail opentelemetry "$name: finds a metric that nothing sends" python3 signals.py "$FAULTY/unsent.yaml" "$service/docs/runbook.md" "$signals"
  expect_fail opentelemetry "$name: finds a service that sends nothing" \
    env OTEL_SDK_DISABLED=true python3 telemetry.py "$service" "$psql" "$signals"
}
