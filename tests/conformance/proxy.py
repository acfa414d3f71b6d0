"""A GitHub over TLS that only a proxy can reach. Checks what idp and git request through the proxy, and that the proxy learns nothing
but the address.

proxy.py IDP WORK: the binary, and a folder to work in.
"""

import base64
import contextlib
import http.server
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import threading

idp, work = sys.argv[1], pathlib.Path(sys.argv[2])
work.mkdir()
HOST, TOKEN = "github.acme.test", "ghp_canary0123456789abcdefABCDEF0123456789"
ASKED, TUNNELS, WIRE = [], [], []


class Api(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        ASKED.append((self.path, self.headers["authorization"], self.headers["user-agent"]))
        data = json.dumps({"login": "acme", "plan": {"name": "enterprise"}}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """A client that does not trust it closes the connection."""


def certificate(name):
    key, certificate = work / f"{name}.key", work / f"{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-addext", "basicConstraints=critical,CA:FALSE",
         "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return key, certificate


key, trusted = certificate("server")
_, other = certificate("other")
server = Server(("127.0.0.1", 0), Api)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(trusted, key)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
threading.Thread(target=server.serve_forever, daemon=True).start()


def pump(source, sink, keep):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            keep.append(data)
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def tunnel(client):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += client.recv(1)
    TUNNELS.append(head.decode())
    WIRE.append(head)
    if f"authorization: basic {base64.b64encode(b'ada:secret').decode()}".lower() not in head.decode().lower():
        client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        return client.close()
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    to = socket.create_connection(("127.0.0.1", server.server_port))
    threading.Thread(target=pump, args=(to, client, []), daemon=True).start()
    pump(client, to, WIRE)


def proxy():
    while True:
        client, _ = listener.accept()
        threading.Thread(target=tunnel, args=(client,), daemon=True).start()


listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=proxy, daemon=True).start()

platform = work / "platform"
platform.mkdir()
(platform / "idp.yaml").write_text(f"organisation: acme\nforge: github\ngithub: {{host: {HOST}}}\n")
(platform / "catalog-info.yaml").write_text("apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a}\nspec: {type: team, children: []}\n")
for command in (["init", "--quiet"], ["add", "--all"], ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "-m", "x"],
                ["clone", "--quiet", "--bare", ".", "../platform.git"]):
    subprocess.run(["git", *command], cwd=platform, check=True)


def doctor(user, certificates):
    """What it says of token and forge, with the proxy of `user`, trusting `certificates`."""
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()} | {
        "IDP_HOME": str(work / "home"), "GH_HOST": HOST, "GH_ENTERPRISE_TOKEN": TOKEN,
        "HTTPS_PROXY": f"http://{user}@127.0.0.1:{listener.getsockname()[1]}", "SSL_CERT_FILE": str(certificates),
    }
    run = subprocess.run([idp, "doctor", "--platform", work / "platform.git", "-vv"], env=environment, capture_output=True, text=True)
    assert TOKEN not in run.stdout + run.stderr and "secret" not in run.stdout + run.stderr, run
    return run.stdout


said = doctor("ada:secret", trusted)
assert "acme on github.acme.test, plan enterprise" in said, said
assert ASKED and ASKED[0][:2] == ("/api/v3/orgs/acme", f"Bearer {TOKEN}") and ASKED[0][2].startswith("idp/"), ASKED
assert TUNNELS[0].startswith(f"CONNECT {HOST}:443 HTTP/1.1"), TUNNELS
assert all(TOKEN.encode() not in data for data in WIRE), "the proxy saw the token"

asked = len(ASKED)
said = doctor("ada:secret", other)
assert "certificate" in said.lower() and len(ASKED) == asked, said
said = doctor("ada:wrong", trusted)
assert "proxy authorization required" in said and len(ASKED) == asked, said
print(f"measured: {len(TUNNELS)} tunnels, one of them used")
