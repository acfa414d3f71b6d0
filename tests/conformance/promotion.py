"""Runs .github/promote.mjs, .github/changes.sh and .github/recorded.sh on a real repository, with a fake of GitHub's API on a free port.
Checks what is built, what is proposed for production, and what is deployed there.

promotion.py FOLDER RECORD: the folder with the scripts, and a file that gets a line for each request.
"""

import base64
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse

scripts, record = (pathlib.Path(path).resolve() for path in sys.argv[1:])
work = pathlib.Path(tempfile.mkdtemp())
repository = work / "checkout"
PRODUCTION = "deploy/production.yaml"
PULLS = []
REQUESTS = []
REFUSALS = []
# Pull requests that are merged after their branch was moved.
MERGERS = []
IDENTITY = {f"GIT_{who}_{what}": "ada@acme.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def git(*arguments, stdin=None, index=None, check=True):
    environment = os.environ | IDENTITY | ({"GIT_INDEX_FILE": str(index)} if index else {})
    done = subprocess.run(["git", *arguments], cwd=repository, input=stdin, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 or not check, (arguments, done.stderr)
    return done.stdout.strip() if done.returncode == 0 else None


def tree_with(base, path, content):
    index = work / "index"
    git("read-tree", base, index=index)
    blob = git("hash-object", "-w", "--stdin", stdin=content)
    git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", index=index)
    return git("write-tree", index=index)


def compared(old, new):
    if any(git("cat-file", "-e", f"{commit}^{{commit}}", check=False) is None for commit in (old, new)):
        return None
    if old == new:
        return "identical"
    common = git("merge-base", old, new)
    return {old: "ahead", new: "behind"}.get(common, "diverged")


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body):
        data = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def handle_call(self):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or "null")
        REQUESTS.append({"method": self.command, "path": self.path, "body": body})
        if self.headers["authorization"] != "Bearer app":
            return self.answer(401, {"message": "Bad credentials"})
        self.answer(*self.found(self.command, url.path.removeprefix("/repos/acme/checkout"), query, body))

    def found(self, method, path, query, body):
        match method, [urllib.parse.unquote(part) for part in path.strip("/").split("/")]:
            case "GET", [""]:
                return 200, {"default_branch": "main"}
            case "GET", ["git", "ref", name]:
                return 200, {"object": {"sha": git("rev-parse", f"refs/{name}")}}
            case "GET", ["git", "commits", sha]:
                return 200, {"tree": {"sha": git("rev-parse", f"{sha}^{{tree}}")}}
            case "POST", ["git", "trees"]:
                (entry,) = body["tree"]
                return 201, {"sha": tree_with(body["base_tree"], entry["path"], entry["content"])}
            case "POST", ["git", "commits"]:
                parents = [word for parent in body["parents"] for word in ("-p", parent)]
                return 201, {"sha": git("commit-tree", body["tree"], *parents, "-m", body["message"])}
            case "PATCH", ["git", "refs", name]:
                if REFUSALS:
                    return 422, {"message": REFUSALS.pop()}
                if git("rev-parse", "--quiet", "--verify", f"refs/{name}", check=False) is None:
                    return 422, {"message": "Reference does not exist"}
                git("update-ref", f"refs/{name}", body["sha"])
                if MERGERS:
                    MERGERS.pop()["state"] = "closed"
                return 200, {}
            case "DELETE", ["git", "refs", name]:
                if git("rev-parse", "--quiet", "--verify", f"refs/{name}", check=False) is None:
                    return 422, {"message": "Reference does not exist"}
                git("update-ref", "-d", f"refs/{name}")
                for pull in PULLS:
                    pull["state"] = "closed"
                return 204, None
            case "POST", ["git", "refs"]:
                git("update-ref", body["ref"], body["sha"])
                return 201, {}
            case "GET", ["commits", sha]:
                parents = git("rev-list", "--parents", "-1", sha).split()[1:]
                changed = git("diff", "--name-only", f"{sha}^", sha).splitlines()
                return 200, {"parents": [{"sha": parent} for parent in parents], "files": [{"filename": name} for name in changed]}
            case "GET", ["contents", name]:
                content = git("show", f"{query['ref'][0]}:{name}", check=False)
                return (200, {"content": base64.encodebytes(content.encode()).decode()}) if content else (404, {"message": "Not Found"})
            case "GET", ["compare", range_]:
                status = compared(*range_.split("..."))
                return (200, {"status": status}) if status else (404, {"message": "Not Found"})
            case "GET", ["pulls"]:
                assert query["head"] == ["acme:promote/production"] and query["state"] == ["open"], query
                opened = [pull for pull in PULLS if pull["state"] == "open"]
                return 200, [pull | {"head": {"sha": git("rev-parse", "refs/heads/promote/production")}} for pull in opened]
            case "POST", ["pulls"]:
                number = len(PULLS) + 1
                PULLS.append(body | {"number": number, "state": "open", "html_url": f"https://github.com/acme/checkout/pull/{number}"})
                return 201, PULLS[-1]
            case "GET", ["pulls", number]:
                return 200, PULLS[int(number) - 1]
            case "PATCH", ["pulls", number]:
                PULLS[int(number) - 1] |= body
                return 200, PULLS[int(number) - 1]
        return 404, {"message": f"{method} {path}"}

    do_GET = do_POST = do_PATCH = do_DELETE = handle_call

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()


