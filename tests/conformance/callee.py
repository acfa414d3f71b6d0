"""A network policy allows calls to a service in another namespace, by the labels and at the port that the pods of that service have.

callee.py OBJECTS NAME: the rendered chart of a service with this name that calls itself in the namespace `shop`.
"""

import sys

import yaml

path, name = sys.argv[1:]
objects = {(one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(open(path)) if one}
pod = objects["Deployment", name]["spec"]["template"]
labels, ports = pod["metadata"]["labels"], pod["spec"]["containers"][0]["ports"]
rule = objects["NetworkPolicy", name]["spec"]["egress"][-1]
(target,) = rule["to"]
assert target["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "shop"}, target
assert target["podSelector"]["matchLabels"].items() <= labels.items(), (target, labels)
assert [port["port"] for port in rule["ports"]] == [port["containerPort"] for port in ports], rule
