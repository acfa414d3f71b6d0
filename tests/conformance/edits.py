"""Checks that catalog edits in a clone survive kill -9 and Ctrl-C at random times, and that 20 parallel edits lose nothing.

tests/cli/safe_edit.rs kills `idp` at the points that the code names. This script kills it at random times, alone or together
with the git processes that it started, and checks the result with git and byte by byte. Requires Linux. On a fault it exits 1
and keeps the clone; SEED repeats a run's random times.

usage: python3 tests/conformance/edits.py <idp> [runs]"""

import collections
import os
import pathlib
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

IDP = str(pathlib.Path(sys.argv[1]).resolve())
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 100
SEED = int(os.environ.get("SEED", time.time_ns() % 1_000_000))
SERVICES = 290
CROWDS = 5
EDITORS = 20
LOCATION = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: ['./catalog/**/*.yaml']}\n"
COMPONENT = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: %s\nspec:\n  type: service\n  lifecycle: production\n  owner: %s\n"
GROUP = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: %s\nspec:\n  type: team\n  children: []\n"
FAULTS = [("kind: Component", "kind: component"), ("owner:", "onwer:"), ("production", "Production")]
# Uncommitted work of the user in files that the edits don't touch.
MINE = {"catalog/components/mine.yaml": COMPONENT % ("mine", "other") + "# mine\n", "notes.txt": "staged\n", "todo.txt": "untracked\n"}
SAME = " M catalog/components/mine.yaml\nM  notes.txt\n?? todo.txt\n"
OTHER = ["catalog", "set", "bystander", "type=library"]
TARGET = "catalog/components/s7.yaml"
NOTE = "# added by hand\n"

moments = random.Random(SEED)
work = pathlib.Path(tempfile.mkdtemp(prefix="edits-"))
for folder in ("home", "temporary"):
    (work / folder).mkdir()
environment = {
    "PATH": os.environ["PATH"], "HOME": str(work / "home"), "IDP_HOME": str(work / "idp"), "TMPDIR": str(work / "temporary"),
    "GIT_CONFIG_NOSYSTEM": "1", "GIT_OPTIONAL_LOCKS": "0", "NO_COLOR": "1", "LC_ALL": "C",
}


class Fault(Exception):
    """A broken promise: `broken`, `lost` or `left`, and the details."""


def fault(kind, *details):
    raise Fault(kind, "; ".join(str(detail) for detail in details)[:800])


def git(clone, *arguments):
    done = subprocess.run(["git", *arguments], cwd=clone, env=environment, capture_output=True, text=True)
    if done.returncode:
        fault("broken", f"git {' '.join(arguments)}", done.stdout, done.stderr)
    return done.stdout


