"""Running another program of the bench's to its end: Python by its path, or npm by its name."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence


def said_by(words: Sequence[str]) -> str:
    """Run a program, and give what it printed; raises CalledProcessError unless it ends well.

    >>> import sys
    >>> said_by([sys.executable, "-c", "print(7)"]).strip()
    '7'
    """
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603  (named by us)
