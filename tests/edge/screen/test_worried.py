from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hand_made import KARIN, MONDAY, OLLE, contact, screen
from small_screen import SmallScreen, seen

from vitals.contact import Role
from vitals.member import Member
from vitals.record import RecordRef

WORRIED = "Jag är orolig – ring mig"
SATURDAY_NIGHT = datetime(2026, 3, 7, 21, 0, tzinfo=UTC)
PAGE = f"/worried/{KARIN}"


@pytest.mark.decision("F12")
def test_the_button_is_a_record_and_is_answered_at_once_with_who_when_and_what_until_then() -> None:
    made = SmallScreen(at=SATURDAY_NIGHT)
    said = made.press(WORRIED).text
    assert made.presses() == [("worried", KARIN)]
    for part in (
        "Vi har sparat att du vill bli uppringd",
        "Det är på väg till vården.",
        "Den som läser det är Anna Berg.",
        "Det läses tidigast måndag 8.00.",
        "Kan du inte vänta så länge? Ring 1177.",
        "Blir du mycket sämre? Ring 112.",
    ):
        assert part in said


@pytest.mark.decision("F12")
def test_the_answer_follows_what_becomes_of_it() -> None:
    made = SmallScreen()
    made.press(WORRIED)
    made.settle()
    assert "Vården har fått det." in made.get(PAGE).text
    (item,) = made.hub.conductor.hub.today.items.values()
    made.tell(screen(seen=(seen(RecordRef(epoch=item.key.epoch, sequence=item.key.sequence)),)))
    assert "Anna Berg har sett det." in made.get(PAGE).text
    assert "Ring mig 7.10 – sett av Anna Berg" in made.get().text


@pytest.mark.decision("F12")
def test_without_a_line_nobody_is_promised_to_read_it() -> None:
    made = SmallScreen()
    made.loses_line()
    said = made.press(WORRIED).text
    assert "Vården har inte fått det än. Det skickas när nätet är tillbaka." in said
    assert "Anna Berg" not in said
    assert "läses" not in said
    assert "Ring 1177." in said


def test_within_staffed_hours_it_is_read_today_and_without_a_known_time_nobody_can_say() -> None:
    made = SmallScreen(at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    assert "Någon läser det i dag före 16.30." in made.press(WORRIED).text
    made.loses_time()
    assert "Vi kan inte säga när det läses." in made.get(PAGE).text
    made.tell(screen(contacts=(contact(expires_at=MONDAY),)))
    made = SmallScreen(screen(contacts=(), coverage=None))
    said = made.press(WORRIED).text
    assert "Det läses av din mottagning." in said
    assert "Vi kan inte säga när det läses." in said


@pytest.mark.decision("F12")
def test_the_button_stands_on_every_page_by_day_and_by_night_and_without_a_line() -> None:
    for at in (SATURDAY_NIGHT, datetime(2026, 3, 2, 9, 0, tzinfo=UTC)):
        made = SmallScreen(at=at)
        made.loses_line()
        for path in ("/", "/care", "/people", f"/which/{KARIN}", f"/ask/dizziness/{KARIN}", "/nowhere"):
            made.form(WORRIED, path)


@pytest.mark.decision("F1", "F12")
def test_from_there_an_acute_answer_is_two_presses_away_and_says_what_to_do_at_once() -> None:
    made = SmallScreen()
    page = made.press(WORRIED)
    which = made.get(page.links["Berätta hur du mår"])
    made.press("fainted sv", which.links["dizziness sv"])
    look = made.get()
    assert look.headings == ["Viktigt nu"]
    assert "Om fainted, sv. Ring 112." in look.text


def test_in_a_shared_home_it_is_asked_who_wants_to_be_called_and_anybody_else_may_be() -> None:
    made = SmallScreen(screen(KARIN, OLLE))
    path = made.get().links[WORRIED]
    assert {form.label for form in made.get(path).forms} >= {"Person KARI", "Person OLLE", "Någon annan"}
    made.press("Person OLLE", path)
    said = made.press("Någon annan", path).text
    assert made.presses() == [("worried", OLLE), ("worried", None)]
    assert "Vi har sparat att du vill bli uppringd" in said


@pytest.mark.decision("F10")
def test_who_agreed_on_a_team_is_sent_to_it_and_to_one_number_only() -> None:
    team = contact(Role.TEAM, name="Hemteamet", telephone="010-999 88 77")
    made = SmallScreen(screen(people=(Member(patient=KARIN, instead=team),)))
    said = made.press(WORRIED).text
    assert "Kan du inte vänta så länge? Ring Hemteamet, 010-999 88 77." in said
    assert "mycket sämre" not in said
    assert not re.search(r"\b112\b|\b1177\b", said)


def test_the_page_of_a_press_that_was_forgotten_still_says_whom_to_call() -> None:
    look = SmallScreen().get(PAGE)
    assert look.headings == ["Behöver du hjälp?"]
    assert "Ring 1177." in look.text
