"""Take the pictures of the manual anew.

Usage: ``PYTHONPATH=tests/support .venv/bin/python tests/browser/pictures.py docs/images``

The demo's town lives to the end of its story; then a browser looks, in Swedish, by day, 1280 pixels wide. The patient's
screen is that of a hub told by hand (`tests/support/screen_at_work.py`), 800 by 480 pixels.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from chromium import chromium
from hand_made import MONDAY, screen, weekdays
from playwright.sync_api import Page, sync_playwright
from screen_at_work import ScreenAtWork
from symptom_file import symptoms

from simulator.demo import _may_lose_its_line
from simulator.onlooker import Onlooker
from simulator.play import Player, at_local
from simulator.premises import NURSE, Premises
from simulator.stories.replay import HISTORY_DAYS
from simulator.town import FIRST_LIVE_DAY, HOMES, days
from vitals.seen import Seen

WIDTH = 1280
SHOWN = "arne"


def main(folder: Path) -> None:
    """Play the town and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    first_on = FIRST_LIVE_DAY - timedelta(days=HISTORY_DAYS)
    with tempfile.TemporaryDirectory() as place:
        premises = Premises(Path(place), HOMES, first_on, starts_at=at_local(first_on, 5))
        try:
            live(premises)
            with sync_playwright() as playwright, chromium(playwright) as browser:
                page = browser.new_page(base_url=premises.url, viewport={"width": WIDTH, "height": 760})
                sign_in(page, premises.password)
                picture(page, "/", folder / "worklist-sv.png")
                picture(page, f"/patients/{premises.ids['patient'][SHOWN]}", folder / "patient-sv.png")
        finally:
            premises.close()
    patients_screen(folder / "screen-sv.png")


def patients_screen(file: Path) -> None:
    """Take one picture of the hub's screen, after a weighing that a nurse has seen."""
    with tempfile.TemporaryDirectory() as place:
        work = ScreenAtWork(Path(place))
        try:
            told = {"symptoms": symptoms(), "coverage": weekdays(MONDAY)}
            work.tell(screen(**told))
            weighed = work.weigh()
            work.wait_for_records(1)
            work.settle()
            work.tell(screen(**told, seen=(Seen(record=weighed, by="Anna Berg", at=work.clock.now),)))
            with sync_playwright() as playwright, chromium(playwright) as browser:
                page = browser.new_page(base_url=work.url, viewport={"width": 800, "height": 480})
                page.goto("/")
                page.get_by_text("sett av Anna Berg").wait_for()
                page.screenshot(path=file)
        finally:
            work.close()


def live(premises: Premises) -> None:
    """Let everybody live through the whole story."""
    premises.set_up(has_lines=_may_lose_its_line)
    premises.start()
    player = Player(premises)
    onlooker = Onlooker(premises.web_port)
    for number, on in days():
        if number < 0:
            player.skip_through(number, on)
        else:
            if number == 0:
                onlooker.sign_in(NURSE, premises.password)
                onlooker.deal_with_all()
            player.live_through(number, on, lambda _home, _happening: None)
            player.pass_time(at_local(on, 12, 5))
            player.pass_time(at_local(on, 22))


def sign_in(page: Page, password: str) -> None:
    """Sign in as the demo's nurse."""
    page.goto("/login")
    page.get_by_label("Användarnamn").fill(NURSE)
    page.get_by_label("Lösenord").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")


def picture(page: Page, path: str, file: Path) -> None:
    """Take one picture of a whole page, once its curves are drawn."""
    page.goto(path)
    page.wait_for_function("document.fonts.ready.then(() => !document.querySelector('.chart:empty'))")
    page.screenshot(path=file, full_page=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
