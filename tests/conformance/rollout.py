"""Runs .github/deploy.sh with a fake helm. Only a newer commit that was merged holds a run back. A release that was interrupted is rolled
back before the rollout; one that fails its test, after it. While a cloud doesn't trust the repository yet, the script waits, reports
that once, and then reports why it was denied.

rollout.py FOLDER: the folder with the script.
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
calls, answers, output, summary = work / "calls", work / "answers", work / "output", work / "summary"
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


def run(command, said, code=0, **environment):
    """The calls of helm that change something, where it says this; of those it says something about, that they fail."""
    answers.write_text(json.dumps(said))
    calls.write_text("")
    output.write_text("")
    summary.write_text("")
    path = f"{helm.parent}{os.pathsep}{os.environ['PATH']}"
    release = {"NAMESPACE": "shop", "RELEASE": "checkout", "PATH": path, "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
    ended = subprocess.run(["bash", scripts / "deploy.sh", command], cwd=repository, env=os.environ | release | environment, capture_output=True, text=True)
    assert ended.returncode == code, ended
    return [call for call in calls.read_text().splitlines() if call.split()[0] not in ("status", "history", "get")]


def held_back(ours, values, attempt=1):
    """By what a run of `ours` is held back, where a release has these values, or is none."""
    run("overtaken", {} if values is None else {"get values": values}, GITHUB_SHA=ours, GITHUB_RUN_ATTEMPT=str(attempt))
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
    *before, upgrade, test = run("rollout", said, **ROLLOUT)
    assert before == undone, (status, before)
    assert upgrade == (
        f"upgrade checkout chart --install --namespace shop --values chart/values-staging.yaml --description {ours}"
        f" --set-string image.digest=sha256:1 --set-string image.version={ours[:12]} {FORCE} --rollback-on-failure --wait --timeout 10m"
    ), upgrade
    assert test == "test checkout --namespace shop --logs", test

BACK = f"rollback checkout --namespace shop 7 {FORCE} --wait --timeout 10m"
for history, back in [(HISTORY, [BACK]), (HISTORY[2:], [])]:
    said = {"status": {"info": {"status": "deployed"}}, "history": history, "test": {}}
    _, _, *after = run("rollout", said, code=1, **ROLLOUT)
    assert after == back, after
assert run("rollout", {"upgrade": {}}, code=1, **ROLLOUT)[1:] == [], "it goes on after an upgrade that fails"

for route, url in [
    ({"kind": "none", "hosts": []}, ""),
    ({"kind": "ingress", "hosts": ["a.acme.dev", "b.acme.dev"], "tls": True}, "https://a.acme.dev"),
    ({"kind": "httproute", "hosts": ["a.acme.dev"], "tls": False}, "http://a.acme.dev"),
    # A chart from before there was this value.
    ({"kind": "ingress", "hosts": ["a.acme.dev"]}, "https://a.acme.dev"),
]:
    run("rollout", {"get values": {"route": route}}, **ROLLOUT)
    assert output.read_text() == f"url={url}\n", output.read_text()
    assert summary.read_text() == f"checkout {ours[:12]} is running in namespace shop{url and f' at <{url}>'}.\n", summary.read_text()

# A cloud that refuses as often as the file says, and then trusts.
refusals, asked = work / "refusals", work / "asked"
curl = helm.parent / "curl"
curl.write_text(f"""#!{sys.executable}
import json, pathlib, re, sys
assert not any(secret in " ".join(sys.argv) for secret in ("token-for-", "federated", "Bearer")), sys.argv
def read(argument):
    name, fd, path = argument.partition("@/dev/fd/")
    return (name and name + "=") + pathlib.Path("/dev/fd/" + path).read_text().strip() if fd else argument
arguments = [read(one) for one in sys.argv[1:]]
url, = [one for one in arguments if one.startswith("https://") and "=" not in one.split("?")[0] and not one.startswith("https://www.")]
if url.startswith("https://token.example"):
    print(json.dumps({{"value": "token-for-" + url.partition("audience=")[2]}}))
    sys.exit()
open({str(asked)!r}, "a").write(" ".join(arguments) + "\\n")
left = pathlib.Path({str(refusals)!r})
count = int(left.read_text())
if count:
    left.write_text(str(count - 1))
    print("<Code>AccessDenied</Code>\\n<Message>Not authorized</Message>")
    sys.exit(22 if "--fail-with-body" in sys.argv else 0)
print(json.dumps({{"access_token": "federated"}}))
""")
curl.chmod(0o755)
TOKEN = {"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "t", "ACTIONS_ID_TOKEN_REQUEST_URL": "https://token.example/?api-version=2", "POLL_SECONDS": "0.05"}
CLOUDS = {
    "sts.eu-central-1.amazonaws.com": {"AWS_REGION": "eu-central-1", "AWS_ROLE_ARN": "arn:aws:iam::1:role/checkout"},
    "iamcredentials.googleapis.com": {"GCP_SERVICE_ACCOUNT": "checkout@acme.iam", "GCP_WORKLOAD_IDENTITY_PROVIDER": "projects/1/pools/a"},
    "login.microsoftonline.com": {"AZURE_CLIENT_ID": "checkout-id", "AZURE_TENANT_ID": "acme"},
}


def trust(refused, **environment):
    refusals.write_text(str(refused))
    asked.write_text("")
    path = f"{helm.parent}{os.pathsep}{os.environ['PATH']}"
    ended = subprocess.run(["bash", scripts / "deploy.sh", "trust"], env=os.environ | {"PATH": path} | TOKEN | environment, capture_output=True, text=True, timeout=60)
    return ended.returncode, ended.stdout.splitlines(), asked.read_text()


for host, cloud in CLOUDS.items():
    code, lines, requests = trust(0, **cloud)
    assert code == 0 and not lines and host in requests and "token-for-" in requests, (host, lines, requests)
    code, (line,), _ = trust(3, **cloud)
    who = [value for value in cloud.values() if "checkout" in value][0]
    assert code == 0 and line.startswith("::notice title=Waiting for up to 15 minutes::") and f"as {who}: <Code>AccessDenied" in line, line
    code, (line,), _ = trust(99, WAIT_MINUTES="0", **cloud)
    assert code == 1 and line.startswith("::error title=Not ready to deploy::The cloud does not trust"), line
assert trust(99) == (0, [], ""), "a cloud is asked that nobody named"
