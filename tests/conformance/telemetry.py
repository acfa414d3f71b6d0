"""A request sends one server span, as a child of its caller's span, with database spans below it, and a log line with the ids of the
trace. Probes send nothing. A request in flight at SIGTERM is answered, and its spans are delivered. Failures are in the log.

telemetry.py SERVICE PSQL RECEIVED: writes the names of the metrics and the kinds of spans to RECEIVED, one per line.
"""

import os
import pathlib
import subprocess
import sys
import threading
import time

from opentelemetry.proto.trace.v1.trace_pb2 import Span
from receiver import Receiver, attributes
from service import Service

directory, psql, seen = sys.argv[1:]
CALLER = "b7ad6b7169203331"
FAST, SLOW, FAULTY, UNSAMPLED = ("1" * 32, "2" * 32, "3" * 32, "4" * 32)


def sql(statement):
    return subprocess.Popen([psql, "--quiet", "--no-psqlrc", os.environ["DATABASE_URL"], "--command", statement], stdout=subprocess.DEVNULL)


def post(service, trace, body=b'{"text": "Buy milk"}', flags="01"):
    headers = {"traceparent": f"00-{trace}-{CALLER}-{flags}", "content-type": "application/json"}
    return service.request("/api/notes", body, headers)[0]


def server_span(trace):
    """The one server span of a trace, under the caller's."""
    spans = receiver.trace(trace)
    servers = [span for span in spans if span.kind == Span.SPAN_KIND_SERVER]
    assert len(servers) == 1, [span.name for span in spans]
    assert servers[0].parent_span_id.hex() == CALLER
    return servers[0]


def is_below(span, above, spans):
    by_id = {span.span_id: span for span in spans}
    while span and span.span_id != above.span_id:
        span = by_id.get(span.parent_span_id)
    return span is not None


receiver = Receiver()
with Service(directory, **receiver.environment) as service:
    service.until_alive()
    assert post(service, FAST) == 201
    assert post(service, FAULTY, b"{") == 400
    assert post(service, UNSAMPLED, b"{", flags="00") == 400
    for _ in range(3):
        assert service.request("/livez")[0] == 200 and service.request("/readyz")[0] == 200

    sql("alter table note rename to elsewhere").wait()
    assert service.request("/api/notes?q=secret", headers={"traceparent": f"00-{FAULTY}-{CALLER}-01"})[0] == 500
    sql("alter table elsewhere rename to note").wait()

    locked = sql("begin; lock table note; select pg_sleep(3); commit")
    time.sleep(0.5)
    answers = []
    slow = threading.Thread(target=lambda: answers.append(post(service, SLOW)))
    slow.start()
    time.sleep(0.5)
    code = service.stop()
    slow.join()
    locked.wait()
    log = service.log()
    assert (answers, code) == ([201], 0), (answers, code, service.text())

server = server_span(FAST)
queries = [span for span in receiver.trace(FAST) if span.kind == Span.SPAN_KIND_CLIENT]
assert queries and all(is_below(span, server, receiver.trace(FAST)) for span in queries)
assert [line["trace_id"] for line in log if line["message"] == "note created"] == [FAST, SLOW], log
server_span(SLOW)
# Requests are counted by their spans, whatever their callers keep.
server_span(UNSAMPLED)
(failure,) = [line for line in log if line["level"] == "error"]
assert failure["trace_id"] == FAULTY and failure["http"]["path"] == "/api/notes" and failure["error"]["code"] == "42P01", failure
assert "secret" not in str(log)
targets = {str(attributes(span).get("http.target")) for span in receiver.spans}
assert targets <= {"None", "/api/notes"}, targets
assert receiver.services == {"checkout"}, receiver.services
assert not any(name.startswith("host.") for name in receiver.resources), receiver.resources
assert "db.client.operation.duration" in receiver.metrics, receiver.metrics
assert receiver.pools - {None} == {"probes", "requests"}, receiver.pools
kinds = {f"span:{Span.SpanKind.Name(span.kind).removeprefix('SPAN_KIND_')}" for span in receiver.spans}
pathlib.Path(seen).write_text("\n".join(sorted(receiver.metrics | kinds)))
print(f"measured: trace {FAST}: a server span, {len(queries)} database spans and a log line; a request at SIGTERM: {answers[0]}, exit {code}")
