"""What commands cost on a large catalog, as CPU time of the whole process and its children beside that of `catalog list`.

Each binary gets the same bare platform of 30,000 entities, a file each, and a home of its own; they take turns, round by round, so that
a machine that is busier for a while slows all of them down. The platform was fetched before, as it is for everybody after the first day.

reading.py BINARY [BINARY…]: prints the median of five rounds; asserts nothing, as machines differ.
"""

import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

ROUNDS, TEAMS, COMPONENTS = 5, 300, 29_400
ROOT = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: root}\nspec: {targets: ['./catalog/**/*.yaml']}\n"
TEAM = """apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: team-{team}
spec:
  type: team
  children: []
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: system-{team}
spec:
  owner: group:default/team-{team}
"""
COMPONENT = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: svc-{number}
  description: The service number {number}, which does something of use
  annotations:
    idp.dev/repository: https://github.com/acme/svc-{number}.git
  tags:
    - go
    - team-{team}
spec:
  type: service
  lifecycle: production
  owner: group:default/team-{team}
  system: system:default/system-{team}
"""
COMMANDS = {
    "catalog list": ["catalog", "list"],
    "catalog validate": ["catalog", "validate"],
    "new --dry-run": ["new", "service", "checkout", "--owner", "team-1", "--yes", "--dry-run"],
    "new": ["new", "service", "checkout", "--owner", "team-1", "--yes"],
    "catalog set": ["catalog", "set", "svc-7", "lifecycle=deprecated", "--yes"],
    "catalog set --dry-run": ["catalog", "set", "svc-9", "lifecycle=deprecated", "--dry-run"],
    "who-owns": ["who-owns", "svc-5"],
    "catalog show": ["catalog", "show", "svc-5"],
}


def git(folder, *arguments):
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@acme.example"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def make_platform(folder):
    """A packed bare repository of it."""
    work = folder / "work"
    for below in ("catalog/teams", "catalog/components"):
        (work / below).mkdir(parents=True)
    (work / "idp.yaml").write_text("organisation: acme\nforge: local\n")
    (work / "catalog-info.yaml").write_text(ROOT)
    for team in range(TEAMS):
        (work / f"catalog/teams/team-{team}.yaml").write_text(TEAM.format(team=team))
    for number in range(COMPONENTS):
        text = COMPONENT.format(number=number, team=number % TEAMS)
        (work / f"catalog/components/svc-{number}.yaml").write_text(text)
    git(work, "init", "--quiet", "--initial-branch", "main")
    git(work, "add", "--all")
    git(work, "commit", "--quiet", "--message", "all")
    git(work, "clone", "--quiet", "--bare", work, folder / "platform.git")
    git(folder / "platform.git", "repack", "-adq")
    return folder / "platform.git"


def cpu_seconds(command, environment, folder):
    def spent():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = spent()
    ended = subprocess.run(command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert ended.returncode == 0, f"{command}: {ended.stderr}"
    return spent() - before


def measure_round(binary, platform, costs):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "here").mkdir()
        shutil.copytree(platform, folder / "platform.git")
        user = {"HOME": name} | {f"GIT_{role}_{what}": "ada@acme.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environment = {"PATH": os.environ["PATH"]} | user
        run = [binary, "--platform", str(folder / "platform.git")]
        cpu_seconds(run + COMMANDS["new --dry-run"], environment, folder / "here")
        for what, arguments in COMMANDS.items():
            costs[what].append(cpu_seconds(run + arguments, environment, folder / "here"))


binaries = [str(pathlib.Path(binary).resolve()) for binary in sys.argv[1:]]
assert binaries, __doc__
costs = {binary: {what: [] for what in COMMANDS} for binary in binaries}
with tempfile.TemporaryDirectory() as name:
    platform = make_platform(pathlib.Path(name))
    for _ in range(ROUNDS):
        for binary in binaries:
            measure_round(binary, platform, costs[binary])
for what in COMMANDS:
    cells = []
    for binary in binaries:
        median = statistics.median(costs[binary][what])
        cells.append(f"{median:.2f} s, {median / statistics.median(costs[binary]['catalog list']):.2f} times")
    print(f"{what:24}" + "   ".join(cells))
