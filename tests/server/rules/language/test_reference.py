"""What is documented is what the program knows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from server.rules.language.catalogue import CODES, FAMILIES
from server.rules.language.reference import BEGIN, END, errors_page, vocabulary_reference

DOCS: Final = Path(__file__).parents[4] / "docs"


def test_the_page_of_codes_is_the_catalogue() -> None:
    assert (DOCS / "rule-errors.md").read_text(encoding="utf-8") == errors_page()


def test_every_code_has_its_anchor_and_its_chapter() -> None:
    page = errors_page()
    assert re.findall(r"^### (\w+)$", page, re.MULTILINE) == [
        code for family in FAMILIES for code in CODES if code.startswith(family)
    ]
    assert {code[:2] for code in CODES} == {*FAMILIES}


def test_the_reference_is_the_vocabulary() -> None:
    page = (DOCS / "rule-language.md").read_text(encoding="utf-8")
    assert page.partition(BEGIN)[2].partition(END)[0].strip() == vocabulary_reference()


def test_every_sentence_is_there_in_both_languages() -> None:
    for entry in CODES.values():
        assert entry.message.keys() == entry.suggestion.keys() == {"sv", "en"}
        assert all(entry.message.values())
        assert bool(entry.suggestion["sv"]) is bool(entry.suggestion["en"])
        assert not re.search(r"\balarm|\blarm", " ".join(entry.message.values()))
