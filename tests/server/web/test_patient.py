from __future__ import annotations

import json
from datetime import timedelta

import pytest
from clinic import DAY, Clinic
from contract_samples import MOMENT, RAW
from pages import AT
from reader import Page, read
from shipped_rules import GAIN, shipped_rules

from server.web.patient import stories
from vitals.measurement import Measurement
from vitals.moment import Moment, TimeQuality
from vitals.record import AttemptFailed
from vitals.vital import Vital


def shown(clinic: Clinic, language: str = "sv", query: str = "") -> Page:
    with clinic.browser(language=language) as client:
        return read(client.get(f"/patients/{clinic.town.patient}{query}"))


def curves(page: Page) -> dict[str, list[object]]:
    (data,) = [given["data-curves"] for _, given in page.tags if "data-curves" in given]
    found: dict[str, list[object]] = json.loads(data)
    return found


def moment(at: object) -> Moment:
    assert MOMENT.heard_at is not None
    return Moment(
        device_time=None,
        heard_at=at,  # type: ignore[arg-type]  # an instant
        boot_id=MOMENT.boot_id,
        monotonic_ms=10**10,
        measured_at=at,  # type: ignore[arg-type]
        time_quality=TimeQuality.ARRIVAL,
    )


@pytest.mark.decision("N1", "N8")
def test_the_banner_says_who_it_is_and_what_matters_to_them(clinic: Clinic) -> None:
    clinic.weighs(80_000, AT)
    page = shown(clinic)
    for said in (
        "Oskar Lindqvist",
        "19430318-9817",
        "82 år",
        "Vårdnivå 2",
        "Anna Berg",
        "Kunna gå till bryggan",
        "i dag 07:10",
    ):
        assert said in page.text, said


def test_who_was_never_asked_what_matters_is_to_be_asked(clinic: Clinic) -> None:
    clinic.renames(matters="")
    assert "Inte frågat än. Fråga: vad är viktigt för dig?" in shown(clinic).text


def test_an_alert_shows_its_rule_its_limit_and_the_readings_behind_it(clinic: Clinic) -> None:
    clinic.gains()
    clinic.weighs(84_500, AT + DAY)
    page = shown(clinic)
    for said in (
        "Vikten har ökat 3,0 kg på 2 dagar: 80,0 kg lördag, 83,0 kg i dag. Gräns 2 kg.",
        "80,0 kg 2026-02-28 07:10",
        "83,0 kg 2026-03-02 07:10",
        "84,5 kg +4,5 mot 80,0 kg",
        f"Snabb viktuppgång weight-gain-2kg-3-days , version {shipped_rules().rules[GAIN].version}",
        "Utlöser när vikten har stigit minst 2 kg (gain) över den lägsta av de 3 dagarna före.",
        "Gäller nu",
    ):
        assert said in page.text, said
    assert len(curves(page)["behind"]) == 2
    assert len(curves(page)["limits"]) == 1


def test_without_alerts_the_page_says_how_little_that_means(clinic: Clinic) -> None:
    clinic.weighs(80_000, AT)
    assert "Det säger bara att ingen regel har slagit till." in shown(clinic).text


def test_the_curves_have_a_sentence_and_a_table_for_who_does_not_see_them(clinic: Clinic) -> None:
    clinic.gains()
    page = shown(clinic, "en")
    images = [given for tag, given in page.tags if tag == "div" and given.get("role") == "img"]
    assert [given["aria-label"] for given in images] == [
        "Weight. 30 days: from 80.0 to 83.0 kg, lowest 80.0, highest 83.0. Days without a weight: 28."
    ]
    assert "2026-03-02 07:10 83.0" in page.row("2026-03-02 07:10")
    assert "No blood pressure in the last 30 days." in page.text


def test_a_choice_of_days_shows_that_many_and_any_other_thirty(clinic: Clinic) -> None:
    clinic.weighs(80_000, AT - 60 * DAY)
    clinic.weighs(81_000, AT)
    assert len(curves(shown(clinic, query="?days=30"))["weight"]) == 1
    assert [point for point in curves(shown(clinic, query="?days=90"))["weight"] if point[1]] == [  # type: ignore[index]
        [int((AT - 60 * DAY).timestamp()), 80.0],
        [int(AT.timestamp()), 81.0],
    ]
    assert len(curves(shown(clinic, query="?days=100000"))["weight"]) == 1
    assert shown(clinic, query="?days=x").status == 400


def test_pressure_and_pulse_stand_in_one_line_of_the_table(clinic: Clinic) -> None:
    values = {Vital.SYSTOLIC: 1_280, Vital.DIASTOLIC: 790, Vital.PULSE_RATE: 640}
    sitting = Measurement(
        device=clinic.town.scale, user_slot=None, values=values, flags=frozenset(), moment=moment(AT), raw=RAW
    )
    clinic.hears(clinic.town.letters.record(sitting))
    page = shown(clinic)
    assert page.row("2026-03-02 07:10").endswith("128 79 64")
    assert "30 dagar: senast 128/79 mmHg" in page.text


