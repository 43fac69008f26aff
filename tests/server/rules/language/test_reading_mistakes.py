"""Every seeded mistake is found: the code, the very word, and what was meant."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Final

import pytest
from rule_folder import read, said, small_folder, spoilt
from seeded_mistakes import SEEDS, Seed

from server.rules.language.catalogue import CODES
from server.rules.language.reading import Reading

WORRIED: Final = "symptoms/worried.yaml"
BESIDE: Final = {
    "E101": {"E100"},
    "E410": {"E409"},
    "E502": {"E504"},
    "E503": {"E504"},
    "E508": {"E605"},
    "E510": {"E509"},
}
"""Mistakes that cannot be made without another."""


def test_the_folder_itself_has_no_mistake() -> None:
    assert said(read(small_folder())) == []


@cache
def mistaken(seed: Seed) -> tuple[str, str, Reading]:
    """Make a mistake, and read; gives what stands before its word, the word, and what was read."""
    marked = spoilt(seed.file, *seed.edits)
    before, _, rest = marked[seed.file].decode().partition("«")
    word, _, after = rest.partition("»")
    return before, word, read({**marked, seed.file: f"{before}{word}{after}".encode()})


@pytest.mark.parametrize("seed", SEEDS, ids=str)
def test_a_mistake_is_found_at_its_word_with_what_was_meant(seed: Seed) -> None:
    before, word, reading = mistaken(seed)
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    found = [each for each in reading.findings if (each.code, each.file) == (seed.code, seed.file)]
    assert [(each.line, each.column, each.length) for each in found] == [(line, column, len(word))], said(reading)
    assert seed.suggestion in found[0].suggestion("en")
    assert reading.rule_set is None or seed.code.startswith("W")
    assert {each.code for each in reading.findings} <= {seed.code, *BESIDE.get(seed.code, set())}, said(reading)
    for finding, language in product(reading.findings, ("sv", "en")):
        assert finding.message(language)
        assert "{" not in finding.suggestion(language).replace("{name}", "").replace("{namn}", "")


def test_every_code_has_its_mistake_here() -> None:
    assert {*CODES} - {each.code for each in SEEDS} == {"E002", "E006", "E014", "E607", "W702", "W703"}, (
        "no words of a file make these"
    )


def test_a_letter_that_is_no_letter_is_told_at_its_place() -> None:
    reading = read({**small_folder(), WORRIED: "rule: ö".encode() + b"\xff"})
    assert said(reading)[-1] == f"{WORRIED}:1:8 E002 a character that cannot be read"
    reading = read({**small_folder(), WORRIED: b"rule: a\ntitle: \x07"})
    assert f"{WORRIED}:2:8 E002 a character that cannot be read" in said(reading)


@pytest.mark.parametrize("file", ["severities.yaml", "signals.yaml", "symptoms.yaml"])
def test_a_shared_file_that_is_missing_is_told_once_and_nothing_is_told_of_what_leans_on_it(file: str) -> None:
    reading = read({name: content for name, content in small_folder().items() if name != file})
    assert said(reading) == [f'{file}:1:1 E014 the file "{file}" is missing']


def test_a_file_that_is_too_large_is_not_read() -> None:
    reading = read({**small_folder(), WORRIED: b"a" * 65_537})
    assert said(reading) == [f"{WORRIED}:1:1 E006 the file has 65537 bytes, at most 65536 are read"]


def test_an_escape_that_is_no_letter_is_told() -> None:
    reading = read({**small_folder(), WORRIED: b'a: "\\UFFFFFFFF"'})
    assert [each.code for each in reading.findings] == ["E001"]


@pytest.mark.parametrize("seed", [seed for seed in SEEDS if seed.code.startswith("E")], ids=str)
def test_only_who_stands_behind_a_rule_leaves_it_readable(seed: Seed) -> None:
    _, _, reading = mistaken(seed)
    found = {(each.code, each.facts.get("word")) for each in reading.errors}
    is_of_approval = all(code in {"E603", "E604"} or (code, word) == ("E605", "approved") for code, word in found)
    assert (reading.proposed is not None) is is_of_approval
    assert reading.rule_set is None
