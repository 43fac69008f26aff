"""Every word stands in both languages, is used, and keeps the promises of the screen."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from edge.household import Colour
from edge.pairing.talk import Ask, Step
from edge.screen.reading import HowFar
from edge.screen.words import WORDS
from vitals.contact import Role
from vitals.device_kind import DeviceKind

SAME_IN_BOTH = {"title", "person_code"}
ROOT = Path(__file__).parents[3]
SCREEN = ROOT / "edge" / "screen"
BY_KIND = (
    {f"way_{way}" for way in HowFar}
    | {f"role_{role}" for role in Role}
    | {f"colour_{colour}" for colour in Colour}
    | {f"whose_{alone}{kind}" for alone in ("", "alone_") for kind in ("weighing", "measuring")}
    | {f"kind_{kind}" for kind in DeviceKind if kind is not DeviceKind.DEVICE}
    | {f"pairing_{step}" for step in (*Step, "choosing")}
    | {f"type_{ask}" for ask in (Ask.PASSKEY, Ask.CONSENT_CODE, Ask.BIND_KEY)}
    | {f"{what}_again_how" for what in ("weigh", "measure")}
)
"""Words whose names are put together."""


@pytest.mark.parametrize("name", WORDS)
def test_a_word_says_the_same_in_both_languages_with_the_same_values(name: str) -> None:
    swedish, english = WORDS[name]
    assert swedish.strip()
    assert english.strip()
    assert (swedish == english) == (name in SAME_IN_BOTH)
    assert places(swedish) == places(english)


def test_no_word_is_left_over() -> None:
    files = [*SCREEN.rglob("*.py"), *SCREEN.rglob("*.html"), ROOT / "edge" / "showing.py"]
    used = " ".join(file.read_text(encoding="utf-8") for file in files if file.name != "words.py")
    assert sorted(name for name in WORDS.keys() - BY_KIND if not re.search(rf"[\"']{name}[\"']", used)) == []
    assert WORDS.keys() >= BY_KIND


@pytest.mark.decision("H1")
def test_the_screen_never_names_an_alert_nor_says_that_anybody_is_well() -> None:
    said = " ".join(" ".join(pair) for pair in WORDS.values()).lower()
    assert not re.search(r"\b(varning|alert|normal|bra värde|allt är bra|lugnt|high|low|hög|låg)\b", said)


def places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
