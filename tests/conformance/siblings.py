"""Two builds side by side, as during a rollout: each serves every file that a page of the other refers to.

siblings.py OLD NEW: two built services, whose pages name different files.
"""

import re
import sys

from service import Service, free_port

PAGES = ("/", "/probes/cached")


def assets(service):
    return {path for page in PAGES for path in re.findall(r'/_next/static/[^"\\?]+', service.request(page)[1])}


def missing(asked, other):
    """The files of one that the other does not have, or has otherwise."""
    return [path for path in assets(asked) if other.request(path) != asked.request(path)]


old, new = sys.argv[1:]
port = free_port()
with (
    Service(old, host="127.0.0.1", port=port, OTEL_SDK_DISABLED="true", SIBLINGS=f"http://[::1]:{port}") as before,
    Service(new, host="::1", port=port, OTEL_SDK_DISABLED="true", SIBLINGS=f"http://127.0.0.1:{port}") as after,
):
    before.until_alive()
    after.until_alive()
    only_there = assets(after) - assets(before)
    assert only_there and assets(before) - assets(after), "the two builds are the same"
    assert not missing(after, before) and not missing(before, after), (missing(after, before), missing(before, after))
    assert before.request("/_next/static/chunks/nowhere.js")[0] == 404
# Without siblings they are missed: what is checked here can be seen.
with Service(old, host="127.0.0.1", port=port, OTEL_SDK_DISABLED="true") as alone:
    alone.until_alive()
    assert all(alone.request(path)[0] == 404 for path in only_there), "nothing is missed"
print(f"measured: {len(only_there)} files that only the other build has, each fetched from it")
