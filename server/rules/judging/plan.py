"""Which rules must look again when something comes, and how far back each of them looks."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from server.rules.judging.chart import Chart
from server.rules.judging.frame import GATE_DAYS
from server.rules.judging.lookback import Lookback, lookbacks
from server.rules.judging.needs import Needs, every_part, holds_alone, needs_of, parts_of, window_names
from server.rules.judging.reachable import Reachable, reachable
from server.rules.judging.spoken import Spoken
from server.rules.judging.touched import touches_of
from server.rules.language.combination import Combination, Condition, Group, Score, Sequence
from server.rules.language.condition import (
    ANY_CLINICAL_RULE,
    Arrives,
    Averages,
    Change,
    Drift,
    Happened,
    Limit,
    OtherAlert,
    Silent,
    Trend,
)
from server.rules.language.rule import Rule, Status
from server.rules.language.rule_set import RuleSet
from server.rules.record import Answer, Contact, EngineRecord, Event, Observed, Press, Unsettled, Withdrawn
from vitals.identity import PatientId

AWAKE: Final = frozenset({Status.SHADOW, Status.PILOT, Status.LIVE})
_AGREED: Final = frozenset({"target_weight", "discharge_weight", "reference_weight"})
CONTACT: Final = "contact"
EVENT: Final = "event"
OTHERS: Final = "others"
"""What touches the rules that read other rules: their episodes, and the time since them."""
Lines = tuple[tuple[int, Condition], ...]
_DEAR: Final = (Limit, Change, Averages, Trend, Drift, Group, Sequence)
_TOLD: Final = (Happened, OtherAlert, Silent)
ALL: Final = "*"
"""What touches every rule: the plan, what was agreed or asked, and what nurses closed."""
SETS_KEPT: Final = 1_024
"""Of so many sets of kinds, or of rules, it is remembered what they need: a server meets new ones all its life."""


@dataclass(slots=True)
class Due:
    """A patient to judge from an instant on, because of records of these kinds.

    ``later_s`` are the instants at which time alone may change something again because of them; None if all that is
    known of the patient must be looked through for that.
    """

    patient: PatientId
    from_s: int
    kinds: set[str] = field(default_factory=lambda: {ALL})
    later_s: list[int] | None = None

    def add(self, from_s: int, kind: str) -> None:
        """Add another record's instant and kind."""
        self.from_s = min(self.from_s, from_s)
        self.kinds.add(kind)


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
        signals = rule_set.signals
        self.lookbacks = {rule.name: lookbacks(rule.raise_when, signals) for rule in self.rules}
        """How far back each sign of each rule looks, but to see whose a reading is."""
        self.window_days = _window_days(self.rules, self.lookbacks)
        """How many days before the first judged each window is read for an outlook, by measure and name."""
        self.touches = touches_of(signals)
        self._back_days = lru_cache(SETS_KEPT)(self._back_days_of)
        self._for_kind: dict[tuple[frozenset[str], frozenset[str]], frozenset[str]] = {}
        ends = {rule.name: rule.clear_when for rule in self.rules if rule.clear_when is not None}
        self._ends_back = {name: needs_of(end, rule_set.signals).look_days for name, end in ends.items()}
        self._endings = {rule.name: _ending(rule, rule_set) for rule in self.rules}
        self._touched_by = lru_cache(SETS_KEPT)(self._touched)
        self._shared = lru_cache(SETS_KEPT)(self._shared_of)
        self.numbers: Mapping[int, tuple[int, bool]] = _numbers(self.rules)
        """By the identity of each condition that stands in a rule: its number, and whether its answers hold alone."""
        self.spoken: dict[Hashable, Spoken] = {}
        """What was said of the rules' conditions, by rule and settings."""
        self.signs: Mapping[int, Reachable] = _signs(self.rules, self.lookbacks, self.numbers, rule_set)
        """By the identity of each sign that stands in a rule's ``raise_when``."""
        self.lines: Mapping[int, Lines] = {
            id(part): _lines(part) for rule in self.rules for part in every_part(rule.raise_when)
        }
        """By the identity of each combination there: its parts with their points, first those that cost least."""

    def ends_back(self, rule: Rule) -> int:
        """Tell how many days back answers are read again to end a rule's episodes: 1, where each look tells alone."""
        return self._ends_back.get(rule.name, 1)

    def may_end(self, rule: Rule, kinds: frozenset[str]) -> bool:
        """Tell whether an open episode that was raised, or held back, may end by records of these kinds, or by time.

        Most silences end by what arrives, and by nothing else: no kinds are time alone.
        """
        ending = self._endings[rule.name]
        return ending is None or ALL in kinds or bool(kinds & _kinds(ending, kinds))

    def back_days(self, rules: Iterable[Rule]) -> int:
        """Tell how far back any sign of some rules looks that is told by what was measured, answered or pressed."""
        return self._back_days(tuple(rule.name for rule in rules))

    def _back_days_of(self, names: tuple[str, ...]) -> int:
        wanted = {*names}
        rules = [rule for rule in self.rules if rule.name in wanted]
        signs = [(self.lookbacks[rule.name], part) for rule in rules for part in every_part(rule.raise_when)]
        found = [far[id(sign)].far for far, sign in signs if id(sign) in far and not isinstance(sign, _TOLD)]
        return max(found, default=0)

    def touched(self, kinds: Iterable[str]) -> tuple[Rule, ...]:
        """Give the rules that must look again when something of these kinds came, and those that read them."""
        return self._touched_by(frozenset(kinds))

    def _touched(self, kinds: frozenset[str]) -> tuple[Rule, ...]:
        if ALL in kinds:
            return self.rules
        found: set[str] = set()
        for rule in self.rules:
            if kinds & _kinds(self.needs[rule.name], kinds) or self.reads(rule) & found:
                found.add(rule.name)
        return tuple(rule for rule in self.rules if rule.name in found)

    def names_for(self, chart: Chart) -> frozenset[str]:
        """Name the rules that are for a patient."""
        kind = kind_of_patient(chart)
        if kind not in self._for_kind:
            self._for_kind[kind] = frozenset(rule.name for rule in self.rules if is_for(rule, chart))
        return self._for_kind[kind]

    def shared(self, rules: Iterable[Rule]) -> Needs:
        """Give what these rules need together."""
        return self._shared(tuple(rule.name for rule in rules))

    def _shared_of(self, names: tuple[str, ...]) -> Needs:
        found = Needs()
        for name in names:
            found.join(self.needs[name])
        return found

    def reads(self, rule: Rule) -> set[str]:
        """Name the rules whose episodes a rule looks at."""
        named = {*rule.quiet_while, *self.needs[rule.name].rules}
        if ANY_CLINICAL_RULE in named:
            named |= {each.name for each in self.rules}
        return named - {rule.name}


