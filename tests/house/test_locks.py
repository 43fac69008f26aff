"""The locks say what pyproject.toml asks for, each package by its hashes, and name nobody's host."""

from __future__ import annotations

import re
import tomllib

import pytest
from locks import blocks, plain
from packaging.requirements import Requirement
from source import ROOT

EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]


@pytest.mark.parametrize("extra", [*EXTRAS, "build"])
def test_every_package_is_locked_by_hash_and_no_host_is_named(extra: str) -> None:
    for name, block in blocks(extra).items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), name
    text = (ROOT / "lock" / f"{extra}.txt").read_text(encoding="utf-8")
    assert re.findall(r"https?:|--index|--find-links|file:", text) == []


@pytest.mark.parametrize("extra", EXTRAS)
def test_a_lock_holds_what_its_extra_asks_for(extra: str) -> None:
    held = versions(extra)
    for need in asked_for(extra):
        assert plain(need.name) in held, f"{need.name} is not locked: make lock"
        assert need.specifier.contains(held[plain(need.name)]), f"{need} is not {held[plain(need.name)]}: make lock"


@pytest.mark.parametrize("extra", EXTRAS)
def test_all_extras_are_locked_to_the_same_versions(extra: str) -> None:
    assert versions(extra).items() <= versions("dev").items()


def asked_for(extra: str) -> list[Requirement]:
    """Give what an extra asks for itself and through our other extras."""
    needs = [Requirement(line) for line in EXTRAS[extra]]
    ours = [name for need in needs if need.name == "hjartnara" for name in need.extras]
    return [need for need in needs if need.name != "hjartnara"] + [need for name in ours for need in asked_for(name)]


def versions(extra: str) -> dict[str, str]:
    """Give the version of each package of a lock."""
    return {name: block.partition("==")[2].split()[0] for name, block in blocks(extra).items()}
