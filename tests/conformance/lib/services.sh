# shellcheck shell=bash
# Builds the services that are run, each once in a run.

export NEXT_TELEMETRY_DISABLED=1
declare -A BUILT
# Milliseconds of the longest CI job of a service, one step after the other.
CI_MILLISECONDS=0

# require_built_service SERVICE: installs, lints, migrates, tests and builds it as its CI does, unless that was done. Sets DATABASE_URL.
require_built_service() {
  use_database "$1"
  [ -z "${BUILT[$1]:-}" ] || return 0
  BUILT[$1]=built
  if [ "$1" = "$(find_example probes)" ]; then
    add_probes "$1"
  fi
  run_ci_steps "$1"
}

# Routes that misbehave on purpose. proxy.ts is only for the second build of ../checks/node.sh.
add_probes() {
  cp -r probes "$1/src/app/probes" && rm "$1/src/app/probes/proxy.ts"
}

# run_ci_steps SERVICE: the npm steps of its ci.yml. Tests in a browser are ../checks/chromium.sh.
run_ci_steps() {
  local step steps began total=0
  mapfile -t steps < <(sed -n 's/^      - run: \(npm .*\)/\1/p' "$1/.github/workflows/ci.yml" | grep -v test:e2e)
  for step in "${steps[@]}"; do
    began=$(print_time)
    expect_pass npm "$(basename "$1"): $step" run_in "$1" bash -c "$step"
    [[ $step == "npm run db:"* ]] || total=$((total + $(print_time) - began))
  done
  [ "$total" -le "$CI_MILLISECONDS" ] || CI_MILLISECONDS=$total
}

# The start-up code of a built service, in which faults are seeded.
find_preload() {
  echo "$1/.next/standalone/dist/preload.cjs"
}