def started(clone, arguments):
    return subprocess.Popen([IDP, *arguments], cwd=clone, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def run(clone, arguments):
    process = started(clone, arguments)
    out, err = process.communicate(timeout=120)
    return process.returncode, out + err


def texts(clone):
    """The bytes of every file in the working tree."""
    files = [path for path in clone.rglob("*") if path.is_file() and ".git" not in path.relative_to(clone).parts]
    return {str(path.relative_to(clone)): path.read_bytes() for path in files}


def names(clone):
    """Every path in the clone, including .git, except complete git objects."""
    paths = {str(path.relative_to(clone)) for path in clone.rglob("*")}
    return {path for path in paths if not re.fullmatch(r"\.git/objects/[0-9a-f]{2}(/[0-9a-f]{38})?", path)}


def head(clone):
    return git(clone, "rev-parse", "HEAD^{tree}").strip(), int(git(clone, "rev-list", "--count", "HEAD"))


class Edit:
    """A command, the clone it runs in, and its result when nothing interrupts it."""

    def __init__(self, name, arguments, tidy, commits):
        self.name, self.arguments, self.commits = name, arguments, commits
        self.template = work / f"{name}-template"
        self.build(tidy)
        self.number = 0
        self.old, self.old_head, before = texts(self.template), head(self.template), names(self.template)
        self.duration = statistics.median(self.undisturbed(arguments)[0] for _ in range(3))
        _, self.new, self.new_head, after = self.undisturbed(arguments)
        _, self.both, self.both_head, after_both = self.undisturbed(OTHER, arguments)
        _, _, self.other_head, _ = self.undisturbed(OTHER)
        assert self.undisturbed(arguments, OTHER)[1:3] == (self.both, self.both_head), name
        self.changed = [path for path in {**self.old, **self.new} if self.old.get(path) != self.new.get(path)]
        assert len(self.changed) >= SERVICES and (self.new_head != self.old_head) == commits, name
        self.known = before | after | after_both
        self.more = set()
        self.struck, self.halves = 0, 0
        self.faults = collections.Counter()

    def build(self, tidy):
        files = {"idp.yaml": "organisation: acme\nforge: local\n", "catalog-info.yaml": LOCATION, "notes.txt": "", "catalog/components/mine.yaml": COMPONENT % ("mine", "other"), "catalog/components/bystander.yaml": COMPONENT % ("bystander", "other")}
        files |= {f"catalog/groups/{group}.yaml": GROUP % group for group in ("web", "other")}
        for number in range(SERVICES):
            files[f"catalog/components/s{number}.yaml"] = tidy(number, COMPONENT % (f"s{number}", "web"))
        self.write(self.template, files)
        for line in ("init -q -b main", "config user.name Ada", "config user.email ada@acme.example", "add --all", "commit -qm x", "gc -q"):
            git(self.template, *line.split())
        self.write(self.template, MINE)
        git(self.template, "add", "notes.txt")

    @staticmethod
    def write(clone, files):
        for path, text in files.items():
            (clone / path).parent.mkdir(parents=True, exist_ok=True)
            (clone / path).write_text(text)

    def clone(self):
        self.number += 1
        clone = work / f"{self.name}-{self.number}"
        shutil.copytree(self.template, clone)
        return clone

    def undisturbed(self, *commands):
        clone = self.clone()
        began = time.monotonic()
        for command in commands:
            code, told = run(clone, command)
            assert code == 0, (command, told)
        seconds = time.monotonic() - began
        self.sound(clone)
        assert self.valid(clone), commands
        found = seconds, texts(clone), head(clone), names(clone)
        shutil.rmtree(clone)
        return found

    def valid(self, clone):
        """Whether the committed catalog passes `idp catalog validate`; `fmt` and `--fix` don't commit."""
        fresh = work / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        git(work, "clone", "-q", str(clone), str(fresh))
        return run(fresh, ["catalog", "validate"])[0] == 0 or not self.commits

    @staticmethod
    def sound(clone):
        told = git(clone, "fsck", "--strict", "--no-dangling", "--no-progress")
        if told:
            fault("broken", "git fsck", told)

    def look(self, clone):
        """Checks, before anything else runs, that the commit and each file are old or new; returns how many files are new."""
        self.sound(clone)
        if head(clone) not in (self.old_head, self.new_head):
            fault("broken", "the commit is neither the old one nor the whole change", git(clone, "log", "--stat", "-2"))
        now = texts(clone)
        for path in {**self.old, **self.new, **now}:
            if now.get(path) not in (self.old.get(path), self.new.get(path)):
                fault("broken", f"{path} is neither old nor new", now.get(path))
        return sum(now.get(path) == self.new.get(path) for path in self.changed)

    def left(self, clone):
        """Records leftovers without failing, so that worse faults still show."""
        self.more |= names(clone) - self.known

    def judge_interrupt(self, clone, code, told):
        """After Ctrl-C, `idp` cleans up itself, and its message and exit code are true."""
        self.left(clone)
        done, moved = self.look(clone), self.commits and head(clone) == self.new_head
        count = re.search(r"(\d+) of (\d+) files; (\d+) left", told)
        if code == 0 and done != len(self.changed):
            fault("lost", "exit 0, but not done", done)
        elif code == 130 and count:
            if int(count[1]) != done or int(count[3]) != len(self.changed) - done:
                fault("lost", f"{done} are done", told)
        elif code in (130, -signal.SIGINT) and (done or moved):
            fault("lost", f"exit {code} after {done} files, committed: {moved}", told)
        elif code not in (0, 130, -signal.SIGINT):
            fault("lost", f"exit {code}", told)

    def again(self, clone, expected):
        """Running the same command again finishes the change."""
        was_done = self.commits and head(clone)[0] == expected[1][0] and texts(clone) == expected[0]
        code, told = run(clone, self.arguments)
        # After a complete rename, the old name no longer exists.
        if code != 0 and not was_done:
            fault("lost", f"the same command again: exit {code}", told)
        self.finished(clone, *expected)

    def finished(self, clone, files, commit):
        self.sound(clone)
        if head(clone) != commit:
            fault("lost", f"it is at {head(clone)} instead of {commit}", git(clone, "log", "--oneline"))
        now = texts(clone)
        wrong = [path for path in {**now, **files} if now.get(path) != files.get(path)]
        if wrong:
            fault("lost", f"{len(wrong)} files are not as they should be: {wrong[:3]}", git(clone, "status", "--short")[:300])
        self.status(clone)
        self.left(clone)

    def status(self, clone):
        told = git(clone, "status", "--short", "--untracked-files=all", "--ignored")
        if self.commits and told != SAME:
            fault("lost", "git status", told)
        if not self.commits and len(told.splitlines()) != len(self.changed) + 3:
            fault("lost", "git status", told)

    def other_edit(self, clone):
        code, told = run(clone, OTHER)
        if code != 0:
            fault("lost", f"another edit: exit {code}", told)
        if head(clone) not in (self.other_head, self.both_head):
            fault("broken", "another edit committed something else", git(clone, "log", "--stat", "-2"))
        self.sound(clone)
        self.left(clone)

    def edit_by_hand(self, clone):
        """A line that someone adds to an affected file after the kill survives the next edit."""
        theirs = (clone / TARGET).read_bytes() + NOTE.encode()
        (clone / TARGET).write_bytes(theirs)
        self.other_edit(clone)
        if (clone / TARGET).read_bytes() != theirs:
            fault("lost", "a line added after the kill is gone")
        if self.commits:
            git(clone, "checkout", "-q", "--", TARGET)
            self.again(clone, (self.both, self.both_head))
        else:
            self.again(clone, ({**self.both, TARGET: self.both[TARGET] + NOTE.encode()}, self.both_head))

    def wait(self, clone, process, number):
        """Spreads kills over the whole run; every fifth comes shortly after the branch moved, while files are replaced."""
        if self.commits and number % 5 == 4:
            moved = clone / ".git/refs/heads/main"
            while not moved.exists() and process.poll() is None:
                time.sleep(0.0005)
            time.sleep(self.duration * 0.2 * moments.random())
        else:
            time.sleep(self.duration * 1.1 * (number + moments.random()) / RUNS)

    def trial(self, number, sign):
        clone = self.clone()
        process = started(clone, self.arguments)
        self.wait(clone, process, number)
        if process.poll() is None:
            os.killpg(process.pid, sign)
        if sign == signal.SIGKILL and number % 2:
            end_session(process.pid)
        told = "".join(process.communicate(timeout=120))
        code = process.returncode
        self.struck += code in (130, -sign)
        if sign == signal.SIGINT:
            self.judge_interrupt(clone, code, told)
        way = number // 2 % 3
        if way == 0:
            # Immediately, while git processes may still be running.
            self.again(clone, (self.new, self.new_head))
        else:
            done = self.look(clone)
            self.halves += 0 < done < len(self.changed) or self.commits and (done == len(self.changed)) != (head(clone) == self.new_head)
        if way == 1:
            self.other_edit(clone)
            self.again(clone, (self.both, self.both_head))
        elif way == 2:
            self.edit_by_hand(clone)
        if self.more:
            fault("left", "left over", sorted(self.more)[:10])
        shutil.rmtree(clone)

    def judged(self):
        for sign in (signal.SIGKILL, signal.SIGINT):
            for number in range(RUNS):
                self.more = set()
                try:
                    self.trial(number, sign)
                except Fault as found:
                    self.faults[found.args[0]] += 1
                    print(f"{self.name}, {sign.name} {number}, {work}/{self.name}-{self.number}: {found.args[1]}", file=sys.stderr)
        broken, lost, left = (self.faults[kind] for kind in ("broken", "lost", "left"))
        print(f"{self.name}: {RUNS} kills, {RUNS} interrupts: {broken} broken, {lost} lost, {left} left over; {self.struck} cut short, {self.halves} seen half done, normally {self.duration:.2f} s", flush=True)
        return not self.faults


def end_session(session):
    """Kills what `idp` started, as stopping a container does."""
    while True:
        alive = 0
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] not in "ZX":
                os.kill(int(stat.parent.name), signal.SIGKILL)
                alive += 1
        if not alive:
            return


