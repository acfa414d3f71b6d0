# shellcheck shell=bash
# Functions of ./run: what the deploy job does, and what must be true of the cluster then.

OLD=sha256:$(printf '1%.0s' {1..64})
NEW=sha256:$(printf '2%.0s' {1..64})

# run_rollout SERVICE DIGEST COMMIT [DEPLOYER]: the deploy job's own script, with the rights of the deploy job; here helm waits for 20
# seconds, and pods have no logs. NAMESPACE is the service's name if it isn't set.
run_rollout() {
  local name
  name=$(basename "$1")
  (cd "$1" && PATH="$WORK/hasty:$PATH" KUBECONFIG=$KUBECONFIG-${4:-eks} GITHUB_OUTPUT=$WORK/output GITHUB_STEP_SUMMARY=$WORK/summary NAMESPACE=${NAMESPACE:-$name} RELEASE=$name VALUES=chart/values-production.yaml \
    DIGEST=$2 COMMIT=$3 bash .github/deploy.sh rollout)
}

# A helm that waits for 20 seconds rather than minutes, whose test fails where TEST_FAILS is set. Pods have no logs.
prepare_hasty_helm() {
  HASTY_HELM=$(type -P helm)
  export WORK HASTY_HELM
  mkdir -p "$WORK/hasty"
  cat > "$WORK/hasty/helm" << 'END'
#!/usr/bin/env bash
[ "$1${TEST_FAILS:-}" = test1 ] && exit 1
arguments=()
for argument in "${@/#10m/20s}"; do
  [ "$argument" = --logs ] || arguments+=("$argument")
done
exec "$HASTY_HELM" "${arguments[@]}"
END
  chmod +x "$WORK/hasty/helm"
}

# install_chart SERVICE ARGUMENTS…: a chart with other values.
install_chart() {
  local name
  name=$(basename "$1")
  helm install "$name" "$1/chart" --namespace "$name" --values "$1/chart/values-production.yaml" \
    --set-string "image.digest=$OLD" --set-string "image.version=1" --wait --timeout 90s "${@:2}"
}

# Changes by hand what the release says: another image, and more pods.
change_by_hand() {
  kubectl set image deployment/checkout "app=registry.example/other@$NEW" --namespace checkout &&
    kubectl patch hpa checkout --namespace checkout --field-manager=kubectl-edit --type merge --patch '{"spec": {"minReplicas": 5}}'
}

# Leaves a release half done, as a run does that is cancelled.
interrupt_rollout() {
  local run
  setsid bash -c "$(declare -f run_rollout); run_rollout \"\$@\"" _ "$1" "$NEW" faulty &
  run=$!
  for _ in $(seq 100); do
    sleep 0.1
    helm status "$(basename "$1")" --namespace "$(basename "$1")" | grep '^STATUS: pending-upgrade' > /dev/null && break
  done
  kill -KILL -- "-$run"
  wait "$run"
  helm status "$(basename "$1")" --namespace "$(basename "$1")" | grep '^STATUS: pending-upgrade'
}

# Whether the pods of a service, but for those that are about to end, all have this image.
assert_image() {
  kubectl get pods --namespace "$1" --selector app.kubernetes.io/component=web --output json | python3 -c '
import json, sys
pods = [one for one in json.load(sys.stdin)["items"] if "deletionTimestamp" not in one["metadata"] and one["status"]["phase"] == "Running"]
images = {one["spec"]["containers"][0]["image"].partition("@")[2] for one in pods}
sys.exit(images != {sys.argv[1]} and f"{len(pods)} pods run {images}")' "$2"
}

# Whether a release whose pods never become ready fails, and is rolled back.
assert_rolled_back() {
  local said
  said=$(run_rollout "$1" "$NEW" faulty 2>&1) && return 1
  echo "$said"
  helm history "$(basename "$1")" --namespace "$(basename "$1")"
  helm history "$(basename "$1")" --namespace "$(basename "$1")" | tail -1 | grep --quiet "deployed.*Rollback"
}

# Whether a release that runs, but does not pass its test, is taken back.
assert_failed_test_rolled_back() {
  TEST_FAILS=1 run_rollout "$1" "$NEW" silent && return 1
  assert_image "$(basename "$1")" "$OLD"
}

