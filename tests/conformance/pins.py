"""Compares what templates, workflows and this suite pin with the table in docs/reference/pins.md.

    pins.py                  exits 1 if the table lacks a pin, or has one that isn't used
    pins.py --without NAME   the same, as if the table didn't have NAME
    pins.py --due            exits 1 if support has ended or ends within a month, or the table is older than 60 days

The first runs with every change and doesn't depend on the date; the last runs on a schedule.
"""

import datetime
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs/reference/pins.md"
OLDEST = datetime.timedelta(days=60)
SOON = datetime.timedelta(days=30)

IMAGE = re.compile(r"^\s*(?:FROM(?: --platform=\S+)?|image:)\s+['\"]?((?:[\w.-]+/)*[\w.-]+):([\w.-]+)['\"]?(?:\s+AS \w+)?\s*$", re.M)
ACTION = re.compile(r"uses: ([\w-]+/[\w./-]+)@([0-9a-f]{40}) # (v[\w.-]+)")
LOOSE_ACTION = re.compile(r"uses: ([\w-]+/[\w./-]+@(?![0-9a-f]{40} # v)\S+)")
RUNNER = re.compile(r"\b((?:ubuntu|windows|macos)-\d[\w.-]*)")
NODE = re.compile(r"^\s*node-version: (\d+)$", re.M)
# The modules in lib/pins.sh that ship the definitions of operators.
MODULE = re.compile(r"^  ([\w.-]+(?:/[\w.-]+)+)@(v[\d.]+):\S+$", re.M)
HELM = re.compile(r"setup-helm@.*?version: (v[\d.]+)", re.S)


def sources():
    """Every file that may have pins. The expected trees of tests only repeat the templates."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "golden-templates", ".github", "action.yml", "tests/conformance/lib/pins.sh"],
        check=True, capture_output=True, text=True,
    ).stdout.split("\n")
    for name in filter(None, listed):
        if "/expected/" not in name and not name.endswith("package-lock.json.hbs"):
            yield name, (ROOT / name).read_text(encoding="utf-8", errors="replace")


def pins():
    """The first file that has each pin, by (name, version)."""
    found = {}
    for name, text in sources():
        for image, tag in IMAGE.findall(text):
            found.setdefault((image, tag), name)
        for loose in LOOSE_ACTION.findall(text):
            sys.exit(f"{name}: {loose} is not pinned to a commit with its version beside it")
        for action, _, version in ACTION.findall(text):
            found.setdefault((action, version), name)
        for module, version in MODULE.findall(text):
            found.setdefault((module, version), name)
        for version in HELM.findall(text):
            found.setdefault(("helm", version), name)
        if name.endswith((".yml", ".yml.hbs")):
            for runner in RUNNER.findall(text):
                found.setdefault(tuple(runner.split("-", 1)), name)
        for version in NODE.findall(text):
            found.setdefault(("node", version), name)
    return found


def table():
    """The rows, by (name, version), and the day they were checked."""
    text = TABLE.read_text(encoding="utf-8")
    checked = re.search(r"Checked on (\d{4}-\d{2}-\d{2})", text)
    if not checked:
        sys.exit(f"{TABLE.name}: no line says `Checked on YYYY-MM-DD`")
    rows = {}
    for line in text.splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if len(cells) == 4 and not set(cells[0]) <= {"-", " "} and cells[0] != "Pin":
            rows[cells[0], cells[1]] = cells[2]
    return rows, datetime.date.fromisoformat(checked[1])


def unknown(without=None):
    pinned, (rows, _) = pins(), table()
    rows = {row: until for row, until in rows.items() if row[0] != without}
    for name, version in sorted(pinned.keys() - rows.keys()):
        yield f"{name} {version} ({pinned[name, version]}) is not in {TABLE.name}"
    for name, version in sorted(rows.keys() - pinned.keys()):
        yield f"{TABLE.name} has {name} {version}, which nothing pins"


def due(today):
    rows, checked = table()
    if today - checked > OLDEST:
        yield f"{TABLE.name} was checked on {checked}, more than {OLDEST.days} days ago"
    for (name, version), until in rows.items():
        end = re.search(r"\d{4}-\d{2}-\d{2}", until)
        if end and datetime.date.fromisoformat(end[0]) - today < SOON:
            yield f"{name} {version} is supported until {end[0]}"


def main():
    match sys.argv[1:]:
        case ["--due"]:
            found = list(due(datetime.date.today()))
        case ["--without", name]:
            found = list(unknown(name))
        case _:
            found = list(unknown())
    print("\n".join(found) or "nothing to do")
    sys.exit(bool(found))


main()
