"""Checks what the platform chart makes of a catalog.

platform_chart.py VALUES CLUSTER-ROLE < OBJECTS: the exported values, and the role in the guide.
"""

import json
import sys

import yaml

values = yaml.safe_load(open(sys.argv[1]))
(guide,) = [one for one in yaml.safe_load_all(open(sys.argv[2])) if one["kind"] == "ClusterRole"]
objects = [one for one in yaml.safe_load_all(sys.stdin) if one]


def of(kind, namespace=None):
    return [one for one in objects if one["kind"] == kind and namespace in (None, one["metadata"].get("namespace"))]


# Each namespace of the catalog takes restricted pods only, has limits, its pull Secret, and who may deploy; and outlives the release.
names = {one["metadata"]["name"] for one in of("Namespace")}
assert names == set(values["namespaces"]) and names, names
for namespace in of("Namespace"):
    name, labels = namespace["metadata"]["name"], namespace["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted", labels
    assert labels["team"] == values["namespaces"][name]["owner"], labels
    assert namespace["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"
    assert namespace["metadata"]["annotations"]["idp.dev/owner"] == values["teams"][labels["team"]]["ref"]
    for kind in ["RoleBinding", "ResourceQuota", "LimitRange", "ExternalSecret"]:
        assert len(of(kind, name)) == 1, (name, kind)
assert {one["metadata"].get("namespace") for one in of("RoleBinding")} == names, "a binding outside the namespaces"

(shop,) = of("RoleBinding", "shop")
assert shop["subjects"] == [{"kind": "ServiceAccount", "name": "deploy", "namespace": "ci"}], shop["subjects"]
(ledger,) = of("RoleBinding", "ledger-live")
assert [one["name"] for one in ledger["subjects"]] == ["idp-deploy:ledger"], ledger["subjects"]
(quota,) = of("ResourceQuota", "shop")
assert quota["spec"]["hard"]["pods"] == "100" and "persistentvolumeclaims" not in quota["spec"]["hard"], quota

# The deploy role is the one in the guide.
(role,) = of("ClusterRole")
assert role["rules"] == guide["rules"], "the role differs from docs/guide/clouds/cluster-role.yaml"
assert not of("ClusterRoleBinding"), "who deploys may do so only in the namespaces"

# Each team that can be notified has one rule, for the alerts of its environment.
rules = {}
for one in of("DatadogGenericResource"):
    attributes = json.loads(one["spec"]["jsonSpec"])["data"]["attributes"]
    assert one["spec"]["type"] == "monitor_notification_rule"
    rules[one["metadata"]["labels"]["team"]] = attributes
assert set(rules) == {"payments", "Web_Shop"}, set(rules)
payments = rules["payments"]
assert payments["filter"] == {"tags": ["team:payments", "env:production"]}, payments
chat = ["slack-payments", "payments@acme.example"]
assert payments["conditional_recipients"] == {
    "conditions": [{"scope": f"priority:p{urgent}", "recipients": ["pagerduty-PK2J7YQ", *chat]} for urgent in (1, 2)],
    "fallback_recipients": chat,
}, payments
assert rules["Web_Shop"] == {
    "name": "Alerts of team Web_Shop production",
    "filter": {"tags": ["team:web_shop", "env:production"]},
    "recipients": ["web@acme.example"],
}, rules["Web_Shop"]

# Every policy is bound, denies, and applies only to these namespaces.
policies = {one["metadata"]["name"] for one in of("ValidatingAdmissionPolicy")}
bindings = of("ValidatingAdmissionPolicyBinding")
assert policies == {one["spec"]["policyName"] for one in bindings} and len(policies) == 4, policies
for binding in bindings:
    assert binding["spec"]["validationActions"] == ["Deny"]
    assert binding["spec"]["matchResources"]["namespaceSelector"] == {"matchLabels": {"idp.dev/managed": "true"}}
print(f"measured: {len(objects)} objects, {len(names)} namespaces")
