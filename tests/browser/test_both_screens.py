"""From the patient's finger to the nurse's page and back: real server, broker, hub and both screens."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from simulator.happening import Weighing
from simulator.onlooker import Onlooker
from simulator.play import Player, at_local
from simulator.premises import NURSE, UNIT, Premises, free_ports
from simulator.stories.ordinary import STOCKHOLM
from simulator.town import HOMES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]
MONDAY = date(2026, 11, 2)
HEARTBEAT = timedelta(seconds=301)
WITHIN_S = 30.0
WHO = "Birgitta Dahl"
WORRIED = "Jag är orolig – ring mig"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class BothScreens:
    """One home with a hub and its screen, the server, and a nurse."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        self._browser = browser
        home = next(home for home in HOMES if home.label == "dahl")
        self.home = replace(home, people=(replace(home.people[0], stories=()),))
        self.premises = Premises(folder, [self.home], MONDAY, starts_at=at_local(MONDAY, 6))
        self.hub = self.premises.hubs["dahl"]
        (self._port,) = free_ports(1)
        self.hub.process.words += ["--screen", str(self._port)]
        self.complaints: list[str] = []

    def open(self) -> None:
        """Enrol everybody and start everything."""
        self.premises.set_up()
        self.premises.start()
        self.player = Player(self.premises)

    @property
    def patient(self) -> str:
        """Her id."""
        return self.premises.ids["patient"]["birgitta"]

    def passes(self, span: timedelta) -> None:
        """Let time pass; the hub beats, and the server answers."""
        assert self.premises.clock is not None
        self.premises.clock.step(self.premises.clock.now + span)

    def weighs(self, kilograms: float) -> None:
        """Let her weigh now."""
        assert self.premises.clock is not None
        at = self.premises.clock.now + timedelta(minutes=1)
        self.player.play(self.home, Weighing(at=at.astimezone(STOCKHOLM), who="birgitta", kilograms=kilograms))

    def screen(self) -> Page:
        """Open the hub's screen."""
        return self._open(f"http://127.0.0.1:{self._port}", {"width": 800, "height": 480})

    def nurse(self, path: str) -> Page:
        """Open a page as the nurse."""
        onlooker = Onlooker(self.premises.web_port)
        onlooker.sign_in(NURSE, self.premises.password)
        name, _, value = onlooker._cookies.rpartition("; ")[2].partition("=")
        page = self._open(self.premises.url, {"width": 1280, "height": 900}, (name, value))
        page.goto(path)
        return page

    def until(self, page: Page, words: str) -> None:
        """Let heartbeats pass until the hub's screen says something."""
        until = time.monotonic() + WITHIN_S
        while words not in page.inner_text("body"):
            assert time.monotonic() < until, f"{words!r} is not in\n{page.inner_text('body')}"
            self.passes(HEARTBEAT)
            page.wait_for_timeout(1_500)  # it looks for news once a second by itself

    def close(self) -> None:
        """Stop everything."""
        self.premises.close()

    def _open(self, url: str, size: dict[str, int], cookie: tuple[str, str] | None = None) -> Page:
        context = self._browser.new_context(base_url=url, viewport=size)  # type: ignore[arg-type]  # Playwright's own
        context.set_default_timeout(10_000)
        if cookie is not None:
            context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": url}])
        page = context.new_page()
        page.on(
            "console", lambda each: self.complaints.append(each.text) if each.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto("/")
        return page


@pytest.fixture
def both(tmp_path: Path, browser: Browser) -> Iterator[BothScreens]:
    """Everything between the two screens."""
    made = BothScreens(tmp_path, browser)
    try:
        made.open()
        yield made
        assert made.complaints == []
    finally:
        made.close()


@pytest.mark.decision("F12", "F13", "A3", "F8")
def test_the_units_words_reach_the_patient_her_words_reach_the_nurse_and_the_nurses_look_comes_back(
    both: BothScreens,
) -> None:
    screen = both.screen()
    both.until(screen, "Anna Berg")
    shown = screen.inner_text("body")
    assert "Nästa gång någon tittar: i dag 8." in shown
    assert "När ingen tittar blir ingen varnad." in shown
    screen.goto("/care")
    care = screen.inner_text("body")
    assert UNIT["telephone"] in care
    assert UNIT["outside"]["telephone"] in care
    assert "måndag–torsdag 8–16.30, fredag 8–15" in care

    both.passes(timedelta(hours=1))
    both.weighs(57.8)
    screen.goto("/")
    both.until(screen, "skickat, kontrollerat av reglerna")

    screen.get_by_role("button", name="Nej, något är annorlunda").click()
    screen.get_by_role("link", name="Yr", exact=True).click()
    screen.get_by_role("button", name="Ibland").click()
    screen.goto("/")
    screen.get_by_role("button", name=WORRIED).click()
    expect(screen.get_by_text("Vi har sparat att du vill bli uppringd")).to_be_visible()
    both.hub.wait_until_empty()

    nurse = both.nurse("/")
    expect(nurse.get_by_text("Tryckte på Jag är orolig, ring mig.").first).to_be_visible()
    nurse.get_by_role("link", name=WHO, exact=True).click()
    said = nurse.locator("#said-on-screen").inner_text()
    places = [said.index(words) for words in (WORRIED, "Yr: Ibland", "Mår som vanligt: Nej, något är annorlunda")]
    assert places == sorted(places), "the newest first"
    assert Axe().run(nurse, options={"runOnly": STANDARDS}).response["violations"] == []

    assert "sett av" not in screen.inner_text("body")
    nurse.get_by_role("button", name="Sett Birgitta Dahl").click()
    expect(nurse.locator("#said")).to_have_text("Sparat: du har sett det.")
    screen.goto("/")
    both.until(screen, "sett av Anna Berg")
    assert "kontrollerat av reglerna" not in screen.inner_text("body")


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_everybody_can_use_the_page_on_which_the_patients_words_stand(
    both_said: BothScreens, scheme: str, width: int, language: str
) -> None:
    page = both_said.nurse("/")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # Playwright's own words
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies([{"name": "nara_language", "value": language, "url": both_said.premises.url}])
    page.goto(f"/patients/{both_said.patient}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page, options={"runOnly": STANDARDS}).response["violations"] == []


@pytest.fixture(scope="module")
def both_said(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[BothScreens]:
    """The same, when everything has been said and nothing been seen."""
    made = BothScreens(tmp_path_factory.mktemp("both"), browser)
    try:
        made.open()
        screen = made.screen()
        made.until(screen, "Anna Berg")
        made.passes(timedelta(hours=1))
        made.weighs(57.8)
        screen.goto("/ask")
        screen.get_by_role("button", name="Mycket sämre").click()
        screen.goto(f"/which/{made.patient}")
        screen.get_by_role("link", name="Något annat").click()
        screen.get_by_role("button", name="Ja, jag vill berätta").click()
        screen.locator("textarea").fill("Sover illa & är rädd för natten.")
        screen.get_by_role("button", name="Spara").click()
        screen.goto("/worried")
        screen.goto("/")
        screen.get_by_role("button", name=WORRIED).click()
        made.hub.wait_until_empty()
        yield made
        assert made.complaints == []
    finally:
        made.close()
