"""Kubernetes objects on stdin, against strict schemas of four versions and the rules that schemas cannot hold; Datadog's,
against the models of its own API client."""

import json
import sys

import kubernetes_validate
import yaml
from datadog_api_client.model_utils import validate_and_convert_types, ModelNormal
from datadog_api_client.configuration import Configuration
from datadog_api_client.v1.model.dashboard import Dashboard
from datadog_api_client.v1.model.monitor import Monitor
from datadog_api_client.v1.model.service_level_objective_request import ServiceLevelObjectiveRequest

from server_rules import faults

VERSIONS = ["1.34", "1.35", "1.36", "1.37"]
MODELS = {"monitor": Monitor, "dashboard": Dashboard, "slo": ServiceLevelObjectiveRequest}
# The Gateway API has no schema there.
UNKNOWN = {"HTTPRoute"}


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


def main():
    objects = [document for document in yaml.safe_load_all(sys.stdin) if document]
    for document in objects:
        kind, name = document["kind"], document["metadata"]["name"]
        if kind == "DatadogGenericResource":
            unknown = datadog(document["spec"])
            if unknown:
                sys.exit(f"{name}: not understood by Datadog's model: {', '.join(unknown)}")
        elif kind not in UNKNOWN:
            for version in VERSIONS:
                kubernetes_validate.validate(document, version, strict=True)
    if refused := list(faults(objects)):
        sys.exit("\n".join(refused))
    if not objects:
        sys.exit("no objects")
    print(f"{len(objects)} objects")


main()
