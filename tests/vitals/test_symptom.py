from __future__ import annotations

from typing import Any

import pytest
from contract_samples import SCREEN

from vitals.code import UNCHANGED
from vitals.fields import Fields, WireError
from vitals.symptom import Symptom

(SYMPTOM,) = SCREEN.symptoms


def test_a_question_comes_back_as_it_was_sent() -> None:
    assert Symptom.from_wire(Fields(SYMPTOM.to_wire(), "")) == SYMPTOM


def test_an_answer_is_found_by_its_code() -> None:
    assert SYMPTOM.choice("at_rest") == SYMPTOM.choices[1]
    assert SYMPTOM.choice("unheard_of") is None


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("choices",), [], "choices"),
        (("choices", 0, "code"), UNCHANGED, "choices[0].code"),
        (("choices", 1, "act_now", "call"), "113", "choices[1].act_now.call"),
        (("choices", 1, "act_now"), None, "choices[1].act_now"),
        (("schedule",), "hourly", "schedule"),
        (("sv",), "å" * 161, "sv"),
        (("label_sv",), "å" * 25, "label_sv"),
        (("limit",), 3, "limit"),
    ],
)
def test_what_is_wrong_is_named(path: tuple[str | int, ...], value: Any, field: str) -> None:
    wire = SYMPTOM.to_wire()
    place: Any = wire
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(WireError) as caught:
        Symptom.from_wire(Fields(wire, ""))
    assert caught.value.field == field
