"""GitHub for Backstage: the requests by which Backstage reads files, folders and archives, answered from git repositories on this machine.

github.py FOLDER HOST KEY CERTIFICATE: FOLDER/<owner>/<name> is a repository, HOST the name under which Backstage knows the server. Prints the
port of a proxy that leads to HOST, and nowhere else. Only requests with the token in GITHUB_TOKEN are answered. Each request is a
line on stderr.
"""

import base64
import http.server
import json
import os
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import threading
import urllib.parse

FOLDER, HOST = pathlib.Path(sys.argv[1]), sys.argv[2]
API = f"https://{HOST}/api/v3/repos"


class NotFound(Exception):
    pass


def git(repository, *arguments):
    answer = subprocess.run(["git", "-C", FOLDER / repository, *arguments], capture_output=True)
    if answer.returncode != 0:
        raise NotFound(answer.stderr.decode())
    return answer.stdout


def repository_facts(repository, _):
    return as_json({"default_branch": git(repository, "branch", "--show-current").decode().strip()})


def contents(repository, path, query):
    return "application/vnd.github.raw", git(repository, "show", f"{query['ref'][0]}:{path}")


def status(repository, ref, _):
    sha = git(repository, "rev-parse", "--verify", f"{ref}^{{commit}}").decode().strip()
    base = f"{API}/{repository}"
    return as_json({"sha": sha, "repository": {"trees_url": f"{base}/git/trees{{/sha}}", "archive_url": f"{base}/{{archive_format}}{{/ref}}"}})


def tree(repository, sha, _):
    lines = git(repository, "ls-tree", "-r", "-t", "-z", sha).decode().rstrip("\0").split("\0")
    entries = []
    for line in lines:
        facts, path = line.split("\t", 1)
        mode, kind, blob = facts.split()
        folder = "trees" if kind == "tree" else "blobs"
        entries.append({"path": path, "mode": mode, "type": kind, "sha": blob, "url": f"{API}/{repository}/git/{folder}/{blob}"})
    return as_json({"sha": sha, "tree": entries, "truncated": False})


def blob(repository, sha, _):
    return as_json({"sha": sha, "encoding": "base64", "content": base64.encodebytes(git(repository, "cat-file", "blob", sha)).decode()})


def tarball(repository, sha, _):
    prefix = f"{repository.replace('/', '-')}-{sha[:7]}/"
    return "application/x-gzip", git(repository, "archive", "--format=tar.gz", f"--prefix={prefix}", sha)


def as_json(data):
    return "application/json", json.dumps(data).encode()


ROUTES = [
    (re.compile(f"/api/v3/repos/([\\w-]+/[\\w-]+){path}"), handler)
    for path, handler in [
        ("", repository_facts),
        ("/contents/(.+)", contents),
        ("/commits/(.+)/status", status),
        ("/git/trees/(.+)", tree),
        ("/git/blobs/(.+)", blob),
        ("/tarball/(.+)", tarball),
    ]
]


def answer(target, authorization):
    if authorization.removeprefix("Bearer ").removeprefix("token ") != os.environ["GITHUB_TOKEN"]:
        return 401, "application/json", b'{"message": "Bad credentials"}'
    url = urllib.parse.urlsplit(target)
    for pattern, handler in ROUTES:
        if match := pattern.fullmatch(urllib.parse.unquote(url.path)):
            try:
                return 200, *handler(*match.groups(), urllib.parse.parse_qs(url.query))
            except NotFound as error:
                return 404, "text/plain", str(error).encode()
    return 404, "text/plain", f"{target} isn't simulated".encode()


class Api(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        code, kind, body = answer(self.path, self.headers.get("authorization", ""))
        self.send_response(code)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, _, *arguments):
        print(*arguments[:2], file=sys.stderr, flush=True)


class Proxy(http.server.BaseHTTPRequestHandler):
    def do_CONNECT(self):
        if self.path != f"{HOST}:443":
            return self.send_error(403)
        self.send_response(200)
        self.end_headers()
        with socket.create_connection(self.server.target) as target:
            back = threading.Thread(target=copy, args=(target, self.connection), daemon=True)
            back.start()
            copy(self.connection, target)
            back.join()

    def log_message(self, *_):
        pass


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        """The other side closed the connection."""


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[4], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    proxy.target = server.server_address
    print(proxy.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    proxy.serve_forever()


main()
