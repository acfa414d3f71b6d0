"""Checks what a service answers, logs and traces when something goes wrong: every kind of error, request body and client, a full disk,
and a read-only one. The service must be built with the routes of probes/.

runtime.py SERVICE CHART_LIMIT_MIB
"""

import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from opentelemetry.proto.trace.v1.trace_pb2 import Span
from memory_group import memory_group, most_used
from receiver import Receiver, attributes
from service import Service

directory, limit = sys.argv[1], int(sys.argv[2])
CALLER = "b7ad6b7169203331"
LEVELS = {"debug", "info", "warn", "error", "fatal"}


def lines(service):
    """The log: everything that it printed, each line an object with a level and a message."""
    found = [json.loads(line) for line in service.text().splitlines()]
    assert all(line["level"] in LEVELS and line["message"] and line["service"] for line in found), found
    return found


def traced(service, number, path):
    trace = f"{number:032x}"
    return trace, service.request(path, headers={"traceparent": f"00-{trace}-{CALLER}-01"})[0]


def one(log, trace, level):
    (line,) = [line for line in log if line.get("trace_id") == trace and line["level"] == level]
    return line


def errors(receiver):
    """Each error is one line, with its trace, its kind and the line of the source; one that nobody caught ends the process."""
    with Service(directory, **receiver.environment) as service:
        service.until_alive()
        thrown, status = traced(service, 1, "/probes/throws?email=ada@acme.example")
        assert status == 500
        null, status = traced(service, 2, "/probes/throws-null")
        assert status == 500
        page, status = traced(service, 3, "/probes/fails")
        assert status == 500
        rejected, status = traced(service, 4, "/probes/rejects")
        assert status == 200
        said, status = traced(service, 5, "/probes/says")
        assert status == 200
        time.sleep(0.5)
        assert service.request("/livez") == (200, "ok"), "a rejected promise ended it"
        uncaught, status = traced(service, 6, "/probes/uncaught")
        assert status == 200
        code = service.process.wait(timeout=10)
        log = lines(service)
    assert code == 1, code
    assert "ada@" not in json.dumps(log)
    line = one(log, thrown, "error")
    assert line["message"] == line["error"]["message"] == "thrown by a route" and line["error"]["kind"] == "Error", line
    assert "src/app/probes/throws/route.ts:2:" in line["error"]["stack"], line["error"]["stack"]
    assert "caused by Error: the cause of it" in line["error"]["stack"], line["error"]["stack"]
    assert line["http"] == {"method": "GET", "path": "/probes/throws"}, line
    assert one(log, null, "error")["error"] == {"kind": "null", "message": "null"}
    assert "src/app/probes/fails/page.tsx" in one(log, page, "error")["error"]["stack"]
    assert one(log, rejected, "error")["error"]["message"] == "rejected, and nobody waits"
    assert one(log, said, "info")["message"] == "said aloud { by: 'a library' }"
    assert {"a warning", "a warning of Node.js"} <= {line["message"] for line in log if line["level"] == "warn"}
    line = one(log, uncaught, "fatal")
    assert line["message"] == "uncaught error" and line["error"]["message"] == "thrown where nobody catches", line
    assert "src/app/probes/uncaught/route.ts:3" in line["error"]["stack"], line
    assert len([line for line in log if line["level"] in ("error", "fatal")]) == 5, log
    # The last words of the process are delivered, too.
    assert receiver.trace(uncaught), "the span of the request that broke it is lost"


def spans(receiver):
    """At most four for a request, one for what it asks of another service; nothing in them is a query."""
    with Service(directory, **receiver.environment) as service:
        service.until_alive()
        service.request("/api/notes")
        reads, status = traced(service, 11, "/api/notes?email=ada@acme.example")
        assert status == 200
        trace = f"{12:032x}"
        headers = {"traceparent": f"00-{trace}-{CALLER}-01", "content-type": "application/json"}
        assert service.request("/api/notes?email=ada@acme.example", b'{"text": "Buy milk"}', headers)[0] == 201
        calls, status = traced(service, 13, f"/probes/calls?to=http://127.0.0.1:{service.port}/livez%3Femail=ada@acme.example")
        assert status == 200
        assert service.stop() == 0
    for counted in (reads, trace):
        found = receiver.trace(counted)
        assert 1 < len(found) <= 4, [span.name for span in found]
    (call,) = [span for span in receiver.trace(calls) if span.kind == Span.SPAN_KIND_CLIENT]
    assert call.name == "GET", call.name
    for span in receiver.spans:
        told = [span.name, *map(str, attributes(span).values())]
        assert not any("?" in text or "ada@" in text for text in told), told
    return len(receiver.trace(reads)), len(receiver.trace(trace))


