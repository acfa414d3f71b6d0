"""What .github/overtaken.sh says of a run, by what runs already: only what is newer, and was merged, holds it back.

overtaken.py SCRIPT
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

script = pathlib.Path(sys.argv[1]).resolve()
work = pathlib.Path(tempfile.mkdtemp())
repository = work / "checkout"
repository.mkdir()


def git(*arguments):
    identity = {f"GIT_{who}_{what}": "ada@acme.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return subprocess.run(["git", *arguments], cwd=repository, env=os.environ | identity, capture_output=True, text=True, check=True).stdout.strip()


def commit(message):
    git("commit", "--quiet", "--allow-empty", "--message", message)
    return git("rev-parse", "HEAD")


def held_back(ours, values, attempt=1):
    """By what a run of `ours` is held back, where a release has these values, or is none."""
    helm = work / "bin" / "helm"
    helm.parent.mkdir(exist_ok=True)
    answer = "echo 'Error: release: not found' >&2; exit 1" if values is None else f"echo '{json.dumps(values)}'"
    helm.write_text(f'#!/bin/sh\n[ "$*" = "get values checkout --namespace shop --output json" ] || exit 2\n{answer}\n')
    helm.chmod(0o755)
    output = work / "output"
    output.write_text("")
    environment = os.environ | {
        "PATH": f"{helm.parent}{os.pathsep}{os.environ['PATH']}", "GITHUB_OUTPUT": str(output), "GITHUB_RUN_ATTEMPT": str(attempt),
        "GITHUB_SHA": ours, "NAMESPACE": "shop", "RELEASE": "checkout",
    }
    subprocess.run(["bash", script], cwd=repository, env=environment, check=True, capture_output=True)
    return output.read_text().strip().removeprefix("by=")


def runs(version):
    return {"image": {"digest": "sha256:0", "version": version}}


git("init", "--quiet", "--initial-branch", "main")
older, ours, newer = commit("older"), commit("ours"), commit("newer")
git("checkout", "--quiet", "-b", "side", older)
side = commit("side")
git("checkout", "--quiet", ours)

assert held_back(ours, runs(newer[:12])) == newer[:12]
for values in [None, {}, {"image": {}}, runs(older[:12]), runs(ours[:12]), runs(side[:12]), runs("0" * 12), runs("1.2.3")]:
    assert held_back(ours, values) == "", values
# Started again, it was meant to go back.
assert held_back(ours, runs(newer[:12]), attempt=2) == ""
