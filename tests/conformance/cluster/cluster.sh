# shellcheck shell=bash
# Functions of ./run: a control plane of Kubernetes with three nodes that kwok plays, on free ports of this machine.

KUBERNETES=1.36.2
KWOK=v0.7.0
BIN=$TOOLS/cluster-$KUBERNETES-$KWOK
# The processes of it.
STARTED=()

print_cluster_version() {
  echo "Kubernetes $KUBERNETES, kwok $KWOK, etcd $(etcd --version | sed -n '1s/.* //p')"
}

# Kubernetes' own programs, built from its modules: it cannot be installed otherwise, because it replaces half of them.
install_cluster() {
  [ -x "$BIN/kwok" ] && return
  local version=k8s.io/component-base/version
  mkdir -p "$BIN"
  (cd "$HERE/cluster" && go build -trimpath -o "$BIN/" \
    -ldflags "-s -w -X $version.gitVersion=v$KUBERNETES -X $version.gitMajor=1 -X $version.gitMinor=$(cut -d. -f2 <<< "$KUBERNETES")" \
    k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kube-controller-manager \
    k8s.io/kubernetes/cmd/kube-scheduler k8s.io/kubernetes/cmd/kubectl) || return
  GOBIN=$BIN go install "sigs.k8s.io/kwok/cmd/kwok@$KWOK"
}

# start_process NAME COMMAND…: in the background, its output in a log.
start_process() {
  local name=$1
  shift
  "$@" > "$WORK/$name.log" 2>&1 &
  STARTED+=($!)
  disown
}

# Nothing of it is kept, so nothing needs to end well.
stop_cluster() {
  [ ${#STARTED[@]} -eq 0 ] || kill -KILL "${STARTED[@]}" 2> /dev/null
  return 0
}

start_cluster() {
  local etcd peer api token=$RANDOM$RANDOM$RANDOM
  etcd=http://127.0.0.1:$(find_free_port) peer=http://127.0.0.1:$(find_free_port) api=$(find_free_port)
  export KUBECONFIG=$WORK/kubeconfig PATH=$BIN:$PATH
  # Debian's etcd is older than the way in which newer clients watch.
  export KUBE_FEATURE_WatchListClient=false
  openssl genrsa -out "$WORK/accounts.key" 2048 2> /dev/null || return
  # An administrator, and who deploys, as docs/guide/clouds has it for each cloud.
  cat > "$WORK/tokens.csv" << END
$token,admin,admin,system:masters
$token-eks,checkout-deploy,checkout-deploy,idp-deploy:checkout
$token-gke,checkout-deploy@acme-staging.iam.gserviceaccount.com,gke
$token-aks,00000000-0000-0000-0000-000000000000,aks
$token-till,till-deploy,till-deploy,idp-deploy:till
END
  start_process etcd etcd --data-dir "$WORK/etcd" --listen-client-urls "$etcd" --advertise-client-urls "$etcd" --listen-peer-urls "$peer" \
    --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer"
  start_process kube-apiserver kube-apiserver --etcd-servers "$etcd" --secure-port "$api" --bind-address 127.0.0.1 --cert-dir "$WORK/certificates" \
    --authorization-mode Node,RBAC --token-auth-file "$WORK/tokens.csv" --service-cluster-ip-range 10.0.0.0/24 --feature-gates WatchList=false \
    --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$WORK/accounts.key" \
    --service-account-signing-key-file "$WORK/accounts.key"
  kubectl config set-cluster here --server "https://127.0.0.1:$api" --insecure-skip-tls-verify=true > /dev/null
  kubectl config set-credentials admin --token "$token" > /dev/null
  kubectl config set-context here --cluster here --user admin > /dev/null
  kubectl config use-context here > /dev/null
  local cloud
  for cloud in eks gke aks till; do
    cp "$KUBECONFIG" "$KUBECONFIG-$cloud"
    kubectl config set-credentials admin --token "$token-$cloud" --kubeconfig "$KUBECONFIG-$cloud" > /dev/null
  done
  retry_until_done 60 kubectl get --raw /readyz || return
  # Nobody renews what the nodes say of themselves, and the pods of a node that is silent are none that are ready.
  start_process kube-controller-manager kube-controller-manager --node-monitor-grace-period 24h --kubeconfig "$KUBECONFIG" --secure-port "$(find_free_port)" --leader-elect=false \
    --service-account-private-key-file "$WORK/accounts.key" --cert-dir "$WORK/certificates"
  start_process kube-scheduler kube-scheduler --kubeconfig "$KUBECONFIG" --secure-port "$(find_free_port)" --leader-elect=false --cert-dir "$WORK/certificates"
  start_process kwok kwok --kubeconfig "$KUBECONFIG" --config "$HERE/cluster/stages.yaml" --manage-all-nodes --server-address "127.0.0.1:$(find_free_port)"
  add_nodes && kubectl apply --server-side --filename "$TOOLS/definitions" > /dev/null &&
    retry_until_done 60 kubectl wait --for condition=Established --all customresourcedefinitions --timeout 5s &&
    retry_until_done 60 kubectl wait --for condition=Ready --all nodes --timeout 5s
}

add_nodes() {
  local number
  for number in 1 2 3; do
    kubectl apply --filename - > /dev/null << END || return
apiVersion: v1
kind: Node
metadata:
  name: node-$number
  labels: {kubernetes.io/hostname: node-$number, kubernetes.io/arch: amd64, topology.kubernetes.io/zone: zone-$number}
END
  done
}

# retry_until_done SECONDS COMMAND…
retry_until_done() {
  local end=$((SECONDS + $1))
  shift
  until "$@" > /dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || return
    sleep 0.5
  done
}

# assert_not_ready SERVICE WORDS: its preflight says so, with these words.
assert_not_ready() {
  local said
  said=$(run_cluster_preflight "$1") && return 1
  echo "$said"
  grep --quiet --fixed-strings "$2" <<< "$said"
}

# Whether the server takes the objects of a service, and refuses each of the faults that are seeded into them.
assert_faults_refused() {
  render_chart "$1" production > "$WORK/sound.yaml"
  kubectl apply --dry-run=server --namespace default --filename "$WORK/sound.yaml" || return
  python3 server_seeds.py "$WORK/seeds" < "$WORK/sound.yaml" || return
  local seed accepted=0 seeds=0
  for seed in "$WORK"/seeds/*.yaml; do
    seeds=$((seeds + 1))
    if kubectl apply --dry-run=server --namespace default --filename "$seed" > /dev/null 2>&1; then
      echo "accepted: $(basename "$seed" .yaml)"
      accepted=$((accepted + 1))
    fi
  done
  echo "measured: the server refuses $((seeds - accepted)) of $seeds"
  # That a Service has no pods is said by no server.
  [ "$accepted" -le 1 ]
}
