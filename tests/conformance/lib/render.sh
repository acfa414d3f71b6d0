# shellcheck shell=bash
# Renders the services of a golden template, and their charts.

# Which of the services is the example of what: see ../templates.
declare -A EXAMPLE=()

render_template_examples() {
  # shellcheck source=/dev/null
  source "./templates/$1.sh"
  render_examples
}

# find_example ROLE: the folder of the service that is the example of it. Fails when the template has none: its checks are left out.
find_example() {
  [ -n "${EXAMPLE[$1]:-}" ] && echo "$SERVICES/${EXAMPLE[$1]}"
}

# render_service NAME OPTION…
render_service() {
  expect_pass idp "idp new $TEMPLATE $*" "$IDP" new "$TEMPLATE" "$1" --owner payments --yes --platform practice --dir "$SERVICES/$1" "${@:2}"
}

# copy_expected CASE NAME: what a case of the template's own tests expects, which `idp template test` holds to be what is rendered.
copy_expected() {
  write_expected "$TEMPLATE" "$1" "$SERVICES/$2"
}

# write_expected TEMPLATE CASE FOLDER: the whole tree, which a case with a base keeps as what differs from its base.
write_expected() {
  local case=$ROOT/golden-templates/$1/tests/$2 base path
  base=$(sed -n 's/^base: *//p' "$case/case.yaml")
  [ -z "$base" ] || cp -r "$case/../$base/expected" "$3"
  if [ -f "$case/absent.txt" ]; then
    while read -r path; do rm "$3/$path"; done < "$case/absent.txt"
  fi
  mkdir -p "$3"
  [ ! -d "$case/expected" ] || cp -r "$case/expected/." "$3"
}

DIGEST=sha256:$(printf '0%.0s' {1..64})

# render_chart SERVICE ENVIRONMENT OPTION…
render_chart() {
  helm template "$(basename "$1")" "$1/chart" --values "$1/chart/values-$2.yaml" --set "image.digest=$DIGEST" "${@:3}"
}

# lint_chart SERVICE ENVIRONMENT OPTION…
lint_chart() {
  helm lint --strict "$1/chart" --values "$1/chart/values-$2.yaml" --set "image.digest=$DIGEST" "${@:3}"
}

# validate_chart SERVICE ENVIRONMENT OPTION…: what the chart renders fits the schemas of Kubernetes, the operators and Datadog.
validate_chart() {
  render_chart "$@" | validate_objects
}

validate_objects() {
  python3 objects.py "$TOOLS"/definitions/*
}

# Values of the charts for a database from a secret store, and for one that CloudNativePG runs, with backups.
# shellcheck disable=SC2034 # read by the checks
{
  SECRET_STORE=database.mode=externalSecret,database.externalSecret.store=vault
  CLUSTER=database.mode=cloudNativePG,database.cluster.instances=3
  BACKED_UP=$CLUSTER,database.cluster.backup.destination=s3://backups/checkout
  BACKUP_IDENTITY=database.cluster.backup.credentials.identity
  BACKUP_SECRET=database.cluster.backup.credentials.secretName
}
