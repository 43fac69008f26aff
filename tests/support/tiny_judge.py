"""A tiny engine for the tests of the diaries: one rule on one weight, with a question that runs out after four hours.

It raises when the newest weight is the gain or more above 80 kg, and clears at half of it. Nothing of it is scripted,
so a test can be wrong about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from rule_making import kg, rule, rule_set

from server.rules.diary.case import Case
from server.rules.diary.fact import Agreed, Closed, Fact, Measured, Person, Retracted
from server.rules.diary.file import read_diaries
from server.rules.diary.play import Begin
from server.rules.diary.vocabulary import Vocabulary, words_of_rule
from server.rules.language.condition import Comparison, Limit, Side
from server.rules.language.quantity import FromSetting, Period, PeriodUnit, SettingName
from server.rules.language.rule import Confirm, Rule, Setting
from server.rules.transition import Cause, EpisodeState, Severity, Transition
from vitals.identity import PatientId

USUAL_G: Final = 80_000
SOMEBODY: Final = PatientId("diarydiarydiary2")


def tiny_rule() -> Rule:
    """Make the rule that the tiny engine knows."""
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
    return replace(made, severity=Severity.MEDIUM, confirm=confirm)


class TinyJudge:
    """Judges one patient by the tiny rule."""

    def __init__(self, made: Rule, person: Person) -> None:
        """Take the numbers out of the rule."""
        self._rule = made
        own = person.settings.get("gain", made.settings["gain"].value)
        self._gain_g = own.thousandths
        self._weights: dict[int, Measured] = {}
        self._state, self._until = EpisodeState.QUIET, datetime.max.replace(tzinfo=UTC)

    def feed(self, facts: Sequence[Fact], at: datetime) -> Sequence[Transition]:
        """Learn facts after what is due."""
        said = list(self.advance(at))
        for fact in facts:
            match fact:
                case Measured():
                    self._weights[fact.number] = fact
                case Retracted(number=number):
                    del self._weights[number]
                case Agreed(value=value):
                    self._gain_g = value.thousandths
                case Closed() if self._state is EpisodeState.RAISED:
                    said.append(self._go(EpisodeState.CLEARED, Cause.NURSE_CLOSED, at))
                case _:
                    pass
        is_gone = any(isinstance(fact, Retracted) for fact in facts)
        if not any(isinstance(fact, Measured | Retracted) for fact in facts):
            return said
        return [*said, *self._judge(at, is_corrected=is_gone)]

    def advance(self, now: datetime) -> Sequence[Transition]:
        """Raise what was asked about and not answered."""
        confirm = self._rule.confirm
        if self._state is EpisodeState.ASKING and now >= self._until and confirm is not None:
            state = EpisodeState.RAISED if confirm.raises_unanswered else EpisodeState.CLEARED
            return [self._go(state, Cause.MEASURED, self._until)]
        return []

    def _judge(self, at: datetime, *, is_corrected: bool) -> Sequence[Transition]:
        newest = max(self._weights.values(), key=lambda each: each.measured_at, default=None)
        over_g = 0 if newest is None else newest.value - USUAL_G
        if self._state is EpisodeState.RAISED and is_corrected and over_g < self._gain_g:
            return [self._go(EpisodeState.WITHDRAWN, Cause.CORRECTED, at)]
        if self._state is EpisodeState.RAISED and over_g <= self._gain_g // 2:
            return [self._go(EpisodeState.CLEARED, Cause.MEASURED, at)]
        if self._state is EpisodeState.ASKING:
            state = EpisodeState.RAISED if over_g >= self._gain_g else EpisodeState.CLEARED
            return [self._go(state, Cause.MEASURED, at)]
        if self._state is not EpisodeState.RAISED and over_g >= self._gain_g:
            if self._rule.confirm is None:
                return [self._go(EpisodeState.RAISED, Cause.MEASURED, at)]
            self._until = at + timedelta(seconds=self._rule.confirm.answer_within.seconds)
            return [self._go(EpisodeState.ASKING, Cause.MEASURED, at)]
        return []

    def _go(self, state: EpisodeState, cause: Cause, at: datetime) -> Transition:
        before, self._state = self._state, state
        return Transition(
            patient=SOMEBODY,
            rule=self._rule.name,
            rule_version="1.0",
            episode="1",
            number=1,
            from_state=before,
            to_state=state,
            cause=cause,
            severity=self._rule.severity,
            at=at,
            measured_at=at,
            is_late=False,
            facts={},
            arrivals=(),
            say={"sv": f"Gräns {self._gain_g} g.", "en": f"Limit {self._gain_g} g."},
        )


def begin_with(made: Rule) -> Begin:
    """Make judges for the rule as it is given."""
    return lambda person: TinyJudge(made, person)


def words() -> Vocabulary:
    """Give the words of the tiny rule's diaries."""
    made = tiny_rule()
    return words_of_rule(made, rule_set(made))


def cases(*diaries: str, says: str = "", patient: str = "") -> tuple[Case, ...]:
    """Read diaries, each a case of its own, named by its place."""
    return read_diaries(file_text(*diaries, says=says, patient=patient), words())


def file_text(*diaries: str, says: str = "", patient: str = "") -> str:
    """Write a diary file; ``says`` and ``patient`` are put into every case."""
    out = ["test: tiny", "cases:"]
    for number, diary in enumerate(diaries, 1):
        out += [f"  - name: case {number}", *([f"    patient: {patient}"] if patient else []), "    diary: |"]
        out += [f"      {line.strip()}" for line in diary.strip().splitlines()]
        out += [f"    says: {says}"] if says else []
    return "\n".join(out)
