"""What must not come into the repository: broken TOML, YAML or JSON, large files, and private keys.

Usage: ``.venv/bin/python deploy/checks/files.py FILE...`` Every fault is one line;
the exit status is 1 if there is any.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

LARGEST_BYTES: Final = 1_500_000
_PRIVATE_KEY: Final = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=]")


def main(names: Sequence[str]) -> int:
    """Look through the files and print what is wrong; returns the exit status."""
    found = [f"{name}: {fault}" for name in names if Path(name).is_file() for fault in faults(Path(name))]
    for line in found:
        print(line)
    return 1 if found else 0


def faults(path: Path) -> Iterator[str]:
    """Say what is wrong with a file, one sentence a fault."""
    content = path.read_bytes()
    if len(content) > LARGEST_BYTES:
        yield f"{len(content)} bytes; the repository takes files up to {LARGEST_BYTES}"
    if _PRIVATE_KEY.search(content):
        yield "holds a private key"
    try:
        _parse(path, content)
    except (ValueError, YAMLError) as problem:
        yield f"cannot be read: {' '.join(str(problem).split())}"


def _parse(path: Path, content: bytes) -> None:
    """Read a file by its ending; raises ValueError or YAMLError."""
    match path.suffix:
        case ".toml":
            tomllib.loads(content.decode())
        case ".json":
            json.loads(content)
        case ".yaml" | ".yml":
            for _ in YAML(typ="safe").load_all(content):
                pass
        case _:
            pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
