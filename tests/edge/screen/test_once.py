from __future__ import annotations

from pathlib import Path

import pytest
from hand_made import KARIN, OLLE, ask, screen
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
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
    assert len(made.presses()) == 2


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


class Fingers(RuleBasedStateMachine):
    """Two people press whatever they like, as often as they like, on pages of any age: each page counts once."""

    @initialize()
    def begin(self) -> None:
        self.made = SmallScreen(screen(KARIN, OLLE))
        self.pages: list[tuple[Form, str]] = []
        self.used: set[tuple[str, ...]] = set()
        self.expected = 0

    @rule(who=st.sampled_from([KARIN, OLLE]), name=st.sampled_from(["dizziness", "propped_up"]), at=st.integers(0, 1))
    def opens_a_question(self, who: str, name: str, at: int) -> None:
        forms = [form for form in self.made.get(f"/ask/{name}/{who}").forms if form.action == "/answer"]
        self.pages.append((forms[at], f"{name} {who}"))

    @rule(who=st.sampled_from([KARIN, OLLE]))
    def opens_the_button(self, who: str) -> None:
        label = f"Person {who[:4].upper()}"
        self.pages.append((self.made.form(label, "/who-worries"), f"worried {who}"))

    @rule(data=st.data())
    def presses(self, data: st.DataObject) -> None:
        if not self.pages:
            return
        form, what = data.draw(st.sampled_from(self.pages))
        if (what, form.carries["token"]) not in self.used:
            self.used.add((what, form.carries["token"]))
            self.expected += 1
        self.made.post(form)

    @rule()
    def time_passes(self) -> None:
        self.made.passes(hours=5)

    @rule()
    def the_server_says_the_same_again(self) -> None:
        told = self.made.hub.conductor.hub.today.desired
        assert told is not None
        self.made.hear(DesiredCame(told))

    @invariant()
    def every_page_counts_once(self) -> None:
        if hasattr(self, "made"):
            assert len(self.made.answers()) + len(self.made.presses()) == self.expected


Fingers.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestFingers = Fingers.TestCase