def crowd(edit):
    """Runs parallel edits of different entities; returns whether all of them are there."""
    lost = 0
    for _ in range(CROWDS):
        clone = edit.clone()
        editors = [started(clone, ["catalog", "set", f"s{number}", "type=website"]) for number in range(EDITORS)]
        for editor in editors:
            _, told = editor.communicate(timeout=300)
            if editor.returncode:
                print(f"parallel: exit {editor.returncode}: {told}", file=sys.stderr)
        subjects = git(clone, "log", "--format=%s", "HEAD").splitlines()[:-1]
        found = git(clone, "grep", "-l", "type: website", "HEAD").split()
        lost += EDITORS - len(set(subjects) & {f"catalog: component:default/s{number}: type=website" for number in range(EDITORS)})
        exact = sorted(found) == sorted(f"HEAD:catalog/components/s{number}.yaml" for number in range(EDITORS))
        lost += len(subjects) != EDITORS or not exact or any(editor.returncode for editor in editors) or not edit.valid(clone)
        try:
            edit.sound(clone)
            edit.status(clone)
            edit.more = set()
            edit.left(clone)
            lost += len(edit.more)
        except Fault as found_fault:
            print(f"parallel: {found_fault.args[1]}", file=sys.stderr)
            lost += 1
        shutil.rmtree(clone)
    print(f"{CROWDS} times {EDITORS} parallel edits: {lost} lost", flush=True)
    return not lost


def untidy(_, text):
    return text.replace("production", "'production'")


def faulty(number, text):
    return text.replace(*FAULTS[number % len(FAULTS)])


print(f"SEED={SEED}", flush=True)
edits = [
    Edit("rename", ["catalog", "rename", "group:web", "bew"], lambda _, text: text, True),
    Edit("set", ["catalog", "set", "--where", "owner=web", "type=website"], lambda _, text: text, True),
    Edit("fmt", ["catalog", "fmt"], untidy, False),
    Edit("validate --fix", ["catalog", "validate", "--fix"], faulty, False),
]
sound = all([edit.judged() for edit in edits] + [crowd(edits[1])])
temporary = list((work / "temporary").iterdir()) + [path for path in (work / "idp").rglob("*") if "lock" in path.name or "tmp" in path.name]
if temporary:
    print(f"left over outside the clone: {temporary}", file=sys.stderr)
if not sound or temporary:
    sys.exit(1)
shutil.rmtree(work)
