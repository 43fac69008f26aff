"""A tree that the engine wrote, as the page shows it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pages import AT
from shipped_rules import shipped_rules

from server.patients.saying import Saying
from server.web.shown import Point
from server.web.why_view import Grounds, trees_of
from server.web.words import Language
from vitals.identity import PatientId

DAY = timedelta(days=1)
NOON = (AT - DAY).isoformat()


def leaf(**more: Any) -> dict[str, Any]:
    return {
        "says": {"sv": "vikten har stigit", "en": "weight has risen"},
        "answer": "yes",
        "at": AT.isoformat(),
        **more,
    }


def grounds(language: Language = "sv") -> Grounds:
    weight = Point(measured_at=AT - DAY, vital="body_weight", value=80_123, flags=(), arrival=1)
    said = Saying(
        record=2,
        patient=PatientId("a" * 16),
        about="dizziness",
        version=1,
        code="often",
        words=None,
        is_acute=False,
        measured_at=AT,
        received_at=AT,
        say={"sv": "Yr: Ofta", "en": "Dizzy: Often"},
    )
    return Grounds(
        read={1: [weight]}, heard={2: said}, rules=shipped_rules(), language=language, zone="Europe/Stockholm", now=AT
    )


def why(**more: Any) -> dict[str, Any]:
    return {"rule": "gain", "at": AT.isoformat(), "raise_when": leaf(**more)}


@pytest.mark.parametrize(
    ("language", "numbers"),
    [
        ("sv", [("nu", "82,1 kg"), ("skillnad", "1,977 kg"), ("gräns", "2 kg"), ("under", "2 dagar")]),
        ("en", [("now", "82.1 kg"), ("difference", "1.977 kg"), ("limit", "2 kg"), ("over", "2 days")]),
    ],
)
def test_numbers_are_said_to_the_gram_in_the_language(language: Language, numbers: list[tuple[str, str]]) -> None:
    (tree,) = trees_of(
        why(numbers={"days": 2, "now_g": 82_100, "change_g": 1_977, "limit_g": 2_000}), grounds(language)
    )
    assert tree.top.numbers == numbers
    assert tree.opens == {"sv": "Utlöser när", "en": "Raises when"}[language]


def test_a_reading_leads_to_its_page_and_an_answer_is_said() -> None:
    used = [{"arrival": 1, "at": NOON}, {"arrival": 2, "at": AT.isoformat()}, {"arrival": 3, "at": NOON}]
    (tree,) = trees_of(why(used=used), grounds())
    assert [(each.number, each.says, each.leads) for each in tree.top.used] == [
        (1, "80,123 kg", True),
        (2, "Yr: Ofta", False),
        (3, "", False),
    ]


def test_what_did_not_count_says_why() -> None:
    refused = [{"arrival": 1, "at": NOON, "value": 80_123, "why": "questioned"}]
    (tree,) = trees_of(why(refused=refused, answer="cannot tell", because="gate"), grounds())
    assert tree.top.refused[0].why == "kanske någon annans"
    assert tree.top.because == "det som är mätt är kanske någon annans"


def test_a_part_that_was_so_earlier_says_when_and_the_whole_does_not() -> None:
    (tree,) = trees_of(why(parts=[leaf(at=NOON), leaf()]), grounds())
    assert tree.top.at is None
    assert [part.at for part in tree.top.parts] == [AT - DAY, None]


def test_what_holds_back_is_a_tree_of_its_own() -> None:
    trees = trees_of({**why(), "unless": leaf(answer="no")}, grounds())
    assert [(tree.opens, tree.top.answer) for tree in trees] == [("Utlöser när", "yes"), ("Men inte när", "no")]


def test_an_alert_from_before_trees_were_kept_has_none_and_an_answer_to_a_question_of_old_has_its_code() -> None:
    assert trees_of(None, grounds()) == []
    (tree,) = trees_of(why(numbers={"answer": "no_such_question.often"}), grounds())
    assert tree.top.numbers == [("svar", "often")]
