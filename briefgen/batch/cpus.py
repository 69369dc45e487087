"""The number of CPUs that this process may use."""

import os


def cpu_count() -> int:
    """At least one."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1
