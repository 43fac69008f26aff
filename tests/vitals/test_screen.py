from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from contract_samples import SCREEN

from vitals.fields import Fields, WireError
from vitals.screen import Screen

BLANK = Screen(people=())
BARE = replace(SCREEN, people=(replace(SCREEN.people[0], instead=None),), coverage=None)


@pytest.mark.parametrize("screen", [SCREEN, BLANK, BARE])
def test_what_the_screen_needs_comes_back_as_it_was_sent(screen: Screen) -> None:
    assert Screen.from_wire(Fields(screen.to_wire(), "screen")) == screen


def test_what_is_not_promised_is_left_out_and_never_null() -> None:
    assert "coverage" not in BARE.to_wire()
    with pytest.raises(WireError, match=r"screen\.coverage is not an object"):
        Screen.from_wire(Fields(BARE.to_wire() | {"coverage": None}, "screen"))


@pytest.mark.parametrize(("change", "field"), [({"people": None}, "people"), ({"weather": "rain"}, "weather")])
def test_what_is_wrong_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(WireError) as caught:
        Screen.from_wire(Fields(SCREEN.to_wire() | change, ""))
    assert caught.value.field == field
