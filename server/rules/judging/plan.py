"""Which rules must look again when something comes, and how far back each of them looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from server.rules.judging.frame import GATE_DAYS
from server.rules.judging.needs import Needs, needs_of
from server.rules.language.condition import ANY_CLINICAL_RULE
from server.rules.language.rule import Rule, Status
from server.rules.language.rule_set import RuleSet
from server.rules.language.signal import Measure
from server.rules.record import Answer, Contact, EngineRecord, Event, Observed, Press, Withdrawn

AWAKE: Final = frozenset({Status.SHADOW, Status.PILOT, Status.LIVE})
CONTACT: Final = "contact"
EVENT: Final = "event"
ALL: Final = "*"
"""What touches every rule: the plan, what was agreed or asked, and what nurses closed."""


class Plan:
    """A rule set made ready: the rules that are awake, each after those it reads, and what each of them needs."""

    def __init__(self, rule_set: RuleSet) -> None:
        """Look through all rules once."""
        self.rule_set = rule_set
        self.rules = tuple(rule for rule in rule_set.rules.values() if rule.status in AWAKE)
        self.needs: Mapping[str, Needs] = {rule.name: _needs(rule, rule_set) for rule in self.rules}
        self.all_needs = Needs()
        for needs in self.needs.values():
            self.all_needs.join(needs)
        self.reach_days = self.all_needs.days + self.all_needs.look_days + self.all_needs.run_days + GATE_DAYS + 1
        """How far back of the first day judged anything is looked at."""
        self._known: dict[frozenset[str], tuple[Rule, ...]] = {}

    def measures_of(self, vital: str) -> tuple[Measure, ...]:
        """Give the measures that are made of a vital sign."""
        return tuple(each for each in self.rule_set.signals.measures.values() if each.vital.value.name == vital)

    def touched(self, kinds: Iterable[str]) -> tuple[Rule, ...]:
        """Give the rules that must look again when something of these kinds came, and those that read them."""
        wanted = frozenset(kinds)
        if wanted not in self._known:
            self._known[wanted] = self._touched(wanted)
        return self._known[wanted]

    def _touched(self, kinds: frozenset[str]) -> tuple[Rule, ...]:
        if ALL in kinds:
            return self.rules
        found: set[str] = set()
        for rule in self.rules:
            if kinds & _kinds(self.needs[rule.name], kinds) or self.reads(rule) & found:
                found.add(rule.name)
        return tuple(rule for rule in self.rules if rule.name in found)

    def reads(self, rule: Rule) -> set[str]:
        """Name the rules whose episodes a rule looks at."""
        named = {*rule.quiet_while, *self.needs[rule.name].rules}
        if ANY_CLINICAL_RULE in named:
            named |= {each.name for each in self.rules}
        return named - {rule.name}


def kind_of(record: EngineRecord) -> str:
    """Say what a record touches."""
    match record:
        case Observed() | Withdrawn():
            return record.vital.value.name
        case Answer():
            return f"symptom.{record.question}"
        case Press():
            return f"button.{record.kind}"
        case Contact():
            return CONTACT
        case Event():
            return EVENT
        case _:
            return ALL


def _needs(rule: Rule, rule_set: RuleSet) -> Needs:
    found = Needs()
    for condition in (rule.raise_when, rule.unless, rule.clear_when):
        if condition is not None:
            found.join(needs_of(condition, rule_set.signals))
    return found


def _kinds(needs: Needs, kinds: frozenset[str]) -> set[str]:
    """Give the kinds that a rule reads; one that reads everything, those that came from the patient."""
    found = {*needs.series}
    if needs.dues or needs.silences_s:
        found.add(CONTACT)
    if needs.event_hours_s or needs.restarts:
        found.add(EVENT)
    return found | ({each for each in kinds if each not in {CONTACT, EVENT}} if needs.is_everything else set())
