"""What a user installs is free to use: nothing of it is under GPL or AGPL."""

from __future__ import annotations

import re
from importlib import metadata

import pytest
from locks import installed, locked

LESSER = {
    "psycopg": "the driver of PostgreSQL; LGPL, imported and not changed",
    "psycopg-binary": "the same, compiled",
    "libusb1": "comes with bumble, for USB adapters, which we do not use; LGPL, only with the demo",
}
"""The LGPL binds a library and not its users: these are looked at by name, and no other comes in unseen."""
_COPYLEFT = re.compile(r"\b[AL]?GPL|GNU (?:Affero|Lesser|General)|European Union Public|SSPL", re.IGNORECASE)
_LESSER = re.compile(r"\bLGPL|GNU Lesser", re.IGNORECASE)


@pytest.mark.decision("H10")
def test_nothing_that_a_user_installs_is_under_gpl_or_agpl() -> None:
    bound = {name: licence(name) for name in locked("demo") & installed() if _COPYLEFT.search(licence(name))}
    assert bound.keys() == LESSER.keys(), bound
    assert all(_LESSER.search(said) for said in bound.values()), bound


def test_every_package_that_a_user_installs_says_under_which_licence() -> None:
    assert {name for name in locked("demo") & installed() if not licence(name).strip()} == set()


def licence(name: str) -> str:
    """Give what a package says of its licence: in its own field, the old one, or its classifiers."""
    about = metadata.metadata(name)
    classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    fields = [about[field].partition("\n")[0] for field in ("License-Expression", "License") if field in about]
    return "\n".join([*fields, *classifiers])