def merge(message, path, content):
    """A commit on main that changes one file; a content of None removes it."""
    git("checkout", "--quiet", "main")
    file = repository / path
    if content is None:
        file.unlink()
    else:
        file.parent.mkdir(exist_ok=True)
        file.write_text(content)
    git("add", "--all")
    git("commit", "--quiet", "--message", message)
    return git("rev-parse", "HEAD")


def runs(folder, script, output, **environment):
    """What a script writes to the file that the variable `output` names, or None where it fails; and what it printed."""
    outputs = work / "outputs"
    outputs.write_text("")
    environment = os.environ | {output: str(outputs)} | environment
    done = subprocess.run(["bash", scripts / script], cwd=folder, env=environment, capture_output=True, text=True)
    said = dict(line.split("=", 1) for line in outputs.read_text().splitlines())
    return said if done.returncode == 0 else None, done.stdout + done.stderr


def changes(before):
    """What changes.sh says of the step from `before` to main."""
    git("checkout", "--quiet", "main")
    return runs(repository, "changes.sh", "GITHUB_OUTPUT", BEFORE=before)


def recorded():
    """What recorded.sh takes from the record on main, in a checkout of its own, and the chart that it brings."""
    folder = work / "runner"
    shutil.rmtree(folder, ignore_errors=True)
    git("clone", "--quiet", "--branch", "main", str(repository), str(folder))
    (work / "images").write_text(json.dumps(IMAGES))
    path = f"{work}/bin{os.pathsep}{os.environ['PATH']}"
    said, text = runs(folder, "recorded.sh", "GITHUB_ENV", IMAGE="ghcr.io/acme/checkout", PATH=path)
    chart = (folder / "chart" / "values.yaml").read_text()
    return said, text, chart


def built(commit, *platforms):
    """An image of `commit`, as docker tells of it: of each platform by name, where it is for several."""
    image = {"config": {"Labels": {"org.opencontainers.image.revision": commit}}}
    return {platform: image for platform in platforms} or image


def propose(commit, digest, **environment):
    environment = os.environ | {
        "GITHUB_API_URL": f"http://127.0.0.1:{server.server_port}", "GITHUB_REPOSITORY": "acme/checkout",
        "GITHUB_SERVER_URL": "https://github.com", "GITHUB_RUN_ID": "7", "GH_TOKEN": "app", "COMMIT": commit, "DIGEST": digest,
    } | environment
    count = len(REQUESTS)
    done = subprocess.run(["node", scripts / "promote.mjs"], env=environment, capture_output=True, text=True)
    changed = [request for request in REQUESTS[count:] if request["method"] != "GET"]
    return done.returncode, done.stdout + done.stderr, changed


def press_merge():
    """Squashes the open pull request onto main, as the button does; what main was before."""
    (pull,) = [pull for pull in PULLS if pull["state"] == "open"]
    before = git("rev-parse", "main")
    tree = git("merge-tree", "--write-tree", "main", "promote/production")
    git("update-ref", "refs/heads/main", git("commit-tree", tree, "-p", before, "-m", pull["title"]))
    git("update-ref", "-d", "refs/heads/promote/production")
    git("checkout", "--quiet", "--force", "main")
    pull["state"] = "closed"
    return before


def proposed(digest, commit):
    content = git("show", f"promote/production:{PRODUCTION}")
    return f"commit: {commit}" in content.splitlines() and f"digest: {digest}" in content.splitlines()


