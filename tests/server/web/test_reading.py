"""The page of one measurement: whose it is, and the form that says whose it was instead."""

from __future__ import annotations

import pytest
from clinic import DAY, Clinic
from pages import AT
from reader import Page, read


@pytest.fixture
def other(clinic: Clinic) -> str:
    """Somebody who shares the scale."""
    patient = clinic.town.add_patient("191212121212", name="Tolvan Tolvansson")
    clinic.town.registry.assign(clinic.town.scale, None, patient, AT - 10 * DAY, is_shared=True)
    clinic.looks_at_the_register()
    return patient


def shown(clinic: Clinic, number: int = 1, language: str = "sv") -> Page:
    """Open the page."""
    with clinic.browser(language=language) as client:
        return read(client.get(f"/readings/{number}"))


def move(clinic: Clinic, whose: str, reason: str = "hon ringde", number: int = 1) -> tuple[int, Page]:
    """Send the form."""
    with clinic.browser() as client:
        answer = client.post(f"/readings/{number}/move", data={"whose": whose, "reason": reason})
        status = answer.status_code
        return status, read(client.get(answer.headers["location"]) if status == 303 else answer)


def test_the_page_says_what_was_measured_where_and_whose_it_is(clinic: Clinic) -> None:
    clinic.weighs(80_300, AT)
    page = shown(clinic)
    for said in ("Vikt", "80,3", "kg", "i dag 07:10", "lindqvist", "scale", "Oskar Lindqvist"):
        assert said in page.text, said
    assert "Whose is it?" in shown(clinic, language="en").text


def test_a_shared_reading_is_nobodys_until_the_nurse_says_whose(clinic: Clinic, other: str) -> None:
    clinic.weighs(80_300, AT)
    assert "Flera delar vågen, och av någon finns för få vikter" in shown(clinic).text
    with clinic.browser() as client:
        listed = read(client.get("/quarantine"))
    assert "Säg vems" in listed.row("Flera delar vågen")
    status, page = move(clinic, other)
    assert status == 303
    assert "Sparat." in page.text
    assert "ingen → Tolvan Tolvansson" in page.row("hon ringde")
    assert [row["patient"] for row in clinic.rows_of("observation")] == [other]
    with clinic.browser() as client:
        listed = read(client.get("/quarantine"))
    assert "Eva Lind" in listed.row("hon ringde")
    assert "Inget mätvärde väntar på en ägare." in listed.text


@pytest.mark.decision("G6")
def test_who_looks_and_who_moves_is_written_down_with_everybody_on_the_page(clinic: Clinic, other: str) -> None:
    clinic.weighs(80_300, AT)
    move(clinic, "nobody")
    (seen,) = clinic.rows_of("audit", what="reading_seen")
    assert seen["patients"] == sorted([clinic.town.patient, other])
    (moved,) = clinic.rows_of("audit", what="reading_moved")
    assert (moved["who"], "hon ringde" in moved["detail"]) == ("eva", True)


@pytest.mark.parametrize(("whose", "reason"), [("", "hon ringde"), ("nobody", "  "), ("<script>", "hon ringde")])
def test_a_form_without_a_choice_or_a_reason_changes_nothing(clinic: Clinic, whose: str, reason: str) -> None:
    clinic.weighs(80_300, AT)
    status, page = move(clinic, whose, reason)
    assert status == 422
    assert "Välj vems det är och skriv hur du vet det." in page.text
    assert clinic.rows_of("attribution") == []


def test_somebody_outside_the_home_cannot_be_chosen(clinic: Clinic) -> None:
    clinic.weighs(80_300, AT)
    status, page = move(clinic, "a" * 16)
    assert status == 409
    assert "hörde inte till hemmet" in page.text


def test_what_cannot_be_moved_has_no_form_and_a_form_sent_all_the_same_changes_nothing(clinic: Clinic) -> None:
    clinic.hears(clinic.town.letters.weighing(5_000_000, AT))
    page = shown(clinic)
    assert "Det här värdet kan inte ges till någon" in page.text
    assert not [given for tag, given in page.tags if tag == "form" and "move" in given.get("action", "")]
    status, page = move(clinic, "nobody")
    assert status == 409
    assert "Det här värdet kan inte ges till någon" in page.text


@pytest.mark.parametrize("number", [7, 2**53, 2**80])
def test_there_is_no_page_for_what_is_not_there(clinic: Clinic, number: int) -> None:
    assert shown(clinic, number).status == 404
    assert move(clinic, "nobody", number=number)[0] == 404


def test_the_patients_page_leads_to_each_reading(clinic: Clinic) -> None:
    clinic.weighs(80_300, AT)
    with clinic.browser() as client:
        page = read(client.get(f"/patients/{clinic.town.patient}"))
    assert ("a", {"href": "/readings/1"}) in page.tags


@pytest.mark.usefixtures("other")
def test_the_patients_page_says_that_a_reading_of_the_home_is_nobodys(clinic: Clinic) -> None:
    def said() -> str:
        with clinic.browser() as client:
            return read(client.get(f"/patients/{clinic.town.patient}")).text

    assert "är ingens" not in said()
    clinic.weighs(80_300, AT)
    assert "Ett mätvärde i hemmet är ingens" in said()
    clinic.weighs(80_400, AT)
    assert "2 mätvärden i hemmet är ingens" in said()
