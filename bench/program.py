"""Other programs of the bench: one that runs to its end, or one of our own that goes on beside it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


def said_by(words: Sequence[str]) -> str:
    """Run a program, and give what it printed; raises CalledProcessError unless it ends well.

    >>> import sys
    >>> said_by([sys.executable, "-c", "print(7)"]).strip()
    '7'
    """
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603  (named by us)


def begun(*words: str) -> subprocess.Popen[str]:
    """Begin a Python program of ours, in the project's folder; what it prints is to be read.

    >>> with begun("-c", "print(7)") as process:
    ...     said, _ = process.communicate()
    >>> said.strip(), process.returncode
    ('7', 0)
    """
    command = [sys.executable, *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603  (our own)
