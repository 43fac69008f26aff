"""A page that stays open: it moves under no working hand, says when it cannot be trusted, and recovers by itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from ward import Ward

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]
Opener = Callable[..., Page]
STALE_MS = 91_000


def row_of(page: Page, name: str) -> Locator:
    return page.get_by_role("row", name=name)


def top_of(row: Locator) -> float:
    box = row.bounding_box()
    assert box is not None
    return box["y"]


def pass_time(page: Page, milliseconds: int) -> None:
    page.clock.fast_forward(milliseconds)


def test_nothing_moves_under_a_working_hand_and_a_bar_says_what_waits(ward: Ward, open_page: Opener) -> None:
    ward.gains("Bengt Dal")
    page = open_page()
    page.clock.install()
    row = row_of(page, "Bengt Dal")
    row.hover()
    before = top_of(row)

    ward.gains("Cilla Fors", 86.0)
    bar = page.get_by_role("button", name="1 ny varning – visa")
    expect(bar).to_be_visible()
    expect(page).to_have_title("(1) Arbetslista – Hjärtnära")
    expect(row_of(page, "Cilla Fors")).to_have_count(0)
    assert top_of(row) == before

    bar.click()
    expect(row_of(page, "Cilla Fors")).to_be_visible()
    expect(bar).to_be_hidden()
    expect(page).to_have_title("Arbetslista – Hjärtnära")


def test_a_sheet_that_is_open_stays_open_and_what_waited_comes_when_the_hand_has_left(
    ward: Ward, open_page: Opener
) -> None:
    ward.gains("David Ström")
    page = open_page()
    page.clock.install()
    row_of(page, "David Ström").get_by_role("link", name="Stäng").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Anteckning").fill("ringer nu")
    page.mouse.move(0, 0)
    pass_time(page, 60_000)
    ward.gains("Elin Sjö")
    expect(page.locator("#news")).to_have_text("1 ny varning – visa")
    expect(sheet.get_by_label("Anteckning")).to_have_value("ringer nu")

    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    pass_time(page, 11_000)
    expect(row_of(page, "Elin Sjö")).to_be_visible()


def test_focus_stays_in_the_row_after_taking_and_goes_to_what_was_said_after_closing(
    ward: Ward, open_page: Opener
) -> None:
    ward.gains("Folke Åman")
    page = open_page()
    row = row_of(page, "Folke Åman")
    take = row.get_by_role("button", name="Ta ")
    take.focus()
    page.keyboard.press("Enter")
    expect(row.get_by_role("link", name="Stäng")).to_be_focused()
    expect(take).to_have_count(0)
    expect(page.locator("#news")).to_be_hidden()

    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading")).to_be_focused()
    sheet.get_by_label("Väntat").check()
    sheet.get_by_role("button", name="Ej relevant").press("Enter")
    expect(page.locator("#said")).to_have_text("Stängd: Folke Åman.")
    expect(page.locator("#said")).to_be_focused()


def test_enter_in_the_note_closes_nothing(ward: Ward, open_page: Opener) -> None:
    ward.gains("Greta Holm")
    page = open_page()
    row = row_of(page, "Greta Holm")
    row.get_by_role("link", name="Stäng").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Hjärtsvikt").check()
    sheet.get_by_label("Anteckning").fill("halvvägs")
    page.keyboard.press("Enter")
    sheet.get_by_label("Hjärtsvikt").press("Enter")
    expect(sheet).to_be_visible()
    expect(row).to_be_visible()
    assert ward.rows("SELECT state FROM alert JOIN patient USING (patient) WHERE name = 'Greta Holm'") == [
        {"state": "open"}
    ]


def test_two_nurses_see_each_other_and_the_second_is_told_who_was_first(
    ward: Ward, open_page: Opener, complaints: list[str]
) -> None:
    ward.gains("Hans Berg")
    anna, bo = open_page(), open_page(staff="bo")
    hers, his = row_of(anna, "Hans Berg"), row_of(bo, "Hans Berg")
    his.hover()
    hers.get_by_role("button", name="Ta ").click()
    expect(hers).to_contain_text("Tagen 07:")
    expect(bo.locator("#news")).to_have_text("Listan har ändrats – visa")

    his.get_by_role("button", name="Ta ").click()
    expect(bo.locator("#said")).to_have_text(
        re.compile(r"^Anna Berg tog varningen i dag 07:\d\d\. Ingenting ändrades nu\.$")
    )
    expect(his).to_contain_text("Anna Berg")
    expect(his.get_by_role("button", name="Ta över")).to_be_visible()
    assert [each for each in complaints if "409" not in each] == []
    complaints.clear()


def test_a_server_that_stands_still_makes_the_page_stale_and_it_recovers_by_itself(
    ward: Ward, open_page: Opener
) -> None:
    ward.gains("Inga Lind")
    page, patient = open_page(), open_page(ward.page_of("Inga Lind"))
    for each in (page, patient):
        each.clock.install()
    ward.freeze()
    try:
        for each in (page, patient):
            expect(each.locator("#stale")).to_be_hidden()
            pass_time(each, STALE_MS)
            expect(each.get_by_role("alert")).to_have_text(
                "Ingen kontakt med servern. Det du ser kan vara inaktuellt, och inget kan sparas."
            )
            expect(each.locator("button.write:not(:disabled)")).to_have_count(0)
            assert each.locator("button.write").count() > 5
    finally:
        ward.thaw()
    for each in (page, patient):
        expect(each.locator("#stale")).to_be_hidden(timeout=15_000)
        expect(each.locator("button.write:disabled")).to_have_count(0)


def test_rules_that_do_not_run_make_the_page_stale_though_the_server_is_there(
    ward: Ward, open_page: Opener, complaints: list[str]
) -> None:
    ward.keep_on_the_list("Inga Lind")  # the server's clock has come to today: who weighs later is not in its future
    page = open_page()
    page.clock.install()
    database = ward.lock()
    try:
        ward.send("Jonas Falk")
        wait_until_stuck(page)
        expect(page.locator("button.write:not(:disabled)")).to_have_count(0)
    finally:
        database.close()
    expect(row_of(page, "Jonas Falk")).to_be_visible(timeout=20_000)
    expect(page.locator("#stale")).to_be_hidden()
    expect(page.locator("button.write:disabled")).to_have_count(0)
    assert [each for each in complaints if "timeout" not in each] == [], "while the database was held, nobody answered"
    complaints.clear()


def wait_until_stuck(page: Page) -> None:
    """Let time pass until the page says that the rules stand still; the server may yet run them before it notices."""
    stuck = re.compile(r"^Reglerna har inte körts på \d+ minuter\. Nya varningar kan saknas")
    for last in (False, False, False, True):
        pass_time(page, STALE_MS)
        try:
            expect(page.locator("#stale")).to_have_text(stuck, timeout=7_000)
        except AssertionError:
            if last:
                raise
        else:
            return


def test_a_server_that_was_started_again_is_found_again(ward: Ward, open_page: Opener, complaints: list[str]) -> None:
    page = open_page()
    page.clock.install()
    ward.restart()
    pass_time(page, 5_000)
    ward.gains("Karin Öst")
    expect(row_of(page, "Karin Öst")).to_be_visible(timeout=20_000)
    assert [each for each in complaints if "ERR_" not in each and "Failed to fetch" not in each] == []
    complaints.clear()


def test_a_tab_that_nobody_sees_holds_no_line_and_asks_anew_on_return(ward: Ward, open_page: Opener) -> None:
    page = open_page()
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/live")):
        hide(page, is_hidden=True)
    ward.gains("Lars Ny")
    page.wait_for_timeout(300)
    expect(row_of(page, "Lars Ny")).to_have_count(0)
    hide(page, is_hidden=False)
    expect(row_of(page, "Lars Ny")).to_be_visible()


def hide(page: Page, *, is_hidden: bool) -> None:
    """Tell a page that it is in the background: a headless browser always shows all its pages."""
    page.evaluate(
        """(isHidden) => {
            Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        is_hidden,
    )


