"""Starts a built service as its image does."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Service:
    """A running service; `environment` is added to what the chart always sets."""

    def __init__(self, directory, output=None, *, node="node", user=None, group=None, host="127.0.0.1", port=None, **environment):
        self.directory = pathlib.Path(directory)
        standalone = self.directory / ".next/standalone"
        self.host, self.port = host, port or free_port()
        self.output = output or tempfile.TemporaryFile("w+")
        chart = {"PORT": str(self.port), "HOSTNAME": host, "NODE_ENV": "production"}
        self.began = time.monotonic()
        command = [node, "--require", "./dist/preload.cjs", "server.js"]
        # In a cgroup from its first instruction on: node asks for its limit when it starts.
        enter = ["sh", "-c", f'echo $$ 2> /dev/null > {group}/cgroup.procs; exec "$0" "$@"'] if group else []
        self.process = subprocess.Popen(
            enter + command,
            cwd=standalone, env=os.environ | chart | environment, stdout=self.output, stderr=subprocess.STDOUT, user=user,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def request(self, path, body=None, headers=None):
        """Status and text; an answer that says no is an answer."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        request = urllib.request.Request(f"http://{host}:{self.port}{path}", body, headers or {})
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def until_alive(self):
        """Seconds to the first answer."""
        while time.monotonic() - self.began < 30 and self.process.poll() is None:
            try:
                assert self.request("/livez") == (200, "ok")
                return time.monotonic() - self.began
            except OSError:
                time.sleep(0.02)
        raise AssertionError(f"it does not start:\n{self.text()}")

    def memory(self):
        """Resident, in MiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def stop(self):
        """The exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def text(self):
        self.output.seek(0)
        return self.output.read()

    def log(self):
        """The lines of its log, each an object: nothing else is printed."""
        return [json.loads(line) for line in self.text().splitlines()]
