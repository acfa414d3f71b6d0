#!/usr/bin/env bash
# The steps of a deployment. Each is a command:
#   trust      waits until the cloud trusts this repository; only for a first deploy, which can start before its role exists
#   overtaken  if a newer commit is already running, writes it to GITHUB_OUTPUT as `by`; does nothing in a rerun, to allow a rollback
#   preflight  lists what the cluster lacks for this release, and who provides it, before Helm waits ten minutes for it
#   rollout    upgrades, tests, and rolls back a release that fails its test
# Reads RELEASE, NAMESPACE, VALUES (the values file of the environment), COMMIT and DIGEST. Requires helm, jq, and kubectl with a
# context; `overtaken` requires the branch history. `trust` and, before the first release, `preflight` wait up to 15 minutes.
# Later, `preflight` doesn't wait. WAIT_MINUTES overrides both.
set -euo pipefail

of_release=("${RELEASE:-}" --namespace "${NAMESPACE:-}")
by_force=(--server-side=true --force-conflicts)

# wait_for MINUTES COMMAND: repeats a command that prints what is missing until it prints nothing. Reports once what it waits for.
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

# An identity token of this job for an audience. curl gets tokens as files, because every user on a machine can read arguments.
identity() {
  curl --silent --show-error --fail --header @<(echo "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN") \
    "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$1" | jq --join-output .value
}

# exchange WHO URL ARGUMENTS…: requests a token from the cloud, and prints why the cloud refuses. Sets `answer`.
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
    echo "::notice title=Nothing to roll out::$running is newer and already running."
    echo "by=$running" >> "$GITHUB_OUTPUT"
  fi
}

## preflight

# The objects of the release, as YAML.
objects=

# Whether the cluster reports that an object doesn't exist. If this job isn't allowed to read it, the rollout reports that.
is_absent() {
  local answer
  answer=$(kubectl get "$@" --output name 2>&1) && return 1
  [[ $answer == *NotFound* ]]
}

# named_under KEY: the names of the objects that pods reference under KEY, such as `secretKeyRef`. Each line is NAME VARIABLE.
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
  # The Secret that the release itself creates doesn't have to exist yet.
  made=$(sed -n 's|^ *idp.dev/makes-secret: *||p' <<< "$objects")
  while read -r name variable; do
    if [ "$name" = "$made" ] || ! is_absent secret "$name" --namespace "$NAMESPACE"; then
      continue
    fi
    case $variable in
      DATABASE_URL) echo "Secret $name with the database URL (DATABASE_URL): the team that runs the database creates it." ;;
      *) echo "Secret $name for the variable $variable (secretEnv in chart/values.yaml): your team creates it." ;;
    esac
  done < <(named_under secretKeyRef)
  while read -r name variable; do
    is_absent secret "$name" --namespace "$NAMESPACE" || continue
    echo "Secret $name to pull the image (image.pullSecrets in chart/values.yaml): the platform team creates it."
  done < <(named_under imagePullSecrets)
  while read -r name; do
    is_absent secret "$name" --namespace "$NAMESPACE" || continue
    echo "Secret $name with the credentials for database backups (database.cluster.backup in chart/values.yaml): the team that runs the object store creates it."
  done < <(sed -n 's|^ *idp.dev/needs-secret: *||p' <<< "$objects")
  while read -r name _; do
    is_absent secret "$name" --namespace "$NAMESPACE" || continue
    echo "Secret $name for a volume (volumes in chart/values.yaml): your team creates it."
  done < <(named_under secret)
  while read -r name variable; do
    is_absent configmap "$name" --namespace "$NAMESPACE" || continue
    case $variable in
      database-ca) echo "ConfigMap $name with the CA certificates of the database (database.ca in chart/values.yaml): the team that runs the database knows who signed its certificate." ;;
      *) echo "ConfigMap $name for a volume (volumes in chart/values.yaml): your team creates it." ;;
    esac
  done < <(named_under configMap)
}

# The API versions and kinds in the release, one pair per line.
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

# Who provides each kind in the chart that isn't built into Kubernetes.
provider() {
  case $1 in
    DatadogGenericResource) echo "The platform team enables it in the Datadog Operator; without it, there are no monitors. To deploy without it, opt out in chart/values.yaml." ;;
    ExternalSecret) echo "The platform team installs the External Secrets Operator; for alternatives, see database.mode in chart/values.yaml." ;;
    Cluster | ScheduledBackup) echo "The platform team installs the CloudNativePG operator; for alternatives, see database.mode in chart/values.yaml." ;;
    ObjectStore) echo "The platform team installs the Barman Cloud plugin for CloudNativePG, which backs up the database." ;;
    HTTPRoute) echo "The platform team installs the Gateway API; for alternatives, see route.kind in chart/values.yaml." ;;
    HealthCheckPolicy) echo "GKE provides it once the Gateway API is enabled for the cluster." ;;
    *) echo "The platform team installs it." ;;
  esac
}

