"""Everybody can read a report of rules: with a reader, on a telephone, by day and by night, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from backtested import FACTS, MISSING, alert, alerts, log_of, told
from playwright.sync_api import Browser, Page, expect

from server.rules.backtest.drawing.figure import picture
from server.rules.backtest.drawing.labels import STRONG, Label, labels
from server.rules.backtest.drawing.plot import Axis, Drawn, plot
from server.rules.backtest.drawing.size import NARROW
from server.rules.backtest.drawing.style import STYLE
from server.rules.backtest.report.page import file_name, report

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]
AXIS = Axis(says="", low=0, high=1, marks=[])
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the report of a log with a symptom, a pulse and something that does not count."""
    made = log_of()
    for day in range(20, 31):
        made.row(f"2026-03-{day - 18:02}T07:30:00", "pulse", 60 + day, who="p0")
        made.row(f"2026-03-{day - 18:02}T08:00:00", "dyspnea", day % 4, who="p0")
    made.row("2026-03-02T20:00:00", "weight", 9_000, who="p0")
    found = told(made, [*alerts(), *(alert(6, day, MISSING) for day in range(5, 100, 5))])
    place = tmp_path_factory.mktemp("report")
    place.chmod(0o755)
    for language in ("sv", "en"):
        (place / file_name(language)).write_text(report(found, language), encoding="utf-8")
    return place


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=True)
    yield context.new_page()
    context.close()


def show(page: Page, folder: Path, language: str) -> None:
    """Show a report as a file is shown, without a server."""
    page.set_content((folder / file_name(language)).read_text(encoding="utf-8"))
    expect(page.locator("h1")).to_be_visible()


def faults(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
    found = page.evaluate("(options) => axe.run(options)", options)["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_report_has_no_barrier_and_is_never_wider_than_its_screen(page: Page, folder: Path, language: str) -> None:
    show(page, folder, language)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert faults(page) == [], f"{scheme}, {width} px"
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, f"{scheme}, {width} px"


def test_every_picture_is_shown_in_one_size_and_no_word_of_it_is_cut_off(page: Page, folder: Path) -> None:
    show(page, folder, "sv")
    for width, name in ((1280, "wide"), (320, "narrow")):
        page.set_viewport_size({"width": width, "height": 800})
        shown = page.locator("figure > svg:visible")
        assert {*shown.evaluate_all("all => all.map(each => each.getAttribute('class'))")} == {name}
        cut = shown.evaluate_all(
            """all => all.flatMap(svg => {
                const frame = svg.closest('figure').getBoundingClientRect()
                return [...svg.querySelectorAll('text')].filter(text => {
                    const box = text.getBoundingClientRect()
                    return box.left < frame.left || box.right > frame.right
                }).map(text => `${svg.id || svg.textContent.slice(0, 20)}: ${text.textContent}`)
            })"""
        )
        assert cut == [], f"{width} px"


def test_no_name_of_a_point_lies_on_another_however_near_the_points_are(page: Page) -> None:
    drawn = [picture(f"p{place}", "", "", NARROW, plot(NARROW, AXIS, AXIS, [named(place)])) for place in range(40)]
    page.set_content(f"<style>{STYLE}</style><figure class=card>{''.join(drawn)}</figure>")
    page.set_viewport_size({"width": 320, "height": 800})
    boxes = page.locator("svg.narrow").evaluate_all(
        """all => all.map(svg => [...svg.querySelectorAll('text.label')].map(text => {
            const box = text.getBBox()
            return [box.x, box.y + 2, box.x + box.width, box.y + box.height - 2]
        }))"""
    )
    assert sum(len(both) == 2 for both in boxes) >= 30, "two names are drawn in most of them"
    assert [place for place, both in enumerate(boxes) if len(both) == 2 and lie_on_each_other(*both)] == []


def named(place: int) -> Drawn:
    """Name two points that are nearer to each other from place to place; at the right of the second is another."""
    second = 0.9 - place / 80
    both = [Label(0.05, 0.5, "high + medium", STRONG), Label(second, 0.5, "… + low", STRONG)]
    return labels(both, [(0.05, 0.5), (second, 0.5), (second + 0.06, 0.5)])


def lie_on_each_other(one: list[float], other: list[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_on_paper_every_table_of_a_figure_is_there_and_what_cannot_be_pressed_is_not(page: Page, folder: Path) -> None:
    show(page, folder, "en")
    page.set_viewport_size({"width": 718, "height": 1000})
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="På svenska")).to_be_hidden()
    expect(page.locator("#operating table")).to_be_visible()
    expect(page.locator("#lead svg.wide")).to_be_visible()
    expect(page.get_by_text(re.compile(FACTS.rules_hash))).to_be_visible()


def test_the_numbers_of_a_figure_are_opened_with_the_keyboard_alone(page: Page, folder: Path) -> None:
    show(page, folder, "en")
    table = page.locator("#lead table")
    expect(table).to_be_hidden()
    page.locator("#lead summary").focus()
    page.keyboard.press("Enter")
    expect(table).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#lead .scroll")).to_be_focused()
