"""A request has one server span with the status of its response, although src/proxy.ts makes Next.js handle it twice. Datadog counts
requests and errors by these spans.

server_spans.py SERVICE: built with probes/proxy.ts as its src/proxy.ts.
"""

import http.client
import sys

from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from receiver import Receiver, attributes
from service import Service

CALLER = "b7ad6b7169203331"
# Path, status, and the route if one is known.
REQUESTS = [
    ("/api/notes?email=ada@acme.example", 200, "/api/notes"),
    ("/", 200, "/"),
    ("/probes/throws", 500, "/probes/throws"),
    ("/probes/fails", 500, "/probes/fails"),
    ("/probes/no-such-page", 404, None),
    ("/probes/moved", 307, None),
    ("/probes/proxy-fails", 500, None),
]


def get(service, trace, path):
    """The status, without following a redirect."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    connection.request("GET", path, headers={"traceparent": f"00-{trace}-{CALLER}-01"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def leave_early(service, trace):
    """Ask for a slow page and go away."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    connection.request("GET", "/", headers={"traceparent": f"00-{trace}-{CALLER}-01"})
    connection.close()


receiver = Receiver()
with Service(sys.argv[1], **receiver.environment) as service:
    service.until_alive()
    for number, (path, status, _) in enumerate(REQUESTS, 1):
        assert get(service, f"{number:032x}", path) == status, path
    leave_early(service, "a" * 32)
    assert service.stop() == 0, service.text()

for number, (path, status, route) in enumerate(REQUESTS, 1):
    spans = receiver.trace(f"{number:032x}")
    names = [span.name for span in spans]
    (server,) = [span for span in spans if span.kind == Span.SPAN_KIND_SERVER] or [None]
    told = attributes(server)
    assert server.parent_span_id.hex() == CALLER and "middleware GET" in names, names
    assert (told["http.status_code"], told.get("http.route")) == (status, route), (path, told)
    assert (server.status.code == Status.STATUS_CODE_ERROR) == (status >= 500), (path, server.status)
    ids = {span.span_id for span in spans} | {bytes.fromhex(CALLER)}
    assert all(span.parent_span_id in ids for span in spans), names
assert len([span for span in receiver.trace("a" * 32) if span.kind == Span.SPAN_KIND_SERVER]) == 1, "a client that left"
print(f"measured: {len(REQUESTS) + 1} requests through a proxy, each one server span with its status")