def test_an_attempt_that_failed_is_seen_and_is_no_value(clinic: Clinic) -> None:
    failed = AttemptFailed(device=clinic.town.scale, user_slot=None, moment=moment(AT), raw=RAW)
    clinic.hears(clinic.town.letters.record(failed))
    page = shown(clinic)
    assert "i dag 07:10 · Våg" in page.text
    assert "På en delad apparat kan det ha varit någon annan." in page.text
    assert curves(page)["weight_failed"] == [int(AT.timestamp())]
    assert curves(page)["weight"] == []


@pytest.mark.decision("N15")
def test_the_history_tells_each_alert_as_a_story_with_its_outcome(clinic: Clinic) -> None:
    alert = clinic.gains()
    with clinic.browser("bo") as client:
        client.post("/take", data={"seen": f"{alert}:1"})
        clinic.clock.at += timedelta(minutes=20)
        outcome = {"cause": "technical", "action": "phone_advice", "note": "Vågen stod på mattan"}
        client.post("/close", data={"seen": f"{alert}:2", **outcome})
    told = shown(clinic).text.partition("Varningar hittills")[2]
    steps = ["kom", "togs av Bo Ek", "stängdes av Bo Ek", "Tekniskt fel · Råd per telefon", "Vågen stod på mattan"]
    places = [told.index(step) for step in steps]
    assert places == sorted(places)


def test_stories_keep_their_order_of_time_and_the_latest_comes_first(clinic: Clinic) -> None:
    first = clinic.gains()
    with clinic.browser("bo") as client:
        client.post("/close", data={"seen": f"{first}:1", "cause": "expected", "action": "not_relevant"})
    clinic.weighs(88_000, AT + DAY)
    page = clinic.reader.patient(clinic.town.patient, 30, clinic.clock.at)
    assert page is not None
    told = stories(page.history)
    assert [[event.act for event in events] for events in told] == [["opened"], ["opened", "closed"]]
    assert told[1][0].alert == first


def test_a_patient_can_be_taken_and_closed_from_their_own_page(clinic: Clinic) -> None:
    alert = clinic.gains()
    page = shown(clinic)
    here = f"/patients/{clinic.town.patient}"
    assert ("input", {"type": "hidden", "name": "back", "value": here}) in page.tags
    assert ("input", {"type": "hidden", "name": "seen", "value": f"{alert}:1"}) in page.tags
    acts = {"/take", "/close", f"{here}/seen", f"{here}/events", f"{here}/weights", "/language", "/logout"}
    assert {given["action"] for tag, given in page.tags if tag == "form"} == acts


def test_the_list_of_everybody_begins_with_who_was_silent_longest(clinic: Clinic) -> None:
    never = clinic.town.add_patient("191212121212", name="Tolvan Tolvansson")
    clinic.gains()
    with clinic.browser() as client:
        page = read(client.get("/patients"))
    names = [given["href"] for tag, given in page.tags if tag == "a" and given["href"].startswith("/patients/")]
    assert names == [f"/patients/{never}", f"/patients/{clinic.town.patient}"]
    assert "Aldrig" in page.row("Tolvan Tolvansson")
    assert "Medel Snabb viktuppgång" in page.row("Oskar Lindqvist")
    assert "En tyst patient är inte en frisk patient." in page.text


def test_the_form_that_closes_is_a_sheet_for_the_list_and_a_page_for_who_has_no_scripts(clinic: Clinic) -> None:
    alert = clinic.gains()
    here = f"/patients/{clinic.town.patient}/closing"
    with clinic.browser() as client:
        sheet = read(client.get(here, headers={"hx-request": "true"}))
        page = read(client.get(here))
    for each in (sheet, page):
        assert ("input", {"type": "hidden", "name": "seen", "value": f"{alert}:1"}) in each.tags
        assert "Oskar Lindqvist 19430318-9817" in each.text
    assert not any(tag == "html" for tag, _ in sheet.tags)
    assert any(tag == "html" for tag, _ in page.tags)
    assert [row["patients"] for row in clinic.rows_of("audit", what="patient_seen")] == [[clinic.town.patient]] * 2


def test_several_alerts_are_all_ticked_and_each_can_be_left_open(clinic: Clinic) -> None:
    gain = clinic.gains()
    clinic.goes_silent()
    with clinic.browser() as client:
        page = read(client.get(f"/patients/{clinic.town.patient}/closing"))
        boxes = [given for tag, given in page.tags if given.get("type") == "checkbox"]
        assert [box["value"] for box in boxes] == [f"{gain}:1", f"{gain + 1}:1"]
        assert all("checked" in box for box in boxes)
        outcome = {"cause": "expected", "action": "not_relevant"}
        client.post("/close", data={"seen": boxes[1]["value"], **outcome})
    assert {row["alert"]: row["state"] for row in clinic.rows_of("alert")} == {gain: "open", gain + 1: "closed"}


def test_a_form_that_closes_nothing_is_not_shown(clinic: Clinic) -> None:
    with clinic.browser() as client:
        assert client.get(f"/patients/{clinic.town.patient}/closing").status_code == 404
        assert client.get("/patients/aaaaaaaaaaaaaaaa/closing").status_code == 404
