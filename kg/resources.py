"""What this process and the processes it waited for have taken of the machine."""

from __future__ import annotations

import resource

_PARTS = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def processor_seconds() -> float:
    """Return the processor seconds of all threads, of this process and those it waited for."""
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, _PARTS))


def peak_memory_mib() -> int:
    """Return the most memory that this process, or one that it waited for, has had."""
    return max(usage.ru_maxrss for usage in map(resource.getrusage, _PARTS)) // 1024
