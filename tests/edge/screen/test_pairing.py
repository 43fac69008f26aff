"""The screen at the pairing desk: every step is a page with one thing to do."""

from __future__ import annotations

import pytest
from hand_made import KARIN, screen
from pairing_place import AtTheScreen
from pairing_play import A_AND_D, AWAY, BEURER, BODY_SCALE, HERE, PLAIN_CUFF, S400, S400_ADDRESS, Play, family
from small_hub import SCALE
from small_screen import SmallScreen

from edge.devices.catalogue import FAMILIES, is_fetched
from edge.devices.family import IMPLANTS, Advertisement
from edge.household import Household, HouseholdChosen
from edge.pairing.talk import (
    Bonded,
    Chose,
    Kept,
    LinkEnded,
    Opened,
    Rejoined,
    Said,
    Step,
    Typed,
)
from vitals.screen import Screen

HEADINGS = {
    Step.CONFIRMING: "Pacemaker eller ICD?",
    Step.ASKING: "En kod behövs",
    Step.CALLING: "Gör den redo igen",
    Step.BONDING: "Vänta lite",
    Step.INTRODUCING: "Vänta lite till",
    Step.TYPING: "Skriv siffrorna",
    Step.COMPARING: "Är det samma siffror?",
    Step.RESTING: "Stäng av den",
    Step.REJOINING: "Hubben provar",
    Step.REPLACING: "Para ihop på nytt?",
    Step.KEEPING: "Hubben sparar",
    Step.DONE: "Klart",
    Step.REFUSED: "Det gick inte",
}


def test_the_way_to_it_is_three_pages_long_and_begins_nothing_before_the_last_press() -> None:
    made = AtTheScreen()
    assert "/pair" not in {*made.get().links.values()}, "not at home, where a patient stands"
    kinds = made.get(made.get("/care").links["Lägg till en apparat"])
    assert [*kinds.links][2:] == ["Våg", "Mätare för blodtryck", "Syremätare", "Termometer", "Vet inte"]
    models = made.get(kinds.links["Våg"])
    before = made.get(models.links["A&D UC-352BLE"])
    assert before.headings == ["A&D UC-352BLE"]
    assert family("a-and-d-scale").how_to_pair.sv in before.text
    assert made.place.said == []
    look = made.press("Börja", models.links["A&D UC-352BLE"])
    assert made.place.said == [Opened(family("a-and-d-scale"))]
    assert look.headings == ["Gör den redo"]
    assert family("a-and-d-scale").how_to_pair.sv in look.text


def test_every_family_that_this_hub_reads_can_be_looked_for_by_its_name() -> None:
    made = AtTheScreen()
    found = []
    for kind in ("scale", "cuff", "oximeter", "thermometer"):
        models = made.get(f"/pair/new/{kind}").links
        for label, to in models.items():
            if to.startswith(f"/pair/new/{kind}/") and not to.endswith("/any"):
                page = made.get(to)
                assert page.headings == [label]
                (form,) = [form for form in page.forms if form.action == "/pair/open"]
                found.append(form.carries["family"])
    assert sorted(found) == sorted(each.name for each in FAMILIES if is_fetched(each))


@pytest.mark.parametrize("path", ["/pair/new/device/any", "/pair/new/cuff/any"])
def test_who_does_not_know_what_it_is_looks_for_anything(path: str) -> None:
    made = AtTheScreen()
    assert made.heading(path) == "Så här går det till"
    made.press("Börja", path)
    assert made.place.said == [Opened(None)]


@pytest.mark.parametrize(
    "path",
    [
        "/pair/old",
        "/pair/new/teapot",
        "/pair/new/teapot/any",
        "/pair/new/scale/no-such-scale",
        "/pair/new/cuff/a-and-d-scale",
        "/pair/new/scale/any/more",
    ],
)
def test_what_cannot_be_paired_has_no_page(path: str) -> None:
    assert AtTheScreen().reply(path).status == 404


def test_before_anybody_has_begun_the_page_of_the_pairing_is_the_choice() -> None:
    assert AtTheScreen().heading("/pair") == "Vad ska läggas till?"


def test_a_hub_without_radio_and_one_whose_bluetooth_is_gone_say_so() -> None:
    made = AtTheScreen()
    made.place.is_ready = False
    for shown in (SmallScreen(), made):
        for path in ("/pair", "/pair/new", "/pair/new/scale/a-and-d-scale"):
            assert shown.heading(path) == "Här går det inte att lägga till en apparat"
    made.place.is_ready = True
    form = made.form("Börja", "/pair/new/device/any")
    made.place.is_ready = False
    assert made.post(form).headings == ["Här går det inte att lägga till en apparat"]
    assert made.place.said == []


