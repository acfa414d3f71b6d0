"""Receives OTLP over HTTP, like the Agent of a node."""

import gzip
import http.server
import threading

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Receiver:
    def __init__(self):
        self.spans, self.services, self.resources, self.metrics, self.pools = [], set(), set(), set(), set()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                receiver.take(self.path, body_of(self))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        # What the chart sets for a service that sends to it.
        self.environment = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.url, "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "OTEL_LOGS_EXPORTER": "none", "OTEL_SERVICE_NAME": "checkout",
        }

    def take(self, path, body):
        if path == "/v1/traces":
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                about = attributes(resource.resource)
                self.services.add(about.get("service.name"))
                self.resources.update(about)
                self.spans.extend(span for scope in resource.scope_spans for span in scope.spans)
        if path == "/v1/metrics":
            for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                for metric in (metric for scope in resource.scope_metrics for metric in scope.metrics):
                    self.metrics.add(metric.name)
                    points = getattr(metric, metric.WhichOneof("data")).data_points
                    self.pools.update(attributes(point).get("db.client.connection.pool.name") for point in points)

    def trace(self, trace_id):
        return [span for span in self.spans if span.trace_id.hex() == trace_id]


def body_of(request):
    """The exporters send chunks."""
    if request.headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(request.rfile.readline(), 16):
            body += request.rfile.read(size)
            request.rfile.readline()
        request.rfile.readline()
    else:
        body = request.rfile.read(int(request.headers["content-length"]))
    return gzip.decompress(body) if request.headers.get("content-encoding") == "gzip" else body


def attributes(holder):
    return {pair.key: pair.value.string_value or pair.value.int_value for pair in holder.attributes}
