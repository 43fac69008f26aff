from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hand_made import KARIN, MONDAY, OLLE, UNIT, contact, screen, weekdays
from small_screen import SmallScreen

from vitals.contact import Contact, Role
from vitals.member import Member
from vitals.screen import Screen

UNKNOWN = "Vi kan inte säga när någon tittar nästa gång"
PALLIATIVE = contact(Role.TEAM, name="Hemteamet", telephone="010-999 88 77")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 3, 2, 6, 59, tzinfo=UTC), "Nästa gång någon tittar: i dag 8.00"),
        (datetime(2026, 3, 2, 7, 0, tzinfo=UTC), "Någon tittar i dag fram till 16.30"),
        (datetime(2026, 3, 2, 15, 30, tzinfo=UTC), "Nästa gång någon tittar: i morgon 8.00"),
        (datetime(2026, 3, 6, 17, 0, tzinfo=UTC), "Nästa gång någon tittar: måndag 8.00"),
        (datetime(2026, 3, 13, 17, 0, tzinfo=UTC), UNKNOWN),
        (datetime(2026, 3, 16, 7, 0, tzinfo=UTC), UNKNOWN),
    ],
)
def test_the_coverage_clock_says_when_somebody_looks_next_and_promises_nothing_beyond(at: datetime, said: str) -> None:
    assert f"{said}. " in SmallScreen(at=at).get().text


def test_a_promise_that_expired_or_was_never_made_is_not_kept_up() -> None:
    assert UNKNOWN in SmallScreen(screen(coverage=None)).get().text
    expired = weekdays(MONDAY - timedelta(weeks=2))
    assert UNKNOWN in SmallScreen(screen(coverage=expired)).get().text


def test_the_contacts_page_lists_everybody_once_the_named_contact_first_with_hours() -> None:
    doctor = contact(Role.DOCTOR, name="Bo Ek", telephone="010-1 2 3", hours_sv="", hours_en="")
    made = SmallScreen(screen(KARIN, OLLE, contacts=(contact(Role.UNIT, **UNIT), doctor, contact())))
    said = made.get("/care").text
    places = [said.index(name) for name in ("Anna Berg", "Bo Ek", "Rosenlunds vårdcentral")]
    assert places == sorted(places)
    assert said.count("Anna Berg") == 1
    assert "vardagar 8–16.30" in said
    assert made.get("/care").links["Färg och namn"] == "/people"


def test_a_contact_that_expired_is_not_shown_and_the_clinic_stands_in() -> None:
    old = contact(expires_at=MONDAY)
    made = SmallScreen(screen(contacts=(old, contact(Role.UNIT, **UNIT))))
    assert "Ansvarig: Rosenlunds vårdcentral, mottagningen, 010-200 30 40" in made.get().text
    made.tell(screen(contacts=(old,)))
    assert "Hubben har inte fått veta vem som är ansvarig." in made.get().text
    assert "Hubben har inte fått veta vem som är ansvarig." in made.get("/care").text


def test_without_trusted_time_a_number_is_better_than_none_and_hours_are_not_promised() -> None:
    made = SmallScreen()
    made.loses_time()
    said = made.get("/care").text
    assert "010-123 45 67" in said
    assert "vardagar" not in said


def test_contacts_of_somebody_else_are_not_mine() -> None:
    made = SmallScreen(screen(contacts=(contact(about=OLLE),)))
    assert "Anna Berg" not in made.get().text


@pytest.mark.decision("F10")
def test_what_was_agreed_with_somebody_stands_instead_of_both_numbers_and_says_nothing_of_why() -> None:
    made = SmallScreen(people_with(PALLIATIVE))
    for path in ("/", "/care"):
        said = made.get(path).text
        assert "Hjälp 010-999 88 77, Hemteamet" in said
        assert "112" not in said
        assert "1177" not in said
    made.press("much_worse sv", "/ask")
    assert "Ring Hemteamet, 010-999 88 77." in made.get().text
    assert "112" not in made.get().text


@pytest.mark.decision("F10")
def test_an_agreement_that_expired_gives_the_usual_numbers_back() -> None:
    made = SmallScreen(people_with(contact(Role.TEAM, expires_at=MONDAY)))
    assert "Akut 112" in made.get().text


def test_english_says_the_same() -> None:
    made = SmallScreen()
    made.press("English")
    said = made.get().text
    assert "Next look: today 8:00." in said
    assert "Responsible: Anna Berg, named contact, 010-123 45 67" in said
    assert "weekdays 8–16:30" in made.get("/care").text


def people_with(instead: Contact) -> Screen:
    return screen(people=(Member(patient=KARIN, instead=instead),))


@pytest.mark.decision("F12")
def test_every_sentence_that_could_worry_ends_with_one_thing_to_do_and_one_number() -> None:
    made = SmallScreen(screen(coverage=None))
    made.loses_line()
    said = made.get().text
    assert f"{UNKNOWN}. Behöver du råd? Ring 1177." in said
    assert "vården ser inte nya värden. Mår du sämre? Ring 1177." in said
    html = made.reply("/").body.decode()
    assert "Det du ser kan vara gammalt. Behöver du råd? Ring 1177." in html
    assert "vården ser inte nya värden. Mår du sämre? Ring 1177." in made.get("/care").text


def test_a_shared_home_names_each_who_is_responsible_for_somebody_in_it_once() -> None:
    bo = contact(name="Bo Ek", telephone="010-1 2 3", about=OLLE)
    made = SmallScreen(screen(KARIN, OLLE, contacts=(contact(about=KARIN), bo)))
    assert "Ansvarig: Anna Berg, 010-123 45 67; Bo Ek, 010-1 2 3" in made.get().text
    made.tell(screen(KARIN, OLLE))
    assert "Ansvarig: Anna Berg, fast vårdkontakt, 010-123 45 67" in made.get().text