def test_a_pairing_goes_on_where_it_stands_when_bluetooth_is_gone_and_can_be_stopped() -> None:
    made = AtTheScreen().stands(Step.BONDING)
    made.place.is_ready = False
    made.press("Avbryt", "/pair")
    assert made.place.play.at() is Step.CLOSED


def test_where_nobody_lives_any_more_nothing_is_paired() -> None:
    made = AtTheScreen(shown=Screen(people=()))
    assert made.heading("/pair/new") == "Den här skärmen används inte längre"


@pytest.mark.parametrize("step", HEADINGS)
def test_each_step_is_a_page_that_says_what_the_desk_says(step: Step) -> None:
    made = AtTheScreen().stands(step)
    look = made.get("/pair")
    assert look.headings == [HEADINGS[step]]
    progress = made.place.progress
    assert progress is not None
    assert progress.sv in look.text
    assert ("Avbryt" in [form.label for form in look.forms]) is (step is not Step.DONE)
    made.hear(HouseholdChosen(Household(language="en")))
    assert progress.en in made.get("/pair").text


def test_who_is_in_reach_is_chosen_by_name_and_keeps_its_place_however_loud_it_is() -> None:
    made = AtTheScreen(Play({HERE: SCALE}, unread="beurer-scale"))
    made.place.hear(Opened())
    assert made.heading("/pair") == "Gör den redo"
    made.sights(A_AND_D, HERE, -80)
    made.sights(PLAIN_CUFF, AWAY, -60)
    made.sights(Advertisement(services=frozenset({"1810"})), "C0:00:00:00:00:02", -70)
    made.sights(BEURER, "C0:00:00:00:00:03", -50)
    look = made.get("/pair")
    assert look.headings == ["Vilken är det?"]
    label = family("standard-cuff").label_sv
    choices = [form.label for form in look.forms if form.action == "/pair/choose"]
    assert sorted(choices) == sorted(
        ["A&D UC-352BLE: A&D_UC-352BLE_0A1B2C (redan ihopparad)", f"{label}: A cuff", label]
    )
    assert "BF720: kan inte läsas än." in look.text
    mark = made.reply("/pair").headers["ETag"]
    made.sights(A_AND_D, HERE, -20)
    assert made.reply("/pair").headers["ETag"] == mark
    made.press(f"{label}: A cuff", "/pair")
    assert made.place.said == [Chose(AWAY)]


@pytest.mark.parametrize(
    ("step", "label", "said", "then"),
    [
        (Step.CONFIRMING, "Ingen har det", Said(is_yes=True), Step.BONDING),
        (Step.CONFIRMING, "Någon har det, eller vet inte", Said(is_yes=False), Step.LOOKING),
        (Step.REPLACING, "Ja, glöm det gamla", Said(is_yes=True), Step.CALLING),
        (Step.REPLACING, "Nej, låt det vara", Said(is_yes=False), Step.LOOKING),
        (Step.COMPARING, "Ja, samma siffror", Said(is_yes=True), Step.BONDING),
        (Step.COMPARING, "Nej, andra siffror", Said(is_yes=False), Step.BONDING),
    ],
)
def test_a_yes_or_a_no_says_in_words_what_it_means(step: Step, label: str, said: Said, then: Step) -> None:
    made = AtTheScreen().stands(step)
    assert made.place.play.at() is step
    made.press(label, "/pair")
    assert made.place.said == [said]
    assert made.place.play.at() is then


def test_nobody_pairs_a_scale_with_a_current_without_having_said_that_nobody_has_an_implant() -> None:
    made = AtTheScreen()
    made.place.hear(Opened())
    made.sights(BODY_SCALE)
    look = made.press("Våg med standardprofil för kroppens sammansättning: A body scale", "/pair")
    assert IMPLANTS.sv in look.text
    assert [form.label for form in look.forms if form.action.startswith("/pair")] == [
        "Ingen har det",
        "Någon har det, eller vet inte",
        "Avbryt",
    ]
    made.press("Någon har det, eller vet inte", "/pair")
    assert made.place.play.at() is Step.LOOKING


@pytest.mark.parametrize(
    ("step", "label", "typed", "then"),
    [
        (Step.TYPING, "Sex siffror", "004711", Step.BONDING),
        (Step.ASKING, "Nummer, mellanslag, kod", "1 0042", Step.BONDING),
        (Step.ASKING, "Nummer, mellanslag, kod", "what?", Step.ASKING),
    ],
)
def test_what_only_people_know_is_typed_on_a_page_that_lets_them_type(
    step: Step, label: str, typed: str, then: Step
) -> None:
    made = AtTheScreen().stands(step)
    reply = made.reply("/pair")
    assert b"screen.js" not in reply.body
    assert label in made.get("/pair").text
    made.press("Klar", "/pair", text=typed)
    assert made.place.said == [Typed(typed)]
    assert made.place.play.at() is then


