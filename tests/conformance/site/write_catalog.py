"""Writes a platform into FOLDER whose texts try to run scripts, to load something, to reverse the text around them, and to widen pages."""

import json
import pathlib
import sys

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=https://example.org/x.png onerror=alert(2)>',
    "</title><style>*{display:none}</style>",
    "{{lookup this 'base'}} {{{content}}}",
    "\u202etxet desrever\u2066",
    "a" * 200,
    "very-long-name-" * 12,
    "نص من اليمين إلى اليسار",
    "]]></svg><svg onload=alert(3)>",
    "javascript:alert(4)",
]


def entity(kind, name, title, description, spec, annotations=None, links=()):
    metadata = {"name": name, "title": title, "description": description, "annotations": annotations or {}, "links": list(links)}
    return {"apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}


def entities():
    for number, text in enumerate(HOSTILE):
        contacts = {"slack.com/channel": text, "pagerduty.com/service-id": text, "example.org/note": text}
        yield entity("Group", f"team{number}", text, text, {"type": text, "children": [], "profile": {"email": text}}, contacts)
        yield entity("User", f"user{number}", text, text, {"memberOf": [f"team{number}"], "profile": {"displayName": text, "email": text}})
        yield entity("System", f"system{number}", text, text, {"owner": f"team{number}"})
        links = [{"url": "javascript:alert(5)", "title": text}, {"url": "https://example.org/?q=" + text, "title": text}]
        spec = {"type": text, "lifecycle": text, "owner": f"team{number}", "system": f"system{number}"}
        uses = {"dependsOn": [f"component:service{other}" for other in range(len(HOSTILE)) if other != number]}
        yield entity("Component", f"service{number}", text, text, spec | uses, {"idp.dev/opt-out.tracing": text}, links)
    for number in range(150):
        spec = {"type": "service", "lifecycle": "production", "owner": "team0", "dependsOn": ["component:service0"]}
        yield entity("Component", f"n{number:03}-" + "x" * 58, f"Service {number}", "One of many", spec)


def main(folder):
    folder.mkdir(parents=True)
    (folder / "idp.yaml").write_text("organisation: acme\nforge: local\n")
    documents = "---\n".join(json.dumps(one) + "\n" for one in entities())
    (folder / "catalog-info.yaml").write_text(documents)


main(pathlib.Path(sys.argv[1]))
