"""Years told all at once: what the engine came to, day by day, is what one look back over everything tells.

Compared bit for bit is how things stand *as measured* when all has come: every episode of every rule and patient, when
it began, was raised and ended, and how; what it is measured against, whom it waited for; the words, numbers and
readings of what was said last of it, if nothing that bears on them has come since. The journal as received differs by
nature: who hears late says *missed* or *moved* where who hears in time says *raised*. Of it must hold that each episode
goes from state to state by moves that there are, to where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import Final

from engine_at_work import stands_well
from patient_year import FIRST_DAY
from years_at_work import YearsAtWork, measured_at

from server.rules.judging.block import Block
from server.rules.judging.chart import new_chart, seconds
from server.rules.judging.facts import NOTHING, Facts
from server.rules.judging.plan import Plan, kind_of
from server.rules.judging.publishing import MOVES, Published
from server.rules.judging.turn import Turn
from server.rules.judging.visit import WHOLE_DAYS
from server.rules.judging.walk import Told
from server.rules.language.rule import Rule
from server.rules.transition import EpisodeState, Transition
from vitals.identity import PatientId

SETTLED: Final = timedelta(days=2)
"""A second witness comes within 36 hours, and whatever restarts a window counts for its whole day."""
AT_ONCE: Final = 10
"""So many patients are judged in one block: years are long."""


class YearsAtOnce:
    """The same years again; ``episodes`` and ``texts`` count what was compared."""

    def __init__(self, work: YearsAtWork) -> None:
        """Take what was lived."""
        self.episodes = self.texts = 0
        self._work = work
        self._plan = Plan(work.rules)

    def differences(self) -> list[str]:
        """Tell what is otherwise."""
        patients = list(self._work.years)
        return [
            line
            for place in range(0, len(patients), AT_ONCE)
            for line in self._differences(patients[place : place + AT_ONCE])
        ]

    def _differences(self, patients: Sequence[PatientId]) -> Iterator[str]:
        codes: dict[str, int] = {}
        block = Block(self._plan, self._plan.rules, [self._turn(patient, codes) for patient in patients], codes)
        for who, patient in enumerate(patients):
            yield from self._broken(patient)
            for rule in self._plan.rules:
                yield from self._otherwise(block, who, patient, rule)

    def _turn(self, patient: PatientId, codes: dict[str, int]) -> Turn:
        chart = new_chart(self._work.years[patient].joined)
        for _, record in self._work.told[patient]:
            chart.learn(record, codes)
        return Turn(chart=chart, first_day=FIRST_DAY.toordinal() - 2, to_s=seconds(self._work.end_at))

    def _broken(self, patient: PatientId) -> Iterator[str]:
        """Tell what is wrong with a patient's journal: states follow each other by moves that there are."""
        journals: dict[str, list[Transition]] = {}
        for each in self._work.said[patient]:
            journals.setdefault(each.episode, []).append(each)
        episodes = (each for rule in self._work.rules.rules for each in self._work.live.episodes(patient, rule))
        published = {each.name: each for each in episodes}
        if journals.keys() != published.keys():
            yield f"{patient}: journals of {journals.keys() ^ published.keys()}"
        for name, journal in journals.items():
            state, number = EpisodeState.QUIET, 0
            for each in journal:
                is_next = (each.from_state, each.number) == (state, number + 1)
                if not is_next or MOVES.get((state, each.cause)) != each.to_state:
                    yield f"{name}: number {each.number} from {each.from_state} to {each.to_state} by {each.cause}"
                state, number = each.to_state, each.number
            if (state, number) != (published[name].state, published[name].number):
                yield f"{name}: ends {state} with number {number}"

    def _otherwise(self, block: Block, who: int, patient: PatientId, rule: Rule) -> Iterator[str]:
        """Compare the episodes of a patient and a rule, and what was said of them."""
        known = (
            each for each in self._work.live.episodes(patient, rule.name) if each.state is not EpisodeState.WITHDRAWN
        )
        mine, theirs = sorted(known, key=lambda each: each.told.start_s), block.told[rule.name][who]
        if [_alike(each.told) for each in mine] != [_alike(each) for each in theirs]:
            yield f"{patient} {rule.name}: {_first_apart([each.told for each in mine], theirs)}"
            return
        for published, told in zip(mine, theirs, strict=True):
            self.episodes += 1
            if not stands_well(published, told):
                yield f"{published.name}: {published.state}, and the values tell {told}"
            yield from self._said_otherwise(published, rule, block.facts(rule, who, told))

    def _said_otherwise(self, published: Published, rule: Rule, facts: Facts) -> Iterator[str]:
        """Compare what was said last of an episode with what all records tell, if none has come since."""
        last = [each for each in self._work.said[published.patient] if each.episode == published.name][-1]
        if not self._is_settled(last, published, rule):
            return
        self.texts += 1
        said = Facts(numbers=last.facts, arrivals=last.arrivals, say=last.say)
        is_old = last.at - _raised_at(published.told) > timedelta(days=WHOLE_DAYS)
        if said != (NOTHING if is_old else facts):
            yield f"{published.name}: {said}, and all records tell {facts}"

    def _is_settled(self, last: Transition, published: Published, rule: Rule) -> bool:
        """Tell whether nothing that the rule reads, and that was measured before it was raised, has come since."""
        until = _raised_at(published.told) + SETTLED
        return not any(
            at > last.at and measured_at(record) <= until and rule in self._plan.touched({kind_of(record)})
            for at, record in self._work.told[published.patient]
        )


def _raised_at(told: Told) -> datetime:
    return datetime.fromtimestamp(told.raised_s or told.start_s, UTC)


def _alike(told: Told) -> Told:
    """Leave out who covered whom meanwhile: what is raised already stays raised, whatever comes late (rule 29)."""
    return replace(told, covered_until_s=None)


def _first_apart(mine: Sequence[Told], theirs: Sequence[Told]) -> str:
    """Write the first episode that is told otherwise."""
    for one, other in zip_longest(mine, theirs):
        if one is None or other is None or _alike(one) != _alike(other):
            return f"{_in_words(one)}, and all records tell {_in_words(other)}"
    return "alike"


def _in_words(told: Told | None) -> str:
    if told is None:
        return "nothing"
    instants = (told.start_s, told.raised_s, told.end_s)
    words = ["-" if each is None else f"{datetime.fromtimestamp(each, UTC):%m-%d %H:%M:%S}" for each in instants]
    return f"{' '.join(words)} {told.ending} {told.level}"
