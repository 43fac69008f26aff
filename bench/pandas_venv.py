"""Getting pandas into a virtual environment of the bench's own; no product and no test knows of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from bench.program import said_by

VERSION: Final = "2.3.3"


def install() -> Path:
    """Give a Python that has pandas; makes it the first time (a minute or two)."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "hjartnara-bench" / f"pandas-{VERSION}"
    python, mark = cache / "bin" / "python", cache / "whole"
    if not mark.exists():
        print(f"installing pandas {VERSION} in {cache}", file=sys.stderr, flush=True)
        for words in (
            [sys.executable, "-m", "venv", "--clear", str(cache)],
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"pandas=={VERSION}"],
        ):
            said_by(words)
        mark.touch()
    return python