def _numbers(rules: Iterable[Rule]) -> dict[int, tuple[int, bool]]:
    """Number the conditions, equal ones alike: to compare whole conditions at each look-up is slower than to judge."""
    known: dict[Condition, tuple[int, bool]] = {}
    found: dict[int, tuple[int, bool]] = {}
    for rule in rules:
        for condition in (rule.raise_when, rule.unless, rule.clear_when):
            for part in () if condition is None else every_part(condition):
                found[id(part)] = known.setdefault(part, (len(known), holds_alone(part)))
    return found


def _signs(
    rules: Iterable[Rule],
    back: Mapping[str, Mapping[int, Lookback]],
    numbers: Mapping[int, tuple[int, bool]],
    rule_set: RuleSet,
) -> dict[int, Reachable]:
    """Number the signs of rules, alike those that are told alike and look equally far back."""
    keys: dict[tuple[int, Lookback, str], int] = {}
    found: dict[int, Reachable] = {}
    for rule in rules:
        for sign in every_part(rule.raise_when):
            if not isinstance(sign, Combination):
                number, is_own = numbers[id(sign)]
                key = (number, back[rule.name][id(sign)], rule.name if is_own else "")
                found[id(sign)] = reachable(keys.setdefault(key, len(keys)), sign, rule, rule_set.signals)
    return found


def _lines(condition: Condition) -> Lines:
    """Give the parts of a combination with their points: what is told by days comes last, for it costs most."""
    lines = [(line.points, line.when) for line in condition.lines] if isinstance(condition, Score) else []
    found = lines or [(1, part) for part in parts_of(condition)]
    return tuple(sorted(found, key=lambda line: isinstance(line[1], _DEAR)))


def _window_days(rules: Iterable[Rule], back: Mapping[str, Mapping[int, Lookback]]) -> dict[tuple[str, str], int]:
    """Count, for each window that stands in a rule's ``raise_when``, the days on which it is read."""
    found: dict[tuple[str, str], int] = {}
    for rule in rules:
        for part in every_part(rule.raise_when):
            if isinstance(part, Limit | Change | Averages | Drift):
                more = (part.within_days or 1) if isinstance(part, Change) else 0
                more = part.over_days if isinstance(part, Drift) else more
                days = back[rule.name][id(part)].cells + more
                for name in window_names(part):
                    found[part.measure, name] = max(found.get((part.measure, name), 0), days)
    return found


def kind_of(record: EngineRecord) -> str:
    """Say what a record touches."""
    match record:
        case Observed() | Withdrawn() | Unsettled():
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


def kind_of_patient(chart: Chart) -> tuple[frozenset[str], frozenset[str]]:
    """Name what rules tell patients apart by: their groups, and which weights were agreed."""
    return chart.groups, frozenset(each for each in _AGREED if chart.agreed.get(each))


def is_for(rule: Rule, chart: Chart) -> bool:
    """Tell whether a rule is for a patient: in its groups, in none of those left out, and with what it needs."""
    groups = set(rule.patients.groups)
    if not (groups & {"everyone"} or groups & chart.groups) or set(rule.patients.excluded) & chart.groups:
        return False
    return all(chart.agreed.get(need) for need in rule.patients.needs if need in _AGREED)


def _needs(rule: Rule, rule_set: RuleSet) -> Needs:
    found = Needs()
    for condition in (rule.raise_when, rule.unless, rule.clear_when):
        if condition is not None:
            found.join(needs_of(condition, rule_set.signals))
    return found


def _ending(rule: Rule, rule_set: RuleSet) -> Needs | None:
    """Give what must arrive to end a rule's episodes; None if time may end them too, or an answer of the patient's."""
    if rule.clear_when is None or rule.lasts is not None or rule.confirm is not None:
        return None
    is_told_by_arrivals = all(
        isinstance(part, Arrives) or (isinstance(part, Group) and part.within is None and part.for_days is None)
        for part in every_part(rule.clear_when)
    )
    return needs_of(rule.clear_when, rule_set.signals) if is_told_by_arrivals else None


def _kinds(needs: Needs, kinds: frozenset[str]) -> set[str]:
    """Give the kinds that a rule reads; one that reads everything, those that came from the patient."""
    found = {*needs.series}
    if needs.dues or needs.silences_s:
        found.add(CONTACT)
    if needs.event_hours_s or needs.restarts:
        found.add(EVENT)
    if needs.rules:
        found.add(OTHERS)
    return found | (kinds - {CONTACT, EVENT, OTHERS} if needs.is_everything else set())
