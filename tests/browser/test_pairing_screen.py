"""The pages of pairing in a real browser: big enough, without barriers, and they show themselves anew."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from brokers import free_port, wait_until
from pairing_place import STEPS, AtTheScreen
from pairing_play import A_AND_D, AWAY, HERE, PLAIN_CUFF
from playwright.sync_api import Browser, Page, expect

from edge.adapters.page import PageServer
from edge.household import Household, HouseholdChosen
from edge.pairing.talk import Bonded, Opened, Step
from tests.browser.test_screen import NARROW, SMALL, TOO_SMALL, faults, overflow

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]
BEFORE = ("/pair/new", "/pair/new/scale", "/pair/new/scale/a-and-d-scale", "/pair/new/device/any")
MAY_BE_LONG = {"/pair/new/scale"}
"""A list is as long as it is."""
Scheme = Literal["light", "dark"]
EXAMINED: dict[str, tuple[Scheme, ...]] = {
    "/pair/new": ("light",),
    "the choice": ("light", "dark"),
    Step.ASKING: ("light",),
}
"""One of each shape: all steps are one of these, with other words."""


@contextmanager
def served(made: AtTheScreen) -> Iterator[str]:
    """Serve a screen on paper as the hub does; gives where it is."""
    loop, port = asyncio.new_event_loop(), free_port()
    serving = loop.create_task(PageServer(port, made.showing.answer).serve())
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([serving])))
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join()
        loop.close()


@contextmanager
def opened(browser: Browser, made: AtTheScreen) -> Iterator[Page]:
    with served(made) as url:
        context = browser.new_context(base_url=url, viewport=SMALL)
        context.set_default_timeout(10_000)
        page = context.new_page()
        wait_until(lambda: _is_there(page), "the screen is there", 10)
        yield page
        context.close()


def _is_there(page: Page) -> bool:
    try:
        page.goto("/")
    except Exception:  # noqa: BLE001  (not yet)
        return False
    return True


def test_the_page_follows_the_pairing_by_itself_and_a_press_answers_it(browser: Browser) -> None:
    made = AtTheScreen()
    with opened(browser, made) as page:
        heading = page.get_by_role("heading", level=1)
        page.goto("/pair/new/scale/a-and-d-scale")
        page.get_by_role("button", name="Börja").click()
        expect(heading).to_have_text("Gör den redo")
        made.sights()
        page.get_by_role("button", name="A&D UC-352BLE: A&D_UC-352BLE_0A1B2C").click()
        expect(heading).to_have_text("Vänta lite")
        made.place.hear(Bonded())
        expect(heading).to_have_text("Stäng av den")
        page.get_by_role("button", name="Avbryt").click()
        expect(heading).to_have_text("Inget läggs till nu")


@pytest.mark.decision("H2")
@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_page_of_pairing_has_a_barrier_or_is_too_small_to_read_and_press(browser: Browser, language: str) -> None:
    before = AtTheScreen()
    before.hear(HouseholdChosen(Household(language="sv" if language == "sv" else "en")))
    with opened(browser, before) as page:
        for path in BEFORE:
            look(page, path, path)
        before.place.hear(Opened())
        before.sights(A_AND_D, HERE)
        before.sights(PLAIN_CUFF, AWAY)
        look(page, "/pair", "the choice")
        before.place.play.passes(100_000)
        look(page, "/pair", "time is short")
        look(page, "/", "home meanwhile")
        for step in STEPS:
            at_step = AtTheScreen()
            at_step.hear(HouseholdChosen(Household(language="sv" if language == "sv" else "en")))
            at_step.stands(step)
            before.showing._pairing = at_step.place
            look(page, "/pair", step)


def look(page: Page, path: str, name: str) -> None:
    page.goto(path)
    is_swedish = page.locator("html[lang=sv]").count() > 0
    for size in (SMALL, NARROW) if is_swedish else (SMALL,):
        page.set_viewport_size(size)
        assert page.evaluate(TOO_SMALL) == [], f"{name}, {size}"
        assert overflow(page, "Width") <= 0, f"{name}, {size}"
        if size is not NARROW and name not in MAY_BE_LONG:
            assert overflow(page, "Height") <= 0, f"{name}, {size}: {page.locator('body').inner_text()}"
    for scheme in EXAMINED.get(name, ()) if is_swedish else ():
        page.emulate_media(color_scheme=scheme)
        assert faults(page) == [], f"{name}, {scheme}"
