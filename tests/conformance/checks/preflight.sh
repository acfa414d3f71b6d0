# shellcheck shell=bash
register_tool preflight template "the first step of a deploy: what the cluster lacks, and what the role may not do" helm jq pyyaml

check_preflight() {
  local service
  for service in "$SERVICES"/*; do
    expect_pass preflight "$(basename "$service"): a complete cluster is ready" run_preflight "$service" everything
  done
  check_incomplete_clusters "$(find_example main)"
  check_database_modes
  check_deploy_role
}

# run_preflight SERVICE CLUSTER: the preflight of its deploy job, in the namespace of the main example, on a cluster that
# ../fake/kubectl plays.
run_preflight() {
  local namespace
  namespace=$(basename "$(find_example main)")
  (cd "$1" && PATH=$HERE/fake:$PATH CLUSTER_HAS=$2 NAMESPACE=$namespace RELEASE=$(basename "$1") DIGEST=$DIGEST WAIT_MINUTES=0 \
    VALUES=${VALUES:-chart/values-production.yaml} bash .github/deploy.sh preflight)
}

# check_incomplete_clusters SERVICE
check_incomplete_clusters() {
  local dark name
  name=$(basename "$1")
  expect_pass preflight "what a failing API server can't answer isn't reported as missing" run_preflight "$1" failing
  expect_found preflight "a missing namespace is named" assert_missing "$1" nothing "Namespace $name: the platform team creates it"
  expect_found preflight "what the role may not do is named, by kind and verb" \
    assert_missing "$1" forbidden "isn't allowed to use services (create, patch). The"
  ! find_example database > /dev/null || expect_found preflight "the Secret and the kind that a namespace lacks are named" \
    assert_missing "$1" namespace "no Secret $name-database with the database URL" "The kind DatadogGenericResource"
  ! dark=$(find_example without-observability) || expect_pass preflight "nothing is required that the service opted out of" \
    assert_not_missing "$dark" namespace "DatadogGenericResource"
}

# assert_missing SERVICE CLUSTER WORDS…: the preflight fails, and its output has all of these words.
assert_missing() {
  local output words
  output=$(run_preflight "$1" "$2") && return 1
  echo "$output"
  for words in "${@:3}"; do
    grep --quiet --fixed-strings --ignore-case "$words" <<< "$output" || return
  done
}

# assert_not_missing SERVICE CLUSTER WORDS
assert_not_missing() {
  local output
  output=$(run_preflight "$1" "$2")
  echo "$output"
  ! grep --quiet --fixed-strings "$3" <<< "$output"
}

# A release that creates the Secret of its database.
check_database_modes() {
  local mode copy service
  service=$(find_example database) || return 0
  for mode in externalSecret cloudNativePG; do
    copy=$WORK/by-${mode,,}
    cp -r "$service" "$copy"
    sed -i "s/mode: existingSecret/mode: $mode/; s/store: ''/store: vault/; s/instances: 1/instances: 3/; s,destination: '',destination: s3://b/c," "$copy/chart/values.yaml"
    expect_pass preflight "$mode: the Secret that the release creates isn't required" run_preflight "$copy" everything
    expect_found preflight "$mode: the operator that a cluster lacks is named" assert_missing "$copy" namespace "operator; for alternatives, see database.mode"
  done
}

check_deploy_role() {
  local role=$ROOT/docs/guide/clouds/cluster-role.yaml
  find_example database > /dev/null || return 0
  record_access_reviews "$WORK/asked"
  expect_pass preflight "the deploy role grants what the preflight asks for, and nothing else" python3 permissions.py "$role" < "$WORK/asked"
  seed_fault "$role" 's/, networkpolicies\]/]/' "$FAULTY/role.yaml"
  expect_fail preflight "finds a deploy role that lacks a kind" python3 permissions.py "$FAULTY/role.yaml" < "$WORK/asked"
  seed_fault "$role" 's/configmaps, namespaces/events, namespaces/' "$FAULTY/role.yaml"
  expect_fail preflight "finds a deploy role with a kind that no release uses" python3 permissions.py "$FAULTY/role.yaml" < "$WORK/asked"
}

# record_access_reviews FILE: what the preflight asks for, whatever the chart renders.
record_access_reviews() {
  local values service
  local -x ASKED=$1
  for service in "$(find_example database)" "$(find_example gke)"; do
    # In production, pods are scaled by load.
    VALUES=chart/values-production.yaml run_preflight "$service" everything > "$WORK/preflight.log" ||
      record_failure preflight "access reviews of $(basename "$service") in production: $(tail -1 "$WORK/preflight.log")"
    for values in '{}' 'route: {kind: ingress, className: nginx, hosts: [a.example]}' 'route: {kind: httproute, gateway: {name: a}, hosts: [a.example]}' \
      'database: {mode: externalSecret, externalSecret: {storeKind: ClusterSecretStore, store: vault, key: x}}' 'database: {mode: cloudNativePG}' \
      "database: {mode: cloudNativePG, cluster: {backup: {destination: 's3://acme/checkout'}}}"; do
      [[ $values != database:* || -d $service/migrations ]] || continue
      { cat "$service/chart/values-staging.yaml"; [ "$values" = '{}' ] || echo "$values"; } > "$WORK/values.yaml"
      VALUES=$WORK/values.yaml run_preflight "$service" everything > "$WORK/preflight.log" ||
        record_failure preflight "access reviews of $(basename "$service") with $values: $(tail -1 "$WORK/preflight.log")"
    done
  done
}
