"""Other programs of the bench: one that goes on beside it, and one that runs to its end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


def started(words: Sequence[str]) -> subprocess.Popen[str]:
    """Start a program in the project's folder, and no shell; what it prints is to be read."""
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603  (the bench names it)


def begun(*words: str) -> subprocess.Popen[str]:
    """Begin a Python program of ours.

    >>> with begun("-c", "print(7)") as process:
    ...     said, _ = process.communicate()
    >>> said.strip(), process.returncode
    ('7', 0)
    """
    return started([sys.executable, *words])


def said_by(words: Sequence[str]) -> str:
    """Run a program, and give what it printed; raises CalledProcessError unless it ends well.

    >>> said_by([sys.executable, "-c", "print(7)"]).strip()
    '7'
    """
    with started(words) as process:
        said, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words, said)
    return said