# Asks for one API at a time: a request for all of them would fail if another one, such as metrics, is unavailable.
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

# The permissions that Helm needs for this release. Each line is GROUP RESOURCE VERB; the group is empty for the Kubernetes core.
permissions() {
  local version kind group verb
  while read -r version kind; do
    group=
    [[ $version != */* ]] || group=${version%/*}
    for verb in get list watch create patch delete; do
      echo "$group $(plural "$kind") $verb"
    done
  done < <(kinds)
  # Helm's release record, the objects that it waits for, and the output of its test.
  printf ' secrets %s\n' get list create update delete
  printf ' pods %s\n' get list watch
  printf 'apps replicasets %s\n' get list watch
  echo ' pods/log get'
}

# The permissions that the cluster denies, as one line. Checks like `kubectl auth can-i`, but all at once; silence isn't a denial.
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

# Everything that is missing, one item per line.
missing() {
  local lacking
  if is_absent namespace "$NAMESPACE"; then
    echo "Namespace $NAMESPACE: the platform team creates it. Its name comes from the variable NAMESPACE of this environment."
  else
    missing_objects | sed "s/^/Namespace $NAMESPACE has no /"
    lacking=$(denied)
    if [ -n "$lacking" ]; then
      # A namespace that doesn't exist looks the same as one in which the role has no permissions.
      kubectl get namespace "$NAMESPACE" --output name > /dev/null 2>&1 || echo "Namespace $NAMESPACE does not exist, or the deploy role isn't allowed to see it. The platform team creates it."
      echo "In namespace $NAMESPACE, the deploy role isn't allowed to use $lacking. The platform team binds the role idp-deploy there; see docs/guide/clouds.md in the idp repository."
    fi
  fi
  missing_kinds
}

preflight() {
  local minutes=0 image
  # A namespace, a Secret or a role can be created at the same time as the repository.
  helm status "${of_release[@]}" > /dev/null 2>&1 || minutes=15
  objects=$(helm template "$RELEASE" chart --namespace "$NAMESPACE" --values "$VALUES" --set-string "image.digest=$DIGEST")
  wait_for "${WAIT_MINUTES:-$minutes}" missing || return
  image=$(awk '$1 == "image:" { print $2; exit }' <<< "$objects")
  if [[ ${VISIBILITY:-public} != public && $image =~ ^(ghcr\.io|containers\.[^/]*)/ && $objects != *imagePullSecrets:* ]]; then
    echo "::warning title=Can the nodes pull the image?::The image is as private as this repository, and image.pullSecrets in chart/values.yaml is empty. Unless the nodes sign in to the registry themselves, no pod can start."
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

# The URL of the release; nothing if it has no route.
address() {
  { helm get values "${of_release[@]}" --all --output json 2> /dev/null || echo '{}'; } |
    jq --raw-output '.route // empty | select(.kind != "none") | (if .tls == false then "http" else "https" end) + "://" + .hosts[0]'
}

rollout() {
  local ran url
  # First undo what an interrupted run left behind. Otherwise, Helm only reports that another operation is in progress, although no
  # other run is active.
  case $(status) in
    pending-install | uninstalling)
      helm uninstall "${of_release[@]}" --wait
      ;;
    pending-*)
      # Don't wait: the previous revision may be broken, and this release may fix it.
      helm rollback "${of_release[@]}" "$(revision)" "${by_force[@]}"
      ;;
  esac

  ran=$(revision)
  # Reverts fields that were changed by hand: the repository decides how the service runs.
  helm upgrade "$RELEASE" chart --install --namespace "$NAMESPACE" --values "$VALUES" --description "$COMMIT" \
    --set-string "image.digest=$DIGEST" --set-string "image.version=${COMMIT::12}" \
    "${by_force[@]}" --rollback-on-failure --wait --timeout 10m

  if ! helm test "${of_release[@]}" --logs; then
    echo "::error title=The release does not answer::Its test failed${ran:+. Rolling back to the previous release}."
    [ -z "$ran" ] || helm rollback "${of_release[@]}" "$ran" "${by_force[@]}" --wait --timeout 10m
    exit 1
  fi

  url=$(address)
  echo "url=$url" >> "$GITHUB_OUTPUT"
  echo "$RELEASE ${COMMIT::12} is running in namespace $NAMESPACE${url:+ at <$url>}." >> "$GITHUB_STEP_SUMMARY"
}

case ${1:-} in
  trust | overtaken | preflight | rollout) "$1" ;;
  *)
    echo "usage: deploy.sh trust|overtaken|preflight|rollout" >&2
    exit 2
    ;;
esac
