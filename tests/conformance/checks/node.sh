# shellcheck shell=bash
register_tool node template "the built service and the scripts of its workflows, as they run" \
  helm jq node opentelemetry-proto postgresql pyyaml

print_node_version() {
  print_pinned_version node
}

check_node() {
  local service
  check_deploy_scripts "$(find_example main)"
  if service=$(find_example database); then
    check_migration_order "$service"
  fi
  if service=$(find_example web); then
    check_start "$service"
    expect_pass node "$(basename "$service"): a missing, a late and a silent database, and a crowd at shutdown" \
      python3 hardship.py "$service" "$(find_postgres_bin)/psql"
  fi
  if service=$(find_example probes); then
    check_errors "$service"
    check_rollout_of_builds "$service"
  fi
  if service=$(find_example without-database); then
    check_start "$service"
  fi
}

# check_deploy_scripts SERVICE
check_deploy_scripts() {
  expect_pass node "a run that was overtaken is held back, and one that was stopped is undone" python3 rollout.py "$1/.github"
  seed_script_faults rollout "$1/.github" << 'END'
again|deploy.sh|"$GITHUB_RUN_ATTEMPT" != 1|"" != ""|can't roll back
overtaken|deploy.sh|git merge-base --is-ancestor "$GITHUB_SHA" "$running"|false|goes back to an older commit
every|deploy.sh|git merge-base --is-ancestor "$GITHUB_SHA" "$running"|true|is held back by an older commit
stuck|deploy.sh|pending-\*)|never)|is stuck after one that was stopped
unproven|deploy.sh|[ -z "$ran" ]|true|keeps a release that fails its test
impatient|deploy.sh|"$SECONDS" -ge "$end"|1 -eq 1|doesn't wait for the cloud
trusting|deploy.sh|--fail-with-body|--no-fail|takes a refusal for trust
END
  expect_script_faults rollout node "finds a rollout that" python3 rollout.py
}

# check_migration_order SERVICE
check_migration_order() {
  local workflow=$1/.github/workflows/ci.yml
  expect_pass node "CI accepts a new migration only after those of the branch" python3 migration_order.py "$workflow"
  # shellcheck disable=SC2016
  seed_fault "$workflow" 's/ ! $name > $last / $name == $last /' "$FAULTY/unordered.yml"
  expect_fail node "finds a workflow that accepts migrations in any order" python3 migration_order.py "$FAULTY/unordered.yml"
}

# check_start SERVICE
check_start() {
  local name preload
  name=$(basename "$1")
  preload=$(find_preload "$1")
  require_built_service "$1"
  expect_pass node "$name: starts, answers, stops; rejects an invalid environment" python3 serve.py "$1"
  break_file "$preload" 's/"SIGTERM"/"SIGUSR2"/'
  expect_fail node "$name: finds a service that SIGTERM kills" python3 serve.py "$1"
  restore_file "$preload"
}

# check_errors SERVICE: errors, bodies and clients of every kind.
check_errors() {
  local name preload fault to description
  name=$(basename "$1")
  preload=$(find_preload "$1")
  require_built_service "$1"
  expect_pass node "$name: every failure gets a response and one line of JSON" python3 runtime.py "$1" "$(read_memory_limit "$1")"
  while IFS='|' read -r fault to description; do
    break_file "$preload" "s/$fault/$to/"
    expect_fail node "$name: finds a service that $description" python3 runtime.py "$1" "$(read_memory_limit "$1")" < /dev/null
    restore_file "$preload"
  done << 'END'
process.setUncaughtExceptionCaptureCallback(|void (|keeps running after an uncaught error
captureOutput();|;|prints text
"url.query": ""|"none": ""|keeps what people search for
END
}

# MiB of memory that the chart gives a pod.
read_memory_limit() {
  sed -n '/^  limits:/,/memory:/s/^ *memory: *\([0-9]*\)Mi$/\1/p' "$1/chart/values.yaml"
}

# check_rollout_of_builds SERVICE: a second build of it, beside the first.
check_rollout_of_builds() {
  local name other=$WORK/other
  name=$(basename "$1")
  require_built_service "$1"
  change_service "$1" "$other"
  expect_pass npm "$name: a second build" run_in "$other" env DEPLOYMENT_ID=another npm run build
  expect_pass node "$name: during a rollout no file of a page is missing" python3 siblings.py "$1" "$other"
  expect_pass node "$name: a request through src/proxy.ts is counted once" python3 server_spans.py "$other"
  break_file "$(find_preload "$other")" 's/answering.set(response, run)/void 0/'
  expect_fail node "$name: finds a request with two server spans" python3 server_spans.py "$other"
}

# change_service SERVICE COPY: another style, a page that runs in the browser, and a proxy.
change_service() {
  local page=$2/src/app/probes/cached/page.tsx
  cp -r "$1" "$2"
  echo 'main { margin-top: 1px; }' >> "$2/src/app/globals.css"
  sed -i -e '/^export const revalidate/i "use client";' -e '/^export const revalidate/d' "$page"
  cp probes/proxy.ts "$2/src/proxy.ts"
}
