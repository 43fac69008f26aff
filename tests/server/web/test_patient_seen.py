"""What the patient said stands on the patient's page, and a nurse says that she has seen what stands there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from clinic import Clinic
from contract_samples import BOOT
from pages import AT
from reader import Page, read

from server.adapters.store.units import keep_unit
from server.patients.hours import parse_hours
from server.patients.unit import Unit
from server.web.patient import SAID_SHOWN
from vitals.code import ACT_NOW_READ, WORRIED
from vitals.moment import Moment, TimeQuality
from vitals.record import Answer, Button

HOUR = timedelta(hours=1)


def moment(at: datetime | None) -> Moment:
    """Give the time of what was said on a hub that knew it, or did not."""
    quality = TimeQuality.UNKNOWN if at is None else TimeQuality.ARRIVAL
    return Moment(
        device_time=None, heard_at=at, boot_id=BOOT, monotonic_ms=10**10, measured_at=at, time_quality=quality
    )


def answers(
    clinic: Clinic, question: str, code: str, at: datetime | None, text: str | None = None, version: int = 1
) -> None:
    """Let the patient answer."""
    about = clinic.town.patient
    answer = Answer(
        question=question, version=version, code=code, text=text, about=about, refers_to=None, moment=moment(at)
    )
    clinic.hears(clinic.town.letters.record(answer))


def presses(clinic: Clinic, button: str, at: datetime) -> None:
    """Let the patient press a button."""
    clinic.hears(clinic.town.letters.record(Button(button=button, about=clinic.town.patient, moment=moment(at))))


def shown(clinic: Clinic, language: str = "sv", query: str = "") -> Page:
    """Open the patient's page."""
    with clinic.browser(language=language) as client:
        return read(client.get(f"/patients/{clinic.town.patient}{query}"))


def sees(clinic: Clinic, upto: int | str, days: int | str = 30, patient: str | None = None) -> tuple[int, str]:
    """Press *seen*; gives the status and where it leads."""
    with clinic.browser() as client:
        place = f"/patients/{patient or clinic.town.patient}/seen"
        answer = client.post(place, data={"upto": str(upto), "days": str(days)})
        return answer.status_code, answer.headers.get("location", "")


def said(page: Page) -> str:
    """Give the text of the page with its spaces made one."""
    return " ".join(page.text.split())


def test_what_the_patient_said_stands_newest_first_with_words_and_time(clinic: Clinic) -> None:
    answers(clinic, "dizziness", "sometimes", AT)
    answers(clinic, "tiredness", "unchanged", AT)
    answers(clinic, "something_else", "own_words", AT + HOUR, "Sover <illa> & drömmer")
    presses(clinic, ACT_NOW_READ, AT + 2 * HOUR)
    text = said(shown(clinic))
    places = [text.index(each) for each in ("Har läst rådet", "Ja, jag vill berätta", "Yr: Ibland")]
    assert places == sorted(places)
    assert "Sover <illa> & drömmer" in text
    assert "Trött" not in text, "as usual is said once, by the question of the day"
    assert "Dizzy: Sometimes" in said(shown(clinic, "en"))


def test_an_acute_answer_is_marked_in_words(clinic: Clinic) -> None:
    answers(clinic, "chest_pain", "yes", AT)
    assert "Ont i bröstet: Ja akut svar" in said(shown(clinic))


def test_what_can_no_longer_be_worded_is_shown_as_it_came(clinic: Clinic) -> None:
    answers(clinic, "dizziness", "purple", None, version=7)
    presses(clinic, "bell", AT)
    text = said(shown(clinic))
    assert "Fråga dizziness (version 7), svar purple" in text
    assert "Knappen bell" in text
    assert "hubben visste inte tiden" in text


def test_more_than_a_few_stand_behind_a_line(clinic: Clinic) -> None:
    for number in range(SAID_SHOWN + 2):
        answers(clinic, "dizziness", "sometimes", AT + number * HOUR)
    assert "2 till" in said(shown(clinic))


