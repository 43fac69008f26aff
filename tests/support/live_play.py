"""A patient of a log played through the live engine itself, record by record, as a server would have heard of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from server.rules.backtest.asking import staff_would_see
from server.rules.backtest.case import Case
from server.rules.backtest.happenings import day_begins_s
from server.rules.judging.live import Live
from server.rules.knowledge import NEWLY_HOME
from server.rules.language.rule_set import RuleSet
from server.rules.record import Agreed, Answer, Contact, EngineRecord, Event, Joined, Observed
from server.rules.transition import EpisodeState, Transition
from vitals.identity import PatientId
from vitals.vital import Vital

HEARD_EVERY_S: Final = 6 * 3_600
"""More seldom than once an hour, as the engine needs it: twice before a hub could be called silent."""
_VITALS: Final = {vital.value.name: vital for vital in Vital}
_ENDS: Final = {EpisodeState.CLEARED, EpisodeState.WITHDRAWN}


class Shown(NamedTuple):
    """Something that a nurse saw: of which rule, what, and when by the server's clock."""

    at_s: int
    rule: str
    what: str


def played(case: Case, rules: RuleSet, codes: Mapping[str, int]) -> list[Shown]:
    """Play a patient through the engine; gives what nurses saw, in order."""
    live = Live(rules, lambda _patient, until: staff_would_see(case.zone, int(until.timestamp())))
    said: list[Transition] = []
    told = sorted(_records(case, {number: code for code, number in codes.items()}), key=lambda each: each[:2])
    for at_s in sorted({each[0] for each in told}):
        said += live.step([record for then_s, _, record in told if then_s == at_s], _at(at_s))
    said += live.advance(_at(case.end_s))
    return sorted(_shown(said))


def _shown(said: list[Transition]) -> Iterator[Shown]:
    open_ones: set[str] = set()
    for each in said:
        at_s = int(each.at.timestamp())
        if each.to_state is EpisodeState.RAISED and each.episode not in open_ones:
            open_ones.add(each.episode)
            yield Shown(at_s, each.rule, "raised")
        elif each.to_state in _ENDS and each.episode in open_ones:
            open_ones.remove(each.episode)
            yield Shown(at_s, each.rule, each.to_state.value)


def _records(case: Case, codes: Mapping[int, str]) -> Iterator[tuple[int, int, EngineRecord]]:
    """Give what the server was told: when, in which order, and what."""
    who = PatientId(case.name)
    yield case.first_s, 0, _joined(case, frozenset())
    for first, last in case.newly_home:
        yield day_begins_s(first, case.zone), 0, _joined(case, frozenset({NEWLY_HOME}))
        yield day_begins_s(last, case.zone), 0, _joined(case, frozenset())
    for what, values in case.agreed.items():
        for from_s, value in values:
            yield max(from_s, case.first_s), 1, Agreed(patient=who, what=what, value=value, from_at=_at(from_s))
    for number, each in enumerate(case.happenings):
        until_at = None if each.until_s is None else _at(each.until_s)
        yield (
            each.from_s,
            1,
            Event(number=number, patient=who, kind=each.kind, from_at=_at(each.from_s), until_at=until_at),
        )
    for name, column in case.columns.items():
        rows = zip(
            *(each.tolist() for each in (column.at_s, column.values, column.numbers, column.received_s)), strict=True
        )
        for at_s, value, number, received_s in rows:
            if name in _VITALS:
                yield (
                    received_s,
                    2,
                    Observed(arrival=number, patient=who, vital=_VITALS[name], value=value, measured_at=_at(at_s)),
                )
            else:
                question = name.removeprefix("symptom.")
                yield (
                    received_s,
                    2,
                    Answer(arrival=number, patient=who, question=question, code=codes[value], measured_at=_at(at_s)),
                )
    for first_s, last_s in case.contact:
        for at_s in sorted(
            {
                *range(first_s, last_s, HEARD_EVERY_S),
                *_noons(case, first_s, last_s),
                min(first_s + 3_600, last_s),
                last_s,
            }
        ):
            yield at_s, 3, Contact(patient=who, heard_at=_at(at_s))


def _noons(case: Case, first_s: int, last_s: int) -> Iterator[int]:
    day = case.plan_from - 1
    while (noon_s := day_begins_s(day, case.zone) + 9 * 3_600) <= last_s:
        if noon_s > first_s:
            yield noon_s
        day += 1


def _joined(case: Case, groups: frozenset[str]) -> Joined:
    plan_from = date.fromordinal(case.plan_from)
    return Joined(patient=PatientId(case.name), zone=case.zone.key, plan_from=plan_from, groups=case.groups | groups)


def _at(at_s: int) -> datetime:
    return datetime.fromtimestamp(at_s, UTC)
