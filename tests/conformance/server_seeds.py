"""Each rule of server_rules.py must find the fault that is seeded for it in the rendered objects on stdin.

server_seeds.py [FOLDER]: writes the objects to the folder, one file for each fault."""

import copy
import pathlib
import sys

import yaml

from server_rules import faults

objects = [one for one in yaml.safe_load_all(sys.stdin) if one]


def seed(kind, change):
    """The objects with `change` made to the first of `kind`."""
    changed = copy.deepcopy(objects)
    change(next(one for one in changed if one["kind"] == kind))
    return changed


def app(deployment):
    return deployment["spec"]["template"]["spec"]["containers"][0]


SEEDS = {
    "selector": seed("Deployment", lambda it: it["spec"]["template"]["metadata"].update(labels={"a": "b"})),
    "port": seed("Service", lambda it: it["spec"]["ports"][0].update(port=70000)),
    "limit": seed("Deployment", lambda it: app(it)["resources"]["requests"].update(memory="2Gi")),
    "quantity": seed("Deployment", lambda it: app(it)["resources"]["requests"].update(memory="256MB")),
    "handlers": seed("Deployment", lambda it: app(it)["livenessProbe"].update(tcpSocket={"port": 1})),
    "mount": seed("Deployment", lambda it: app(it)["volumeMounts"].append({"name": "nowhere", "mountPath": "/x"})),
    "container twice": seed("Deployment", lambda it: it["spec"]["template"]["spec"]["containers"].append(app(it))),
    "variable": seed("Deployment", lambda it: app(it)["env"].append({"name": "A=B", "value": "x"})),
    "two sources": seed("Deployment", lambda it: app(it)["env"].append({"name": "A", "value": "x", "valueFrom": {}})),
    "port name": seed("Deployment", lambda it: app(it)["ports"][0].update(name="a-name-of-sixteen")),
    "threshold": seed("Deployment", lambda it: app(it)["livenessProbe"].update(successThreshold=2)),
    "label": seed("Deployment", lambda it: it["metadata"]["labels"].update(x="a value")),
    "name": seed("Service", lambda it: it["metadata"].update(name="Upper")),
    "restart": seed("Job", lambda it: it["spec"]["template"]["spec"].update(restartPolicy="Always")),
    "budget": seed("PodDisruptionBudget", lambda it: it["spec"].update(minAvailable=1)),
    "replicas": seed("HorizontalPodAutoscaler", lambda it: it["spec"].update(minReplicas=99)),
    "nobody answers": seed("Service", lambda it: it["spec"].update(selector={"a": "b"})),
}

assert not list(faults(objects)), list(faults(objects))
missed = [name for name, seeded in SEEDS.items() if not list(faults(seeded))]
assert not missed, f"not found: {missed}"
print(f"measured: {len(SEEDS)} of {len(SEEDS)} seeded faults found")
if sys.argv[1:]:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir()
    for name, seeded in SEEDS.items():
        (folder / f"{name.replace(' ', '-')}.yaml").write_text(yaml.safe_dump_all(seeded))
