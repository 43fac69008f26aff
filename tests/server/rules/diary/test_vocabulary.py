"""What a diary's words are checked against, and how amounts are written."""

from __future__ import annotations

import pytest
from rule_making import rule_set
from tiny_diaries import tiny_rule

from server.rules.diary.case import DiaryError
from server.rules.diary.vocabulary import read_amount, words_of_rule
from server.rules.language.quantity import Quantity, Unit


@pytest.mark.parametrize(
    ("text", "thousandths"), [("82 kg", 82_000), ("82.1 kg", 82_100), ("82,15 kg", 82_150), ("0.005 kg", 5)]
)
def test_an_amount_is_read_with_point_or_comma(text: str, thousandths: int) -> None:
    assert read_amount(text, 1) == Quantity(thousandths, Unit.KG)


@pytest.mark.parametrize("text", ["82", "kg", "82kg", "82.1234 kg", "-1 kg", "82 stone", ""])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(DiaryError, match="not an amount with its unit"):
        read_amount(text, 1)


def test_a_rules_words_are_the_folders_and_its_own_settings() -> None:
    made = tiny_rule()
    words = words_of_rule(made, rule_set(made))
    assert words.settings == {"gain": Unit.KG}
    assert (words.measures["weight"], words.steps["weight"]) == (Unit.KG, 1_000)
    assert "pulse_irregular" not in words.measures  # a flag is said in brackets behind the reading that has it
    assert "discharged" in words.events
    assert words.questions["dizziness"] >= {"never", "fainted"}