def sampled(receiver):
    """OTEL_TRACES_SAMPLER is heeded."""
    with Service(directory, **receiver.environment, OTEL_TRACES_SAMPLER="always_off") as service:
        service.until_alive()
        never, _ = traced(service, 21, "/api/notes")
        assert service.stop() == 0
    assert not receiver.trace(never)


def raw(service, data):
    """What a client of bare bytes is answered."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=60) as client:
        client.sendall(data)
        return client.recv(65536).decode()


def post(service, body, path="/api/notes"):
    """Status and what is said of the body."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    connection.request("POST", path, body, {"content-type": "application/json"})
    answer = connection.getresponse()
    text = answer.read().decode()
    return answer.status, json.loads(text)["error"] if text.startswith("{") else text


def in_chunks(mib):
    for _ in range(mib):
        yield b"a" * 1_048_576


def bodies(service):
    """Too large: 413, by what the head says and by what comes. No JSON: 400, with where it ends to be."""
    status, error = post(service, b'{"text":')
    assert status == 400 and "not JSON" in error, (status, error)
    status, error = post(service, b"[" * 60_000)
    assert status == 400 and "not JSON" in error, (status, error)
    assert post(service, b"a" * 100_000)[0] == 413
    assert post(service, in_chunks(300))[0] == 413
    # A route that reads all of it does not get a part for the whole.
    assert post(service, in_chunks(2), path="/probes/reads")[0] == 413
    assert post(service, b"a" * 1_000_000, path="/probes/reads") == (200, "ok")
    head = f"POST /api/notes HTTP/1.1\r\nhost: x\r\ncontent-length: {300 * 1_048_576}\r\n\r\n"
    assert raw(service, head.encode()).startswith("HTTP/1.1 413 "), "300 MB"
    upgrade = b"GET /api/notes HTTP/1.1\r\nhost: x\r\nconnection: Upgrade, close\r\nupgrade: h2c\r\n\r\n"
    assert raw(service, upgrade).startswith("HTTP/1.1 200 "), "an upgrade that nobody offers"
    assert raw(service, b"GET / HTTP/1.1\r\nhost: x\r\nnonsense\r\n\r\n").startswith("HTTP/1.1 400 ")
    assert raw(service, b"GET / HTTP/1.1\r\nhost: x\r\nlong: " + b"a" * 20_000 + b"\r\n\r\n").startswith("HTTP/1.1 431 ")


def slow_clients(service, count=1_000):
    """A thousand that never finish their request hold nobody up, and are sent away."""
    clients = [socket.create_connection(("127.0.0.1", service.port), timeout=60) for _ in range(count)]
    for client in clients:
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n")
    assert service.request("/api/notes")[0] == 200
    answers = {client.recv(65536).split(b"\r\n")[0] for client in clients}
    assert answers == {b"HTTP/1.1 408 Request Timeout"}, answers


def crowd(service, requests=10_000, large=3):
    """Three bodies of 60 MB at once, and ten thousand requests."""
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        big = [pool.submit(post, service, in_chunks(60)) for _ in range(large)]
        asked = [pool.submit(service.request, "/api/notes") for _ in range(requests)]
        assert {one.result()[0] for one in big} == {413}
        assert {one.result()[0] for one in asked} <= {200, 503}


