"""The service sends every metric that a widget, a monitor or an SLO uses, or the runbook lists who sends it. The runbook lists no
metric that none of them uses.

signals.py OBJECTS RUNBOOK SENT: the rendered objects, the service's docs/runbook.md, and the names that telemetry.py received, one per
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
print(f"measured: {len(named)} metrics: {len(listed['the service'])} from the service, {len(listed['its spans'])} from its spans, {len(listed['the cluster'])} from integrations")
