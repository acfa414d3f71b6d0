"""Checks that a ClusterRole grants everything that the preflight of a deploy asks for, as SelfSubjectAccessReviews on stdin, and nothing
else but what the preflight itself reads.

permissions.py ROLE.YAML
"""

import json
import sys

import yaml

(role,) = [one for one in yaml.safe_load_all(open(sys.argv[1])) if one["kind"] == "ClusterRole"]
granted = {
    (group, resource, verb)
    for rule in role["rules"]
    for group in rule["apiGroups"]
    for resource in rule["resources"]
    for verb in rule["verbs"]
}
asked, decoder, text = set(), json.JSONDecoder(), sys.stdin.read().strip()
while text:
    review, end = decoder.raw_decode(text)
    text = text[end:].strip()
    for one in review["items"]:
        what = one["spec"]["resourceAttributes"]
        resource = "/".join(filter(None, [what["resource"], what["subresource"]]))
        asked.add((what["group"], resource, what["verb"]))
assert len(asked) > 50, f"only {len(asked)} permissions were asked for"
missing = sorted(asked - granted)
assert not missing, missing
read = {("", resource, "get") for resource in ["configmaps", "namespaces", "secrets"]}
unused = sorted(granted - asked - read)
assert not unused, unused
assert not any("*" in part for rule in granted for part in rule), "a role that grants everything"
print(f"measured: {len(asked)} permissions")
