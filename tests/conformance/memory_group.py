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
            if (group / limit).exists():
                (group / limit).write_text(str(mebibytes * 1_048_576))
                yield group
                return
        finally:
            with contextlib.suppress(OSError):
                os.rmdir(group)
    yield None


def most_used(group):
    """The most that it ever used, in MiB, with what the kernel keeps of files for it."""
    for name in ("memory.max_usage_in_bytes", "memory.peak"):
        if (group / name).exists():
            return int((group / name).read_text()) / 1_048_576
    raise AssertionError(f"{group} does not say what it used")
