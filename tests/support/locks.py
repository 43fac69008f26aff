"""What the lock files hold, and what of it is installed here."""

from __future__ import annotations

import re
from importlib import metadata

from source import ROOT

_BLOCK = re.compile(r"^(?P<name>[a-z0-9][a-z0-9-]*)(?:\[[a-z,]+\])?==.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


def locked(extra: str) -> set[str]:
    """Name what a lock file holds."""
    return set(blocks(extra))


def blocks(extra: str) -> dict[str, str]:
    """Divide a lock file into its packages, each with its hashes."""
    return {match["name"]: match[0] for match in _BLOCK.finditer((ROOT / "lock" / f"{extra}.txt").read_text("utf-8"))}


def installed() -> set[str]:
    """Name what is installed here: the locks also hold what only other machines need."""
    return {plain(each.name) for each in metadata.distributions()}


def plain(name: str) -> str:
    """Give a package's name as the index spells it.

    >>> plain("Typing_Extensions")
    'typing-extensions'
    """
    return re.sub(r"[-_.]+", "-", name).lower()