DIGESTS = [f"sha256:{digit * 64}" for digit in "abcdef"]
IMAGES = {}
# Docker, as far as recorded.sh asks it.
docker = work / "bin" / "docker"
docker.parent.mkdir()
docker.write_text(f"""#!{sys.executable}
import json, sys
images = json.load(open({str(work / "images")!r}))
asked, name, *form = sys.argv[1:3], *sys.argv[3:]
assert asked == ["buildx", "imagetools"] and name == "inspect" and form[1:] == ["--format", "{{{{json .Image}}}}"], sys.argv
image, digest = form[0].split("@")
assert image == "ghcr.io/acme/checkout", sys.argv
if digest not in images:
    sys.exit(f"ERROR: {{form[0]}}: not found")
print(json.dumps(images[digest]))
""")
docker.chmod(0o755)
repository.mkdir()
git("init", "--quiet", "--initial-branch", "main")
git("commit", "--quiet", "--allow-empty", "--message", "empty")
first = merge("first", "chart/values.yaml", "a")
second = merge("second", "chart/values.yaml", "b")

# What was merged.
said, _ = changes("")
assert said == {"service": "true"}, said
said, _ = changes("0" * 40)
assert said == {"service": "true"}, said
said, _ = changes(first)
assert said == {"service": "true"}, said

# Proposed once, merged, rolled out; started by hand, again.
code, text, changed = propose(second, DIGESTS[0])
assert code == 0 and "::notice" in text and "/pull/1" in text, text
assert [pull["title"] for pull in PULLS] == [f"Promote {second[:12]} to production"], PULLS
assert proposed(DIGESTS[0], second) and git("diff", "--name-only", "main", "promote/production") == PRODUCTION
code, text, changed = propose(second, DIGESTS[0])
assert code == 0 and not changed, (text, changed)
before = press_merge()
assert changes(before)[0] == {"production": "true"}, changes(before)
assert changes("")[0] == {"service": "true", "production": "true"}, changes("")
IMAGES[DIGESTS[0]] = built(second)
merge("later", "chart/values.yaml", "later")
said, text, chart = recorded()
assert said == {"COMMIT": second, "DIGEST": DIGESTS[0]} and chart == "b", (said, text, chart)
code, text, changed = propose(second, DIGESTS[0])
assert code == 0 and not changed, (text, changed)

# The one pull request moves on to what is newer, and not back.
third, fourth = merge("third", "README", "c"), merge("fourth", "README", "d")
assert propose(third, DIGESTS[1])[0] == 0 and propose(fourth, DIGESTS[2])[0] == 0
assert [pull["state"] for pull in PULLS] == ["closed", "open"] and fourth[:12] in PULLS[1]["title"], PULLS
assert second[:12] in PULLS[1]["body"] and git("rev-list", "--count", "main..promote/production") == "1", PULLS[1]
code, text, changed = propose(third, DIGESTS[1])
assert code == 0 and not changed and proposed(DIGESTS[2], fourth), (text, changed)
# Built again, the same commit has another digest.
assert propose(fourth, DIGESTS[3])[0] == 0 and proposed(DIGESTS[3], fourth)

# A branch that the App may not move is made anew.
REFUSALS.append("refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission")
between = merge("between", "README", "between")
assert propose(between, DIGESTS[3])[0] == 0 and proposed(DIGESTS[3], between)
assert [pull["state"] for pull in PULLS] == ["closed", "closed", "open"] and between[:12] in PULLS[2]["title"], PULLS
fourth = between

# A push may bring both.
both = press_merge()
fifth = merge("fifth", "README", "e")
said, text = changes(both)
assert said == {"service": "true", "production": "true"}, (said, text)
IMAGES[DIGESTS[3]] = built(fourth, "linux/amd64", "linux/arm64")
said, text, chart = recorded()
assert said == {"COMMIT": fourth, "DIGEST": DIGESTS[3]} and chart == "later", (said, text, chart)

# Rolled back by a revert.
git("checkout", "--quiet", "main")
promotion = git("log", "-1", "--format=%H", "--", PRODUCTION)
before = git("rev-parse", "main")
git("revert", "--no-edit", promotion)
assert changes(before)[0] == {"production": "true"}, changes(before)
said, text, chart = recorded()
assert said == {"COMMIT": second, "DIGEST": DIGESTS[0]} and chart == "b", (said, text, chart)

