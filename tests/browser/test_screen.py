"""The patient's screen in a real browser: a day with it, and everybody can use every page of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from hand_made import KARIN, OLLE, ask, contact, screen, weekdays
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect
from screen_at_work import STARTS_AT, ScreenAtWork
from symptom_file import symptoms

from vitals.contact import Role
from vitals.desired import Ask
from vitals.identity import PatientId
from vitals.record import Answer, Button
from vitals.screen import Screen
from vitals.seen import Seen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
Opener = Callable[..., Page]
LARGE: ViewportSize = {"width": 1024, "height": 600}
SMALL: ViewportSize = {"width": 800, "height": 480}
NARROW: ViewportSize = {"width": 320, "height": 640}
STANDARDS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WORRIED = "Jag är orolig – ring mig"
UNIT = contact(Role.UNIT, name="Rosenlunds vårdcentral", telephone="010-200 30 40")
TOO_SMALL = """() => [...document.querySelectorAll("body *")].flatMap((element) => {
    const box = element.getBoundingClientRect();
    const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const style = getComputedStyle(element);
    if (!box.width || element.closest("[hidden], .hidden")) return [];
    const found = [];
    if (says && parseFloat(style.fontSize) < 24) found.push(`text ${style.fontSize}: ${element.outerHTML}`);
    const pressed = element.matches("button, a, textarea, label.choice, input:not([type=hidden], [type=radio])");
    const size = `${box.width}x${box.height}`;
    if (pressed && (box.height < 64 || box.width < 64)) found.push(`target ${size}: ${element.outerHTML}`);
    return found;
})"""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScreenAtWork]:
    """One hub for all tests; each begins a new day."""
    made = ScreenAtWork(tmp_path_factory.mktemp("screen"))
    yield made
    made.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of."""
    return []


@pytest.fixture
def open_page(work: ScreenAtWork, browser: Browser, complaints: list[str]) -> Iterator[Opener]:
    """Open the screen; at the end no complaint may be left."""
    contexts = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def open_one(path: str = "/", size: ViewportSize = SMALL, **more: Any) -> Page:
        context = browser.new_context(base_url=work.url, viewport=size, **more)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def day(work: ScreenAtWork) -> int:
    """Begin a new day, in Swedish; gives how many records the server has so far."""
    work.becomes(work.clock.now + timedelta(days=1))
    return len(work.records())


def shown(*people: PatientId, **more: Any) -> Screen:
    coverage = weekdays(STARTS_AT.replace(hour=0, minute=0), weeks=8)
    told = {"symptoms": symptoms(), "coverage": coverage, "contacts": (contact(), UNIT)}
    return screen(*people, **(told | more))


@pytest.mark.decision("F13", "N24")
def test_a_day_goes_by_itself_from_weigh_yourself_now_to_seen_by_your_nurse(
    work: ScreenAtWork, open_page: Opener, day: int
) -> None:
    work.tell(shown())
    page = open_page()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Väg dig nu")
    weighed = work.weigh()
    readings = page.get_by_role("region", name="I dag")
    expect(readings).to_contain_text("80,1 kg 7.10 – sparat")
    expect(heading).to_have_text("Mår du som vanligt?")
    page.get_by_role("button", name="Ja, som vanligt").click()
    page.get_by_role("link", name="Svara").click()
    page.get_by_role("button", name="5 – mycket trygg").click()
    page.get_by_role("button", name="Nej, inget just nu").click()
    expect(heading).to_have_text("Klart för i dag")
    records = work.wait_for_records(day + 13)[day:]
    codes = {record.question: record.code for record in records if isinstance(record, Answer)}
    assert len(codes) == 12
    assert codes.pop("as_usual") == "yes"
    assert (codes.pop("safe_at_home"), codes.pop("what_chafes")) == ("safe_5", "nothing")
    assert set(codes.values()) == {"unchanged"}
    work.settle()
    expect(readings).to_contain_text("80,1 kg 7.10 – skickat")
    expect(readings).to_contain_text("Dina svar 7.10 – skickat")
    work.tell(shown(seen=(Seen(record=weighed, by="Anna Berg", at=work.clock.now),)))
    expect(readings).to_contain_text("80,1 kg 7.10 – sett av Anna Berg i dag 7.10")


