"""Validates Kubernetes objects on stdin against the strict schemas of four versions, and against rules that no schema can express;
objects of operators against the CustomResourceDefinitions of their projects (the arguments); Datadog's payloads against the models of
its own API client."""

import json
import sys

import kubernetes_validate
import yaml
from datadog_api_client.model_utils import validate_and_convert_types, ModelNormal
from datadog_api_client.configuration import Configuration
from datadog_api_client.v1.model.dashboard import Dashboard
from datadog_api_client.v1.model.monitor import Monitor
from datadog_api_client.v1.model.service_level_objective_request import ServiceLevelObjectiveRequest
from datadog_api_client.v2.model.monitor_notification_rule_create_request import MonitorNotificationRuleCreateRequest

from jsonschema import Draft202012Validator

from server_rules import faults

VERSIONS = ["1.34", "1.35", "1.36", "1.37"]
MODELS = {
    "monitor": Monitor,
    "dashboard": Dashboard,
    "slo": ServiceLevelObjectiveRequest,
    "monitor_notification_rule": MonitorNotificationRuleCreateRequest,
}


def unparsed(value, path=""):
    """The paths of what the model could not make sense of."""
    found = []
    if isinstance(value, ModelNormal) or hasattr(value, "_data_store"):
        if getattr(value, "_unparsed", False):
            found.append(path)
        for key, part in getattr(value, "_data_store", {}).items():
            found += unparsed(part, f"{path}.{key}")
    elif isinstance(value, (list, tuple)):
        for index, part in enumerate(value):
            found += unparsed(part, f"{path}[{index}]")
    elif type(value).__name__ == "UnparsedObject":
        found.append(path)
    return found


def datadog(spec):
    payload = json.loads(spec["jsonSpec"])
    configuration = Configuration()
    configuration.spec_property_naming = True
    model = validate_and_convert_types(payload, (MODELS[spec["type"]],), [spec["type"]], True, True, configuration=configuration)
    return unparsed(model, spec["type"])


def hasty(payload):
    """What would make a monitor call people for one request of a few, or for a failure that is over."""
    query = payload.get("query", "")
    if payload.get("type") != "query alert" or ".hits{" not in query:
        return
    if "is_greater(sum:trace" not in query and "is_greater(moving_rollup(sum:trace" not in query:
        yield "a ratio without a minimum of requests"
    if "error budget" in payload["name"] and not ("moving_rollup(" in query and "is_greater(100 * sum:trace" in query):
        yield "a burn rate over one window only"


def strict(schema):
    """As an API server reads a structural schema: what it does not name is refused."""
    if schema.get("type") == "object" and "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        schema.setdefault("additionalProperties", False)
    for part in list(schema.get("properties", {}).values()) + [schema.get(key) for key in ("items", "additionalProperties")]:
        if isinstance(part, dict):
            strict(part)
    return schema


def definitions(paths):
    """The schema of each kind and version that the CustomResourceDefinitions in these files have."""
    found = {}
    for path in paths:
        for definition in yaml.load_all(open(path), Loader=yaml.CSafeLoader):
            spec = definition["spec"]
            for version in spec["versions"]:
                schema = version["schema"]["openAPIV3Schema"]
                schema["properties"]["metadata"] = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
                found[f"{spec['group']}/{version['name']}", spec["names"]["kind"]] = Draft202012Validator(strict(schema))
    return found


def main():
    custom = definitions(sys.argv[1:])
    objects = [document for document in yaml.safe_load_all(sys.stdin) if document]
    for document in objects:
        kind, name = document["kind"], document["metadata"]["name"]
        if validator := custom.get((document["apiVersion"], kind)):
            if wrong := [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]:
                sys.exit(f"{name}: " + "\n".join(wrong))
        if kind == "DatadogGenericResource":
            unknown = datadog(document["spec"])
            if unknown:
                sys.exit(f"{name}: not understood by Datadog's model: {', '.join(unknown)}")
            if faulty := list(hasty(json.loads(document["spec"]["jsonSpec"]))) if document["spec"]["type"] == "monitor" else []:
                sys.exit(f"{name}: {'; '.join(faulty)}")
        elif not validator:
            for version in VERSIONS:
                kubernetes_validate.validate(document, version, strict=True)
    if refused := list(faults(objects)):
        sys.exit("\n".join(refused))
    if not objects:
        sys.exit("no objects")
    print(f"{len(objects)} objects")


main()
