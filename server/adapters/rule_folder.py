"""The folder of rules on the disk, read to bytes: the clinic's own, or the one that ships with the program."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Final

from server.rules.language.burden import BURDEN
from server.rules.language.reading import SHARED
from server.rules.language.source import BYTES_MAX

VARIABLE: Final = "NARA_RULES"
"""Names the clinic's own folder."""
RELEASE_LIST: Final = "release.hashes"
"""What this release stands behind, beside the rules that ship."""
_ENDINGS: Final = (".yaml", ".yml")


class RuleFolderError(Exception):
    """There is no such folder, or it cannot be read."""


def rule_folder(named: str | None = None) -> Path:
    """Find the folder: the one named, else that of ``NARA_RULES``, else the shipped one; raises RuleFolderError."""
    chosen = named or os.environ.get(VARIABLE)
    folder = Path(chosen) if chosen else shipped_folder()
    if not folder.is_dir():
        raise RuleFolderError(f"{folder} is no folder")
    return folder


def shipped_folder() -> Path:
    """Find the rules that ship with the program."""
    with resources.as_file(resources.files("alert_rules") / SHARED[-1]) as file:
        return file.parent


def shipped_release() -> str:
    """Read the list of what this release stands behind (``server.rules.activation.release``)."""
    return (shipped_folder() / RELEASE_LIST).read_text(encoding="utf-8")


def read_files(folder: Path) -> Mapping[str, bytes]:
    """Read a folder's YAML files by their path within it, and the burden kept there; raises RuleFolderError.

    A folder without one of the shared files leans on the shipped one. A file that is too large is read only as far as
    it takes to see that.
    """
    found = {
        path.relative_to(folder).as_posix(): _head(path)
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in _ENDINGS and path.is_file()
    }
    if (folder / BURDEN).is_file():
        found[BURDEN] = _head(folder / BURDEN)
    shipped = {name: shipped_folder() / name for name in SHARED if name not in found}
    return found | {name: _head(path) for name, path in shipped.items() if path.is_file()}


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(BYTES_MAX + 1)
    except OSError as problem:
        raise RuleFolderError(f"{path} cannot be read: {problem.strerror}") from problem
