"""Everybody can use every page: with a reader, a keyboard, a telephone, without scripts, by day and by night."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect
from ward import Ward

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]
Opener = Callable[..., Page]
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 320, "height": 640}
SOMEBODY = "Tove Alm"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(autouse=True)
def alerted(ward: Ward) -> None:
    """Let somebody stand on the list."""
    ward.keep_on_the_list(SOMEBODY)


def places(ward: Ward) -> dict[str, str]:
    return {
        "the form": "/login",
        "the list": "/",
        "a patient with an alert": ward.page_of(SOMEBODY),
        "a patient with pressures": f"{ward.page_of('Astrid Ek')}?days=90",
        "the form that closes": f"{ward.page_of(SOMEBODY)}/closing",
        "everybody": "/patients",
        "the quarantine": "/quarantine",
        "a measurement": "/readings/1",
        "the hubs": "/hubs",
        "nothing": "/no-such-page",
    }


def looks(page: Page) -> Iterator[str]:
    """Look at a page wide and narrow, by day and by night."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            yield f"{scheme}, {size['width']} px"


def faults(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
    found = page.evaluate("(options) => axe.run(options)", options)["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


@pytest.mark.decision("H2")
@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_page_has_a_barrier_or_is_wider_than_its_screen(
    ward: Ward, open_page: Opener, complaints: list[str], language: str
) -> None:
    page = open_page("/login", language=language)
    for name, path in places(ward).items():
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        for look in looks(page):
            assert faults(page) == [], f"{name}, {look}"
            assert overflow(page) <= 0, f"{name}, {look}"
    assert [each for each in complaints if "404" not in each] == []
    complaints.clear()


@pytest.mark.decision("H2")
def test_what_opens_over_a_page_has_no_barrier_either(ward: Ward, open_page: Opener) -> None:
    page = open_page()
    page.get_by_role("row", name=SOMEBODY).get_by_role("link", name="Stäng").click()
    for look in looks(page):
        assert faults(page) == [], look
        assert overflow(page) <= 0, look
    sheet = page.get_by_role("dialog").bounding_box()
    assert sheet is not None
    assert sheet["x"] >= 0
    assert sheet["x"] + sheet["width"] <= NARROW["width"]
    page.goto(ward.page_of(SOMEBODY))
    page.get_by_text("Värdena som tabell").click()
    for look in looks(page):
        assert faults(page) == [], look
        assert overflow(page) <= 0, look


def test_a_stale_page_has_no_barrier(open_page: Opener) -> None:
    page = open_page()
    page.evaluate("""() => {
        const stale = document.getElementById("stale");
        stale.textContent = document.getElementById("live").dataset.lost;
        stale.hidden = false;
        document.querySelectorAll(".write").forEach((button) => { button.disabled = true; });
    }""")
    for look in looks(page):
        assert faults(page) == [], look


def test_the_forms_that_say_something_for_the_rules_have_no_barrier_when_they_are_open(
    ward: Ward, open_page: Opener
) -> None:
    page = open_page(ward.page_of(SOMEBODY))
    page.evaluate("document.querySelectorAll('.known details').forEach((each) => { each.open = true; })")
    expect(page.locator(".known input[name=amount]")).to_be_visible()
    for look in looks(page):
        assert faults(page) == [], look
        assert overflow(page) <= 0, look


def test_an_axe_that_sees_nothing_would_be_noticed(open_page: Opener, complaints: list[str]) -> None:
    page = open_page()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<main><img src=\"/x.svg\"><button></button></main>')")
    assert {fault.partition(":")[0] for fault in faults(page)} >= {
        "button-name",
        "image-alt",
        "landmark-no-duplicate-main",
    }
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p class=\"sub\">' + 'w'.repeat(400) + '</p>')")
    assert overflow(page) > 0
    assert [each for each in complaints if "404" not in each] == []
    complaints.clear()


