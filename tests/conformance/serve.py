"""The built service starts with its preload, answers its probes and its page, and exits with 0 on SIGTERM, after it has told clients to
close their connections."""

import concurrent.futures
import http.client
import subprocess
import sys

from service import Service

CLIENTS = 8


def told(service):
    """Whether one who asks again and again on one connection is told of its end, or only meets it."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    try:
        while True:
            connection.request("GET", "/livez")
            answer = connection.getresponse()
            answer.read()
            if answer.will_close:
                return True
    except OSError:
        return False


with Service(sys.argv[1], OTEL_SDK_DISABLED="true") as service:
    seconds = service.until_alive()
    assert service.request("/readyz") == (200, "ok")
    status, page = service.request("/")
    assert status == 200 and service.directory.name in page, page
    memory = service.memory()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        clients = [pool.submit(told, service) for _ in range(CLIENTS)]
        assert not concurrent.futures.wait(clients, timeout=0.5).done, "it closes connections that are in use"
        code = service.stop()
        informed = sum(client.result() for client in clients)
    assert code == 0, f"it ended with {code}:\n{service.text()}"
    # Not all: on a machine that is busy one may ask too late.
    assert informed > CLIENTS / 2, f"{informed} of {CLIENTS} were told"

with Service(sys.argv[1], OTEL_SDK_DISABLED="true", LOG_LEVEL="loud") as service:
    code = service.process.wait(timeout=30)
    assert code == 1 and "LOG_LEVEL" in service.text(), f"it ended with {code}:\n{service.text()}"

size = subprocess.run(["du", "--summarize", "--block-size=M", ".next/standalone"], cwd=sys.argv[1], capture_output=True, text=True, check=True)
print(f"measured: first answer after {seconds:.1f} s, {memory:.0f} MiB resident, standalone {size.stdout.split()[0]}")
