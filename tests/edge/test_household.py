from __future__ import annotations

from typing import Any

import pytest
from hand_made import KARIN, OLLE

from edge.household import Colour, Household, Look

CHOSEN = Household(language="en").known_as(KARIN, Look(colour=Colour.BLUE, nickname="Kajsa"))


def test_what_was_chosen_comes_back_from_the_card() -> None:
    both = CHOSEN.known_as(OLLE, Look(colour=Colour.GREY, nickname="Olle")).spoken_to_in("sv")
    assert Household.from_json(both.to_json()) == both
    assert Household.from_json(Household().to_json()) == Household()


@pytest.mark.parametrize(
    "told", [{}, {"language": "sv"}, {"language": "sv", "looks": {KARIN: {"colour": "red", "nickname": "K"}}}]
)
def test_what_was_never_written_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        Household.from_json(told)


def test_an_unknown_language_or_person_is_as_if_never_chosen() -> None:
    told = CHOSEN.to_json()
    told["language"] = "tlh"
    told["looks"]["not an id"] = {"colour": "blue", "nickname": "?"}
    assert Household.from_json(told) == Household(looks=CHOSEN.looks)
