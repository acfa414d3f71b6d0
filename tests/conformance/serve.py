"""The built service starts with its preload, answers its probes and its page, and ends 0 on SIGTERM."""

import subprocess
import sys

from service import Service

with Service(sys.argv[1], OTEL_SDK_DISABLED="true") as service:
    seconds = service.until_alive()
    assert service.request("/readyz") == (200, "ok")
    status, page = service.request("/")
    assert status == 200 and service.directory.name in page, page
    memory = service.memory()
    code = service.stop()
    assert code == 0, f"it ended with {code}:\n{service.text()}"

with Service(sys.argv[1], OTEL_SDK_DISABLED="true", LOG_LEVEL="loud") as service:
    code = service.process.wait(timeout=30)
    assert code == 1 and "LOG_LEVEL" in service.text(), f"it ended with {code}:\n{service.text()}"

size = subprocess.run(["du", "--summarize", "--block-size=M", ".next/standalone"], cwd=sys.argv[1], capture_output=True, text=True, check=True)
print(f"measured: first answer after {seconds:.1f} s, {memory:.0f} MiB resident, standalone {size.stdout.split()[0]}")
