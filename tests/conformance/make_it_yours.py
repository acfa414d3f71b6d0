"""Follows the section `Make it yours` of a service's README to the letter: writes each `ts` block to the file that the sentence before
it names, and runs each `sh` block. The service must then start, with its own page and without the demo.

    make_it_yours.py SERVICE    a clone with node_modules; it is changed. Where it has a database, DATABASE_URL names one on which
                                the demo's migration has run; a new one is made beside it
"""

import os
import pathlib
import re
import subprocess
import sys
import urllib.parse

from service import Service

BLOCK = re.compile(r"^([^\n]+)\n\n```(\w+)\n(.*?)^```$", re.M | re.S)
NAMED = re.compile(r"`([\w./-]+\.tsx?)`:$")

service = pathlib.Path(sys.argv[1])
readme = (service / "README.md").read_text()


def steps():
    """Each block of the section: the file that it is written to, or none where it is run, and its text."""
    section = readme.split("\n## Make it yours\n", 1)[1].split("\n## ", 1)[0]
    found = BLOCK.findall(section)
    assert found and len(found) == section.count("\n```") / 2, "a block that no sentence introduces"
    for sentence, language, text in found:
        if language == "sh":
            yield None, text
        else:
            name = NAMED.search(sentence)
            assert name, f"no file is named for the block after: {sentence}"
            yield name[1], text


def run(script, **environment):
    subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=service, env=os.environ | environment, check=True)


for file, text in steps():
    if file:
        (service / file).write_text(text)
    else:
        run(text)

left = subprocess.run(["git", "status", "--porcelain"], cwd=service, check=True, capture_output=True, text=True).stdout
assert not left, f"not committed:\n{left}"
with Service(service, OTEL_SDK_DISABLED="true") as running:
    running.until_alive()
    assert running.request("/readyz") == (200, "ok"), running.text()
    status, page = running.request("/")
    assert status == 200 and "<h1>" in page and "Make it yours" not in page, page
    for path in ("/api/notes", "/api/greeting?name=you"):
        assert running.request(path)[0] == 404, path
    assert running.stop() == 0

if "DATABASE_URL" in os.environ:
    # One more environment: every migration runs on a database that has none yet, as the image runs them.
    address = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
    run('psql --quiet --no-psqlrc "$DATABASE_URL" --command "drop database if exists fresh" --command "create database fresh"')
    fresh = address._replace(path="/fresh").geturl()
    run("node .next/standalone/dist/migrate.mjs && node .next/standalone/dist/migrate.mjs", DATABASE_URL=fresh)
