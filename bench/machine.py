"""What machine this is, and what a process takes of it: CPU by thread, and memory."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil


def describe() -> dict[str, str | int | float]:
    """Say what machine this is, and how busy it was before we began."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    names = [line.split(":", 1)[1].strip() for line in info.splitlines() if line.startswith("model name")]
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": names[0] if names else platform.processor(),
        "cores": os.cpu_count() or 0,
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_average": round(os.getloadavg()[0], 1),
    }


def cpu_s(pid: int) -> float:
    """Give the CPU seconds a process has taken; 0 for one that is gone."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def memory_mb(pid: int) -> float:
    """Give the resident memory of a process, in megabytes (10^6 bytes)."""
    return round(float(psutil.Process(pid).memory_info().rss) / 1e6, 1)


def own_mb(pid: int) -> float:
    """Give what a process alone holds in memory, shared with nobody, in megabytes."""
    return round(float(psutil.Process(pid).memory_full_info().uss) / 1e6, 1)


def bytes_written(pid: int) -> int:
    """Give how many bytes a process has caused to be written to a disk (Linux: proc_pid_io(5))."""
    return int(psutil.Process(pid).io_counters().write_bytes)


def children(pid: int) -> list[int]:
    """Name the children of a process."""
    return [child.pid for child in psutil.Process(pid).children(recursive=True)]


def started_by(start: Callable[[], object]) -> int:
    """Start something that becomes a child of ours, and name it among the others that we have."""
    before = {*children(os.getpid())}
    start()
    (found,) = {*children(os.getpid())} - before
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value below which a share of the values lies (nearest rank).

    >>> percentile([5.0, 1.0, 3.0], 0.5), percentile([1.0, 2.0], 0.99)
    (3.0, 2.0)
    """
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
