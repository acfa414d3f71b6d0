# shellcheck shell=bash
# Services in namespaces that an administrator made, as the guide has it: what a deployment lacks, rollouts, and what goes wrong in them.

check_services() {
  local cloud way name
  expect_found preflight "without a namespace nothing is ready" assert_not_ready "$CHECKOUT" "Namespace checkout does not exist"
  expect_pass cluster "a namespace that takes restricted pods only, and binds the role for deployments" kubectl apply --filename "$CLOUDS/eks/namespace.yaml"
  expect_found preflight "without the role nothing is ready" assert_not_ready "$CHECKOUT" "the deploy role isn't allowed to use"
  expect_pass cluster "the role" kubectl apply --filename "$CLOUDS/cluster-role.yaml"
  expect_found preflight "without the Secret nothing is ready" assert_only_missing "$CHECKOUT" "no Secret checkout-database with the database URL"
  expect_pass cluster "the Secret of the database" kubectl create secret generic checkout-database --namespace checkout --from-literal DATABASE_URL=postgres://x
  expect_pass preflight "then it is" run_cluster_preflight "$CHECKOUT"
  expect_found preflight "a Secret to pull the image is missed" assert_only_missing "$CHECKOUT" "Namespace checkout has no Secret acme-pull to pull the image" 'image: {pullSecrets: [acme-pull]}'
  expect_found preflight "a Secret of the team is missed, and not called the database's" assert_only_missing "$CHECKOUT" "no Secret stripe for the variable STRIPE_KEY" 'secretEnv: {STRIPE_KEY: {secretName: stripe, key: key}}'
  expect_found preflight "a kind that the role may not use is named, with its verbs" assert_denied "isn't allowed to use networkpolicies.networking.k8s.io (create, delete, get, list, patch, watch). The" \
    '(.rules[] | select(.apiGroups == ["networking.k8s.io"]).resources) = ["ingresses"]'
  expect_found preflight "a verb that the role lacks is named" assert_denied "isn't allowed to use secrets (update). The" \
    '(.rules[] | select(.resources | index("secrets"))) |= (.verbs -= ["update"])'
  expect_pass preflight "a Secret that comes late is waited for" assert_wait_for_secret
  for cloud in gke aks; do
    expect_pass cluster "the namespace of $cloud" kubectl apply --filename "$CLOUDS/$cloud/namespace.yaml"
    expect_pass preflight "who deploys from $cloud is ready, too" run_cluster_preflight "$CHECKOUT" "$cloud"
  done
  expect_pass cluster "the namespace of eks again" kubectl apply --filename "$CLOUDS/eks/namespace.yaml"
  expect_pass helm "a first install into an empty namespace, and its own test" run_rollout "$CHECKOUT" "$OLD" 1
  expect_pass cluster "it runs" assert_image checkout "$OLD"
  expect_pass cluster "one migration went before" assert_migrations checkout 1
  expect_pass helm "an upgrade" run_rollout "$CHECKOUT" "$NEW" 2
  expect_pass cluster "the new image runs, and nothing else" assert_image checkout "$NEW"
  expect_pass helm "helm says which commit runs" test "$(helm get values checkout --namespace checkout --output json | jq --raw-output .image.version)" = 2
  expect_pass helm "back to the older image" run_rollout "$CHECKOUT" "$OLD" 1
  expect_pass cluster "the older image runs, and nothing else" assert_image checkout "$OLD"
  expect_found helm "a release that never becomes ready is undone" assert_rolled_back "$CHECKOUT"
  expect_pass cluster "only the older image is running" assert_image checkout "$OLD"
  expect_found helm "a release that fails its test is taken back" assert_failed_test_rolled_back "$CHECKOUT"
  expect_pass cluster "the image and the number of pods are changed by hand" change_by_hand
  expect_fail helm "helm alone does not go on from there" helm upgrade checkout "$CHECKOUT/chart" --namespace checkout --reuse-values
  expect_pass helm "the next release does" run_rollout "$CHECKOUT" "$OLD" 1
  expect_pass cluster "the number of pods is what the repository says" test "$(kubectl get hpa checkout --namespace checkout --output 'jsonpath={.spec.minReplicas}')" = 2
  expect_pass helm "a rollout is stopped half done" interrupt_rollout "$CHECKOUT"
  expect_fail helm "helm does not go on from there" helm upgrade checkout "$CHECKOUT/chart" --namespace checkout --reuse-values --set-string "image.digest=$NEW"
  expect_pass helm "the next one does" run_rollout "$CHECKOUT" "$NEW" 3
  expect_pass cluster "its image runs, and nothing else" assert_image checkout "$NEW"
  expect_pass cluster "its objects are there: monitors, dashboard and SLO" kubectl get datadoggenericresources/checkout-dashboard datadoggenericresources/checkout-slo --namespace checkout
  expect_pass helm "uninstalled" helm uninstall checkout --namespace checkout --wait
  for way in "by-store database.mode=externalSecret,database.externalSecret.store=vault" "by-cluster database.mode=cloudNativePG,database.cluster.instances=3,database.cluster.backup.destination=s3://backups/by-cluster" "plain database.mode=none"; do
    name=${way%% *}
    expect_pass cluster "$name: a namespace" create_namespace "$name"
    expect_pass helm "$name: a first install" install_chart "$WORK/services/$name" --set "${way#* }"
    expect_pass cluster "$name: it runs" assert_image "$name" "$OLD"
  done
  expect_pass cluster "plain may call by-store: the policy selects its pods and their port" assert_calls_allowed "$WORK/services/plain" by-store
  expect_pass helm "by-cluster: uninstalled" helm uninstall by-cluster --namespace by-cluster --wait
  expect_pass cluster "by-cluster: the database outlives it" kubectl get clusters.postgresql.cnpg.io/by-cluster-database --namespace by-cluster
  expect_found cluster "what the rules of ./server_rules.py find, the server refuses" assert_faults_refused "$CHECKOUT"
}
