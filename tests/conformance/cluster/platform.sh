# shellcheck shell=bash
# Functions of ./run: the platform chart on the API server, and a service that is deployed into what it made, with only the identity that
# deploys this service.

# The namespace of the service `till` in production.
TILL=till-live

# A platform in a repository of its own, from ../platform. Its services get the namespaces that its idp.yaml sets.
create_platform() {
  PLATFORM=$WORK/acme/platform.git
  git init --quiet --bare --initial-branch main "$PLATFORM" && git clone --quiet "$PLATFORM" "$WORK/clone" || return
  cp -r platform/idp.yaml platform/catalog-info.yaml platform/catalog "$WORK/clone" || return
  git config --global user.name Ada && git config --global user.email ada@acme.example
  git -C "$WORK/clone" add --all && git -C "$WORK/clone" commit --quiet --message "platform: catalog" && git -C "$WORK/clone" push --quiet
}

create_till() {
  "$IDP" new service till --owner payments --yes --platform "$PLATFORM" --dir "$WORK/services/till" && export_platform_values production "$PLATFORM" > "$WORK/platform-values.yaml" &&
    cat "$WORK/platform-values.yaml" && grep --quiet "^  $TILL:" "$WORK/platform-values.yaml"
}

# In a cluster that has the deploy role already.
take_over_platform() {
  install_platform --take-ownership
}

install_platform() {
  helm upgrade platform "$PLATFORM_CHART" --install --namespace idp-platform --create-namespace --values "$WORK/platform-values.yaml" \
    --values platform/values.yaml "$@"
}

# As the External Secrets Operator would, and the team that runs the database.
create_till_secrets() {
  kubectl create secret docker-registry acme-pull --namespace "$TILL" --docker-username x --docker-password x &&
    kubectl create secret generic till-database --namespace "$TILL" --from-literal DATABASE_URL=postgres://x
}

# as_till COMMAND…: with the rights of who deploys till.
as_till() {
  KUBECONFIG=$KUBECONFIG-till "$@"
}

# Whether the API server checked the types of the policies' expressions, and found nothing wrong. It reports only on validations, so copies of
# the policies have their variables and conditions as validations, too. Without a binding, they do nothing.
assert_policies_typed() {
  create_typed_copies typed cat && retry_until_done 60 are_copies_checked typed
  describe_copies typed
  ! print_type_warnings typed | grep . && are_copies_checked typed
}

# Whether it finds a field that no object has, in any expression.
assert_mistyped_policies_found() {
  local result=0
  create_typed_copies path sed 's/\bobject\.[A-Za-z.]*\.containers/&s/' || return
  retry_until_done 60 are_copies_checked path || result=1
  [ "$(print_type_warnings path | cut -d ' ' -f 1 | sort --unique | wc -l)" = 4 ] || result=1
  print_type_warnings path | cut -c 1-150
  return "$result"
}

# create_typed_copies NAME FILTER…: copies of the policies, as the filter changes the rendered ones.
create_typed_copies() {
  render_platform --show-only templates/policy.yaml | "${@:2}" > "$WORK/$1.yaml" &&
    kubectl create --dry-run=client --output json --filename "$WORK/$1.yaml" | jq --slurp --arg name "$1" '
      map(if .kind == "List" then .items[] else . end | select(.kind == "ValidatingAdmissionPolicy") |
        .metadata = {name: ($name + "-" + .metadata.name), labels: {copies: $name}} |
        .spec.validations += [(.spec.variables, .spec.matchConditions)[] | {expression: ("[" + .expression + "].size() == 1")}])[]' |
    kubectl apply --filename -
}

are_copies_checked() {
  kubectl get validatingadmissionpolicies --selector "copies=$1" --output json |
    jq --exit-status '(.items | length) == 4 and all(.items[]; .status.observedGeneration == .metadata.generation)' > /dev/null
}

describe_copies() {
  kubectl get validatingadmissionpolicies --selector "copies=$1" --output json |
    jq --raw-output '"measured: \([.items[].spec.validations | length] | add) expressions of \(.items | length) policies checked"'
}

# A line for each, with the name of the policy first.
print_type_warnings() {
  kubectl get validatingadmissionpolicies --selector "copies=$1" --output json |
    jq --raw-output '.items[] | .metadata.name as $name | .status.typeChecking.expressionWarnings // [] | .[] | "\($name) \(.fieldRef): \(.warning | gsub("\n"; " "))"'
}

# A policy applies a moment after it was created: until then, a pod by tag would be accepted.
are_policies_active() {
  ! as_till kubectl create --namespace "$TILL" --dry-run=server --filename - <<< "$(print_pod registry.example/till:1 'team: payments, app.kubernetes.io/name: till')"
}

# assert_opt_out_refused: a release of the golden chart without the check of its values, and without a reason.
assert_opt_out_refused() {
  local said
  said=$(as_till helm upgrade till "$WORK/services/till/chart" --namespace "$TILL" --reuse-values --skip-schema-validation --set observability.alerts.enabled=false 2>&1) && return 1
  echo "$said"
  grep --quiet "idp-observability.*denied request: no alerts: " <<< "$said"
}

