from __future__ import annotations

from pathlib import Path

import pytest
from hand_made import KARIN, OLLE, ask, screen
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from small_screen import NEVER, Form, SmallScreen

from edge.events import DesiredCame
from vitals.desired import Ask

WORRIED = "Jag är orolig – ring mig"


@pytest.mark.decision("F12")
def test_a_double_tap_is_one_record_and_a_later_press_another() -> None:
    made = SmallScreen()
    form = made.form(WORRIED)
    for _ in range(3):
        assert made.post(form).headings == ["Vi har sparat att du vill bli uppringd"]
    assert made.presses() == [("worried", KARIN)]
    made.press(WORRIED)
    assert len(made.presses()) == 2, "a new page is pressed anew"
    made.passes(minutes=11)
    made.post(form)
    assert len(made.presses()) == 3, "and so is an old one, later"


def test_a_double_tap_on_an_answer_is_one_answer_and_a_changed_mind_is_another() -> None:
    made = SmallScreen()
    form = made.form("yes sv", "/ask")
    made.post(form)
    made.post(form)
    assert len(made.answers()) == 4
    made.press("no sv", f"/ask/as_usual/{KARIN}")
    assert made.answers()[-1] == ("as_usual", "no")


def test_a_double_tap_on_whose_it_was_is_one_answer() -> None:
    made = SmallScreen(questions=(ask(Ask.WHOSE, NEVER),))
    form = made.form("Ja, det var jag")
    made.post(form)
    made.post(form)
    assert made.answers() == [("whose", "mine")]


@pytest.mark.decision("F12")
def test_a_tap_before_and_one_after_a_power_cut_are_one_record(tmp_path: Path) -> None:
    made = SmallScreen(path=str(tmp_path / "outbox.db"))
    form = made.form(WORRIED)
    made.post(form)
    made.hub.sql.close()
    again = SmallScreen(path=str(tmp_path / "outbox.db"))
    again.post(form)
    assert again.presses() == [("worried", KARIN)]


def test_whoever_says_something_else_or_the_same_again_later_is_heard_also_from_an_old_page() -> None:
    made = SmallScreen()
    path = f"/ask/dizziness/{KARIN}"
    never, fainted = made.form("never sv", path), made.form("fainted sv", path)
    made.post(never)
    made.post(fainted)
    made.post(never)
    assert made.answers() == [("dizziness", "never"), ("dizziness", "fainted"), ("dizziness", "never")]
    made.passes(minutes=11)
    made.post(never)
    assert made.answers()[3:] == [("dizziness", "never")]


def test_other_own_words_from_the_same_page_are_kept_beside_the_first() -> None:
    made = SmallScreen()
    form = next(form for form in made.get(f"/words/something_else/own_words/{KARIN}").forms if form.action == "/answer")
    for words in ("Tungt", "Tungt", "Tungt på natten"):
        made.post(form, text=words)
    assert [body["text"] for body in made.bodies()] == ["Tungt", "Tungt på natten"]


def test_another_answer_to_whose_it_was_is_kept_beside_the_first() -> None:
    made = SmallScreen(questions=(ask(Ask.WHOSE, NEVER),))
    mine, not_mine = made.form("Ja, det var jag"), made.form("Nej, någon annan")
    for form in (mine, mine, not_mine):
        made.post(form)
    assert made.answers() == [("whose", "mine"), ("whose", "nobody")]


class Fingers(RuleBasedStateMachine):
    """Two people press whatever they like, as often as they like, on pages of any age.

    What was pressed last is what the card holds last, and it grows by one or, for a repeat, not at all.
    """

    @initialize()
    def begin(self) -> None:
        self.made = SmallScreen(screen(KARIN, OLLE))
        self.pages: list[Form] = []

    @rule(who=st.sampled_from([KARIN, OLLE]), name=st.sampled_from(["dizziness", "propped_up"]), at=st.integers(0, 1))
    def opens_a_question(self, who: str, name: str, at: int) -> None:
        self.pages.append([form for form in self.made.get(f"/ask/{name}/{who}").forms if form.action == "/answer"][at])

    @rule(who=st.sampled_from([KARIN, OLLE]))
    def opens_the_button(self, who: str) -> None:
        self.pages.append(self.made.form(f"Person {who[:4].upper()}", "/who-worries"))

    @precondition(lambda self: bool(self.pages))
    @rule(data=st.data(), taps=st.integers(1, 3))
    def presses(self, data: st.DataObject, taps: int) -> None:
        form = data.draw(st.sampled_from(self.pages))
        before = self.kept()
        for _ in range(taps):
            self.made.post(form)
        grown = self.kept()[len(before) :]
        assert len(grown) <= 1, "a repeat is no record of its own"
        assert self.latest(form) == self.said(form), "nothing that was said is lost"
        assert grown or self.said(form) in before, "a first word is always kept"

    @rule()
    def time_passes(self) -> None:
        self.made.passes(hours=5)

    @rule()
    def the_server_says_the_same_again(self) -> None:
        told = self.made.hub.conductor.hub.today.desired
        assert told is not None
        self.made.hear(DesiredCame(told))

    def kept(self) -> list[tuple[str, str, str | None]]:
        return [
            (body.get("question") or body["button"], body.get("code") or "", body["about"])
            for body in self.made.bodies()
        ]

    def latest(self, form: Form) -> tuple[str, str, str | None]:
        name, _, about = self.said(form)
        return [each for each in self.kept() if (each[0], each[2]) == (name, about)][-1]

    @staticmethod
    def said(form: Form) -> tuple[str, str, str | None]:
        told = form.carries
        return (told.get("question") or told["button"], told.get("code", ""), told["who"])


Fingers.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestFingers = Fingers.TestCase
