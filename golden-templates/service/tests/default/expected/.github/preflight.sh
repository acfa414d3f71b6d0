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
  secrets=$(sed -n '/secretKeyRef:/{n;s/^ *name: *//p;}' <<< "$objects" | tr -d "\"'" | sort --unique)
  for secret in $secrets; do
    if is_absent secret "$secret" --namespace "$NAMESPACE"; then
      lack "Namespace $NAMESPACE has no Secret $secret, which chart/values.yaml names. Who runs the database makes it, before the first release."
    fi
  done
fi

# Without these nobody would be told of a failure, and nobody would know that.
if grep --quiet '^kind: DatadogGenericResource$' <<< "$objects"; then
  kinds=$(kubectl api-resources --api-group datadoghq.com --output name)
  if [[ $kinds != *datadoggenericresources.* ]]; then
    lack "The cluster has no DatadogGenericResource, so no monitor and no dashboard. The platform team turns it on in the Datadog Operator; to go without, opt out in chart/values.yaml, with a reason and a date."
  fi
fi

exit "$lacks"
