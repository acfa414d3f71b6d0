"""Runs .github/datadog.mjs against a stateful fake of Datadog's API, on a free port, and checks what exists there after a release, the
same release again, one without tracing, and one without API keys.

datadog_api.py SCRIPT OBJECTS UNTRACED: the script, and rendered objects with and without tracing.
"""

import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import urllib.parse

script, objects, untraced = sys.argv[1:]
SERVICE = re.search(r"app\.kubernetes\.io/name: (\S+)", pathlib.Path(objects).read_text())[1]
STATE = {"monitor": {}, "slo": {}, "dashboard": {}}
CALLS = []


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def handle_call(self):
        url = urllib.parse.urlsplit(self.path)
        kind, _, number = url.path.removeprefix("/api/v1/").partition("/")
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or "null")
        CALLS.append((self.command, kind))
        known = STATE[kind]
        if (self.headers["dd-api-key"], self.headers["dd-application-key"]) != ("key", "app"):
            return self.answer(403, {"errors": ["Forbidden"]})
        if self.command == "POST":
            number = f"{kind}-{len(known)}"
            known[number] = body | {"id": number}
        elif number and number not in known:
            return self.answer(404, {"errors": ["not found"]})
        elif self.command == "PUT":
            known[number] = body | {"id": number}
        elif self.command == "DELETE":
            return self.answer(200, known.pop(number))
        elif not number:
            listed = list(known.values())
            return self.answer(200, {"slo": {"data": listed}, "dashboard": {"dashboards": listed}}.get(kind, listed))
        self.answer(200, known[number])

    do_GET = do_POST = do_PUT = do_DELETE = handle_call

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()


def run(path, **keys):
    """The exit code, what it said, and the calls that changed something."""
    CALLS.clear()
    environment = os.environ | {"DD_URL": f"http://127.0.0.1:{server.server_port}", "DD_API_KEY": "key", "DD_APP_KEY": "app"} | keys
    done = subprocess.run(["node", script, SERVICE, "production"], stdin=open(path), env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr, sorted(call for call in CALLS if call[0] != "GET")


def counts():
    return {kind: len(known) for kind, known in STATE.items()}


STATE["monitor"]["foreign"] = {"id": "foreign", "name": "someone else's", "tags": [f"service:{SERVICE}", "env:production"]}
STATE["dashboard"]["foreign"] = {"id": "foreign", "title": f"{SERVICE} (production)", "tags": ["team:others"]}

code, said, changed = run(objects)
assert code == 0 and {call[0] for call in changed} == {"POST"}, said
assert counts() == {"monitor": 9, "slo": 1, "dashboard": 2}, counts()
code, said, changed = run(objects)
assert code == 0 and {call[0] for call in changed} == {"PUT"} and len(changed) == 10, said
code, said, changed = run(untraced)
assert code == 0 and counts() == {"monitor": 5, "slo": 0, "dashboard": 2}, (said, counts())
assert STATE["monitor"]["foreign"]["name"] == "someone else's" and STATE["dashboard"]["foreign"]["tags"] == ["team:others"]
code, said, changed = run(objects, DD_API_KEY="")
assert code == 1 and "no secrets DD_API_KEY" in said and not changed, said
code, said, changed = run(objects, DD_API_KEY="wrong")
assert code == 1 and "403" in said and not changed and "wrong" not in said, said
code, said, changed = run(objects, DD_URL="http://127.0.0.1:1")
assert code == 1 and "cannot be reached" in said, said
print("measured: 10 created, 10 updated, 5 deleted; another owner's monitor and dashboard untouched")
