"""The built service starts with its preload, answers its probes and its page, and ends 0 on SIGTERM."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

service = pathlib.Path(sys.argv[1])
standalone = service / ".next/standalone"
shutil.copytree(service / ".next/static", standalone / ".next/static", dirs_exist_ok=True)
shutil.copy(service / "telemetry.cjs", standalone)

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]

environment = os.environ | {
    "PORT": str(port), "HOSTNAME": "127.0.0.1", "NODE_ENV": "production",
    "NEXT_MANUAL_SIG_HANDLE": "true", "OTEL_SDK_DISABLED": "true",
}
server = subprocess.Popen(["node", "--require", "./telemetry.cjs", "server.js"], cwd=standalone, env=environment)


def get(path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
        return response.status, response.read().decode()


try:
    for attempt in range(100):
        try:
            get("/livez")
            break
        except OSError:
            time.sleep(0.2)
    assert get("/readyz") == (200, "ok")
    status, page = get("/")
    assert status == 200 and service.name in page, page
finally:
    server.send_signal(signal.SIGTERM)
    code = server.wait(timeout=30)
assert code == 0, f"it ended with {code}"
