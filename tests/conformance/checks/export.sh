# shellcheck shell=bash
register_tool export project "the definitions of idp catalog export datadog: Datadog's own API client" datadog-api-client

print_export_version() {
  echo "datadog-api-client $(print_pinned_version datadog-api-client)"
}

check_export() {
  local platform=$WORK/export
  mkdir -p "$platform" && cp export/catalog-info.yaml export/idp.yaml "$platform"
  expect_pass export "Datadog's client accepts every definition" export_to_datadog "$platform" cat
  expect_fail export "finds a contact without its type" export_to_datadog "$platform" sed 's/"type": "email",//'
  expect_fail export "finds a link without a name" export_to_datadog "$platform" sed '/"name": "Runbook"/d'
}

# export_to_datadog PLATFORM FILTER…: what the filter makes of the definitions.
export_to_datadog() {
  "$IDP" --platform "$1" catalog export datadog -o json | "${@:2}" | python3 datadog_definitions.py
}