def test_the_whole_job_can_be_done_from_the_keyboard(ward: Ward, open_page: Opener) -> None:
    ward.gains("Siv Horn")
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    tab_to(page, "Ta Siv Horn")
    page.keyboard.press("Enter")
    row = page.get_by_role("row", name="Siv Horn")
    expect(row).to_contain_text("Tagen 07:")
    expect(row.get_by_role("link", name="Stäng")).to_be_focused()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(row.get_by_role("link", name="Stäng")).to_be_focused()
    page.keyboard.press("Enter")
    expect(sheet.get_by_role("heading")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(sheet.get_by_label("Hjärtsvikt")).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(sheet.get_by_label("Annan sjukdom")).to_be_checked()
    tab_to(page, "Ej nådd")
    page.keyboard.press("Space")
    expect(page.locator("#said")).to_have_text("Stängd: Siv Horn.")
    (event,) = ward.rows(
        "SELECT detail FROM alert_event JOIN alert USING (alert) JOIN patient USING (patient)"
        " WHERE name = ? AND act = 'closed' ORDER BY alert DESC LIMIT 1",
        "Siv Horn",
    )
    assert '"cause": "other_disease"' in event["detail"]
    assert '"action": "unreachable"' in event["detail"]


def tab_to(page: Page, name: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().replace("\n", " ") == name:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"no key leads to {name}")


def test_every_control_is_big_enough_for_a_thumb(ward: Ward, open_page: Opener) -> None:
    page = open_page(viewport=NARROW)
    for path in ("/login", "/", ward.page_of(SOMEBODY), "/quarantine", "/readings/1"):
        page.goto(path)
        small = page.evaluate("""() => [...document.querySelectorAll("button, summary, input, nav a")]
            .filter((each) => each.checkVisibility() && !each.closest(".hidden"))
            .filter((each) => each.getBoundingClientRect().height < 44)
            .map((each) => each.outerHTML.slice(0, 80))""")
        assert small == [], path


def test_without_scripts_everything_is_there_and_works(ward: Ward, open_page: Opener) -> None:
    ward.gains("Ulf Sten")
    page = open_page(java_script_enabled=False)
    row = page.get_by_role("row", name="Ulf Sten")
    expect(row).to_contain_text("Vikten har ökat")
    row.get_by_role("button", name="Ta ").click()
    expect(page.get_by_text("Sparat.")).to_be_visible()
    expect(row).to_contain_text("Tagen 07:")
    row.get_by_role("link", name="Ulf Sten", exact=True).click()
    expect(page.get_by_role("article")).to_contain_text("Anna Berg (tagen i dag 07:")
    page.get_by_text("Värdena som tabell").click()
    expect(page.get_by_role("table")).to_contain_text("83,0")
    page.get_by_role("button", name="Stäng").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Mätteknik").check()
    sheet.get_by_role("button", name="Felmätning").click()
    expect(page).to_have_url(ward.url + ward.page_of("Ulf Sten"))
    expect(page.get_by_text("stängdes av Anna Berg").first).to_be_visible()
    page.goto("/quarantine")
    page.get_by_role("link", name=re.compile("Hubben kunde inte läsa apparaten")).click()
    expect(page.get_by_role("row", name="2a9d")).to_have_count(1)


def test_the_curves_are_really_drawn_and_say_their_values(ward: Ward, open_page: Opener) -> None:
    page = open_page(ward.page_of("Astrid Ek"))
    expect(page.locator("#weight canvas")).to_be_visible()
    expect(page.locator("#pressure canvas")).to_be_visible()
    drawn = page.evaluate("""() => ["weight", "pressure"].map((id) => {
        const canvas = document.querySelector(`#${id} canvas`);
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels.filter((value, place) => place % 4 === 3 && value > 200).length;
    })""")
    assert min(drawn) > 200
    page.locator("#weight .u-over").hover(position={"x": 560, "y": 60})
    expect(page.locator("#weight .u-legend")).to_contain_text("80")


def test_paper_shows_the_patient_and_no_buttons(ward: Ward, open_page: Opener) -> None:
    page = open_page(ward.page_of(SOMEBODY))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name=SOMEBODY)).to_be_visible()
    expect(page.locator(".acts")).to_be_hidden()
    expect(page.get_by_text("Reglerna är inte godkända för klinisk användning.").first).to_be_visible()
    assert page.pdf()[:4] == b"%PDF"
