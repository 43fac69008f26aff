"""A form of the pairing pages answers what it was made for, once, and nothing else."""

from __future__ import annotations

import pytest
from pairing_place import PairingOnPaper
from pairing_play import A_AND_D, AWAY, BODY_SCALE, HERE, PLAIN_CUFF
from small_screen import Form, SmallScreen

from edge.pairing.talk import (
    Cancelled,
    Chose,
    NotBonded,
    Opened,
    PasskeyShown,
    Progress,
    Said,
    Sighted,
    Step,
    WantMoreTime,
)
from edge.pairing.why import Why
from edge.screen.exchange import Request

BAD = "Det gick inte att läsa vad du tryckte på. Inget sparades. Tryck igen."


def at_the_screen() -> tuple[SmallScreen, PairingOnPaper]:
    place = PairingOnPaper()
    return SmallScreen(pairing=place), place


def comparing(place: PairingOnPaper, digits: int) -> Progress:
    if place.progress is None or not place.progress.is_open:
        place.hear(Opened())
    place.hear(Sighted(address=HERE, said=PLAIN_CUFF, signal_dbm=-60))
    place.hear(Chose(HERE))
    place.hear(PasskeyShown(digits, must_agree=True))
    assert place.play.at() is Step.COMPARING
    assert place.progress is not None
    return place.progress


def test_a_second_tap_on_begin_opens_nothing_again() -> None:
    made, place = at_the_screen()
    form = made.form("Börja", "/pair/new/device/any")
    made.post(form)
    assert made.post(form).headings == ["Gör den redo"]
    place.hear(Cancelled())
    assert made.post(form).headings == ["Inget läggs till nu"]
    assert place.said == [Opened(None)]


def test_a_yes_to_digits_of_an_earlier_attempt_does_not_confirm_the_digits_of_this_one() -> None:
    made, place = at_the_screen()
    comparing(place, 4711)
    form = made.form("Ja, samma siffror", "/pair")
    place.hear(Said(is_yes=False))
    place.hear(NotBonded(Why.REFUSED))
    comparing(place, 1234)
    assert "001234" in made.post(form).text
    assert place.said == []
    made.press("Ja, samma siffror", "/pair")
    assert place.said == [Said(is_yes=True)]


def test_a_yes_to_one_scale_does_not_confirm_the_warning_for_another() -> None:
    made, place = at_the_screen()
    place.hear(Opened())
    for address in (HERE, AWAY):
        place.hear(Sighted(address=address, said=BODY_SCALE, signal_dbm=-60))
    place.hear(Chose(HERE))
    form = made.form("Ingen har det", "/pair")
    place.hear(Said(is_yes=False))
    place.hear(Chose(AWAY))
    made.post(form)
    assert place.said == []
    assert place.play.at() is Step.CONFIRMING


def test_digits_that_change_while_they_are_shown_make_it_another_question() -> None:
    made, place = at_the_screen()
    comparing(place, 4711)
    form = made.form("Ja, samma siffror", "/pair")
    place.hear(PasskeyShown(1234, must_agree=True))
    made.post(form)
    assert place.said == []


def test_a_page_of_another_device_or_another_pairing_chooses_and_stops_nothing() -> None:
    made, place = at_the_screen()
    place.hear(Opened())
    place.hear(Sighted(address=AWAY, said=A_AND_D, signal_dbm=-60))
    choose, stop = made.form("A&D UC-352BLE: A&D_UC-352BLE_0A1B2C", "/pair"), made.form("Avbryt", "/pair")
    place.hear(Cancelled())
    place.hear(Opened())
    place.hear(Sighted(address=AWAY, said=A_AND_D, signal_dbm=-60))
    made.post(choose)
    made.post(stop)
    assert place.said == []
    assert place.play.at() is Step.LOOKING


def test_who_needs_longer_and_who_stops_is_heard() -> None:
    made, place = at_the_screen()
    place.hear(Opened())
    place.play.passes(95_000)
    made.press("Mer tid", "/pair")
    assert made.press("Avbryt", "/pair").headings == ["Inget läggs till nu"]
    assert place.said == [WantMoreTime(), Cancelled()]


@pytest.mark.parametrize(
    ("action", "carries"),
    [
        ("/pair/open", {}),
        ("/pair/open", {"family": "teapot"}),
        ("/pair/choose", {}),
        ("/pair/say", {"answer": "maybe"}),
        ("/pair/say", {}),
        ("/pair/type", {}),
        ("/pair/type", {"text": "0" * 65}),
    ],
)
def test_a_form_that_no_page_of_ours_makes_is_told_so(action: str, carries: dict[str, str]) -> None:
    made, place = at_the_screen()
    place.hear(Opened())
    assert place.progress is not None
    turn = str(place.progress.turn)
    assert made.post(Form(action, {**carries, "turn": turn})).headings == [BAD]
    assert place.said == []


@pytest.mark.parametrize("path", ["/pair/", "/pair/eat", "/pair/new/open", "/pairing/open"])
def test_what_nobody_can_do_at_the_desk_is_not_found(path: str) -> None:
    made, _ = at_the_screen()
    assert made.showing.answer(Request(path=path, form={"turn": ""})).status == 404


def test_without_a_radio_nothing_is_begun() -> None:
    made = SmallScreen()
    assert made.post(Form("/pair/open", {"family": "any", "turn": ""})).headings == [
        "Här går det inte att lägga till en apparat"
    ]