# A record that nobody may have meant rolls nothing out.
tree = git("rev-parse", "main^{tree}")
stranger = git("commit-tree", tree, "-m", "never merged")
git("tag", "stranger", stranger)
# Merged with others, it was never what main was at.
passing = git("commit-tree", tree, "-p", "main", "-m", "passing")
git("update-ref", "refs/heads/main", git("commit-tree", tree, "-p", "main", "-p", passing, "-m", "merge"))
IMAGES[DIGESTS[2]] = {"config": {}}
for content, words in [
    (f"commit: {stranger}\ndigest: {DIGESTS[0]}\n", "was never merged"),
    (f"commit: {passing}\ndigest: {DIGESTS[0]}\n", "was never merged"),
    (f"commit: {'0' * 40}\ndigest: {DIGESTS[0]}\n", "was never merged"),
    (f"commit: {first}\ndigest: {DIGESTS[0]}\n", f"was built from {second}"),
    (f"commit: {second}\ndigest: {DIGESTS[1]}\n", f"Cannot inspect {DIGESTS[1]}"),
    (f"commit: {second}\ndigest: {DIGESTS[2]}\n", "an unknown commit"),
    (f"commit: {second}\ndigest: latest\n", "no valid commit and digest"),
    (f"commit: main\ndigest: {DIGESTS[0]}\n", "no valid commit and digest"),
    (f"commit: {second}\ncommit: {third}\ndigest: {DIGESTS[0]}\n", "no valid commit and digest"),
    (None, "is missing"),
]:
    merge("by hand", PRODUCTION, content)
    said, text, chart = recorded()
    assert said is None and "::error" in text and words in text and chart == "later", (content, said, text)

# What others wrote to the branch of the proposal is no reason to stop.
assert propose(fifth, DIGESTS[4])[0] == 0
git("update-ref", "refs/heads/promote/production", git("commit-tree", tree_with("main", PRODUCTION, f"commit: {'0' * 40}\ndigest: {DIGESTS[0]}\n"), "-p", "main", "-m", "x"))
code, text, changed = propose(fifth, DIGESTS[4])
assert code == 0 and proposed(DIGESTS[4], fifth), text

# Nor is what they added to it, nor a commit that was never merged.
git("update-ref", "refs/heads/promote/production", git("commit-tree", tree_with("promote/production", "README", "theirs"), "-p", "promote/production", "-m", "x"))
code, text, changed = propose(fifth, DIGESTS[4])
assert code == 0 and proposed(DIGESTS[4], fifth) and git("diff", "--name-only", "main", "promote/production") == PRODUCTION, text
unmerged = git("commit-tree", git("rev-parse", "main^{tree}"), "-p", "main", "-m", "never merged")
git("update-ref", "refs/heads/promote/production", git("commit-tree", tree_with("main", PRODUCTION, f"commit: {unmerged}\ndigest: {DIGESTS[0]}\n"), "-p", "main", "-m", "x"))
code, text, changed = propose(fifth, DIGESTS[4])
assert code == 0 and proposed(DIGESTS[4], fifth), text

# A rollback behind its back does not leave it in conflict.
# One run of it again brings it onto what main says now, be it one of an older commit.
for commit, digest in [(fifth, DIGESTS[4]), (fourth, DIGESTS[3])]:
    merge("by hand", PRODUCTION, f"commit: {first}\ndigest: {digest}\n")
    assert git("merge-tree", "--write-tree", "main", "promote/production", check=False) is None
    code, text, changed = propose(commit, digest)
    assert code == 0 and changed and proposed(DIGESTS[4], fifth), text
    assert git("merge-tree", "--write-tree", "main", "promote/production", check=False), text

# One that is merged meanwhile is not called another.
MERGERS.append(PULLS[-1])
code, text, changed = propose(merge("meanwhile", "README", "meanwhile"), DIGESTS[5])
assert code == 1 and "run this job again" in text and "meanwhile" not in PULLS[-1]["title"], text
assert PULLS[-1]["title"] == f"Promote {fifth[:12]} to production", PULLS[-1]

# A token that may not is said, and is not shown.
code, text, changed = propose(merge("sixth", "README", "f"), DIGESTS[5], GH_TOKEN="secret")
assert code == 1 and "::error" in text and "401" in text and "secret" not in text, text

with record.open("w") as lines:
    lines.writelines(json.dumps(request) + "\n" for request in REQUESTS)
print(f"measured: {len(REQUESTS)} requests, {len(PULLS)} pull requests")
