"""What telemetry costs: CPU of the service for each request, with it and without, in turns of one run.

cost.py SERVICE: a built one, with DATABASE_URL as it is tested with. Prints; asserts nothing, as machines differ.
"""

import concurrent.futures
import http.client
import pathlib
import statistics
import sys

from receiver import Receiver
from service import Service

ROUNDS, REQUESTS, CLIENTS = 5, 3_000, 8
BODY = b'{"text": "Buy milk"}'
KINDS = {"GET /api/notes": ("GET", "/api/notes", None), "POST /api/notes": ("POST", "/api/notes", BODY), "GET /": ("GET", "/", None)}


def cpu_seconds(service):
    """User and system time of the process so far."""
    fields = pathlib.Path(f"/proc/{service.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def client(service, method, path, body, count):
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    for _ in range(count):
        connection.request(method, path, body, {"content-type": "application/json"})
        assert connection.getresponse().read() is not None


def milliseconds(service, kind):
    """CPU of one request."""
    before = cpu_seconds(service)
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda _: client(service, *KINDS[kind], REQUESTS // CLIENTS), range(CLIENTS)))
    return (cpu_seconds(service) - before) * 1000 / REQUESTS


receiver = Receiver()
with Service(sys.argv[1], **receiver.environment, LOG_LEVEL="warn") as on, Service(sys.argv[1], OTEL_SDK_DISABLED="true", LOG_LEVEL="warn") as off:
    on.until_alive()
    off.until_alive()
    for kind in KINDS:
        milliseconds(on, kind), milliseconds(off, kind)
        rounds = [(milliseconds(on, kind), milliseconds(off, kind)) for _ in range(ROUNDS)]
        ratios = sorted(with_it / without for with_it, without in rounds)
        print(f"{kind:16} {statistics.median(one for one, _ in rounds):.2f} ms with, {statistics.median(one for _, one in rounds):.2f} ms without: {statistics.median(ratios):.2f} times ({ratios[0]:.2f} to {ratios[-1]:.2f})")
