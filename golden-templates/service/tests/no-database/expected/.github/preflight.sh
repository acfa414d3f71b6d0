#!/usr/bin/env bash
# Names what the cluster lacks for this release, and who provides it, before a rollout waits ten minutes for it.
# Reads RELEASE, NAMESPACE, VALUES and DIGEST; needs helm, and kubectl that is signed in.
set -euo pipefail

lacks=0

lack() {
  echo "::error title=The cluster is not ready::$1"
  lacks=1
}

# Whether the cluster says that it has no such object. What this job may not look at, the rollout will tell.
is_absent() {
  local answer
  answer=$(kubectl get "$@" --output name 2>&1) && return 1
  [[ $answer == *NotFound* ]]
}

objects=$(helm template "$RELEASE" chart --namespace "$NAMESPACE" --values "$VALUES" --set-string "image.digest=$DIGEST")

if is_absent namespace "$NAMESPACE"; then
  lack "There is no namespace $NAMESPACE. The platform team makes it; NAMESPACE of this environment says its name."
else
  secrets=$(sed -n '/secretKeyRef:/,/name:/s/^ *name: *//p' <<< "$objects" | tr -d "\"'" | sort --unique)
  # What the release itself brings need not be there.
  made=$(sed -n 's|^ *idp.dev/makes-secret: *||p' <<< "$objects")
  for secret in $secrets; do
    if [ "$secret" != "$made" ] && is_absent secret "$secret" --namespace "$NAMESPACE"; then
      lack "Namespace $NAMESPACE has no Secret $secret, which chart/values.yaml names. Who runs the database makes it, before the first release."
    fi
  done
  for bundle in $(sed -n '/configMap:/,/name:/s/^ *name: *//p' <<< "$objects" | tr -d "\"'" | sort --unique); do
    if is_absent configmap "$bundle" --namespace "$NAMESPACE"; then
      lack "Namespace $NAMESPACE has no ConfigMap $bundle, which chart/values.yaml names. Who runs the database knows what signed its certificate."
    fi
  done
fi

# needs KIND NAME VERSION WHAT: where the release has objects of a kind, the cluster must serve it. Asked for all that it serves,
# kubectl would fail when something else, such as metrics, is away.
needs() {
  local kinds
  grep --quiet "^kind: $1\$" <<< "$objects" || return 0
  kinds=$(kubectl get --raw "/apis/$3" 2>&1) || [[ $kinds == *NotFound* ]] || return 0
  [[ $kinds == *"\"name\":\"$2\""* ]] || lack "The cluster has no $1 of $3, $4"
}

# Without these nobody would be told of a failure, and nobody would know that.
needs DatadogGenericResource datadoggenericresources datadoghq.com/v1alpha1 \
  "so no monitor and no dashboard. The platform team turns it on in the Datadog Operator; to go without, opt out in chart/values.yaml, with a reason and a date."
needs ExternalSecret externalsecrets external-secrets.io/v1 \
  "so nothing fetches DATABASE_URL from the secret store. The platform team installs the External Secrets Operator; database.mode in chart/values.yaml names other ways."
needs Cluster clusters postgresql.cnpg.io/v1 \
  "so nothing runs the database. The platform team installs the CloudNativePG operator; database.mode in chart/values.yaml names other ways."

exit "$lacks"
