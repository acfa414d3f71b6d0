"""Writes a platform with COUNT entities, at least 100, into FOLDER: 2% teams, 10% users, 50% components, and the rest systems, APIs and resources."""

import json
import pathlib
import sys


def entity(kind, name, spec, **metadata):
    version = "backstage.io/v1alpha1"
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "description": f"Number {name} of many, and it does one thing well", **metadata}, "spec": spec}


def entities(count):
    teams, users, systems, apis, components = count // 50, count // 10, count // 40, count // 10, count // 2
    resources = count - teams - users - systems - apis - components
    for number in range(teams):
        parent = {"parent": f"team-{(number - 1) // 8}"} if number > 0 else {}
        profile = {"displayName": f"Team {number}", "email": f"team-{number}@acme.example"}
        yield entity("Group", f"team-{number}", {"type": "team", "children": [], "profile": profile, **parent}, title=f"Team {number}")
    for number in range(users):
        profile = {"displayName": f"User Number {number}", "email": f"user-{number}@acme.example"}
        yield entity("User", f"user-{number}", {"memberOf": [f"team-{number % teams}"], "profile": profile})
    for number in range(systems):
        yield entity("System", f"system-{number}", {"owner": f"team-{number % teams}"}, tags=["shop", "core"])
    for number in range(apis):
        spec = {"type": "openapi", "lifecycle": "production", "definition": f"openapi: 3.1.0\ninfo: {{title: api-{number}, version: 1.0.0}}\npaths: {{}}\n"}
        yield entity("API", f"api-{number}", spec | place(number, teams, systems), tags=["rest"])
    for number in range(resources):
        yield entity("Resource", f"database-{number}", {"type": "database"} | place(number, teams, systems), labels={"acme.example/tier": "gold"})
    for number in range(components):
        depends = [f"resource:database-{number % resources}"] + ([f"component:service-{number // 2}"] if number > 0 else [])
        spec = {"type": "service", "lifecycle": ["production", "experimental", "deprecated"][number % 3], "dependsOn": depends, "consumesApis": [f"api-{number % apis}"]}
        annotations = {"github.com/project-slug": f"acme/service-{number}"}
        links = [{"url": f"https://acme.example/d/{number}", "title": "Dashboard"}]
        yield entity("Component", f"service-{number}", spec | place(number, teams, systems), annotations=annotations, tags=["go", "grpc"], links=links)


def place(number, teams, systems):
    return {"owner": f"team-{number % teams}", "system": f"system-{number % systems}"}


def main(count, folder):
    folder.mkdir(parents=True)
    (folder / "idp.yaml").write_text("organisation: acme\nforge: local\n")
    with open(folder / "catalog-info.yaml", "w") as file:
        for one in entities(count):
            # YAML, as people write it: a line for each field.
            file.write("---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in one.items()))


main(int(sys.argv[1]), pathlib.Path(sys.argv[2]))
