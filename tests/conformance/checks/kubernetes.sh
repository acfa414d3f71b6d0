# shellcheck shell=bash
register_tool kubernetes both "rendered objects: schemas of Kubernetes, the operators and Datadog, and rules of the API server" \
  helm pyyaml jsonschema kubernetes-validate datadog-api-client custom-resources

print_kubernetes_version() {
  echo "1.34 to 1.37, ${#CUSTOM_RESOURCES[@]} kinds of operators, datadog-api-client $(print_pinned_version datadog-api-client)"
}

check_kubernetes() {
  local service environment
  if [ "$1" = project ]; then
    expect_pass kubernetes "the deploy role: Kubernetes schemas" validate_objects < <(print_deploy_role)
    validate_platform_chart
    return
  fi
  for service in "$SERVICES"/*; do
    for environment in staging production; do
      expect_pass kubernetes "$(basename "$service"): Kubernetes and Datadog schemas, $environment" validate_chart "$service" "$environment"
    done
  done
  expect_found kubernetes "the rules of the API server find what the schemas don't" seed_server_faults "$(find_example main)"
  reject_objects "$(find_example main)"
  validate_routes
  validate_databases
}

validate_platform_chart() {
  export_platform_values production > "$WORK/platform-values.yaml"
  render_platform > "$WORK/platform.yaml"
  expect_pass kubernetes "the platform chart: Kubernetes, operator and Datadog schemas" validate_objects < "$WORK/platform.yaml"
  reject_object "the schemas reject a misspelled field of a policy" "$WORK/platform.yaml" 's/failurePolicy:/failurePolicies:/'
  reject_object "the schemas reject a misspelled field of the secret store" "$WORK/platform.yaml" 's/namespaceSelector:/namespacesSelector:/'
  reject_object "the schemas reject a misspelled field of the Agent" "$WORK/platform.yaml" 's/hostPortConfig:/hostPorts:/'
  reject_object "Datadog's model rejects a misspelled field of a notification rule" "$WORK/platform.yaml" 's/"conditional_recipients"/"conditions"/'
  reject_object "Datadog's model rejects a notification rule of another type" "$WORK/platform.yaml" 's/"monitor-notification-rule"/"notification-rule"/'
}

# What the guide has a platform team apply for each cloud.
print_deploy_role() {
  local file
  cat "$ROOT/docs/guide/clouds/cluster-role.yaml"
  for file in "$ROOT"/docs/guide/clouds/*/namespace.yaml; do
    echo ---
    cat "$file"
  done
}

# Each rule finds the fault that is seeded for it.
seed_server_faults() {
  render_chart "$1" production | python3 server_seeds.py
}

# reject_objects SERVICE
reject_objects() {
  local sound=$FAULTY/sound.yaml
  render_chart "$1" staging > "$sound"
  reject_object "the schemas reject a misspelled field" "$sound" 's/revisionHistoryLimit:/revisionHistoryLimits:/'
  reject_object "the schemas reject a monitor of an unknown type" "$sound" 's/"type": "query alert"/"type": "query alarm"/'
  find_example web > /dev/null || return 0
  reject_object "finds an alert that one of a few requests sets off" "$sound" 's/ \* is_greater([^"]*)\( [^"]*",\)/\1/'
  reject_object "finds a burn rate over a single window" "$sound" "s/moving_rollup(\(sum:[^,]*,[^,]*\), [0-9]*, 'sum')/\1/g"
}

# reject_object NAME OBJECTS SED
reject_object() {
  seed_fault "$2" "$3" "$FAULTY/objects.yaml"
  expect_fail kubernetes "$1" validate_objects < "$FAULTY/objects.yaml"
}

validate_routes() {
  local service hosts='route.hosts={a.example,b.example}'
  service=$(find_example web) || return 0
  expect_pass kubernetes "every value of the chart: Kubernetes schemas" validate_chart "$service" production --values chart_knobs.yaml
  expect_pass kubernetes "an Ingress: Kubernetes schemas" validate_chart "$service" production --set "route.kind=ingress,$hosts,route.className=nginx"
  expect_pass kubernetes "an HTTPRoute: schema of the Gateway API" \
    validate_chart "$service" production --set "route.kind=httproute,$hosts,route.gateway.name=public"
}

validate_databases() {
  local service
  service=$(find_example database) || return 0
  expect_pass kubernetes "the database's certificate authority: Kubernetes schemas" \
    validate_chart "$service" production --set database.ca.configMapName=rds-ca
  expect_pass kubernetes "a database from a secret store: schema of External Secrets" validate_chart "$service" production --set "$SECRET_STORE"
  expect_pass kubernetes "backups to S3 with a role: schemas of CloudNativePG and Barman Cloud" \
    validate_backup "$service" s3://backups/checkout s3Credentials "$BACKUP_IDENTITY=arn:aws:iam::1:role/db"
  expect_pass kubernetes "backups to Google Cloud with a Secret" \
    validate_backup "$service" gs://backups/checkout googleCredentials "$BACKUP_SECRET=backup-key"
  expect_pass kubernetes "backups to Azure with a client ID" \
    validate_backup "$service" https://acme.blob.core.windows.net/backups/checkout azureCredentials \
    "$BACKUP_IDENTITY=00000000-0000-0000-0000-000000000000"
  render_chart "$service" staging --set database.mode=cloudNativePG > "$FAULTY/cluster.yaml"
  reject_object "the schemas of operators reject a misspelled field" "$FAULTY/cluster.yaml" 's/instances:/instance:/'
}

# validate_backup SERVICE DESTINATION FIELD VALUE: a database of its own is backed up there, with the credentials of this value.
validate_backup() {
  render_chart "$1" production --set "$CLUSTER,database.cluster.backup.destination=$2" --set "$4" > "$WORK/backup.yaml" &&
    validate_objects < "$WORK/backup.yaml" && python3 backups.py "$WORK/backup.yaml" "$2" "$3"
}
