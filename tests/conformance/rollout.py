"""What .github/overtaken.sh and .github/rollout.sh make of a release, by what helm says of it: only what is newer, and was
merged, holds a run back; what was stopped half done is undone before anything is rolled out, and what fails its test after.

rollout.py FOLDER: the folder with both scripts.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

scripts = pathlib.Path(sys.argv[1]).resolve()
work = pathlib.Path(tempfile.mkdtemp())
repository = work / "checkout"
repository.mkdir()
calls, answers, output = work / "calls", work / "answers", work / "output"
helm = work / "bin" / "helm"
helm.parent.mkdir()
helm.write_text(f"""#!{sys.executable}
import json, sys
open({str(calls)!r}, "a").write(" ".join(sys.argv[1:]) + "\\n")
answers = json.load(open({str(answers)!r}))
asked = " ".join(sys.argv[1:3]) if sys.argv[1] == "get" else sys.argv[1]
if asked not in ("status", "history", "get values"):
    sys.exit(asked in answers)
if asked not in answers:
    sys.exit("Error: release: not found")
print(json.dumps(answers[asked]))
""")
helm.chmod(0o755)


def git(*arguments):
    identity = {f"GIT_{who}_{what}": "ada@acme.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return subprocess.run(["git", *arguments], cwd=repository, env=os.environ | identity, capture_output=True, text=True, check=True).stdout.strip()


def commit(message):
    git("commit", "--quiet", "--allow-empty", "--message", message)
    return git("rev-parse", "HEAD")


def run(script, said, code=0, **environment):
    """The calls of helm that change something, where it says this; of those it says something about, that they fail."""
    answers.write_text(json.dumps(said))
    calls.write_text("")
    output.write_text("")
    path = f"{helm.parent}{os.pathsep}{os.environ['PATH']}"
    release = {"NAMESPACE": "shop", "RELEASE": "checkout", "PATH": path, "GITHUB_OUTPUT": str(output)}
    ended = subprocess.run(["bash", scripts / script], cwd=repository, env=os.environ | release | environment, capture_output=True, text=True)
    assert ended.returncode == code, ended
    return [call for call in calls.read_text().splitlines() if call.split()[0] not in ("status", "history", "get")]


def held_back(ours, values, attempt=1):
    """By what a run of `ours` is held back, where a release has these values, or is none."""
    run("overtaken.sh", {} if values is None else {"get values": values}, GITHUB_SHA=ours, GITHUB_RUN_ATTEMPT=str(attempt))
    return output.read_text().strip().removeprefix("by=")


def version(text):
    return {"image": {"digest": "sha256:0", "version": text}}


git("init", "--quiet", "--initial-branch", "main")
older, ours, newer = commit("older"), commit("ours"), commit("newer")
git("checkout", "--quiet", "-b", "side", older)
side = commit("side")
git("checkout", "--quiet", ours)

assert held_back(ours, version(newer[:12])) == newer[:12]
for values in [None, {}, {"image": {}}, version(older[:12]), version(ours[:12]), version(side[:12]), version("0" * 12), version("1.2.3")]:
    assert held_back(ours, values) == "", values
# Started again, it was meant to go back.
assert held_back(ours, version(newer[:12]), attempt=2) == ""

FORCE = "--server-side=true --force-conflicts"
HISTORY = [{"revision": 6, "status": "superseded"}, {"revision": 7, "status": "deployed"}, {"revision": 8, "status": "failed"}]
UNDONE = {
    None: [],
    "deployed": [],
    "failed": [],
    "pending-install": ["uninstall checkout --namespace shop --wait"],
    "uninstalling": ["uninstall checkout --namespace shop --wait"],
    "pending-upgrade": [f"rollback checkout --namespace shop 7 {FORCE}"],
    "pending-rollback": [f"rollback checkout --namespace shop 7 {FORCE}"],
}
ROLLOUT = {"COMMIT": ours, "DIGEST": "sha256:1", "VALUES": "chart/values-staging.yaml"}
for status, undone in UNDONE.items():
    said = {"status": {"info": {"status": status}}, "history": [*HISTORY, {"revision": 9, "status": status}]} if status else {}
    *before, upgrade, test = run("rollout.sh", said, **ROLLOUT)
    assert before == undone, (status, before)
    assert upgrade == (
        f"upgrade checkout chart --install --namespace shop --values chart/values-staging.yaml --description {ours}"
        f" --set-string image.digest=sha256:1 --set-string image.version={ours[:12]} {FORCE} --rollback-on-failure --wait --timeout 10m"
    ), upgrade
    assert test == "test checkout --namespace shop --logs", test

BACK = f"rollback checkout --namespace shop 7 {FORCE} --wait --timeout 10m"
for history, back in [(HISTORY, [BACK]), (HISTORY[2:], [])]:
    said = {"status": {"info": {"status": "deployed"}}, "history": history, "test": {}}
    _, _, *after = run("rollout.sh", said, code=1, **ROLLOUT)
    assert after == back, after
assert run("rollout.sh", {"upgrade": {}}, code=1, **ROLLOUT)[1:] == [], "it goes on after an upgrade that fails"
