"""A ward, a browser, and pages that complain when something goes wrong behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from chromium import chromium
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from ward import Ward

Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """One ward for all tests of this process; each test has people of its own in it."""
    made = Ward(tmp_path_factory.mktemp("ward"))
    try:
        made.open()
        yield made
    finally:
        made.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    with sync_playwright() as playwright, chromium(playwright) as started:
        yield started


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of; a test that means to provoke it empties the list."""
    return []


@pytest.fixture
def open_page(ward: Ward, browser: Browser, complaints: list[str]) -> Iterator[Opener]:
    """Open pages, signed in, Swedish and 1280 px wide unless said otherwise; at the end no complaint may be left."""
    contexts = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def open_one(path: str = "/", staff: str | None = "anna", language: str = "sv", **more: object) -> Page:
        context = browser.new_context(base_url=ward.url, **({"viewport": {"width": 1280, "height": 800}} | more))  # type: ignore[arg-type]  # Playwright's own words
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.add_cookies([{"name": "nara_language", "value": language, "url": ward.url}])
        if staff is not None:
            context.add_cookies([ward.signed_in(staff)])
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []
