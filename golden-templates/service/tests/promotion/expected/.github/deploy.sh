#!/usr/bin/env bash
# The steps of a deployment, each a command of its own:
#   trust      waits until the cloud trusts this repository; only for a first deploy, which may come before its role
#   overtaken  writes to GITHUB_OUTPUT `by`, the newer commit, if something newer already runs; a rerun may go back
#   preflight  lists what the cluster lacks for this release, and who provides it, before Helm waits ten minutes for it
#   rollout    upgrades, tests, and rolls back a release that fails its test
# Reads RELEASE, NAMESPACE, VALUES (the file of the environment), COMMIT and DIGEST. Needs helm, jq, and kubectl with a context;
# `overtaken` needs the history of the branch. WAIT_MINUTES overrides how long `trust` and `preflight` wait: 15 minutes before there
# is a release, and otherwise not at all.
set -euo pipefail

of_release=("${RELEASE:-}" --namespace "${NAMESPACE:-}")
by_force=(--server-side=true --force-conflicts)

# wait_for MINUTES COMMAND: repeats a command that prints what is missing until it prints nothing. Says once what it waits for.
wait_for() {
  local end=$((SECONDS + $1 * 60)) missing told=
  while true; do
    missing=$("$2") || true
    [ -n "$missing" ] || return 0
    if [ "$SECONDS" -ge "$end" ]; then
      echo "::error title=Not ready to deploy::${missing//$'\n'/$'\n'::error title=Not ready to deploy::}"
      return 1
    fi
    if [ -z "$told" ]; then
      echo "::notice title=Waiting for up to $1 minutes::${missing//$'\n'/ }"
      told=yes
    fi
    sleep "${POLL_SECONDS:-15}"
  done
}

## trust

# An identity token of this job for an audience. Tokens are handed to curl as files: everybody on a machine can read arguments.
identity() {
  curl --silent --show-error --fail --header @<(echo "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN") \
    "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$1" | jq --join-output .value
}

# exchange WHO URL ARGUMENTS…: asks the cloud for a token, and prints why it refuses. Sets `answer`.
exchange() {
  answer=$(curl --silent --show-error --fail-with-body "${@:3}" "$2" 2>&1) && return
  echo "The cloud does not trust this repository as $1: $(tr '\n' ' ' <<< "$answer" | cut -c 1-300)"
  return 1
}

distrusted() {
  local answer china=
  if [ -n "${AWS_ROLE_ARN:-}" ]; then
    [[ $AWS_REGION != cn-* ]] || china=.cn
    exchange "$AWS_ROLE_ARN" "https://sts.$AWS_REGION.amazonaws.com$china/" --data Action=AssumeRoleWithWebIdentity --data Version=2011-06-15 \
      --data RoleSessionName=first-deploy --data-urlencode "RoleArn=$AWS_ROLE_ARN" --data-urlencode "WebIdentityToken@"<(identity sts.amazonaws.com)
  fi
  if [ -n "${GCP_SERVICE_ACCOUNT:-}" ]; then
    exchange "$GCP_SERVICE_ACCOUNT" https://sts.googleapis.com/v1/token \
      --data grant_type=urn:ietf:params:oauth:grant-type:token-exchange --data scope=https://www.googleapis.com/auth/cloud-platform \
      --data requested_token_type=urn:ietf:params:oauth:token-type:access_token --data subject_token_type=urn:ietf:params:oauth:token-type:jwt \
      --data "audience=//iam.googleapis.com/$GCP_WORKLOAD_IDENTITY_PROVIDER" \
      --data-urlencode "subject_token@"<(identity "https://iam.googleapis.com/$GCP_WORKLOAD_IDENTITY_PROVIDER") || return
    exchange "$GCP_SERVICE_ACCOUNT" "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/$GCP_SERVICE_ACCOUNT:generateAccessToken" \
      --header @<(jq --raw-output '"Authorization: Bearer \(.access_token)"' <<< "$answer") --data scope=https://www.googleapis.com/auth/cloud-platform
  fi
  if [ -n "${AZURE_CLIENT_ID:-}" ]; then
    exchange "$AZURE_CLIENT_ID" "https://login.microsoftonline.com/$AZURE_TENANT_ID/oauth2/v2.0/token" \
      --data grant_type=client_credentials --data scope=https://management.azure.com/.default --data "client_id=$AZURE_CLIENT_ID" \
      --data client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
      --data-urlencode "client_assertion@"<(identity api://AzureADTokenExchange)
  fi
}

trust() {
  wait_for "${WAIT_MINUTES:-15}" distrusted
}

## overtaken

overtaken() {
  local running
  running=$(helm get values "${of_release[@]}" --output json 2> /dev/null | jq --raw-output '.image.version // empty' || true)
  if [ "$GITHUB_RUN_ATTEMPT" != 1 ] || ! [[ $running =~ ^[0-9a-f]{12}$ ]] || [ "$running" = "${GITHUB_SHA::12}" ]; then
    return
  fi
  if git merge-base --is-ancestor "$GITHUB_SHA" "$running" 2> /dev/null; then
    echo "::notice title=Nothing is rolled out::$running is newer and already runs."
    echo "by=$running" >> "$GITHUB_OUTPUT"
  fi
}

## preflight

# The objects of the release, as YAML.
objects=

# Whether the cluster says that it has no such object. What this job may not read, the rollout reports.
is_absent() {
  local answer
  answer=$(kubectl get "$@" --output name 2>&1) && return 1
  [[ $answer == *NotFound* ]]
}

# named_under KEY: the names of what a pod refers to by this key, such as `secretKeyRef`; each line is NAME VARIABLE.
named_under() {
  awk -v key="$1" '
    { gsub(/["\047]/, "") }
    $1 == "-" && $2 == "name:" { variable = $3 }
    found && ($1 == "name:" || $1 == "secretName:") { print $2, variable; found = 0 }
    listed && $1 == "-" && $2 == "name:" { print $3, "-"; next }
    { listed = 0 }
    $1 == key ":" && key == "imagePullSecrets" { listed = 1; next }
    $1 == key ":" || ($1 == "-" && $2 == key ":") { found = 1 }
  ' <<< "$objects" | sort --unique
}

missing_objects() {
  local name variable made
  # What the release itself brings need not be there.
  made=$(sed -n 's|^ *idp.dev/makes-secret: *||p' <<< "$objects")
  while read -r name variable; do
    if [ "$name" = "$made" ] || ! is_absent secret "$name" --namespace "$NAMESPACE"; then
      continue
    fi
    case $variable in
      DATABASE_URL) echo "Secret $name, with the address of the database (DATABASE_URL): whoever runs the database creates it." ;;
      *) echo "Secret $name, for the variable $variable (secretEnv in chart/values.yaml): your team creates it." ;;
    esac
  done < <(named_under secretKeyRef)
  while read -r name variable; do
    is_absent secret "$name" --namespace "$NAMESPACE" || continue
    echo "Secret $name, to pull the image (image.pullSecrets in chart/values.yaml): the platform team creates it."
  done < <(named_under imagePullSecrets)
  while read -r name; do
    is_absent secret "$name" --namespace "$NAMESPACE" || continue
    echo "Secret $name, with which the database signs in for its backups (database.cluster.backup in chart/values.yaml): whoever runs the object store creates it."
  done < <(sed -n 's|^ *idp.dev/needs-secret: *||p' <<< "$objects")
  while read -r name _; do
    is_absent secret "$name" --namespace "$NAMESPACE" || continue
    echo "Secret $name, which a volume names (volumes in chart/values.yaml): your team creates it."
  done < <(named_under secret)
  while read -r name variable; do
    is_absent configmap "$name" --namespace "$NAMESPACE" || continue
    case $variable in
      database-ca) echo "ConfigMap $name, with the certificates for the database (database.ca in chart/values.yaml): whoever runs the database knows who signed its certificate." ;;
      *) echo "ConfigMap $name, which a volume names (volumes in chart/values.yaml): your team creates it." ;;
    esac
  done < <(named_under configMap)
}