@pytest.mark.decision("F1")
def test_an_acute_answer_says_what_to_do_at_once_also_when_the_line_and_the_power_are_gone(
    work: ScreenAtWork, open_page: Opener, complaints: list[str], day: int
) -> None:
    work.tell(shown())
    page = open_page()
    work.broker.kill()
    page.goto(f"/which/{KARIN}")
    page.get_by_role("link", name="Ont i bröstet").click()
    page.get_by_role("button", name="Ja", exact=True).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Viktigt nu")
    expect(page.get_by_text("Ring 112.")).to_be_visible()
    work.kill()
    expect(page.get_by_text("Skärmen har tappat kontakten med hubben.")).to_be_visible(timeout=20_000)
    button = page.get_by_role("button", name="Jag har läst det här")
    assert button.evaluate("(button) => getComputedStyle(button).pointerEvents") == "none", "it could not be saved"
    work.start()
    expect(page.get_by_text("Skärmen har tappat kontakten med hubben.")).to_be_hidden(timeout=20_000)
    page.goto("/")
    expect(heading).to_have_text("Viktigt nu")
    page.get_by_role("button", name="Jag har läst det här").click()
    expect(heading).to_have_text("Väg dig nu")
    page.goto("about:blank")
    work.broker.revive()
    work.server.connect()
    assert work.server.subscribe(f"nara/v1/+/{work.hub}/record")
    work.stop()
    work.start()
    records = work.wait_for_records(day + 2)[day:]
    assert [(each.question, each.code) for each in records if isinstance(each, Answer)] == [("chest_pain", "yes")]
    assert [each.button for each in records if isinstance(each, Button)] == ["act_now_read"]
    assert {each for each in complaints if "ERR_CONNECTION_REFUSED" not in each} == set()
    complaints.clear()


@pytest.mark.decision("F12")
def test_two_quick_taps_are_one_record_and_the_second_hits_nothing_on_the_next_page(
    work: ScreenAtWork, open_page: Opener, day: int
) -> None:
    work.tell(shown())
    page = open_page(has_touch=True)
    page.get_by_role("button", name=WORRIED).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vi har sparat att du vill bli uppringd")
    work.weigh()
    page.goto("/")
    page.get_by_role("button", name="Ja, som vanligt").dblclick(delay=20)
    expect(page.get_by_role("heading", level=1)).to_have_text("Klart för i dag")
    records = work.wait_for_records(day + 12)[day:]
    assert sum(isinstance(each, Button) for each in records) == 1
    assert sum(isinstance(each, Answer) for each in records) == 10


def test_it_works_without_scripts_and_from_the_keyboard(work: ScreenAtWork, open_page: Opener, day: int) -> None:
    work.tell(shown())
    page = open_page(java_script_enabled=False)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Kontakt")).to_be_focused()
    page.get_by_role("link", name="Svara på dagens fråga").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Nej, något är annorlunda").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vad är annorlunda?")
    page.get_by_role("link", name="Något annat").click()
    page.get_by_role("button", name="Ja, jag vill berätta").click()
    page.get_by_label("Det du skriver läses av vården").fill("Tungt på natten")
    page.get_by_role("button", name="Spara").click()
    (_, words) = work.wait_for_records(day + 2)[day:]
    assert isinstance(words, Answer)
    assert words.text == "Tungt på natten"


@pytest.mark.decision("C4")
def test_a_shared_home_chooses_colours_and_says_whose_a_weight_was(
    work: ScreenAtWork, open_page: Opener, day: int
) -> None:
    work.tell(shown(KARIN, OLLE))
    page = open_page("/people")
    for code, nickname, colour in (("Person KARI", "Kajsa", "Blå"), ("Person OLLE", "Olle", "Gul")):
        form = page.locator("form.person").filter(has_text=code)
        form.get_by_label("Smeknamn").fill(nickname)
        form.get_by_label(colour).check()
        form.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", name="Olle (Person OLLE)")).to_be_visible()
    weighed = work.weigh()
    work.tell(shown(KARIN, OLLE), questions=(ask(Ask.WHOSE, weighed),))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Någon vägde sig i dag 7.10. Vem var det?")
    assert "80,1" not in page.content()
    page.get_by_role("button", name="Olle Gul").click()
    answer = work.wait_for_records(day + 2)[-1]
    assert isinstance(answer, Answer)
    assert (answer.code, answer.about, answer.refers_to) == ("mine", OLLE, weighed)


