from __future__ import annotations

import pytest
from pairing_play import A_AND_D, AWAY, BEURER, BODY_SCALE, HERE, MI, PLAIN_CUFF, Play, family
from small_hub import SCALE

from edge.devices.family import Advertisement
from edge.pairing.talk import (
    Ask,
    Bonded,
    Chose,
    Event,
    Kept,
    LinkEnded,
    NotBonded,
    NotRejoined,
    Opened,
    PasskeyShown,
    PasskeyWanted,
    Said,
    Shown,
    Sighted,
    Step,
)
from edge.pairing.why import Why

GONE: list[Event] = [Bonded(is_old=True), NotRejoined(Why.REFUSED)]
"""A bond of ours that the device does not know."""


def test_nothing_is_asked_while_there_is_nothing_to_choose() -> None:
    play = Play()
    play.hear(Opened(family("a-and-d-scale")))
    assert (play.shown().ask, play.shown().choices) == (None, ())
    assert play.shown().sv.startswith("Håll in knappen på vågens undersida")


def test_who_is_seen_can_be_chosen_and_who_is_paired_already_is_marked() -> None:
    play = Play({HERE: SCALE})
    play.hear(Opened())
    play.sight()
    play.sight(PLAIN_CUFF, AWAY, -90)
    assert play.shown().ask is Ask.CHOICE
    assert play.shown().choices == (
        Shown(
            key=HERE,
            label="A&D UC-352BLE",
            label_sv="A&D UC-352BLE",
            name="A&D_UC-352BLE_0A1B2C",
            is_known=True,
            can_be_read=True,
        ),
        Shown(
            key=AWAY,
            label=family("standard-cuff").label,
            label_sv=family("standard-cuff").label_sv,
            name="A cuff",
            is_known=False,
            can_be_read=True,
        ),
    )


def test_a_device_that_is_known_and_cannot_be_read_is_said_to_be_so() -> None:
    play = Play(unread="beurer-scale")
    play.hear(Opened())
    play.sight(BEURER)
    assert play.shown().en == "The hub knows this device but cannot read it yet. Choose another."


@pytest.mark.parametrize(
    ("said", "events", "step", "ask"),
    [
        (BODY_SCALE, [], Step.CONFIRMING, Ask.YES_OR_NO),
        (BEURER, [Said(is_yes=True)], Step.ASKING, Ask.CONSENT_CODE),
        (A_AND_D, [], Step.BONDING, None),
        (A_AND_D, [PasskeyWanted()], Step.TYPING, Ask.PASSKEY),
        (A_AND_D, [PasskeyShown(1, must_agree=True)], Step.COMPARING, Ask.YES_OR_NO),
        (A_AND_D, [Bonded()], Step.RESTING, None),
        (A_AND_D, [*GONE, Sighted(address=HERE, said=A_AND_D, signal_dbm=-60), *GONE], Step.REPLACING, Ask.YES_OR_NO),
        (A_AND_D, [NotBonded(Why.NOT_REACHED)], Step.CALLING, None),
        (A_AND_D, [NotBonded(Why.REFUSED)], Step.REFUSED, Ask.CHOICE),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_every_step_asks_what_it_needs(said: Advertisement, events: list[Event], step: Step, ask: Ask | None) -> None:
    play = Play()
    play.chooses(said)
    for event in events:
        play.hear(event)
    assert (play.shown().step, play.shown().ask) == (step, ask)
    assert bool(play.shown().choices) == (ask is Ask.CHOICE)


def test_a_device_that_is_still_on_is_told_of() -> None:
    play = Play()
    play.chooses()
    play.hear(Bonded())
    play.hear(LinkEnded())
    for _ in range(22):
        play.sight()
        play.passes(1_000)
    assert "Ta ut batterierna" in play.shown().sv


def test_what_is_done_says_which_device_it_became() -> None:
    play = Play()
    play.chooses(MI)
    play.hear(Said(is_yes=True))
    play.hear(Kept())
    assert (play.shown().step, play.shown().device) == (Step.DONE, "aaaqeayeaudaocaj")
    assert play.shown().sv.startswith("Klart. ")
    assert play.shown().left_s is None


def test_a_choice_that_is_taken_back_is_a_choice_again() -> None:
    play = Play()
    play.chooses(BODY_SCALE)
    play.hear(Said(is_yes=False))
    play.hear(Chose(HERE))
    assert play.shown().step is Step.CONFIRMING
