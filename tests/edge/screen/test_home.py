from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hand_made import A_FEW, KARIN, MONDAY, OLLE, ask, desired, screen
from small_screen import NEVER, SmallScreen

from edge.events import DesiredCame
from edge.household import Colour, Household, HouseholdChosen, Look
from edge.ports import StorageError
from vitals.desired import Ask, Text
from vitals.member import Member
from vitals.record import RecordRef
from vitals.screen import Screen

WEIGH = "Väg dig nu"
ASKED = "as_usual, sv?"
DONE = "Klart för i dag"
EVENING = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)
PRESSURE = "0680004f005f00"


def known_by_colour(screen: SmallScreen) -> None:
    household = Household().known_as(KARIN, Look(colour=Colour.BLUE, nickname="Kajsa"))
    screen.hear(HouseholdChosen(household.known_as(OLLE, Look(colour=Colour.YELLOW, nickname="Olle"))))


def whole_day(screen: SmallScreen) -> None:
    screen.weigh()
    screen.press("yes sv")
    screen.press("safe_2 sv")


@pytest.mark.decision("N24")
def test_a_morning_asks_one_thing_after_the_other_and_then_says_that_it_is_done() -> None:
    screen = SmallScreen()
    assert screen.heading() == WEIGH
    screen.weigh()
    assert screen.heading() == ASKED
    screen.press("yes sv")
    assert screen.heading() == "safe_at_home, sv?"
    screen.press("safe_2 sv")
    assert screen.heading() == DONE
    assert "80,1 kg 7.10 – sparat" in screen.get().text


@pytest.mark.decision("N24")
def test_the_home_page_says_what_was_measured_who_is_responsible_and_how_to_reach_them() -> None:
    screen = SmallScreen()
    screen.weigh()
    said = screen.get().text
    for part in ("80,1 kg", "Ansvarig: Anna Berg, fast vårdkontakt, 010-123 45 67", "Akut 112", "Råd 1177"):
        assert part in said
    assert "Ingen akuttjänst." in said
    assert "Ej CE-märkt" in said


def test_who_cannot_weigh_today_can_answer_all_the_same() -> None:
    screen = SmallScreen()
    assert screen.get().links["Svara på dagens fråga"] == "/ask"
    screen.press("yes sv", "/ask")
    assert screen.heading() == WEIGH
    assert "Svara på dagens fråga" not in screen.get().links


@pytest.mark.parametrize(("hour", "is_asked"), [(5, False), (6, True), (19, True), (20, False)])
def test_nobody_is_reminded_of_anything_between_nine_in_the_evening_and_seven(hour: int, is_asked: bool) -> None:
    screen = SmallScreen(
        at=datetime(2026, 3, 2, hour, 0, tzinfo=UTC), questions=(ask(Ask.WEIGH_AGAIN), ask(Ask.WHOSE, NEVER))
    )
    assert (screen.heading() != "Inget att göra före klockan 7") == is_asked


def test_at_night_whoever_wants_to_answer_finds_the_way() -> None:
    screen = SmallScreen(at=EVENING)
    screen.press("no sv", "/ask")
    assert screen.answers() == [("as_usual", "no")]
    assert "Svara på dagens fråga" not in screen.get().links


def test_a_new_day_asks_anew() -> None:
    screen = SmallScreen()
    whole_day(screen)
    screen.passes(days=1)
    assert screen.heading() == WEIGH
    screen.weigh()
    assert screen.heading() == ASKED
    screen.press("yes sv")
    assert screen.heading() == DONE, "the month's question was answered yesterday"


@pytest.mark.decision("N22")
def test_the_months_question_comes_again_after_four_weeks() -> None:
    screen = SmallScreen()
    whole_day(screen)
    screen.passes(days=27)
    screen.weigh()
    screen.press("yes sv")
    assert screen.heading() == DONE
    screen.passes(days=1)
    screen.weigh()
    screen.press("yes sv")
    assert screen.heading() == "safe_at_home, sv?"


def test_a_home_without_a_scale_is_not_asked_to_weigh() -> None:
    screen = SmallScreen()
    screen.showing._has_scale = lambda: False
    assert screen.heading() == ASKED


@pytest.mark.decision("F10")
def test_who_shall_not_be_reminded_is_asked_nothing_and_told_nothing_of_why() -> None:
    shown = screen(people=(Member(patient=KARIN, is_reminded=False),))
    made = SmallScreen(shown, questions=(ask(Ask.WEIGH_AGAIN, about=KARIN),))
    assert made.heading() == "Inget att göra just nu"
    made.weigh()
    assert "80,1 kg" in made.get().text, "who weighs all the same sees the weight"


