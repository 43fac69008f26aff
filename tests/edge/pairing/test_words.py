from __future__ import annotations

from itertools import product

import pytest
from pairing_play import family

from edge.devices.catalogue import FAMILIES
from edge.devices.family import Told
from edge.pairing import words
from edge.pairing.talk import Ask, Step
from edge.pairing.why import Why

SCALE = family("a-and-d-scale")
SAME_FOR_ALL = [
    Step.CONFIRMING, Step.BONDING, Step.INTRODUCING, Step.TYPING, Step.COMPARING, Step.RESTING, Step.WAITING,
    Step.REJOINING, Step.REPLACING, Step.KEEPING,
]  # fmt: skip


def all_words() -> list[Told]:
    told = [words.doing(step, 1) for step in SAME_FOR_ALL]
    told += [words.looking(None, has_choices=many) for many in (True, False)]
    told += [
        words.asking(need.value, was_wrong=wrong)
        for need in (Ask.CONSENT_CODE, Ask.BIND_KEY)
        for wrong in (False, True)
    ]
    told += [words.over(by_time=by_time) for by_time in (True, False)]
    told += [words.unread(), words.still_on(), words.calling(SCALE), words.done(SCALE), words.typing_there(1)]
    told += [
        words.refused(why, SCALE, asked_digits=digits, had_bond=bond)
        for why, digits, bond in product(Why, (True, False), (True, False))
    ]
    return told


@pytest.mark.parametrize("told", all_words(), ids=lambda told: told.en[:40])
def test_every_sentence_is_there_in_both_languages_is_short_and_says_nothing_half(told: Told) -> None:
    for text in (told.sv, told.en):
        assert text == text.strip()
        assert text.endswith((".", "?"))
        assert "{" not in text
        assert len(text) < 330
    assert told.sv != told.en


def test_every_need_of_every_family_can_be_asked_for() -> None:
    for needed in {need for each in FAMILIES for need in each.needs}:
        assert words.asking(needed, was_wrong=False).sv
        assert Ask(needed)


def test_a_family_that_is_looked_for_says_what_to_press() -> None:
    assert words.looking(SCALE, has_choices=False) == SCALE.how_to_pair


def test_every_refusal_by_a_device_ends_with_what_to_press() -> None:
    for digits, bond in product((True, False), (True, False)):
        told = words.refused(Why.REFUSED, SCALE, asked_digits=digits, had_bond=bond)
        assert told.sv.endswith(SCALE.how_to_pair.sv)
