"""Plays a diary through the live engine, line by line: what playing many together must not differ from."""

from __future__ import annotations

from collections.abc import Iterator

from server.rules.diary.case import Case
from server.rules.diary.closure import with_what_it_reads
from server.rules.diary.fact import Closed, Fact
from server.rules.diary.records import SOMEBODY, Records, agreed_before, joined, staff_would_see
from server.rules.judging.live import Live
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet
from server.rules.record import EngineRecord, NurseClosed
from server.rules.transition import Transition


def one_by_one(case: Case, rule: Rule, rule_set: RuleSet) -> list[Transition]:
    """Give everything that is said from the first line to the last."""
    engine = Live(with_what_it_reads(rule, rule_set), staff_would_see(case.person))
    records = Records(rule_set.signals, case.rule)
    said: list[Transition] = []
    told: list[EngineRecord] = [joined(case.person), *agreed_before(case.person, case.rule)]
    for arrival in case.arrivals:
        told += [record for fact in arrival.facts for record in _records(fact, records, engine, rule)]
        said += engine.step(told, arrival.at)
        told = []
    return said + engine.advance(case.until_at)


def _records(fact: Fact, records: Records, engine: Live, rule: Rule) -> Iterator[EngineRecord]:
    yield from records.of(fact)
    if isinstance(fact, Closed):
        for each in engine.episodes(SOMEBODY, rule.name):
            if each.is_open:
                yield NurseClosed(patient=SOMEBODY, rule=rule.name, episode=each.name, at=fact.at)