@pytest.mark.decision("F14")
def test_when_nobody_lives_here_any_more_the_screen_is_blank_at_once_whatever_stood_there() -> None:
    made = SmallScreen(texts=(Text(name="hello", sv="Hej", en="Hello", expires_at=MONDAY + timedelta(days=9)),))
    made.weigh()
    form = made.form("yes sv")
    made.tell(Screen(people=(), symptoms=A_FEW))
    for path in ("/", "/care", f"/ask/as_usual/{KARIN}", "/no-such-page"):
        assert made.get(path).text == "Den här skärmen används inte längre"
    assert made.post(form).text == "Den här skärmen används inte längre"
    assert made.answers() == []


def test_a_hub_that_was_told_nothing_saves_and_says_that_it_waits() -> None:
    made = SmallScreen()
    made.hub.conductor.hub.today.desired = None
    assert made.heading() == "Hubben väntar på besked från vården"
    made.weigh()
    said = made.get().text
    assert "Vägning 7.10 – sparat" in said, "whose it is nobody knows, so no value stands there"
    assert "Hubben har inte fått veta vem som är ansvarig." in said
    answer = made.press("Jag är orolig – ring mig").text
    assert made.presses() == [("worried", None)]
    assert "Hubben har inte fått veta om någon läser det. Kan du inte vänta så länge? Ring 1177." in answer
    assert "läses" not in answer, "a reader that nobody named is not promised"


@pytest.mark.decision("F7")
def test_please_weigh_again_stands_until_somebody_has() -> None:
    made = SmallScreen()
    first = made.weigh()
    made.tell(screen(), questions=(ask(Ask.WEIGH_AGAIN, first, about=KARIN),))
    assert made.heading() == "Väg dig gärna en gång till"
    made.weigh("00f83e")
    assert made.heading() == ASKED
    assert "80,1 kg" in made.get().text
    assert "80,6 kg" in made.get().text, "both values stay in sight"


@pytest.mark.decision("F2")
def test_please_measure_again_says_to_sit_and_stands_until_a_pressure_came() -> None:
    made = SmallScreen()
    first = made.weigh()
    made.tell(screen(), questions=(ask(Ask.MEASURE_PRESSURE_AGAIN, first),))
    assert made.heading() == "Mät blodtrycket en gång till"
    assert "Sitt ner" in made.get().text
    made.weigh()
    assert made.heading() == "Mät blodtrycket en gång till"
    measure(made)
    assert made.heading() == ASKED
    assert "128/79" in made.get().text


def test_a_request_about_a_record_that_is_forgotten_stands_until_it_expires() -> None:
    made = SmallScreen(questions=(ask(Ask.WEIGH_AGAIN, NEVER, expires_at=MONDAY + timedelta(hours=8)),))
    made.weigh()
    assert made.heading() == "Väg dig gärna en gång till"
    made.passes(hours=2)
    assert made.heading() == ASKED


def test_a_question_of_the_servers_is_asked_once_a_day_of_whom_it_is_about() -> None:
    asked = ask(Ask.SYMPTOM, question="dizziness", about=KARIN)
    made = SmallScreen(questions=(asked,))
    made.press("never sv")
    assert made.answers() == [("dizziness", "never")]
    assert made.heading() == WEIGH
    for odd in (replace(asked, question="unheard_of"), replace(asked, about=None), replace(asked, about=OLLE)):
        made.tell(screen(), questions=(odd,))
        assert made.heading() == WEIGH


def test_a_question_with_many_answers_has_a_page_of_its_own() -> None:
    many = replace(A_FEW[1], choices=(*A_FEW[1].choices, *A_FEW[0].choices))
    asked = ask(Ask.SYMPTOM, question="dizziness", about=KARIN)
    made = SmallScreen(screen(symptoms=(A_FEW[0], many)), questions=(asked,))
    assert made.heading() == "dizziness, sv?"
    made.press("yes sv", made.get().links["Svara"])
    assert made.answers() == [("dizziness", "yes")]


@pytest.mark.decision("C1", "C4")
def test_was_it_you_names_a_time_and_never_a_value() -> None:
    made = SmallScreen()
    weighed = made.weigh()
    assert "80,1" in made.get().text
    made.tell(screen(), questions=(ask(Ask.WHOSE, weighed),))
    assert made.heading() == "Någon vägde sig i dag 7.10. Var det du?"
    assert "80,1" not in made.get().text
    made.press("Nej, någon annan")
    assert "80,1" not in made.get().text, "it was somebody else's"
    body = made.bodies()[-1]
    assert (body["question"], body["version"], body["code"], body["about"]) == ("whose", 1, "nobody", None)
    assert body["refers_to"] == weighed.to_wire()
    assert made.heading() == ASKED