def limits():
    """All of that within the memory that the chart gives, which the kernel enforces."""
    with memory_group(limit) as group, Service(directory, group=group, OTEL_SDK_DISABLED="true") as service:
        service.until_alive()
        bodies(service)
        slow_clients(service)
        crowd(service)
        most = f"{most_used(group):.0f} MiB of {limit}" if group else "no cgroup here, so without a limit"
        assert service.stop() == 0
        log = lines(service)
    said = [line["message"] for line in log]
    assert {message for message in said if message.startswith("read ")} == {"read 1000000 bytes"}, "a part was read as the whole"
    large = [line["http"]["path"] for line in log if line["message"] == "request body too large"]
    assert "/probes/reads" in large and {408, 400, 431} <= {line.get("status") for line in log}, set(said)
    return most


def probed_by_many():
    """However many ask whether it is ready, the database is asked by one at a time, and all are answered."""
    with Service(directory, OTEL_SDK_DISABLED="true") as service:
        service.until_alive()
        with concurrent.futures.ThreadPoolExecutor(100) as pool:
            answers = {one[0] for one in pool.map(lambda _: service.request("/readyz"), range(2_000))}
        assert answers == {200}, answers
        assert service.request("/?problem=constructor")[0] == 200


def closed_in_production():
    """The demo takes nothing in production, by whichever way."""
    with Service(directory, OTEL_SDK_DISABLED="true", DD_ENV="staging") as open_one:
        open_one.until_alive()
        (action,) = set(re.findall(r"\$ACTION_ID_[0-9a-f]+", open_one.request("/")[1]))
        with Service(directory, OTEL_SDK_DISABLED="true", DD_ENV="production") as service:
            service.until_alive()
            boundary = "x"
            parts = {action: "", "text": "written in production"}
            body = "".join(f'--{boundary}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts.items())
            headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
            status, _ = service.request("/", (body + f"--{boundary}--\r\n").encode(), headers)
            assert status == 404, status
            assert service.request("/api/notes")[0] == 404
        assert "written in production" not in open_one.request("/api/notes")[1]


def refused_settings():
    """What is no value of a variable ends it before it starts, and is named."""
    for name, value in (("MAX_BODY_BYTES", "10MB"), ("LOG_LEVEL", "silent")):
        with Service(directory, OTEL_SDK_DISABLED="true", **{name: value}) as service:
            assert service.process.wait(timeout=30) == 1 and name in service.text(), service.text()


def handed_to_after():
    """What a request handed to after() is done before the process ends."""
    with Service(directory, OTEL_SDK_DISABLED="true") as service:
        service.until_alive()
        assert service.request("/probes/after")[0] == 200
        assert service.stop() == 0
        assert "done after the answer" in [line["message"] for line in lines(service)]


def full_disk():
    """No line can be written, and every request is answered."""
    with open("/dev/full", "w") as full, Service(directory, full, OTEL_SDK_DISABLED="true") as service:
        service.until_alive()
        assert service.request("/api/notes")[0] == 200
        assert service.request("/probes/throws")[0] == 500
        assert service.request("/livez") == (200, "ok")
        assert service.stop() == 0


def read_only():
    """Pages are made anew where nothing can be written, and without a word."""
    with tempfile.TemporaryDirectory() as copy:
        tree = pathlib.Path(copy, ".next/standalone")
        shutil.copytree(pathlib.Path(directory, ".next/standalone"), tree, symlinks=True)
        # Where another user can run it: the tools may be in the home of root.
        node = shutil.copy(shutil.which("node"), copy)
        subprocess.run(["chmod", "-R", "a-w,a+rX", copy], check=True)
        with Service(copy, node=node, user=65534 if os.getuid() == 0 else None, OTEL_SDK_DISABLED="true") as service:
            service.until_alive()
            pages = set()
            for _ in range(4):
                status, page = service.request("/probes/cached")
                assert status == 200
                pages.add(page)
                time.sleep(1.2)
            assert len(pages) > 1, "the page is never made anew"
            assert service.stop() == 0
            assert {line["level"] for line in lines(service)} == {"info"}, lines(service)
        subprocess.run(["chmod", "-R", "u+w", copy], check=True)


receiver = Receiver()
errors(receiver)
reads, writes = spans(receiver)
sampled(receiver)
most = limits()
probed_by_many()
closed_in_production()
refused_settings()
handed_to_after()
full_disk()
read_only()
print(f"measured: {reads} spans for a GET, {writes} for a POST; {most} under 1,000 slow clients, three bodies of 60 MB and 10,000 requests")
