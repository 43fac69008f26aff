"""The main job: a real weighing through a real hub becomes an alert on an open page, and a nurse deals with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from ward import TODAY, Ward

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]
Opener = Callable[..., Page]


@pytest.mark.decision("H1")
@pytest.mark.decision("N12", "N14")
def test_a_weighing_becomes_an_alert_without_reload_and_is_taken_and_closed_in_two_taps(
    ward: Ward, open_page: Opener
) -> None:
    page = open_page()
    page.evaluate("window.isTheSamePage = true")
    row = page.get_by_role("row", name="Astrid Ek")
    expect(row).to_have_count(0)

    ward.gains("Astrid Ek", 83.4)
    expect(row).to_contain_text("Vikten har ökat 3,4 kg på 2 dagar")
    expect(row).to_contain_text("Låg")
    expect(row).to_contain_text(re.compile(r"Gäller nu · i dag 07:\d\d"))
    expect(row).to_contain_text("Anna Berg")

    row.get_by_role("button", name="Ta Astrid Ek").click()
    expect(row).to_contain_text("Tagen 07:")
    expect(page.locator("#said")).to_have_text("Du har tagit Astrid Ek.")

    row.get_by_role("link", name="Stäng Astrid Ek").click()
    sheet = page.get_by_role("dialog", name="Stäng varningen")
    expect(sheet).to_contain_text("Astrid Ek 19330101-9836")
    sheet.get_by_label("Hjärtsvikt").check()
    sheet.get_by_role("button", name="Dos ändrad").click()
    expect(row).to_have_count(0)
    expect(page.locator("#said")).to_have_text("Stängd: Astrid Ek.")
    assert page.evaluate("window.isTheSamePage")

    patient = ward.page_of("Astrid Ek").rpartition("/")[2]
    (alert,) = ward.rows("SELECT alert, state, owner FROM alert WHERE patient = ?", patient)
    assert (alert["state"], alert["owner"]) == ("closed", "anna")
    opened, taken, closed = ward.rows("SELECT * FROM alert_event WHERE alert = ? ORDER BY version", alert["alert"])
    assert [(event["act"], event["who"]) for event in (opened, taken, closed)] == [
        ("opened", "system"),
        ("taken", "anna"),
        ("closed", "anna"),
    ]
    assert json.loads(closed["detail"]) == {"cause": "heart_failure", "action": "dose_changed", "note": ""}
    assert closed["at"].startswith(TODAY.isoformat())
    audit = ward.rows(
        "SELECT who, what, at FROM audit WHERE patients = ? AND what LIKE 'alert_%' ORDER BY number",
        json.dumps([patient]),
    )
    assert [(row["who"], row["what"]) for row in audit] == [
        ("system", "alert_opened"),
        ("anna", "alert_taken"),
        ("anna", "alert_closed"),
    ]
    assert all(row["at"].startswith(TODAY.isoformat()) for row in audit)


def test_signing_in_by_the_form_leads_to_the_list_and_out_again(ward: Ward, open_page: Opener) -> None:
    page = open_page("/", staff=None)
    expect(page).to_have_url(f"{ward.url}/login")
    page.get_by_label("Användarnamn").fill("anna")
    page.get_by_label("Lösenord").fill(ward.premises.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Arbetslista")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{ward.url}/login")
    page.goto("/patients")
    expect(page).to_have_url(f"{ward.url}/login")
