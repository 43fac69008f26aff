from __future__ import annotations

from dataclasses import replace

import pytest
from rule_pieces import BO, EVA, GAIN, PATH, both, given, live_folder, pieces, with_status

from server.rules.activation.approval import Part, WhyNot, missing, two_people, why_not

LIVE = pieces(live_folder())[GAIN]
PILOT = pieces(with_status(live_folder(), PATH, "pilot"))[GAIN]


def test_it_takes_two_people() -> None:
    clinical, safety = both(LIVE)
    assert two_people(LIVE, [safety, clinical]) == (clinical, safety)
    assert two_people(LIVE, [clinical]) is None
    assert two_people(LIVE, [safety]) is None
    assert two_people(LIVE, [clinical, replace(safety, who=EVA)]) is None
    assert two_people(LIVE, [clinical, replace(safety, who=EVA), safety]) == (clinical, safety)


def test_an_approval_is_of_this_logic_alone() -> None:
    assert two_people(replace(LIVE, logic="f" * 16), both(LIVE)) is None
    assert two_people(replace(LIVE, name="another"), both(LIVE)) is None


def test_who_approved_it_for_a_trial_has_not_approved_it_for_everybody() -> None:
    assert two_people(PILOT, both(LIVE)) is not None
    assert two_people(LIVE, both(PILOT)) is None


def test_the_parts_that_nobody_has_taken_are_named() -> None:
    clinical, safety = both(LIVE)
    assert missing(LIVE, []) == (Part.CLINICAL, Part.SAFETY)
    assert missing(LIVE, [clinical]) == (Part.SAFETY,)
    assert missing(LIVE, [clinical, safety]) == ()
    assert missing(replace(LIVE, logic="f" * 16), [clinical, safety]) == (Part.CLINICAL, Part.SAFETY)


@pytest.mark.parametrize(
    ("who", "role", "part", "refusal"),
    [
        (BO, "physician", Part.SAFETY, None),
        (BO, "technician", Part.SAFETY, None),
        (BO, "technician", Part.CLINICAL, WhyNot.WRONG_ROLE),
        (BO, "nurse", Part.CLINICAL, None),
        (EVA, "physician", Part.CLINICAL, WhyNot.ALREADY),
        (EVA, "physician", Part.SAFETY, WhyNot.SAME_PERSON),
    ],
)
def test_who_may_take_which_part(who: str, role: str, part: Part, refusal: WhyNot | None) -> None:
    assert why_not(LIVE, [given(LIVE, EVA, Part.CLINICAL)], who, role, part) is refusal


def test_nobody_approves_what_nobody_sees() -> None:
    shadow = pieces(with_status(live_folder(), PATH, "shadow"))[GAIN]
    assert why_not(shadow, [], EVA, "physician", Part.CLINICAL) is WhyNot.NEEDS_NONE


def test_who_took_a_part_for_the_trial_takes_the_same_part_for_everybody() -> None:
    before = [given(PILOT, EVA, Part.CLINICAL)]
    assert why_not(LIVE, before, EVA, "nurse", Part.CLINICAL) is None
    assert why_not(LIVE, before, EVA, "nurse", Part.SAFETY) is WhyNot.SAME_PERSON