@pytest.mark.decision("C1", "C4")
def test_a_shared_home_says_whose_it_was_by_colour_and_nickname() -> None:
    made = SmallScreen(screen(KARIN, OLLE))
    known_by_colour(made)
    weighed = made.weigh()
    made.tell(screen(KARIN, OLLE), questions=(ask(Ask.WHOSE, weighed),))
    assert made.heading() == "Någon vägde sig i dag 7.10. Vem var det?"
    assert {"Kajsa Blå", "Olle Gul", "Ingen av oss"} <= {form.label for form in made.get().forms}
    made.press("Olle Gul")
    body = made.bodies()[-1]
    assert (body["code"], body["about"], body["refers_to"]) == ("mine", OLLE, weighed.to_wire())
    assert made.heading() != "Någon vägde sig i dag 7.10. Vem var det?"


def test_a_measurement_that_is_forgotten_or_of_a_cuff_is_asked_about_as_well() -> None:
    made = SmallScreen(questions=(ask(Ask.WHOSE, NEVER),))
    assert made.heading() == "Någon vägde sig nyligen. Var det du?"
    made.tell(screen(), questions=(ask(Ask.WHOSE, measure(made)),))
    assert made.heading() == "Någon mätte i dag 7.10. Var det du?"
    made.press("Ja, det var jag")
    assert "128/79" in made.get().text
    made.tell(screen(), questions=(ask(Ask.WHOSE, None),))
    assert made.heading() == WEIGH


@pytest.mark.decision("C4")
def test_a_shared_home_shows_no_weight_at_all() -> None:
    made = SmallScreen(screen(KARIN, OLLE))
    made.weigh()
    said = made.get().text
    assert "80,1" not in said
    assert "Vägning 7.10 – sparat" in said


def test_a_shared_home_asks_each_of_those_who_have_not_answered() -> None:
    made = SmallScreen(screen(KARIN, OLLE))
    known_by_colour(made)
    made.weigh()
    assert made.heading() == ASKED
    links = made.get().links
    assert links["Kajsa"] == f"/ask/as_usual/{KARIN}"
    made.press("yes sv", links["Kajsa"])
    assert "Kajsa" not in made.get().links
    made.press("no sv", made.get().links["Olle"])
    assert made.heading() == "safe_at_home, sv?"
    assert made.answers(OLLE) == [("as_usual", "no")]


@pytest.mark.decision("C4")
def test_a_shared_home_is_asked_to_choose_colours_and_names_once_all_else_is_done() -> None:
    made = SmallScreen(screen(KARIN, OLLE, symptoms=()))
    made.weigh()
    assert made.heading() == "Välj färg och namn"
    assert made.get().links["Välj färg och namn"] == "/people"
    known_by_colour(made)
    assert made.heading() == DONE


def test_without_trusted_time_nobody_is_reminded_and_nothing_is_promised_by_the_clock() -> None:
    made = SmallScreen(
        questions=(ask(Ask.WEIGH_AGAIN),),
        texts=(Text(name="hello", sv="Hej", en="Hello", expires_at=MONDAY + timedelta(days=9)),),
    )
    made.loses_time()
    made.weigh()
    look = made.get()
    assert look.headings == ["Väg dig på morgonen, före frukost"]
    assert "Vi kan inte säga när någon tittar nästa gång." in look.text
    assert "Klockan är inte ställd än." in look.text
    assert "Hej" not in look.text
    assert "80,1 kg – sparat" in look.text
    made.press("yes sv", look.links["Svara på dagens fråga"])
    assert made.bodies()[-1]["time_quality"] == "unknown"
    assert made.heading() == "Väg dig på morgonen, före frukost"


def test_a_text_of_the_servers_stands_until_it_expires() -> None:
    made = SmallScreen(texts=(Text(name="hello", sv="Hej", en="Hello", expires_at=MONDAY + timedelta(hours=8)),))
    assert "Hej" in made.get().text
    made.passes(hours=2)
    assert "Hej" not in made.get().text


def test_what_could_not_be_saved_is_told_with_one_thing_to_do_and_one_number() -> None:
    made = SmallScreen()
    made.hub.sql.execute("PRAGMA query_only=1")
    with pytest.raises(StorageError):
        made.weigh()
    made.hub.sql.execute("PRAGMA query_only=0")
    assert "Det senaste kunde inte sparas. Skriv upp det på papper. Ring Anna Berg, 010-123 45 67." in made.get().text
    made.weigh()
    assert "kunde inte sparas" not in made.get().text


def test_a_screen_of_another_hub_changes_nothing() -> None:
    made = SmallScreen()
    made.hear(DesiredCame(replace(desired(Screen(people=()), 9), hub="hubbbbbbbbbbbbbb")))  # type: ignore[arg-type]  # an id
    assert made.heading() == WEIGH


def measure(made: SmallScreen) -> RecordRef:
    from small_hub import CUFF

    from edge.events import Indication

    key = made.hear(
        Indication(address=CUFF.address, characteristic="2a35", payload=bytes.fromhex(f"00{PRESSURE[2:]}"), name=None)
    )
    return RecordRef(epoch=key.epoch, sequence=key.sequence)  # type: ignore[attr-defined]  # a Key, if it was kept
