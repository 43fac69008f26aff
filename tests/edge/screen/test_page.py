from __future__ import annotations

import re

import pytest
from hand_made import KARIN, OLLE, screen
from small_screen import SmallScreen

from edge.household import Household, HouseholdChosen

WEIGHT = re.compile(r"\d+[.,]\d kg")


@pytest.mark.parametrize(
    "path",
    [
        "/no-such-page",
        "/ask/unheard_of/" + KARIN,
        f"/ask/dizziness/{OLLE}",
        f"/which/{OLLE}",
        f"/words/unheard_of/own_words/{KARIN}",
        f"/words/something_else/unheard_of/{KARIN}",
        f"/{KARIN}",
        f"/a/b/c/d/{KARIN}",
        "/static/../rendering.py",
        "/static/nothing.css",
    ],
)
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert SmallScreen().reply(path).status == 404


def test_a_page_for_questions_is_not_there_without_questions() -> None:
    assert SmallScreen(screen(symptoms=())).reply("/ask").status == 404


def test_whoever_has_answered_may_answer_again() -> None:
    made = SmallScreen()
    made.press("yes sv", "/ask")
    made.press("no sv", "/ask")
    assert made.answers()[-1] == ("as_usual", "no")


def test_the_address_of_the_button_itself_says_whom_to_call() -> None:
    assert "Ring 1177." in SmallScreen().get("/worried").text


@pytest.mark.decision("F12")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", ("Ingen akuttjänst.", "Ej CE-märkt: för utvärdering", "Akut 112", "Råd 1177")),
        ("en", ("Not an emergency service.", "Not CE-marked: for evaluation", "Emergency 112", "Advice 1177")),
    ],
)
def test_every_page_says_that_it_is_no_emergency_service_and_whom_to_call(language: str, said: tuple[str, ...]) -> None:
    made = SmallScreen()
    made.hear(HouseholdChosen(Household(language="sv" if language == "sv" else "en")))
    for path in ("/", "/care", "/people", f"/which/{KARIN}", f"/ask/dizziness/{KARIN}", f"/worried/{KARIN}", "/no"):
        text = made.get(path).text
        for part in said:
            assert part in text, path


@pytest.mark.decision("C4")
def test_no_page_of_a_shared_home_ever_shows_a_weight() -> None:
    made = SmallScreen(screen(KARIN, OLLE))
    made.weigh()
    for who in (KARIN, OLLE):
        for path in ("/", "/care", "/people", "/who-worries", f"/which/{who}", f"/worried/{who}"):
            assert not WEIGHT.search(made.get(path).text)


def test_a_page_has_the_mark_of_what_it_says_and_only_of_that() -> None:
    made = SmallScreen()
    mark = made.reply("/").headers["ETag"]
    made.passes(minutes=30)
    assert made.reply("/").headers["ETag"] == mark
    assert mark.encode() in made.reply("/").body
    made.weigh()
    assert made.reply("/").headers["ETag"] != mark


def test_nobody_at_a_keyboard_is_disturbed_by_a_page_that_shows_itself_anew() -> None:
    made = SmallScreen(screen(KARIN, OLLE))
    for path in (f"/words/something_else/own_words/{KARIN}", "/people", "/no-such-page"):
        assert b"screen.js" not in made.reply(path).body
    assert b"screen.js" in made.reply("/").body
