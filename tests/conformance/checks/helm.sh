# shellcheck shell=bash
register_tool helm both "charts: what they render, and the values that they reject" \
  helm pyyaml jsonschema kubernetes-validate datadog-api-client custom-resources

print_helm_version() {
  print_pinned_version helm
}

check_helm() {
  local service environment
  if [ "$1" = project ]; then
    check_platform_chart
    return
  fi
  for service in "$SERVICES"/*; do
    for environment in staging production; do
      expect_pass helm "$(basename "$service"): helm lint, $environment" lint_chart "$service" "$environment"
    done
  done
  expect_found helm "helm says what an opt-out lacks" assert_opt_out_explained "$(find_example main)"
  reject_values "$(find_example main)"
  check_web_chart
  check_database_chart
}

# reject_values SERVICE
reject_values() {
  local reason='observability.alerts.optOut.reason=gone in two weeks' until=observability.alerts.optOut.until
  local without_alerts=observability.alerts.enabled=false
  expect_fail helm "helm rejects a value that its schema forbids" lint_chart "$1" staging --set "$without_alerts"
  expect_fail helm "helm rejects production without an image digest" render_chart "$1" production --set image.digest=
  expect_fail helm "helm rejects an opt-out that has ended" render_chart "$1" staging --set "$without_alerts,$reason,$until=2020-01-01"
  expect_fail helm "helm rejects an opt-out that ends on February 31" render_chart "$1" staging --set "$without_alerts,$reason,$until=2099-02-31"
  expect_fail helm "helm rejects a pod annotation that the chart sets itself" \
    lint_chart "$1" staging --set 'podAnnotations.ad\.datadoghq\.com/tags=x'
  expect_fail helm "helm rejects an unknown key" lint_chart "$1" production --set replica=3
  expect_fail helm "helm rejects a number that it would write as 1e+06" lint_chart "$1" staging --set env.MAX=1000000
  expect_fail helm "helm rejects an environment variable that the chart sets itself" lint_chart "$1" staging --set-string env.PORT=1
}

# helm install without a reason for an opt-out names the property to add, and nothing that would puzzle the reader.
assert_opt_out_explained() {
  local output
  output=$(helm install x "$1/chart" --dry-run=client --values "$1/chart/values-production.yaml" --set "image.digest=$DIGEST" \
    --set observability.alerts.enabled=false 2>&1) && return 1
  echo "$output"
  grep --quiet --fixed-strings "at '/observability/alerts': missing property 'optOut: {reason: why, until: \"YYYY-MM-DD\"}'" <<< "$output" &&
    ! grep --quiet "false schema" <<< "$output"
}

check_web_chart() {
  local service
  service=$(find_example web) || return 0
  expect_pass helm "the network policy allows the port of the configured collector" assert_collector_allowed "$service"
  expect_pass helm "the network policy allows calls to the services that are listed" assert_callee_allowed "$service"
  expect_pass helm "the network policy lets only pods with a Google identity fetch it" assert_identity_allowed "$service"
  expect_fail helm "helm rejects production with a minimum of one replica" lint_chart "$service" production --set autoscaling.minReplicas=1
  expect_pass helm "the chart runs a worker without any file of a web service" render_worker "$service"
}

assert_collector_allowed() {
  local endpoint objects=$WORK/collector.yaml
  render_chart "$1" production --set observability.tracing.endpoint=http://collector:9999/otlp > "$objects"
  grep -q -- '- port: 9999$' "$objects" && ! grep -q -- '- port: 4318$' "$objects" || return 1
  # shellcheck disable=SC2016
  for endpoint in 'http://[fd00:ec2::254]:4318 4318' 'http://collector 80' 'https://collector/otlp 443' 'http://$(HOST_IP):4318 4318'; do
    render_chart "$1" production --set-string "observability.tracing.endpoint=${endpoint% *}" -s templates/deployment.yaml > "$objects" &&
      grep -q -- "- port: ${endpoint##* }\$" "$objects" || return 1
  done
}

assert_callee_allowed() {
  local name
  name=$(basename "$1")
  render_chart "$1" production --set "networkPolicy.calls[0].service=$name,networkPolicy.calls[0].namespace=shop" > "$WORK/calling.yaml" &&
    python3 callee.py "$WORK/calling.yaml" "$name"
}

assert_identity_allowed() {
  local server=169.254.169.252/32
  ! render_chart "$1" production | grep -q "$server" &&
    render_chart "$1" production --set 'serviceAccount.annotations.iam\.gke\.io/gcp-service-account=a@b.iam' | grep -q "$server"
}

# A process without HTTP: a component of its own in place of the files of the layers chart-web and datadog-web.
render_worker() {
  local worker=$WORK/worker
  rm -rf "$worker" && mkdir -p "$worker" && cp -r "$1/chart" "$worker/" || return
  rm -r "$worker/chart/templates/component-web.yaml" "$worker/chart/signals" || return
  cp "$ROOT/tests/fixtures/golden-worker/files/chart/templates/component-worker.yaml" "$worker/chart/templates" || return
  render_chart "$worker" production --set replicas=2,autoscaling=null,service=null,route=null,networkPolicy.callPort=null \
    --skip-schema-validation > "$worker/objects.yaml" || return
  validate_objects < "$worker/objects.yaml" && python3 worker_chart.py "$worker/objects.yaml"
}

check_database_chart() {
  local service mode
  service=$(find_example database) || return 0
  expect_pass helm "app and migration trust the database's certificate authority" assert_database_trusted "$service"
  expect_found helm "helm says where production backs up to, or how to opt out" assert_backup_explained "$service"
  for mode in "$SECRET_STORE" "$BACKED_UP"; do
    expect_pass helm "$mode: every pod migrates; no Job has to wait for the Secret" assert_migration_in_pod "$service" --set "$mode"
  done
  reject_database_values "$service"
}

# reject_database_values SERVICE
reject_database_values() {
  expect_fail helm "helm rejects a secret store without a name" lint_chart "$1" staging --set database.mode=externalSecret
  expect_fail helm "helm rejects a production database with one instance" lint_chart "$1" production --set database.mode=cloudNativePG
  expect_fail helm "helm rejects a backup to a local path" lint_chart "$1" staging --set "$CLUSTER,database.cluster.backup.destination=/srv"
  expect_fail helm "helm rejects a backup schedule without seconds" \
    lint_chart "$1" staging --set-string "database.cluster.backup.schedule=0 3 * * *"
  expect_fail helm "helm rejects both an identity and a Secret for backups" \
    lint_chart "$1" staging --set "$BACKUP_IDENTITY=a,$BACKUP_SECRET=b"
}

assert_database_trusted() {
  local objects=$WORK/trusting.yaml
  render_chart "$1" production --set database.ca.configMapName=rds-ca > "$objects"
  [ "$(grep -c 'value: /etc/database-ca/ca.pem$' "$objects")" = 2 ] && [ "$(grep -c 'mountPath: /etc/database-ca$' "$objects")" = 2 ] &&
    [ "$(grep -A2 'name: database-ca$' "$objects" | grep -c 'name: rds-ca$')" = 2 ]
}

# Production without a backup fails and says what to set; with a reason it passes, and the objects record the reason.
assert_backup_explained() {
  local output opt_out=database.cluster.backup.optOut
  output=$(render_chart "$1" production --set "$CLUSTER" 2>&1) && return 1
  echo "$output"
  grep --quiet "database.cluster.backup.destination is empty.*s3://backups/.*optOut: {reason: why" <<< "$output" || return
  render_chart "$1" production --set "$CLUSTER" --set-string "$opt_out.reason=nothing in it that cannot be made again,$opt_out.until=2099-01-31" |
    grep --quiet 'idp.dev/opt-out.backup: "until 2099-01-31: nothing in it'
}

# assert_migration_in_pod SERVICE OPTION…
assert_migration_in_pod() {
  render_chart "$1" production "${@:2}" > "$WORK/in-pod.yaml"
  grep -q '^      initContainers:' "$WORK/in-pod.yaml" && ! grep -q '^kind: Job' "$WORK/in-pod.yaml"
}

check_platform_chart() {
  local role=$ROOT/docs/guide/clouds/cluster-role.yaml
  expect_pass helm "platform chart: helm lint with its own values" helm lint --strict "$PLATFORM_CHART"
  export_platform_values staging > "$WORK/platform-values.yaml"
  expect_pass helm "platform chart: helm lint, staging" lint_platform
  export_platform_values production > "$WORK/platform-values.yaml"
  expect_pass helm "platform chart: helm lint, production" lint_platform
  render_platform > "$WORK/platform.yaml"
  expect_pass helm "platform chart: the namespaces, roles, rules and policies of a catalog" \
    python3 platform_chart.py "$WORK/platform-values.yaml" "$role" < "$WORK/platform.yaml"
  seed_fault "$WORK/platform.yaml" "s/team:web_shop/team:Web_Shop/" "$FAULTY/platform.yaml"
  expect_fail helm "finds a tag that Datadog would write differently" \
    python3 platform_chart.py "$WORK/platform-values.yaml" "$role" < "$FAULTY/platform.yaml"
  expect_pass helm "platform chart: policies that warn, and none" assert_policy_modes
  reject_platform_values
}

assert_policy_modes() {
  render_platform --set policy.mode=warn > "$WORK/warn.yaml" && render_platform --set policy.mode=off > "$WORK/off.yaml" || return
  [ "$(grep -c 'validationActions: \["Warn","Audit"\]' "$WORK/warn.yaml")" = 4 ] && ! grep "^kind: ValidatingAdmissionPolicy" "$WORK/off.yaml"
}

reject_platform_values() {
  expect_fail helm "platform chart: rejects an unknown key" lint_platform --set quotas.pods=1
  expect_fail helm "platform chart: rejects a namespace of Kubernetes" lint_platform --set namespaces.kube-system.owner=payments
  expect_fail helm "platform chart: rejects a namespace without an owner" lint_platform --set 'namespaces.new.services={a}'
  expect_fail helm "platform chart: rejects a label that it sets itself" lint_platform --set namespaces.shop.labels.team=other
  expect_fail helm "platform chart: rejects a handle with @" lint_platform --set 'teams.silent.recipients={@slack-silent}'
  expect_fail helm "platform chart: rejects an unknown placeholder" lint_platform --set 'datadog.routing.page={oncall-{name\}}'
  expect_fail helm "platform chart: rejects a principal that would end a CEL string" lint_platform --set "policy.exemptUsers={a' || true || '}"
  expect_fail helm "platform chart: rejects a rule with a wildcard" lint_platform --set 'deployIdentity.additionalRules[0].apiGroups={*}' \
    --set 'deployIdentity.additionalRules[0].resources={secrets},deployIdentity.additionalRules[0].verbs={get}'
  expect_fail helm "platform chart: rejects a secret store without a provider" lint_platform --set secretStore.provider=null
  expect_fail helm "platform chart: rejects an Agent without the name of the cluster" lint_platform --set datadog.agent.clusterName=
  expect_fail helm "platform chart: rejects a number that it would write as 1e+06" lint_platform --set quota.pods=1000000
  expect_found helm "platform chart: names the store that a pull Secret lacks" assert_error "pullSecrets.acme-pull.externalSecret.store" \
    render_platform --set secretStore.enabled=false,secretStore.name=
}
