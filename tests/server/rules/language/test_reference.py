"""What is documented is what the program knows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from server.rules.language.catalogue import CODES, FAMILIES
from server.rules.language.named import NAMES
from server.rules.language.reference import errors_page, vocabulary_reference, with_reference
from server.rules.language.verbs import VERBS
from server.rules.language.vocabulary import BLOCKS

DOCS: Final = Path(__file__).parents[4] / "docs"


def test_every_code_has_its_anchor_and_its_chapter() -> None:
    page = errors_page()
    assert re.findall(r"^### (\w+)$", page, re.MULTILINE) == [
        code for family in FAMILIES for code in CODES if code.startswith(family)
    ]
    assert {code[:2] for code in CODES} == {*FAMILIES}


def test_the_manual_is_what_the_tables_say() -> None:
    page = (DOCS / "rule-language.md").read_text(encoding="utf-8")
    assert with_reference(page) == page
    assert with_reference(page.replace("| `rises_by` |", "| `rises` |")) == page
    assert (DOCS / "rule-errors.md").read_text(encoding="utf-8") == errors_page()


def test_every_key_verb_and_name_is_in_the_reference() -> None:
    page = vocabulary_reference()
    words = {key.name for keys in BLOCKS.values() for key in keys} | {verb.name for verb in VERBS}
    assert {word for word in words if f"| `{word}` |" not in page} == set()
    assert {name for name in NAMES if f"| `{{{name}}}` |" not in page} == set()


def test_every_sentence_is_there_in_both_languages() -> None:
    for entry in CODES.values():
        assert entry.message.keys() == entry.suggestion.keys() == {"sv", "en"}
        assert all(entry.message.values())
        assert bool(entry.suggestion["sv"]) is bool(entry.suggestion["en"])
        assert not re.search(r"\balarm|\blarm", " ".join(entry.message.values()))
