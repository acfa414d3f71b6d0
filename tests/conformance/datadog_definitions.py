"""Validates the definitions on stdin against the models of Datadog's own API client. Its models lack organisations' own kinds, such as
`library`. With DATADOG_SCHEMA, the folder service-catalog/v3 of https://github.com/DataDog/schema, also against the official schema."""

import json
import os
import pathlib
import sys

from datadog_api_client.configuration import Configuration
from datadog_api_client.model_utils import validate_and_convert_types
from datadog_api_client.v2.model.entity_v3 import EntityV3

MODEL_KINDS = {"api", "datastore", "queue", "service", "system"}


def validate_with_client(definition):
    # The official schema has it; the client doesn't, yet.
    if definition["kind"] == "api":
        definition = {**definition, "spec": {key: value for key, value in definition["spec"].items() if key != "componentOf"}}
    try:
        model = validate_and_convert_types(definition, (EntityV3,), [definition["kind"]], True, True, Configuration())
    except Exception as error:
        return [str(error)]
    return ["the client can't make sense of it"] if getattr(model, "_unparsed", False) else []


def load_official_validators(folder):
    from jsonschema import Draft7Validator
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT7

    schemas = {path.name.split(".")[0]: json.loads(path.read_text()) for path in pathlib.Path(folder).glob("*.json")}
    resources = [(schema["$id"], Resource.from_contents(schema, default_specification=DRAFT7)) for schema in schemas.values()]
    registry = Registry().with_resources(resources)
    return {kind: Draft7Validator(schema, registry=registry) for kind, schema in schemas.items()}


definitions = json.load(sys.stdin)
official = load_official_validators(os.environ["DATADOG_SCHEMA"]) if "DATADOG_SCHEMA" in os.environ else {}
faults = []
for definition in definitions:
    kind, name = definition["kind"], definition["metadata"]["name"]
    if kind in MODEL_KINDS:
        faults += [f"{kind} {name}: {fault}" for fault in validate_with_client(definition)]
    if official:
        validator = official.get(kind, official["custom"])
        faults += [f"{kind} {name}: {fault.message}" for fault in validator.iter_errors(definition)]
kinds = {definition["kind"] for definition in definitions}
if not MODEL_KINDS <= kinds:
    faults.append(f"no definition of the kinds {', '.join(sorted(MODEL_KINDS - kinds))}")
print("\n".join(faults) or f"{len(definitions)} definitions of {len(kinds)} kinds")
sys.exit(1 if faults else 0)
