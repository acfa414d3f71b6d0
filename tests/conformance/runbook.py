"""Every monitor of the rendered objects on stdin has its section in the runbook, and every section its monitor."""

import pathlib
import re
import sys

import yaml

objects = [one for one in yaml.safe_load_all(sys.stdin) if one]
monitors = {one["metadata"]["name"] for one in objects if one["kind"] == "DatadogGenericResource" and one["spec"]["type"] == "monitor"}
sections = set(re.findall(r"^## (\S+)$", pathlib.Path(sys.argv[1]).read_text(), re.MULTILINE))
assert monitors == sections, f"only monitors: {monitors - sections}; only sections: {sections - monitors}"