# run_cluster_preflight SERVICE [CLOUD|till]: what the preflight says to who deploys from there.
run_cluster_preflight() {
  (cd "$1" && KUBECONFIG=$KUBECONFIG-${2:-eks} NAMESPACE=${NAMESPACE:-$(basename "$1")} RELEASE=$(basename "$1") VALUES=chart/values-production.yaml DIGEST=$OLD \
    WAIT_MINUTES=${WAIT_MINUTES:-0} POLL_SECONDS=1 bash .github/deploy.sh preflight)
}

# assert_only_missing SERVICE WORDS VALUES: with these values, its preflight names what is missing, and nothing else.
assert_only_missing() {
  cp "$1/chart/values-production.yaml" "$WORK/values" && echo "${3:-}" >> "$1/chart/values-production.yaml"
  local said result=0
  said=$(run_cluster_preflight "$1") && result=1
  cp "$WORK/values" "$1/chart/values-production.yaml"
  echo "$said"
  [ "$result" = 0 ] && [ "$(wc -l <<< "$said")" = 1 ] && grep --quiet --fixed-strings "$2" <<< "$said"
}

# assert_denied WORDS FILTER: with a role that this filter of jq weakened, the preflight of checkout names what it may not do.
assert_denied() {
  kubectl get clusterrole idp-deploy --output json > "$WORK/role.json"
  jq "$2" "$WORK/role.json" | kubectl replace --filename - || return
  local result=0
  assert_not_ready "$CHECKOUT" "$1" || result=1
  jq 'del(.metadata.resourceVersion)' "$WORK/role.json" | kubectl replace --filename - && return "$result"
}

# Whether a preflight waits for a Secret that comes late, and says so once.
assert_wait_for_secret() {
  kubectl delete secret checkout-database --namespace checkout
  (sleep 4; kubectl create secret generic checkout-database --namespace checkout --from-literal DATABASE_URL=postgres://x > /dev/null) &
  local said
  said=$(WAIT_MINUTES=1 run_cluster_preflight "$CHECKOUT") || { echo "$said"; return 1; }
  wait
  echo "$said"
  [ "$(grep -c '::notice title=Waiting for up to 1 minutes::Namespace checkout has no Secret checkout-database' <<< "$said")" = 1 ] && [ "$(wc -l <<< "$said")" = 1 ]
}

# assert_calls_allowed SERVICE CALLED: the network policy of a service that calls another one selects the pods of that one, all of them and at
# the port that they listen on.
assert_calls_allowed() {
  helm upgrade "$(basename "$1")" "$1/chart" --namespace "$(basename "$1")" --reuse-values \
    --set "networkPolicy.calls[0].service=$2,networkPolicy.calls[0].namespace=$2" || return
  kubectl get networkpolicy "$(basename "$1")" --namespace "$(basename "$1")" --output json > "$WORK/policy.json"
  local rule=".spec.egress[] | select(.to[0].podSelector.matchLabels[\"app.kubernetes.io/name\"] == \"$2\")" selector namespaces
  selector=$(jq --raw-output "$rule | .to[0].podSelector.matchLabels | to_entries | map(.key + \"=\" + .value) | join(\",\")" "$WORK/policy.json")
  namespaces=$(jq --raw-output "$rule | .to[0].namespaceSelector.matchLabels | to_entries | map(.key + \"=\" + .value) | join(\",\")" "$WORK/policy.json")
  [ "$(kubectl get namespaces --selector "$namespaces" --output name)" = "namespace/$2" ] || return
  kubectl get pods --namespace "$2" --selector "$selector" --output json |
    jq --exit-status --argjson port "$(jq "$rule | .ports[0].port" "$WORK/policy.json")" \
      '(.items | length) > 0 and all(.items[]; .spec.containers[0].ports[0].containerPort == $port)' &&
    [ "$(kubectl get pods --namespace "$2" --selector "$selector" --output name)" = "$(kubectl get pods --namespace "$2" --selector app.kubernetes.io/component=web --output name)" ]
}

# A namespace as a platform makes it: nothing in it, and only pods that need no privilege.
create_namespace() {
  kubectl create namespace "$1" && kubectl label namespace "$1" pod-security.kubernetes.io/enforce=restricted
}

# assert_migrations NAMESPACE COUNT: so many Jobs ended well; Helm deletes each of them then.
assert_migrations() {
  local jobs
  jobs=$(kubectl get events --namespace "$1" --field-selector reason=Completed --output name | wc -l)
  echo "$jobs Jobs"
  [ "$jobs" -eq "$2" ]
}
