"""Finds what an API server rejects although its schema allows it. The rules are those of Kubernetes' own validation
(pkg/apis/{core,apps,batch,policy,autoscaling}/validation)."""

import re
from decimal import Decimal

LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
QUANTITY = re.compile(r"(\d+(?:\.\d+)?)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?")
ENV_NAME = re.compile(r"[ -<>-~]+")
SCALE = {None: 1, "m": Decimal("0.001")}
SCALE |= {unit: 1000 ** power for power, unit in enumerate("kMGTPE", 1)}
SCALE |= {f"{unit}i": 1024 ** power for power, unit in enumerate("KMGTPE", 1)}
HANDLERS = {"exec", "httpGet", "tcpSocket", "grpc", "sleep"}
SERVICE_LIKE = {"Service", "Namespace"}


def faults(objects):
    """A sentence for each fault."""
    for document in objects:
        where = f"{document['kind']}/{document['metadata'].get('name', '')}"
        yield from (f"{where}: {fault}" for fault in of_object(document))
    yield from services_without_pods(objects)


def of_object(document):
    kind, spec = document["kind"], document.get("spec", {})
    name = document["metadata"].get("name", "")
    pattern = LABEL if kind in SERVICE_LIKE else SUBDOMAIN
    if not pattern.fullmatch(name) or len(name) > 253:
        yield "the name is no DNS name"
    yield from labels(document["metadata"].get("labels", {}))
    if template := pod_template(document):
        yield from labels(template["metadata"].get("labels", {}))
        yield from pod(template["spec"])
        yield from restart(kind, template["spec"])
    if kind == "Deployment" and not matches(spec["selector"].get("matchLabels", {}), template):
        yield "the selector does not match the labels of the template"
    if kind == "Service":
        yield from ports(spec.get("ports", []), "port")
    if kind == "PodDisruptionBudget" and ("minAvailable" in spec) == ("maxUnavailable" in spec):
        yield "one of minAvailable and maxUnavailable must be set"
    if kind == "HorizontalPodAutoscaler" and spec.get("minReplicas", 1) > spec["maxReplicas"]:
        yield "minReplicas is above maxReplicas"


def pod_template(document):
    if document["kind"] == "Pod":
        return document
    if document["kind"] in ("Deployment", "Job"):
        return document["spec"]["template"]
    return None


def matches(selector, template):
    return selector and selector.items() <= template["metadata"].get("labels", {}).items()


def services_without_pods(objects):
    """No server says this one; nothing would ever answer."""
    templates = [template for template in map(pod_template, objects) if template]
    for service in (one for one in objects if one["kind"] == "Service"):
        if not any(matches(service["spec"].get("selector", {}), template) for template in templates):
            yield f"Service/{service['metadata']['name']}: no pod has the labels of its selector"


def labels(pairs):
    for key, value in pairs.items():
        if not LABEL_VALUE.fullmatch(str(value)):
            yield f"`{value}` is no value of the label {key}"


def restart(kind, spec):
    allowed = {"Deployment": {"Always"}, "Job": {"Never", "OnFailure"}}.get(kind)
    if allowed and spec.get("restartPolicy", "Always") not in allowed:
        yield f"restartPolicy must be one of {sorted(allowed)}"


def pod(spec):
    volumes = [volume["name"] for volume in spec.get("volumes", [])]
    containers = spec.get("initContainers", []) + spec["containers"]
    yield from twice(volumes, "volume")
    yield from twice([one["name"] for one in containers], "container")
    for one in containers:
        yield from container(one, volumes)


def container(one, volumes):
    for mount in one.get("volumeMounts", []):
        if mount["name"] not in volumes:
            yield f"it mounts {mount['name']}, which is no volume"
    yield from twice([mount["mountPath"] for mount in one.get("volumeMounts", [])], "mount path")
    for variable in one.get("env", []):
        if not ENV_NAME.fullmatch(variable["name"]):
            yield f"`{variable['name']}` is not a valid variable name"
        if variable.get("value") and "valueFrom" in variable:
            yield f"{variable['name']} has a value and a source"
    yield from ports(one.get("ports", []), "containerPort")
    yield from resources(one.get("resources", {}))
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        yield from handler(one.get(probe), probe)
        if probe != "readinessProbe" and one.get(probe, {}).get("successThreshold", 1) != 1:
            yield f"successThreshold of the {probe} must be 1"
    for hook in ("preStop", "postStart"):
        yield from handler(one.get("lifecycle", {}).get(hook), hook)


def handler(holder, name):
    if holder is not None and len(HANDLERS & holder.keys()) != 1:
        yield f"the {name} must have one handler"


def ports(found, key):
    for port in found:
        if not 1 <= port[key] <= 65535:
            yield f"{port[key]} is no port"
        if len(port.get("name", "")) > 15:
            yield f"`{port['name']}` is too long for the name of a port"
    yield from twice([port["name"] for port in found if "name" in port], "port")


def resources(found):
    amounts = {}
    for kind in ("requests", "limits"):
        for name, text in found.get(kind, {}).items():
            parts = QUANTITY.fullmatch(str(text))
            if not parts:
                yield f"`{text}` is no quantity"
                continue
            amounts[kind, name] = Decimal(parts[1]) * SCALE[parts[2]]
    for (kind, name), amount in amounts.items():
        if kind == "requests" and amount > amounts.get(("limits", name), amount):
            yield f"it requests more {name} than its limit"


def twice(names, what):
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two of it are called {what} {name}"
