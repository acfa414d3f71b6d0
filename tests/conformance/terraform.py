"""Checks that a Terraform file declares every variable, local value, resource and data source that it refers to, and uses each.
Providers can't be downloaded here, so arguments aren't checked against their schemas, as `terraform validate` would.

terraform.py FILE…
"""

import re
import sys

for path in sys.argv[1:]:
    text = re.sub(r"^\s*#.*$", "", open(path).read(), flags=re.M)
    declared = set()
    for kind, first, second in re.findall(r'^(resource|data|variable|output|provider) "([\w-]+)"(?: "([\w-]+)")? \{', text, re.M):
        match kind:
            case "resource":
                declared.add(f"{first}.{second}")
            case "data":
                declared.add(f"data.{first}.{second}")
            case "variable":
                declared.add(f"var.{first}")
    for block in re.findall(r"^locals \{\n(.*?)^\}", text, re.M | re.S):
        declared |= {f"local.{name}" for name in re.findall(r"^  (\w+) +=", block, re.M)}
    providers = set(re.findall(r"^    (\w+) = \{", text, re.M))
    used = set()
    # Expressions: what is outside of quotes, or inside ${}.
    code = re.sub(r'"((?:[^"\\]|\\.)*)"', lambda quoted: " ".join(re.findall(r"\$\{(.*?)\}", quoted[1])), text)
    used |= set(re.findall(r"\b(var\.\w+|local\.\w+|data\.\w+\.\w+)", code))
    used |= {one for one in re.findall(r"(?<![\w.])((?:%s)_\w+\.\w+)" % "|".join(sorted(providers)), code)}
    assert used and not used - declared, (path, "not declared", sorted(used - declared))
    unused = {one for one in declared - used if one.startswith(("var.", "local.", "data."))}
    assert not unused, (path, "not used", sorted(unused))
    assert {one.removeprefix("data.").split("_")[0] for one in declared if "_" in one.split(".")[0] or one.startswith("data.")} <= providers, path
