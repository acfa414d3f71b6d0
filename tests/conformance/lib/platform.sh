# shellcheck shell=bash
# The platform chart, with the values that idp exports from the catalog in ../platform.

PLATFORM_CHART=$ROOT/golden-templates/platform/files/charts/platform

# export_platform_values ENVIRONMENT [PLATFORM]
export_platform_values() {
  "$IDP" --platform "${2:-platform}" catalog export platform-values --quiet --environment "$1"
}

# render_platform OPTION…: with the values of $WORK/platform-values.yaml, and all that a platform team can add.
render_platform() {
  helm template platform "$PLATFORM_CHART" --namespace idp-platform --values "$WORK/platform-values.yaml" --values platform/values.yaml "$@"
}

# lint_platform OPTION…
lint_platform() {
  helm lint --strict "$PLATFORM_CHART" --values "$WORK/platform-values.yaml" --values platform/values.yaml "$@"
}
