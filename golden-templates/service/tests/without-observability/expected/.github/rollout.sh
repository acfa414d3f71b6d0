#!/usr/bin/env bash
# Rolls a release out and proves it; what does not pass its test is taken back. What an earlier run was stopped in is undone
# first: Helm would only say that another operation is in progress, and no other run is at it. A field that somebody changed
# by hand is the release's again: the repository says how the service runs.
# Reads RELEASE and NAMESPACE, VALUES (the file of the environment), COMMIT and DIGEST; needs helm.
set -euo pipefail

of_release=("$RELEASE" --namespace "$NAMESPACE")
by_force=(--server-side=true --force-conflicts)

# How the release stands; nothing where there is none.
status() {
  { helm status "${of_release[@]}" --output json 2> /dev/null || echo '{}'; } | jq --raw-output '.info.status // empty'
}

# The newest revision that ran; nothing where none did.
revision() {
  { helm history "${of_release[@]}" --output json 2> /dev/null || echo '[]'; } |
    jq '[.[] | select(.status == "deployed" or .status == "superseded").revision] | max // empty'
}

case $(status) in
  pending-install | uninstalling)
    helm uninstall "${of_release[@]}" --wait
    ;;
  pending-*)
    # Not to be waited for: what ran may be what this release mends.
    helm rollback "${of_release[@]}" "$(revision)" "${by_force[@]}"
    ;;
esac

ran=$(revision)
helm upgrade "$RELEASE" chart --install --namespace "$NAMESPACE" --values "$VALUES" --description "$COMMIT" \
  --set-string "image.digest=$DIGEST" --set-string "image.version=${COMMIT::12}" \
  "${by_force[@]}" --rollback-on-failure --wait --timeout 10m

if ! helm test "${of_release[@]}" --logs; then
  echo "::error title=The release does not answer::Its test fails${ran:+, so what ran before runs again}."
  [ -z "$ran" ] || helm rollback "${of_release[@]}" "$ran" "${by_force[@]}" --wait --timeout 10m
  exit 1
fi
