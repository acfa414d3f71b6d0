"""Runs the step of ci.yml that checks the order of migrations: a new migration must come after all those of the branch, or the step
names the file and suggests its new name.

migration_order.py WORKFLOW
"""

import os
import pathlib
import subprocess
import sys
import tempfile

import yaml

workflow = yaml.safe_load(open(sys.argv[1]))
steps = workflow["jobs"]["app"]["steps"]
(script,) = [step["run"] for step in steps if "migrations" in step.get("name", "")]
(depth,) = [step["with"]["fetch-depth"] for step in steps if "actions/checkout" in step.get("uses", "")]
assert depth == 2, depth
BASE = ["0001-note.ts", "0002-refunds.ts"]


def said(*, base=BASE, add=(), remove=(), parents=True):
    """The exit code of the step and what it prints, where a change adds and removes these migrations."""
    repository = pathlib.Path(tempfile.mkdtemp())
    identity = {f"GIT_{who}_{what}": "ada@acme.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

    def git(*arguments):
        subprocess.run(["git", *arguments], cwd=repository, env=os.environ | identity, check=True, capture_output=True)

    def write(name):
        file = repository / "migrations" / name
        file.parent.mkdir(exist_ok=True)
        # Its number isn't part of it, so that one that was renamed is the same.
        file.write_text(f"// {name.lstrip('0123456789')}\n" * 20)

    git("init", "--quiet")
    (repository / "README.md").write_text("x")
    for name in base:
        write(name)
    git("add", ".")
    git("commit", "--quiet", "--message", "base")
    if parents:
        for name in remove:
            (repository / "migrations" / name).unlink()
        for name in add:
            write(name)
        git("add", "--all")
        git("commit", "--quiet", "--allow-empty", "--message", "change")
    ended = subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=repository, capture_output=True, text=True)
    assert not ended.stderr, ended
    return ended.returncode, ended.stdout


SOUND = [
    {},
    {"add": ["0003-coupons.ts"]},
    {"add": ["0003-coupons.ts", "0004-orders.ts"]},
    {"add": ["0010-later.ts"]},
    {"base": [], "add": ["0001-note.ts"]},
    # The way out for who merged two of the same number: the second is renamed.
    {"base": [*BASE, "0002-coupons.ts"], "remove": ["0002-coupons.ts"], "add": ["0003-coupons.ts"]},
    {"parents": False},
]
for change in SOUND:
    assert said(**change) == (0, ""), (change, said(**change))

WRONG = [
    (["0002-coupons.ts"], ["0002-coupons.ts comes before 0002-refunds, which may have run already; rename it to migrations/0003-coupons.ts"]),
    (["0001-a.ts"], ["rename it to migrations/0003-a.ts"]),
    (["0001-a.ts", "0002-b-c.ts"], ["rename it to migrations/0003-a.ts", "rename it to migrations/0004-b-c.ts"]),
    (["0002-coupons.ts", "0003-orders.ts"], ["rename it to migrations/0003-coupons.ts"]),
]
for add, words in WRONG:
    code, text = said(add=add)
    assert code == 1 and len(text.splitlines()) == len(words), (add, text)
    for word, line in zip(words, text.splitlines()):
        assert line.startswith("::error file=migrations/") and word in line, (word, line)
for change in ({"remove": ["0001-note.ts"]}, {"add": ["order.ts"], "remove": ["0002-refunds.ts"]}):
    code, text = said(**change)
    assert code == 1 and f"{change['remove'][0]} may have run already; keep it unchanged" in text, text
code, text = said(add=["orders.ts"])
assert code == 1 and "orders.ts has no number" in text and "rename it to migrations/0003-orders.ts" in text, text
code, text = said(base=["20261101_a.ts", "20261103_b.ts"], add=["20261102_c.ts"])
assert "rename it to migrations/20261104_c.ts" in text, text
code, text = said(base=["0008-a.ts", "0009-b.ts"], add=["0009-a.ts"])
assert "rename it to migrations/0010-a.ts" in text, text
