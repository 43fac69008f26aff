"""Fetch the browser libraries that stand in ``server/web/static/vendor``, each by name, version and hash.

Usage: ``python3 deploy/vendor.py`` puts the files of ``vendored.json`` in place again and refuses any other content.
To take a new version, write it into ``vendored.json``, run with ``--accept`` and read the difference before committing.
Standard library and ``npm pack`` only; nothing of a package is ever run.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

VENDOR: Final = Path(__file__).resolve().parents[1] / "server/web/static/vendor"
LOCK: Final = "vendored.json"


class VendorError(Exception):
    """The files could not be put in place; the text says why."""


def main(arguments: Sequence[str]) -> int:
    """Fetch everything; returns the exit status."""
    try:
        fetch_all(VENDOR, npm_pack, is_accepting="--accept" in arguments)
    except VendorError as problem:
        print(f"vendor: {problem}", file=sys.stderr)
        return 1
    return 0


def fetch_all(folder: Path, pack: Callable[[str], bytes], *, is_accepting: bool) -> None:
    """Fetch every package of the lock and put its files in place; raises VendorError before anything is written."""
    lock = folder / LOCK
    packages = json.loads(lock.read_text(encoding="utf-8"))
    fresh: dict[str, bytes] = {}
    for package in packages:
        archive = pack(f"{package['name']}@{package['version']}")
        for name, entry in package["files"].items():
            content = member(archive, entry["from"])
            digest = hashlib.sha256(content).hexdigest()
            if digest != entry["sha256"] and not is_accepting:
                raise VendorError(f"{name} of {package['name']} {package['version']} is not the file we know: {digest}")
            entry["sha256"] = digest
            fresh[name] = content
    for name, content in fresh.items():
        (folder / name).write_bytes(content)
        print(f"vendor: {name}, {len(content)} bytes")
    lock.write_text(json.dumps(packages, indent=2) + "\n", encoding="utf-8")


def npm_pack(name: str) -> bytes:
    """Download a package as npm keeps it; raises VendorError."""
    with tempfile.TemporaryDirectory() as place:
        try:
            done = subprocess.run(  # noqa: S603  (a name and a version from our own lock)
                ["npm", "pack", "--silent", name],  # noqa: S607  (whatever npm the machine has)
                cwd=place,
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError:
            raise VendorError("npm is not on this machine") from None
        if done.returncode:
            raise VendorError(f"npm pack {name} failed: {done.stderr.strip()[-500:]}")
        return next(Path(place).iterdir()).read_bytes()


def member(archive: bytes, name: str) -> bytes:
    """Read one file of a package; raises VendorError."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as package:
        try:
            file = package.extractfile(f"package/{name}")
        except KeyError:
            file = None
        if file is None:
            raise VendorError(f"the package has no file {name}")
        return file.read()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
