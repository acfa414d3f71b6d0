"""Every monitor among the rendered objects on stdin links to its section of the runbook, the dashboard and the owner. The section has
its four parts, and its numbers match the monitor and the code.

runbook.py RUNBOOK SERVICE: the runbook, and the service whose code it must match.
"""

import json
import pathlib
import re
import sys

import yaml

PARTS = ("What it means", "What to look at", "What to do", "Who to call")
UNITS = {"m": 1, "h": 60}
runbook, service = pathlib.Path(sys.argv[1]).read_text(), pathlib.Path(sys.argv[2])
objects = [one for one in yaml.safe_load_all(sys.stdin) if one]
monitors = {
    one["metadata"]["name"]: json.loads(one["spec"]["jsonSpec"])
    for one in objects
    if one["kind"] == "DatadogGenericResource" and one["spec"]["type"] == "monitor"
}
has_dashboard = any(one["kind"] == "DatadogGenericResource" and one["spec"]["type"] == "dashboard" for one in objects)
sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", runbook, re.MULTILINE | re.DOTALL))
assert monitors.keys() == sections.keys(), f"only monitors: {monitors.keys() - sections}; only sections: {sections.keys() - monitors}"


def windows(query):
    """The windows of a query, in minutes."""
    evaluated = re.findall(r"\(last_(\d+)([mh])\):", query) + re.findall(r'last\("(\d+)([mh])"\)', query)
    moving = re.findall(r", (\d+), 'sum'\)", query)
    return {int(number) * UNITS[unit] for number, unit in evaluated} | {int(seconds) // 60 for seconds in moving}


for name, monitor in monitors.items():
    section, message = sections[name], monitor["message"]
    missing = [part for part in PARTS if f"**{part}:**" not in section]
    assert not missing, f"{name}: no {missing}"
    text = " ".join(section.split())
    said = {int(number) for number in re.findall(r"(\d+) minutes", text)} | {60 * int(number) for number in re.findall(r"(\d+) hours", text)}
    said |= {60} if "the last hour" in text else set()
    assert said <= windows(monitor["query"]), f"{name}: the runbook says {said} minutes, the monitor {windows(monitor['query'])}"
    assert f"docs/runbook.md#{name}\n" in message, f"{name}: no link to the runbook in {message!r}"
    assert not has_dashboard or "/dashboard/lists?q=" in message, f"{name}: no link to the dashboard in {message!r}"
    assert "\nOwner: group:" in message, f"{name}: no owner in {message!r}"

code = "\n".join(path.read_text() for folder in ("src", "platform") for path in service.glob(f"{folder}/**/*.ts"))
connections = set(re.findall(r"(\d+)\s+connections", runbook))
assert connections <= set(re.findall(r"\bCONNECTIONS = (\d+);", code)), f"the runbook says {connections} connections, the code does not"
