"""Every shipped rule raised once, by the first of its own diaries that does: what was told, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from contract_samples import DEVICE

from server.adapters.rule_folder import read_files, shipped_folder
from server.alerts.alert import StaffId
from server.alerts.worklist import ON_THE_LIST, follow
from server.ledger.page import Observation, Page
from server.patients.saying import Saying
from server.rules.diary.case import Case
from server.rules.diary.closure import with_what_it_reads
from server.rules.diary.records import Records, agreed_before, joined
from server.rules.diary.shelf import cases_of
from server.rules.judging.live import Live
from server.rules.judging.publishing import Published
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet
from server.rules.record import Answer, EngineRecord, Observed, Press
from server.rules.transition import EpisodeState, Transition
from vitals.code import UNCHANGED
from vitals.identity import PatientId

STEP = 1_000_000
"""The numbers of one rule's readings are so far from those of the next one's."""
_ANSWERS_FROM = STEP // 2


@dataclass(frozen=True)
class Raised:
    """A rule, all that was told until it was raised, the transition, and the episode."""

    rule: Rule
    told: Sequence[EngineRecord]
    transition: Transition
    episode: Published

    def page(self, patient: PatientId, place: int, alert: int, rules: RuleSet) -> Page:
        """Write it of somebody, with numbers of its own."""

        def number(arrival: int) -> int:
            return place * STEP + (arrival if arrival < STEP else arrival - STEP + _ANSWERS_FROM)

        episode = replace(self.episode, patient=patient)
        told = replace(
            self.transition,
            patient=patient,
            episode=episode.name,
            arrivals=tuple(map(number, self.transition.arrivals)),
            why=None if self.transition.why is None else _renumbered(dict(self.transition.why), number),
        )
        is_listed = told.severity in ON_THE_LIST
        return Page(
            observations=[
                Observation(number(each.arrival), each.vital, patient, each.value, each.measured_at,
                            each.measured_at, DEVICE, tuple(sorted(each.flags)))
                for each in self.told
                if isinstance(each, Observed)
            ],
            sayings=[
                _saying(each, number(each.arrival), patient, rules)
                for each in self.told
                if isinstance(each, Answer | Press)
            ],
            episodes={episode.name: episode},
            transitions=[told],
            alert_events=follow([told], {}, lambda _: StaffId("anna"), alert) if is_listed else [],
        )  # fmt: skip


@cache
def every_rule_raised() -> tuple[Raised, ...]:
    """Raise every rule; fails for one whose diaries raise nothing."""
    from shipped_rules import shipped_rules

    rules, files = shipped_rules(), read_files(shipped_folder())
    return tuple(_raise(rule, rules, cases_of(rule, rules, files)) for rule in rules.rules.values())


def _raise(rule: Rule, rules: RuleSet, cases: Sequence[Case]) -> Raised:
    for case in cases:
        for found in _played(rule, rules, case):
            return found
    raise AssertionError(f"no diary raises {rule.name}")


def _played(rule: Rule, rules: RuleSet, case: Case) -> Iterator[Raised]:
    part, records = with_what_it_reads(rule, rules), Records(rules.signals, rule.name)
    live, told = Live(part), [joined(case.person), *agreed_before(case.person, rule.name)]
    live.hear(told)
    for arrival in [*case.arrivals, None]:
        at = case.until_at if arrival is None else arrival.at
        fresh = [] if arrival is None else [each for fact in arrival.facts for each in records.of(fact)]
        said = live.advance(at) + live.step(fresh, at)
        told += fresh
        for each in said:
            if each.rule == rule.name and each.to_state is EpisodeState.RAISED and each.say:
                (episode,) = [one for one in live.episodes(each.patient, rule.name) if one.name == each.episode]
                yield Raised(rule, tuple(told), each, replace(episode, state=EpisodeState.RAISED))


def _renumbered(node: dict[str, object], number: object) -> dict[str, object]:
    """Give a tree with other numbers of readings."""

    def anew(name: str, value: object) -> object:
        if name == "arrival" and callable(number):
            return number(value)
        if isinstance(value, dict):
            return _renumbered(value, number)
        if isinstance(value, list):
            return [_renumbered(each, number) if isinstance(each, dict) else each for each in value]
        return value

    return {name: anew(name, value) for name, value in node.items()}


def _saying(said: Answer | Press, number: int, patient: PatientId, rules: RuleSet) -> Saying:
    code = said.code if isinstance(said, Answer) else None
    say = {"sv": "Jag är orolig – ring mig", "en": "I am worried – call me"}
    if isinstance(said, Answer):
        symptom = rules.symptoms[said.question]
        choice = symptom.choice(said.code)
        words = ("som vanligt", "as usual") if choice is None else (choice.sv, choice.en)
        assert choice is not None or said.code == UNCHANGED
        say = {"sv": f"{symptom.label_sv}: {words[0]}", "en": f"{symptom.label_en}: {words[1]}"}
    return Saying(
        record=number,
        patient=patient,
        about=said.question if isinstance(said, Answer) else said.kind,
        version=1,
        code=code,
        words=None,
        is_acute=False,
        measured_at=said.measured_at,
        received_at=said.measured_at + timedelta(minutes=1),
        say=say,
    )