def pages(work: ScreenAtWork) -> Iterator[tuple[str, str]]:
    """Bring the screen into every state, and name each with its address."""
    work.tell(shown())
    yield "weigh now", "/"
    yield "the list", f"/which/{KARIN}"
    yield "a question", f"/ask/breathlessness/{KARIN}"
    yield "own words", f"/words/something_else/own_words/{KARIN}"
    yield "the contacts", "/care"
    yield "nowhere", "/nowhere"
    weighed = work.weigh()
    yield "a question at home", "/"
    yield "worried", f"/worried/{KARIN}"
    work.tell(shown(), questions=(ask(Ask.WHOSE, weighed),))
    yield "was it you", "/"
    work.tell(shown(), questions=(ask(Ask.WEIGH_AGAIN, weighed),))
    yield "weigh again", "/"
    work.tell(shown(KARIN, OLLE))
    yield "a shared home", "/"
    yield "who worries", "/who-worries"
    yield "the people", "/people"
    work.tell(Screen(people=()))
    yield "blank", "/"


FITS_NOT = {"own words", "the people"}
"""Where something is typed, a keyboard or a helper is there, and the page may be longer than the smallest screen."""


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.usefixtures("day")
def test_no_page_has_a_barrier_or_is_too_small_to_read_and_press_or_larger_than_the_screen(
    work: ScreenAtWork, open_page: Opener, complaints: list[str], language: str
) -> None:
    work.tell(shown())
    page = open_page()
    if language == "en":
        page.get_by_role("button", name="English").click()
    for name, path in pages(work):
        page.goto(path)
        expect(page.locator(f"html[lang={language}]")).to_have_count(1)
        for size in (LARGE, SMALL, NARROW):
            page.set_viewport_size(size)
            assert page.evaluate(TOO_SMALL) == [], f"{name}, {size}"
            assert overflow(page, "Width") <= 0, f"{name}, {size}"
            if size is not NARROW and name not in FITS_NOT:
                assert overflow(page, "Height") <= 0, f"{name}, {size}: {page.locator('body').inner_text()}"
        for scheme in ("light", "dark") if language == "sv" else ("light",):
            page.emulate_media(color_scheme=scheme)
            assert faults(page) == [], f"{name}, {scheme}"
    if language == "en":
        work.tell(shown())
        page.goto("/")
        page.get_by_role("button", name="Svenska").click()
    assert [each for each in complaints if "404" not in each] == []
    complaints.clear()


def test_a_look_that_sees_nothing_would_be_noticed(work: ScreenAtWork, open_page: Opener) -> None:
    work.tell(shown())
    page = open_page(f"/words/something_else/own_words/{KARIN}")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<main><button></button><a href=x>x</a></main>')")
    assert {fault.partition(":")[0] for fault in faults(page)} >= {"button-name", "landmark-no-duplicate-main"}
    found = page.evaluate(f"""() => {{
        document.querySelector("footer button").attributeStyleMap.set("min-height", "20px");
        document.querySelector("h1").attributeStyleMap.set("font-size", "20px");
        return ({TOO_SMALL})();
    }}""")
    assert {each.partition(" ")[0] for each in found} == {"target", "text"}


def faults(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {
        "runOnly": STANDARDS,
        "resultTypes": ["violations"],
        "rules": {"color-contrast-enhanced": {"enabled": True}},
    }
    found = page.evaluate("(options) => axe.run(options)", options)["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def overflow(page: Page, way: str) -> int:
    found: int = page.evaluate(f"document.documentElement.scroll{way} - window.inner{way}")
    return found
