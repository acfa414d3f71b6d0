# shellcheck shell=bash
# Functions of ./run: objects that the policies of the platform chart take or refuse.

# print_pod IMAGE LABELS: a pod that Pod Security allows.
print_pod() {
  cat << END
apiVersion: v1
kind: Pod
metadata: {name: probe, labels: {$2}}
END
  print_pod_spec "$1"
}

# print_pod_spec IMAGE
print_pod_spec() {
  cat << END
spec:
  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: app
      image: $1
      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
END
}

# print_workload KIND IMAGE LABELS [ANNOTATIONS]: a workload with these pods.
print_workload() {
  local version=apps/v1 indent='    '
  case $1 in Job | CronJob) version=batch/v1 ;; esac
  cat << END
apiVersion: $version
kind: $1
metadata: {name: probe, annotations: {${4:-}}}
spec:
END
  case $1 in
    Job) ;;
    CronJob)
      indent='        '
      printf '%s\n' '  schedule: 0 3 * * *' '  jobTemplate:' '    spec:'
      ;;
    *) echo '  selector: {matchLabels: {app.kubernetes.io/name: till}}' ;;
  esac
  echo "${indent#  }template:"
  { echo "metadata: {labels: {$3}}"; print_pod_spec "$2"; [ "$version" = apps/v1 ] || echo '  restartPolicy: Never'; } | sed "s/^/$indent/"
}

# try_object NAMESPACE: whether the server would take the object on stdin, from an administrator: nothing but admission can refuse it.
try_object() {
  kubectl create --namespace "$1" --dry-run=server --filename - "${@:2}"
}

# assert_refused WORDS: the server refuses the object on stdin, and the policy says this.
assert_refused() {
  local said
  said=$(try_object "$TILL" 2>&1) && { echo "accepted: $said"; return 1; }
  echo "$said"
  grep --quiet --fixed-strings -- "$1" <<< "$said"
}

PINNED=registry.example/till@sha256:$(printf '3%.0s' {1..64})
SOUND_LABELS='team: payments, app.kubernetes.io/name: till'
SOUND_FEATURES="idp.dev/observability: 'alerts,dashboard,tracing'"

check_admission() {
  local kind reason=': "until 2099-01-31: a load test of two weeks"'
  for kind in Deployment StatefulSet DaemonSet Job CronJob; do
    expect_pass cluster "$kind: accepted" try_object "$TILL" < <(print_workload "$kind" "$PINNED" "$SOUND_LABELS" "$SOUND_FEATURES")
    expect_found cluster "$kind: an image by tag is refused" assert_refused 'container app: the image registry.example/till:1 can change; set it by digest' \
      < <(print_workload "$kind" registry.example/till:1 "$SOUND_LABELS" "$SOUND_FEATURES")
    expect_found cluster "$kind: pods without an owner are refused" assert_refused 'the pods have no label team;' \
      < <(print_workload "$kind" "$PINNED" 'app.kubernetes.io/name: till' "$SOUND_FEATURES")
  done
  expect_pass cluster "Pod: accepted" try_object "$TILL" < <(print_pod "$PINNED" "$SOUND_LABELS")
  expect_found cluster "Pod: an image with a tag and a short digest is refused" assert_refused 'can change' < <(print_pod "registry.example/till:1@sha256:3333" "$SOUND_LABELS")
  expect_found cluster "Pod: without the name of the service, it is refused" assert_refused 'the pods have no label app.kubernetes.io/name;' < <(print_pod "$PINNED" 'team: payments')
  expect_found cluster "Deployment: silent about observability, it is refused" assert_refused 'no tracing, dashboard, alerts: list enabled features' \
    < <(print_workload Deployment "$PINNED" "$SOUND_LABELS" 'a: b')
  expect_pass cluster "Deployment: an opt-out with a reason is accepted" try_object "$TILL" \
    < <(print_workload Deployment "$PINNED" "$SOUND_LABELS" "idp.dev/observability: 'tracing', idp.dev/opt-out.alerts$reason, idp.dev/opt-out.dashboard$reason")
  expect_pass cluster "Deployment: so is one from all of observability" try_object "$TILL" \
    < <(print_workload Deployment "$PINNED" "$SOUND_LABELS" "idp.dev/opt-out.observability$reason")
  refuse_opt_out "without a reason" '' 'an opt-out needs an end date and a reason'
  refuse_opt_out "with a shrug for a reason" 'until 2099-01-31: no time   ' 'an opt-out needs an end date and a reason'
  refuse_opt_out "without an end" 'a load test of two weeks' 'an opt-out needs an end date and a reason'
  refuse_opt_out "until February 30" 'until 2099-02-30: a load test of two weeks' 'an opt-out needs an end date and a reason'
  check_exemptions
}

# refuse_opt_out NAME TEXT WORDS
refuse_opt_out() {
  expect_found cluster "Deployment: an opt-out $1 is refused" assert_refused "$3" \
    < <(print_workload Deployment "$PINNED" "$SOUND_LABELS" "idp.dev/observability: 'tracing,dashboard', idp.dev/opt-out.alerts: '$2'")
}

# An operator creates pods by tag, and so does who likes in a namespace that isn't the chart's.
check_exemptions() {
  local operator=(--as system:serviceaccount:cnpg-system:cnpg-manager --as-group system:masters --as-group system:serviceaccounts:cnpg-system)
  expect_pass cluster "an exempt operator creates a pod by tag" try_object "$TILL" "${operator[@]}" < <(print_pod ghcr.io/cloudnative-pg/postgresql:18 'cnpg.io/cluster: till')
  expect_pass cluster "elsewhere, no policy applies" try_object default < <(print_pod registry.example/till:1 'a: b')
}
