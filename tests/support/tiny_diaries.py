"""Diaries of a tiny rule: one weight, with a question that runs out after four hours.

It raises when the day's weight is the gain or more above 80 kg, and clears at half of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from rule_making import kg, rule, rule_set

from server.rules.diary.case import Case
from server.rules.diary.file import read_diaries
from server.rules.diary.play import Verdict, verdicts_of
from server.rules.diary.script import Script, scripts_of
from server.rules.diary.vocabulary import Vocabulary, words_of_rule
from server.rules.language.condition import Comparison, Limit, Side
from server.rules.language.quantity import FromSetting, Period, PeriodUnit, SettingName
from server.rules.language.rule import Confirm, Rule, Say, Setting
from server.rules.transition import Severity

USUAL: Final = "{reference_weight: 80 kg}"


def tiny_rule() -> Rule:
    """Make the rule."""
    gain = Setting(name="gain", value=kg(2_000), allowed=(kg(1_000), kg(4_000)), roles=("nurse",))
    above = Limit(
        measure="weight",
        comparison=Comparison.AT_LEAST,
        amount=SettingName("gain"),
        side=Side.ABOVE,
        reference="reference_weight",
    )
    below = replace(above, comparison=Comparison.AT_MOST, amount=FromSetting("gain", is_half=True))
    made = rule("tiny", above, settings={"gain": gain}, clear_when=below)
    confirm = Confirm(ask="weigh again", answer_within=Period(4, PeriodUnit.HOURS), raises_unanswered=True)
    say = Say(nurse={"sv": "Gräns {limit}.", "en": "Limit {limit}."})
    return replace(made, severity=Severity.MEDIUM, confirm=confirm, say=say)


def words() -> Vocabulary:
    """Give the words of the tiny rule's diaries."""
    made = tiny_rule()
    return words_of_rule(made, rule_set(made))


def cases(*diaries: str, says: str = "", patient: str = "") -> tuple[Case, ...]:
    """Read diaries, each a case of its own, named by its place."""
    return read_diaries(file_text(*diaries, says=says, patient=patient).encode(), words())


def scripts(*diaries: str, says: str = "", patient: str = USUAL) -> list[Script]:
    """Read diaries, ready to be played."""
    return scripts_of(cases(*diaries, says=says, patient=patient), rule_set(tiny_rule()).signals)


def verdict(diary: str, says: str = "") -> Verdict:
    """Play one diary."""
    made = tiny_rule()
    (found,) = verdicts_of(scripts(diary, says=says), made, rule_set(made))
    return found


def file_text(*diaries: str, says: str = "", patient: str = "") -> str:
    """Write a diary file; ``says`` and ``patient`` are put into every case."""
    out = ["test: tiny", "cases:"]
    for number, diary in enumerate(diaries, 1):
        out += [f"  - name: case {number}", *([f"    patient: {patient}"] if patient else []), "    diary: |"]
        out += [f"      {line.strip()}" for line in diary.strip().splitlines()]
        out += [f"    says: {says}"] if says else []
    return "\n".join(out)