# The API versions and kinds in the release, a line for each.
kinds() {
  awk '
    function flush() { if (kind != "") print version, kind; version = kind = "" }
    /^---/ { flush() }
    /^apiVersion: / { version = $2 }
    /^kind: / { kind = $2 }
    END { flush() }
  ' <<< "$objects" | sort --unique
}

# The lower-case plural of a kind, as in URLs.
plural() {
  local kind=${1,,}
  case $kind in
    *y) echo "${kind%y}ies" ;;
    *s) echo "${kind}es" ;;
    *) echo "${kind}s" ;;
  esac
}

# What each kind of the chart that isn't Kubernetes' own needs in the cluster.
provider() {
  case $1 in
    DatadogGenericResource) echo "The platform team turns it on in the Datadog Operator; without it there are no monitors. To go without, opt out in chart/values.yaml." ;;
    ExternalSecret) echo "The platform team installs the External Secrets Operator; database.mode in chart/values.yaml names other ways." ;;
    Cluster | ScheduledBackup) echo "The platform team installs the CloudNativePG operator; database.mode in chart/values.yaml names other ways." ;;
    ObjectStore) echo "The platform team installs the Barman Cloud plugin of CloudNativePG, which backs up the database." ;;
    HTTPRoute) echo "The platform team installs the Gateway API; route.kind in chart/values.yaml names other ways." ;;
    HealthCheckPolicy) echo "GKE has it once the Gateway API is enabled for the cluster." ;;
    *) echo "The platform team installs it." ;;
  esac
}

# Asked for all that it serves, kubectl would fail when something else, such as metrics, is away.
missing_kinds() {
  local version kind served
  while read -r version kind; do
    case $version in
      v1 | apps/v1 | autoscaling/v2 | batch/v1 | networking.k8s.io/v1 | policy/v1) continue ;;
    esac
    served=$(kubectl get --raw "/apis/$version" 2>&1) || [[ $served == *NotFound* ]] || continue
    [[ $served == *"\"name\":\"$(plural "$kind")\""* ]] || echo "The kind $kind of $version: $(provider "$kind")"
  done < <(kinds)
}

