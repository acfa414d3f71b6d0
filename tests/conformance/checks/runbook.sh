# shellcheck shell=bash
register_tool runbook template "runbooks: a section for each alert, and the numbers of the code" helm pyyaml

check_runbook() {
  local service other
  for service in "$SERVICES"/*; do
    expect_pass runbook "$(basename "$service"): the runbook covers every alert" match_runbook "$service" "$service/docs/runbook.md"
  done
  service=$(find_example main)
  other=$(find_example without-tracing) &&
    expect_fail runbook "finds a runbook that lacks an alert" match_runbook "$service" "$other/docs/runbook.md"
  find_example database > /dev/null || return 0
  seed_fault "$service/docs/runbook.md" 's/each pod has [0-9]* connections/each pod has 99 connections/' "$FAULTY/runbook.md"
  expect_fail runbook "finds a number in the runbook that differs from the code" match_runbook "$service" "$FAULTY/runbook.md"
}

# match_runbook SERVICE RUNBOOK: its sections are the alerts of the service, whichever way these get to Datadog.
match_runbook() {
  render_chart "$1" production --set datadog.delivery=operator | python3 runbook.py "$2" "$1"
}
