#!/usr/bin/env bash
# Rolls a release out and proves it. What an earlier run was stopped in is undone first: Helm would only say that another
# operation is in progress, and no other run is at it.
# Reads RELEASE and NAMESPACE, VALUES (the file of the environment), COMMIT and DIGEST; needs helm.
set -euo pipefail

of_release=("$RELEASE" --namespace "$NAMESPACE")

# How the release stands; nothing where there is none.
status() {
  { helm status "${of_release[@]}" --output json 2> /dev/null || echo '{}'; } | jq --raw-output '.info.status // empty'
}

# The newest revision that ran.
revision() {
  helm history "${of_release[@]}" --output json | jq '[.[] | select(.status == "deployed" or .status == "superseded").revision] | max'
}

case $(status) in
  pending-install | uninstalling)
    helm uninstall "${of_release[@]}" --wait
    ;;
  pending-*)
    # Not to be waited for: what ran may be what this release mends.
    helm rollback "$RELEASE" "$(revision)" --namespace "$NAMESPACE"
    ;;
esac

helm upgrade "$RELEASE" chart --install --namespace "$NAMESPACE" --values "$VALUES" --description "$COMMIT" \
  --set-string "image.digest=$DIGEST" --set-string "image.version=${COMMIT::12}" \
  --rollback-on-failure --wait --timeout 10m
helm test "${of_release[@]}" --logs
