"""Every metric that a widget, a monitor or an SLO names is sent by the service or listed with who sends it, and nothing is
listed that none names.

signals.py OBJECTS SIGNALS SENT: the rendered objects, the service's docs/runbook.md, and what telemetry.py saw, a name a
line.
"""

import pathlib
import re
import sys

import yaml

objects, signals, sent = (pathlib.Path(path).read_text() for path in sys.argv[1:])
resources = [one for one in yaml.safe_load_all(objects) if one and one["kind"] == "DatadogGenericResource"]
named = {name for one in resources for name in re.findall(r"\b(?:avg|max|min|sum|p\d+):([\w.]+)\{", one["spec"]["jsonSpec"])}
sections = dict(re.findall(r"^### From (.*?)\n(.*?)(?=^##|\Z)", signals, re.MULTILINE | re.DOTALL))
listed = {title: set(re.findall(r"^\| `([\w.]+)`", text, re.MULTILINE)) for title, text in sections.items()}
everything = set().union(*listed.values())

assert named, "the objects name no metric"
assert named == everything, f"not listed: {named - everything}; named nowhere: {everything - named}"
sent = set(sent.split())
unsent = listed["the service"] - sent
assert not unsent, f"listed as the service's own, and not sent: {unsent}"
assert "span:SERVER" in sent and listed["its spans"], "no server span was seen to count requests by"
foreign = listed["the cluster"] & sent
assert not foreign, f"listed as the cluster's, and sent by the service: {foreign}"
print(f"measured: {len(named)} metrics named: {len(listed['the service'])} seen, {len(listed['its spans'])} from spans seen, {len(listed['the cluster'])} of integrations")
