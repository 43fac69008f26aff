"""Every seeded mistake is found: the code, the very word, and what was meant."""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest
from rule_folder import read, said, small_folder, spoilt
from seeded_mistakes import SEEDS, Seed

from server.rules.language.catalogue import CODES


BESIDE: Final = {"E410": {"E409"}, "E508": {"E605"}, "E510": {"E509"}, "E503": {"E504"}}
"""Mistakes that cannot be made without another."""


def test_the_folder_itself_has_no_mistake() -> None:
    assert said(read(small_folder())) == []


@pytest.mark.parametrize("seed", SEEDS, ids=str)
def test_a_mistake_is_found_at_its_word_with_what_was_meant(seed: Seed) -> None:
    marked = spoilt(seed.file, *seed.edits)
    before, _, rest = marked[seed.file].decode().partition("«")
    word, _, after = rest.partition("»")
    reading = read({**marked, seed.file: f"{before}{word}{after}".encode()})
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    found = [each for each in reading.findings if (each.code, each.file) == (seed.code, seed.file)]
    assert [(each.line, each.column, each.length) for each in found] == [(line, column, len(word))], said(reading)
    assert seed.suggestion in found[0].suggestion("en")
    assert reading.rule_set is None or seed.code.startswith("W")
    assert {each.code for each in reading.findings} <= {seed.code, *BESIDE.get(seed.code, set())}, said(reading)
    for finding, language in product(reading.findings, ("sv", "en")):
        assert finding.message(language)
        assert "{" not in finding.suggestion(language).replace("{name}", "").replace("{namn}", "")


def test_nearly_every_code_has_its_mistake_here() -> None:
    elsewhere = {"E002", "E006", "E008", "E009", "E010", "E014", "E304"}
    assert {*CODES} - {each.code for each in SEEDS} == elsewhere