def test_news_is_spoken_politely_and_not_more_often_than_every_half_minute(ward: Ward, open_page: Opener) -> None:
    ward.gains("Maja Rask")
    page = open_page()
    page.clock.install()
    page.evaluate(
        """() => {
            window.spoken = [];
            const region = document.getElementById("announce");
            new MutationObserver(() => window.spoken.push(region.textContent)).observe(region, { childList: true });
        }"""
    )
    assert page.locator("#announce").get_attribute("role") == "status"
    row_of(page, "Maja Rask").hover()
    ward.gains("Nils Vik")
    expect(page.locator("#news")).to_have_text("1 ny varning – visa")
    ward.gains("Olga Stål")
    expect(page.locator("#news")).to_have_text("2 nya varningar – visa")
    assert page.evaluate("window.spoken") == ["1 ny varning"]
    pass_time(page, 31_000)
    expect(page.locator("#announce")).to_have_text("2 nya varningar")
    assert page.locator("[aria-live], [role=status], [role=alert]").count() == 3


def test_the_patients_own_page_says_that_something_happened_and_leaves_the_reader_in_peace(
    ward: Ward, open_page: Opener
) -> None:
    page, other = open_page(ward.page_of("Per Gren")), open_page(ward.page_of("Rut Ask"))
    expect(page.get_by_text("Inga öppna varningar för den här patienten.")).to_be_visible()
    ward.gains("Per Gren")
    expect(page.locator("#news")).to_have_text("1 ny varning – visa")
    expect(page.get_by_text("Inga öppna varningar för den här patienten.")).to_be_visible()
    page.get_by_role("button", name="1 ny varning – visa").click()
    expect(page.get_by_role("article")).to_contain_text("Vikten har ökat 3,0 kg")
    expect(other.locator("#news")).to_be_hidden()
    page.get_by_role("button", name="Ta Per Gren").click()
    expect(page.get_by_role("article")).to_contain_text("tagen i dag 07:")