@pytest.mark.decision("F12")
def test_a_worry_is_a_card_with_its_reason_and_no_weight_behind_it(clinic: Clinic) -> None:
    presses(clinic, WORRIED, AT)
    answers(clinic, "chest_pain", "yes", AT)
    text = said(shown(clinic))
    assert "Tryckte på Jag är orolig, ring mig. Ring och fråga." in text
    acute, worried = (part.partition("Regel ")[0] for part in text.split("Mätvärdena bakom")[1:])
    assert "Ont i bröstet: Ja i dag 07:10" in acute
    assert "Jag är orolig – ring mig i dag 07:10" in worried
    with clinic.browser() as client:
        assert "Tryckte på Jag är orolig" in client.get("/").text


@pytest.mark.decision("F13")
def test_a_nurse_says_that_she_has_seen_what_stands_on_the_page(clinic: Clinic) -> None:
    clinic.weighs(80_000, AT)
    answers(clinic, "dizziness", "sometimes", AT)
    page = shown(clinic)
    assert "2 mätvärden och svar här har ingen sett än." in said(page)
    (upto,) = [given["value"] for tag, given in page.tags if tag == "input" and given.get("name") == "upto"]
    clinic.weighs(80_500, AT + timedelta(days=1))
    here = f"/patients/{clinic.town.patient}"
    assert sees(clinic, upto) == (303, f"{here}?days=30&seen=1")
    assert [row["record"] for row in clinic.rows_of("look")] == [1, 2]
    assert {row["who"] for row in clinic.rows_of("look")} == {"eva"}
    after = said(shown(clinic, query="?seen=1"))
    assert "Sparat: du har sett det." in after
    assert "Ett mätvärde eller svar här har ingen sett än." in after
    assert "Senast av" in after
    sees(clinic, 3)
    assert "Allt på den här sidan är sett." in said(shown(clinic))
    noted = [row for row in clinic.rows_of("audit") if row["what"] == "readings_seen"]
    assert [(row["who"], row["patients"], row["detail"]) for row in noted] == [
        ("eva", [clinic.town.patient], "2 up to 2"),
        ("eva", [clinic.town.patient], "1 up to 3"),
    ]


def test_a_page_without_anything_asks_nobody_to_have_seen_it(clinic: Clinic) -> None:
    page = shown(clinic)
    assert not [given for tag, given in page.tags if tag == "input" and given.get("name") == "upto"]
    assert "Ingenting de senaste 30 dagarna." in said(page)


@pytest.mark.parametrize(
    ("upto", "days", "patient"),
    [("", 30, None), (-1, 30, None), (2**60, 30, None), ("x", 30, None), (1, 31, None), (1, 30, "nobody")],
)
def test_a_form_that_is_none_of_ours_changes_nothing(
    clinic: Clinic, upto: int | str, days: int, patient: str | None
) -> None:
    clinic.weighs(80_000, AT)
    assert sees(clinic, upto, days, patient)[0] == 400
    assert clinic.rows_of("look") == []


def test_a_patient_that_is_not_there_is_seen_by_nobody(clinic: Clinic) -> None:
    clinic.weighs(80_000, AT)
    assert sees(clinic, 9, patient="nobodyaaaaaaaaaa")[0] == 303
    assert clinic.rows_of("look") == []


@pytest.mark.decision("N17")
def test_the_page_names_the_unit_and_its_telephone(clinic: Clinic) -> None:
    assert "Enhet:" not in said(shown(clinic))
    unit = Unit(
        unit="rosen",
        name="Rosens vårdcentral",
        zone="Europe/Stockholm",
        reader="eva",
        telephone="010-123 45 67",
        hours=parse_hours(["mon-fri 08:00-16:30"]),
    )
    keep_unit(clinic.town.registry, unit)
    assert "Enhet: Rosens vårdcentral 010-123 45 67" in said(shown(clinic))
