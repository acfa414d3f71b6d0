"""A memory cgroup, as the kubelet makes one for a container with a limit."""

import contextlib
import os
import pathlib
import tempfile

# Version 1 has a tree for each controller, version 2 one for all.
TREES = [(pathlib.Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes"), (pathlib.Path("/sys/fs/cgroup"), "memory.max")]


@contextlib.contextmanager
def memory_group(mebibytes):
    """The folder of a group with this limit; None where this machine lets nobody make one."""
    for tree, limit in TREES:
        try:
            group = pathlib.Path(tempfile.mkdtemp(prefix="idp-", dir=tree))
        except OSError:
            continue
        try:
            if is_limited(group / limit, mebibytes):
                yield group
                return
        finally:
            with contextlib.suppress(OSError):
                os.rmdir(group)
    yield None


def is_limited(limit, mebibytes):
    """Whether the limit could be set: a machine may let a group be made, and no more."""
    try:
        # A file of that name would be made elsewhere than in a cgroup.
        with open(limit, "r+") as file:
            file.write(str(mebibytes * 1_048_576))
    except OSError:
        return False
    return True


def most_used(group):
    """The most that it ever used, in MiB, with what the kernel keeps of files for it."""
    for name in ("memory.max_usage_in_bytes", "memory.peak"):
        if (group / name).exists():
            return int((group / name).read_text()) / 1_048_576
    raise AssertionError(f"{group} does not say what it used")
