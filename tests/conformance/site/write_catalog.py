"""Writes a platform into FOLDER whose texts try to run scripts, to load something, to reverse the text around them, and to widen pages: its
catalog, its README and its documents. It has two commits, so that the home page says what is new.
"""

import json
import os
import pathlib
import subprocess
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
        annotations = {"idp.dev/opt-out.tracing": text, "idp.dev/template": f"{text}@{text}"}
        yield entity("Component", f"service{number}", text, text, spec | uses, annotations, links)
    # A system that is drawn: three services in a row, what uses them, and what they depend on.
    yield entity("System", "drawn", "Drawn", "A system with a drawing", {"owner": "team1"})
    for number, text in enumerate(HOSTILE):
        spec = {"type": "service", "lifecycle": "production", "owner": "team1", "system": "drawn"}
        needs = [f"component:part{number + 1}"] if number % 4 < 3 else [f"component:service{number}", "resource:missing"]
        yield entity("Component", f"part{number}", text, text, spec | {"dependsOn": needs})
    for number in range(150):
        spec = {"type": "service", "lifecycle": "production", "owner": "team0", "dependsOn": ["component:service0"]}
        yield entity("Component", f"n{number:03}-" + "x" * 58, f"Service {number}", "One of many", spec)


DOCUMENT = """# {text}

{text} and `{text}`, *{text}*, **{text}**, ~~{text}~~

## {text}

###### {text}

# Again {text}

<script>alert(20)</script><img src=x onerror=alert(21)><iframe src="https://example.org/"></iframe>

<style>body {{ display: none }}</style>
<base href="https://example.org/">
<meta http-equiv="refresh" content="0;url=https://example.org/">

[script](javascript:alert(22)) [data](data:text/html,<script>alert(23)</script>) <javascript:alert(24)> [up](../../../../etc/passwd)
[file](file:///etc/passwd) [two](//example.org/) [title](https://example.org/ "onmouseover=alert(25)") [self](README.md#again) [none]()
![data](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDI2KSI+PC9zdmc+) ![remote](https://example.org/pixel.png) [![both](x.png)](y.md)

| {text} | نص |
|:-:|--:|
| {text} | |

1. {text}
   - [ ] {text}
   - [x] done

> {text}

```html
<script>alert(27)</script> {long}
```

    {long}
"""


def documents():
    """The README and the documents, by path."""
    for number, text in enumerate(HOSTILE):
        yield f"docs/{number}.md", DOCUMENT.format(text=text, long="long " * 80)
    yield "docs/<b>&\"'.md", "# A name with markup\n"
    yield "docs/empty.md", ""
    yield "docs/rtl/README.md", "# نص من اليمين إلى اليسار\n\nنص من اليمين إلى اليسار `code`\n\n- نص\n"
    yield "docs/huge.md", "# " + "huge " * 4000 + "\n\n" + "x" * 100_000 + "\n" + "> " * 200 + "deep\n"
    yield "README.md", DOCUMENT.format(text="The platform", long="long " * 80)


def commit(folder, files, day):
    for path, text in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    date = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    for arguments in ["init --quiet", "add --all", "-c user.name=a -c user.email=a@b.example commit --quiet --message x"]:
        subprocess.run(["git", *arguments.split()], cwd=folder, env=os.environ | date, check=True)


def main(folder):
    folder.mkdir(parents=True)
    every = list(entities())
    to_text = lambda some: "---\n".join(json.dumps(one) + "\n" for one in some)
    settings = ("idp.yaml", "organisation: acme\nforge: local\n")
    commit(folder, [settings, ("catalog-info.yaml", to_text(every[:2] + [entity("System", "removed", HOSTILE[0], "", {"owner": "team0"})]))], "2026-09-01")
    commit(folder, [*documents(), ("catalog-info.yaml", to_text(every))], "2026-10-20")


main(pathlib.Path(sys.argv[1]))
