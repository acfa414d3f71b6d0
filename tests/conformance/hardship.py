"""Runs a service without the address of its database, with a database that starts late and stops answering, and with many requests
in flight at SIGTERM. CROWD sets their number: a slow machine can't answer ten thousand in the time that the service has to stop."""

import asyncio
import collections
import os
import pathlib
import resource
import signal
import subprocess
import sys
import time
import urllib.parse

from service import Service, free_port

directory, psql = sys.argv[1:3]
CROWDS = [int(os.environ["CROWD"])] if "CROWD" in os.environ else [2_000, 1_000, 500]
BODY = b'{"text": "Buy milk"}'
REQUEST = f"POST /api/notes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {len(BODY)}\r\nconnection: close\r\n\r\n".encode() + BODY


def without_address():
    """It names the variable, and ends."""
    with Service(directory, OTEL_SDK_DISABLED="true", DATABASE_URL="") as service:
        code = service.process.wait(timeout=30)
        assert code == 1 and "DATABASE_URL" in service.text(), f"it ended with {code}:\n{service.text()}"


def seconds_until(condition, service):
    began = time.monotonic()
    while not condition():
        assert service.process.poll() is None and time.monotonic() - began < 60, service.text()[-2000:]
        time.sleep(0.1)
    return time.monotonic() - began


def troubled_database():
    """It lives without a database, is not ready, and is when the database comes; and again when the connections that it has go
    silent and only new ones are answered, as after a failover."""
    address = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
    port = free_port()
    with Service(directory, OTEL_SDK_DISABLED="true", DATABASE_URL=address._replace(netloc=f"{address.username}@127.0.0.1:{port}").geturl()) as service:
        service.until_alive()
        assert service.request("/readyz")[0] == 503
        bridge = subprocess.Popen([sys.executable, __file__, "bridge", str(port), str(address.port)], stdout=subprocess.PIPE)
        try:
            came = seconds_until(lambda: service.request("/readyz")[0] == 200, service)
            assert service.request("/api/notes")[0] == 200
            bridge.send_signal(signal.SIGUSR1)
            bridge.stdout.readline()
            assert service.request("/readyz")[0] == 503
            back = seconds_until(lambda: service.request("/readyz")[0] == 200, service)
            # One request may still meet the connection that went silent.
            service.request("/api/notes")
            assert service.request("/api/notes")[0] == 200
        finally:
            bridge.kill()
    return came, back


async def ask(port, sent):
    """The status of one slow request; what went wrong where there was none."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST)
        await writer.drain()
        sent.append(1)
        line = await asyncio.wait_for(reader.readline(), 180)
        writer.close()
        return line.split()[1].decode() if line else "closed"
    except (OSError, asyncio.TimeoutError) as error:
        return type(error).__name__


def waiting_at(port):
    """How many connections the kernel has made for a server that has not taken them; it resets these when the server ends."""
    lines = [line.split() for table in ("tcp", "tcp6") for line in pathlib.Path("/proc/net", table).read_text().splitlines()[1:]]
    listening = [line for line in lines if line[3] == "0A" and line[1].endswith(f":{port:04X}")]
    return sum(int(line[4].split(":")[1], 16) for line in listening)


async def crowd(service, size):
    """`size` requests that wait for a locked table; when all of them are sent, and their connections taken, SIGTERM.

    By then a slow machine has answered the first of them, with 503 for want of a connection or with 201."""
    lock = subprocess.Popen([psql, "--quiet", "--no-psqlrc", os.environ["DATABASE_URL"], "--command", "begin; lock table note; select pg_sleep(4); commit"], stdout=subprocess.DEVNULL)
    await asyncio.sleep(0.5)
    sent = []
    asked = [asyncio.create_task(ask(service.port, sent)) for _ in range(size)]
    while (len(sent) < size or waiting_at(service.port)) and not all(one.done() for one in asked):
        await asyncio.sleep(0.1)
    in_flight = sum(not one.done() for one in asked)
    service.process.terminate()
    began = time.monotonic()
    answers = collections.Counter(await asyncio.gather(*asked))
    code = await asyncio.to_thread(service.process.wait, 180)
    lock.kill()
    return answers, code, time.monotonic() - began, in_flight


def at_the_end(size):
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    with Service(directory, OTEL_SDK_DISABLED="true", LOG_LEVEL="fatal") as service:
        service.until_alive()
        return asyncio.run(crowd(service, size))


async def bridge(listen, to):
    """Joins who connects here to another port; at SIGUSR1 the connections there are go silent, and new ones do not."""
    silent = [asyncio.Event()]

    async def pump(reader, writer, silence):
        while data := await reader.read(65536):
            if silence.is_set():
                await asyncio.Event().wait()
            writer.write(data)
        writer.close()

    async def joined(reader, writer):
        silence = silent[-1]
        there, back = await asyncio.open_connection("127.0.0.1", to)
        await asyncio.gather(pump(reader, back, silence), pump(there, writer, silence))

    def silence():
        silent[-1].set()
        silent.append(asyncio.Event())
        print("silent", flush=True)

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, silence)
    server = await asyncio.start_server(joined, "127.0.0.1", listen)
    await server.serve_forever()


if directory == "bridge":
    asyncio.run(bridge(int(psql), int(sys.argv[3])))
without_address()
came, back = troubled_database()
# A slow machine is still connecting the last of many when the first are answered; then a smaller crowd shows the same.
for size in CROWDS:
    answers, code, seconds, in_flight = at_the_end(size)
    if in_flight > size / 10:
        break
assert code == 0 and in_flight > size / 10, (code, seconds, in_flight, answers)
assert answers.keys() <= {"201", "503"}, answers
print(f"measured: ready {came:.1f} s after the database started, {back:.1f} s after it stopped answering; {in_flight} requests in flight at SIGTERM: {dict(answers)}, exit {code} after {seconds:.1f} s")