# Who deploys till may do nothing outside its namespace, and nothing about what the platform decided for it.
assert_confined() {
  local denied
  while read -r denied; do
    # shellcheck disable=SC2086 # words
    if as_till kubectl auth can-i $denied --quiet; then
      echo "allowed: $denied"
      return 1
    fi
  done << END
create deployments.apps --namespace shop
get secrets --namespace shop
get secrets --namespace idp-platform
get secrets --all-namespaces
update namespaces
delete namespaces --namespace $TILL
patch namespaces --namespace $TILL
update resourcequotas --namespace $TILL
delete limitranges --namespace $TILL
create rolebindings.rbac.authorization.k8s.io --namespace $TILL
create roles.rbac.authorization.k8s.io --namespace $TILL
create serviceaccounts --subresource token --namespace $TILL
create pods --subresource exec --namespace $TILL
create datadoggenericresources.datadoghq.com --namespace idp-platform
delete validatingadmissionpolicybindings.admissionregistration.k8s.io
END
  as_till kubectl auth can-i create deployments.apps --namespace "$TILL" --quiet
}

assert_quota() {
  kubectl get resourcequota idp --namespace "$TILL" --output json | jq --exit-status '.status.used | (.pods | tonumber) >= 2 and ."requests.cpu" != "0"' || return
  assert_error "exceeded quota: idp" kubectl create service loadbalancer probe --tcp 80 --namespace "$TILL" --dry-run=server
}

# A component leaves the catalog: its namespace remains, and nobody can deploy there any more.
assert_namespace_outlives_component() {
  "$IDP" --platform "$PLATFORM" catalog remove component:till --yes &&
    export_platform_values production "$PLATFORM" > "$WORK/platform-values.yaml" || return
  # shellcheck disable=SC2119
  install_platform || return
  kubectl get namespace "$TILL" && ! kubectl get rolebinding idp-deploy --namespace "$TILL" && kubectl get deployment till --namespace "$TILL"
}

check_platform() {
  expect_pass idp "a platform and a service on it; the service's namespace is in the exported values" create_till
  kubectl apply --filename "$CLOUDS/cluster-role.yaml" > /dev/null
  expect_found helm "the platform chart does not take over a role that is not its own" assert_error 'ClusterRole "idp-deploy"' install_platform
  expect_pass helm "the platform chart" take_over_platform
  expect_pass helm "the platform chart again" install_platform
  expect_pass cluster "the API server checks the types of every expression of the policies" assert_policies_typed
  expect_found cluster "it finds a field that no object has in each of them" assert_mistyped_policies_found
  expect_pass cluster "the policies apply" retry_until_done 30 are_policies_active
  expect_found preflight "without its Secrets, till is not ready" run_till_preflight_fails
  expect_pass cluster "the Secrets of till" create_till_secrets
  expect_pass preflight "then it is" run_till preflight
  expect_pass helm "a first install, an upgrade and its test, with the identity that deploys till" run_till rollout
  expect_pass cluster "it runs" assert_image "$TILL" "$NEW"
  expect_pass cluster "that identity can do nothing else" assert_confined
  expect_pass cluster "its pods count against the quota, and it gets no load balancer" retry_until_done 30 assert_quota
  expect_found cluster "a release that opts out without a reason is refused at admission" assert_opt_out_refused
  expect_pass helm "with a reason, it is accepted" as_till helm upgrade till "$WORK/services/till/chart" --namespace "$TILL" --reuse-values --set \
    "observability.alerts.enabled=false,observability.alerts.optOut.reason=a load test of two weeks" --set-string observability.alerts.optOut.until=2099-01-31
  expect_found cluster "tracing turned off by hand is refused" assert_error "OTEL_SDK_DISABLED turns tracing off" \
    as_till kubectl set env deployment/till OTEL_SDK_DISABLED=true --namespace "$TILL"
  expect_found cluster "an image set by tag is refused" assert_error "can change; set it by digest" \
    as_till kubectl set image deployment/till app=registry.example/till:1 --namespace "$TILL"
  check_admission
  expect_pass cluster "the namespace of a service outlives its component" assert_namespace_outlives_component
}

# run_till preflight|rollout: as the deploy job does.
run_till() {
  if [ "$1" = preflight ]; then
    NAMESPACE=$TILL run_cluster_preflight "$WORK/services/till" till
  else
    NAMESPACE=$TILL run_rollout "$WORK/services/till" "$OLD" 1 till && NAMESPACE=$TILL run_rollout "$WORK/services/till" "$NEW" 2 till
  fi
}

# Both Secrets are missed: the one to pull the image, and the one of the database.
run_till_preflight_fails() {
  local said
  said=$(run_till preflight) && return 1
  echo "$said"
  [ "$(wc -l <<< "$said")" = 2 ] && grep --quiet "no Secret acme-pull to pull the image" <<< "$said" && grep --quiet "no Secret till-database" <<< "$said"
}
