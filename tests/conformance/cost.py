"""What telemetry costs: CPU of the service for each request, with it and without, in turns of one run.

Each round measures both, one right after the other, so that a machine that is busier for a while slows both down: the result is the
median of the rounds' ratios, with their quartiles.

cost.py SERVICE: a built one, with DATABASE_URL as it is tested with. Prints; asserts nothing, as machines differ.
"""

import concurrent.futures
import http.client
import pathlib
import statistics
import sys

from receiver import Receiver
from service import Service

ROUNDS, REQUESTS, CLIENTS = 40, 600, 8
BODY = b'{"text": "Buy milk"}'
KINDS = {"GET /api/notes": ("GET", "/api/notes", None), "POST /api/notes": ("POST", "/api/notes", BODY), "GET /": ("GET", "/", None)}


def cpu_seconds(service):
    """Time that the threads of the process ran so far."""
    schedules = pathlib.Path(f"/proc/{service.process.pid}/task").glob("*/schedstat")
    return sum(int(schedule.read_text().split()[0]) for schedule in schedules) / 1e9


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
        for service in (on, off) * 3:
            milliseconds(service, kind)
        ratios = []
        for number in range(ROUNDS):
            first, second = (on, off) if number % 2 else (off, on)
            cost = {service: milliseconds(service, kind) for service in (first, second)}
            ratios.append(cost[on] / cost[off])
        low, median, high = statistics.quantiles(ratios, n=4)
        print(f"{kind:16} {median:.2f} times the CPU (quartiles {low:.2f} to {high:.2f})", flush=True)