# What Helm does with this release; each line is GROUP RESOURCE VERB, the group empty for Kubernetes' core.
permissions() {
  local version kind group verb
  while read -r version kind; do
    group=
    [[ $version != */* ]] || group=${version%/*}
    for verb in get list watch create patch delete; do
      echo "$group $(plural "$kind") $verb"
    done
  done < <(kinds)
  # Its own record, what it waits for, and what its test prints.
  printf ' secrets %s\n' get list create update delete
  printf ' pods %s\n' get list watch
  printf 'apps replicasets %s\n' get list watch
  echo ' pods/log get'
}

# Which of them the cluster denies, as one line. Asks what `kubectl auth can-i` asks, but all at once; no answer is not a no.
denied() {
  permissions | sort --unique | jq --raw-input --null-input --arg namespace "$NAMESPACE" '
    def review: split(" ") as [$group, $path, $verb] | ($path | split("/")) as [$resource, $subresource] |
      {apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview",
       spec: {resourceAttributes: {$namespace, $group, $resource, subresource: ($subresource // ""), $verb}}};
    {apiVersion: "v1", kind: "List", items: [inputs | review]}' |
    kubectl create --filename - --output json 2> /dev/null |
    jq --raw-output --slurp '
      [.[] | select(.status.allowed == false).spec.resourceAttributes |
        {verb, name: "\(.resource)\(if .subresource then "/" + .subresource else "" end)\(if .group then "." + .group else "" end)"}] |
      group_by(.name) | map("\(.[0].name) (\(map(.verb) | join(", ")))") | join(", ")' || true
}

# All of it, a line for each.
missing() {
  local lacking
  if is_absent namespace "$NAMESPACE"; then
    echo "Namespace $NAMESPACE: the platform team creates it; the variable NAMESPACE of this environment names it."
  else
    missing_objects | sed "s/^/Namespace $NAMESPACE has no /"
    lacking=$(denied)
    if [ -n "$lacking" ]; then
      # A namespace that is not there cannot be told from one in which the role may do nothing.
      kubectl get namespace "$NAMESPACE" --output name > /dev/null 2>&1 || echo "Namespace $NAMESPACE does not exist, or the deploy role may not see it. The platform team creates it."
      echo "In namespace $NAMESPACE, the deploy role may not use $lacking. The platform team binds the role idp-deploy there; docs/guide/clouds.md of idp has it."
    fi
  fi
  missing_kinds
}

preflight() {
  local minutes=0 image
  # A namespace, a Secret or a role may be created at the same time as the repository.
  helm status "${of_release[@]}" > /dev/null 2>&1 || minutes=15
  objects=$(helm template "$RELEASE" chart --namespace "$NAMESPACE" --values "$VALUES" --set-string "image.digest=$DIGEST")
  wait_for "${WAIT_MINUTES:-$minutes}" missing || return
  image=$(awk '$1 == "image:" { print $2; exit }' <<< "$objects")
  if [[ ${VISIBILITY:-public} != public && $image =~ ^(ghcr\.io|containers\.[^/]*)/ && $objects != *imagePullSecrets:* ]]; then
    echo "::warning title=Can the nodes pull the image?::It is as private as this repository, and image.pullSecrets in chart/values.yaml is empty. Unless the nodes sign in to the registry themselves, no pod starts."
  fi
}

## rollout

# The status of the release; nothing if there is none.
status() {
  { helm status "${of_release[@]}" --output json 2> /dev/null || echo '{}'; } | jq --raw-output '.info.status // empty'
}

# The newest revision that ran; nothing if none did.
revision() {
  { helm history "${of_release[@]}" --output json 2> /dev/null || echo '[]'; } |
    jq '[.[] | select(.status == "deployed" or .status == "superseded").revision] | max // empty'
}

# Where people reach the release; nothing if it has no route.
address() {
  { helm get values "${of_release[@]}" --all --output json 2> /dev/null || echo '{}'; } |
    jq --raw-output '.route // empty | select(.kind != "none") | (if .tls == false then "http" else "https" end) + "://" + .hosts[0]'
}

rollout() {
  local ran url
  # What an earlier run left half done is undone first: Helm would only say that another operation is in progress, and no other
  # run is at it.
  case $(status) in
    pending-install | uninstalling)
      helm uninstall "${of_release[@]}" --wait
      ;;
    pending-*)
      # Not waited for: what ran may be what this release fixes.
      helm rollback "${of_release[@]}" "$(revision)" "${by_force[@]}"
      ;;
  esac

  ran=$(revision)
  # Takes back fields that were changed by hand: the repository decides how the service runs.
  helm upgrade "$RELEASE" chart --install --namespace "$NAMESPACE" --values "$VALUES" --description "$COMMIT" \
    --set-string "image.digest=$DIGEST" --set-string "image.version=${COMMIT::12}" \
    "${by_force[@]}" --rollback-on-failure --wait --timeout 10m

  if ! helm test "${of_release[@]}" --logs; then
    echo "::error title=The release does not answer::Its test failed${ran:+, so the previous release runs again}."
    [ -z "$ran" ] || helm rollback "${of_release[@]}" "$ran" "${by_force[@]}" --wait --timeout 10m
    exit 1
  fi

  url=$(address)
  echo "url=$url" >> "$GITHUB_OUTPUT"
  echo "$RELEASE ${COMMIT::12} runs in namespace $NAMESPACE${url:+ at <$url>}." >> "$GITHUB_STEP_SUMMARY"
}

case ${1:-} in
  trust | overtaken | preflight | rollout) "$1" ;;
  *)
    echo "usage: deploy.sh trust|overtaken|preflight|rollout" >&2
    exit 2
    ;;
esac