def test_a_key_that_the_makers_app_gave_is_typed_and_never_shown_again() -> None:
    made = AtTheScreen()
    made.place.hear(Opened())
    made.sights(S400, S400_ADDRESS)
    made.press(f"{family('xiaomi-s400-scale').label}: Xiaomi Scale", "/pair")
    made.press("Ingen har det", "/pair")
    look = made.press("Klar", "/pair", text="0" * 32)
    assert "Det stämde inte." in look.text
    assert "Nyckel, 32 tecken" in look.text
    assert "0" * 32 not in made.reply("/pair").body.decode()


def test_a_page_on_which_somebody_types_shows_itself_anew_only_when_their_time_is_up() -> None:
    made = AtTheScreen().stands(Step.ASKING)
    assert made.reply("/pair").headers["Refresh"] == "122"
    made.place.play.passes(100_000)
    assert made.reply("/pair").headers["Refresh"] == "22"
    assert "Refresh" not in AtTheScreen().stands(Step.BONDING).reply("/pair").headers


def test_more_time_is_offered_while_it_is_short_and_counted_in_tens_of_seconds() -> None:
    made = AtTheScreen()
    made.place.hear(Opened())
    assert "Mer tid" not in [form.label for form in made.get("/pair").forms]
    made.place.play.passes(91_000)
    assert "Minst 20 sekunder kvar." in made.get("/pair").text
    mark = made.reply("/pair").headers["ETag"]
    made.place.play.passes(8_000)
    assert made.reply("/pair").headers["ETag"] == mark, "a page that changes each second takes no press"
    made.place.play.passes(13_000)
    assert "Tiden är strax slut." in made.get("/pair").text
    made.press("Mer tid", "/pair")
    assert "sekunder kvar" not in made.get("/pair").text
    made.place.play.passes(120_000)
    look = made.get("/pair")
    assert look.headings == ["Inget läggs till nu"]
    assert "Tiden är slut." in look.text


def test_who_types_the_digits_is_told_within_what_time() -> None:
    assert "Skriv inom 20 sekunder." in AtTheScreen().stands(Step.TYPING).get("/pair").text


def test_who_types_is_offered_more_time_at_once_but_not_where_the_radio_cannot_wait() -> None:
    assert "Mer tid" in [form.label for form in AtTheScreen().stands(Step.ASKING).get("/pair").forms]
    assert "Mer tid" not in [form.label for form in AtTheScreen().stands(Step.TYPING).get("/pair").forms]


def test_a_running_pairing_is_on_top_of_home_and_nothing_acute_stands_behind_it() -> None:
    made = AtTheScreen().stands(Step.RESTING)
    look = made.get("/")
    assert look.headings == ["En apparat läggs till just nu"]
    assert "Stäng nu av apparaten" in look.text
    assert made.get(look.links["Fortsätt"]).headings == ["Stäng av den"]
    assert made.heading("/pair/new/scale") == "Stäng av den", "one at a time, whoever began it"
    made.press("yes sv", f"/ask/propped_up/{KARIN}")
    assert made.heading() == "Viktigt nu"
    made.press("Avbryt", "/pair")
    made.press("Jag har läst det här")
    assert made.heading() == "Väg dig nu"


def test_when_it_is_done_home_is_as_before_and_another_can_be_added() -> None:
    made = AtTheScreen().stands(Step.DONE)
    assert made.heading() == "Väg dig nu"
    look = made.get("/pair")
    assert look.headings == ["Klart"]
    assert "A&D UC-352BLE är ihopparad" in look.text
    assert made.heading(look.links["Lägg till en till"]) == "Vad ska läggas till?"
    made.press("Börja", "/pair/new/device/any")
    assert made.place.play.at() is Step.LOOKING


def test_a_whole_pairing_says_what_to_press_sees_the_device_and_waits_until_it_has_come_back() -> None:
    made = AtTheScreen(shown=screen())
    headings = [made.press("Börja", "/pair/new/scale/a-and-d-scale").headings]
    made.sights()
    headings.append(made.press("A&D UC-352BLE: A&D_UC-352BLE_0A1B2C", "/pair").headings)
    made.place.hear(Bonded())
    headings.append(made.get("/pair").headings)
    made.place.hear(LinkEnded())
    made.place.play.passes(4_000)
    headings.append(made.get("/pair").headings)
    made.sights()
    for event in (Rejoined(), Kept()):
        headings.append(made.get("/pair").headings)
        made.place.hear(event)
    headings.append(made.get("/pair").headings)
    assert [heading for (heading,) in headings] == [
        "Gör den redo",
        "Vänta lite",
        "Stäng av den",
        "Mät en gång",
        "Hubben provar",
        "Hubben sparar",
        "Klart",
    ]
