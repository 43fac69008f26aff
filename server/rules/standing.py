"""Standing: what holds for one patient now, with where each thing comes from: for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from server.patients.known import (
    LASTING,
    AgreedWeight,
    AgreedWhat,
    Grouping,
    Happening,
    Knowledge,
    OwnSetting,
    ProfileUse,
    WeighingPlan,
    as_told_last,
    in_force,
    is_going_on,
    is_overdue,
)
from server.patients.register import PatientEntry
from server.rules.knowledge import groups_of
from server.rules.language.mandate import Refusal, may_set, may_use
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.rule_set import RuleSet
from server.rules.reference import reference_weights


class StandingGroup(NamedTuple):
    """A group that the patient is in; ``said`` is None where it follows from the care level or a discharge."""

    group: str
    said: Grouping | None


class StandingWeight(NamedTuple):
    """A weight that holds, from when on; ``said`` is None where it was not agreed on, but weighed."""

    what: AgreedWhat
    grams: int
    from_at: datetime
    origin: str
    said: AgreedWeight | None


class StandingSetting(NamedTuple):
    """An own value; ``of_rule`` is the rule's. ``refusal`` says why the rules would not take it any more."""

    said: OwnSetting
    value: Quantity
    of_rule: Quantity | None
    is_overdue: bool
    refusal: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds for one patient at an instant; ``going_on`` are events without an end yet, ``past`` all others."""

    groups: Sequence[StandingGroup]
    plan: WeighingPlan | None
    weights: Sequence[StandingWeight]
    settings: Sequence[StandingSetting]
    profiles: Sequence[ProfileUse]
    disagreement: Refusal | None
    going_on: Sequence[Happening]
    past: Sequence[Happening]


def standing(known: Knowledge, person: PatientEntry, rules: RuleSet | None, now: datetime) -> Standing:
    """Tell what holds for a patient; without rules nothing is said of what they would have instead."""
    said = {each.group: each for each in in_force(known.groups, now) if each.is_in}
    told = sorted(as_told_last(known.happenings), key=lambda each: (each.from_at, each.event), reverse=True)
    lasting = [each for each in told if each.kind in LASTING and is_going_on(each, now)]
    uses = [each for each in in_force(known.profiles, now) if each.is_on]
    return Standing(
        groups=[
            StandingGroup(each, said.get(each)) for each in sorted(groups_of(known, [person], now)[person.patient])
        ],
        plan=next(iter(in_force(known.plans, now)), None),
        weights=[*_weights(known, person, now)],
        settings=[*_settings(known, person, rules, now)],
        profiles=uses,
        disagreement=None if rules is None else _disagreement(uses, rules),
        going_on=lasting,
        past=[each for each in told if each not in lasting],
    )


def _weights(known: Knowledge, person: PatientEntry, now: datetime) -> Iterator[StandingWeight]:
    held = {each.what: each for each in in_force(known.weights, now)}
    for what in (AgreedWhat.TARGET, AgreedWhat.DISCHARGE):
        said = held.get(what)
        if said is not None and said.grams is not None:
            yield StandingWeight(what, said.grams, said.from_at, what.value, said)
    weighed = [each for patient, each in known.first_weights if patient == person.patient]
    past = [each for each in reference_weights(known.weights, weighed, person) if each.from_at <= now]
    if past and past[-1].grams is not None:
        last = past[-1]
        said = next((each for each in held.values() if each.what.value == last.origin), None)
        from_at = last.from_at if said is None else said.from_at
        yield StandingWeight(AgreedWhat.REFERENCE, past[-1].grams, from_at, last.origin, said)


def _settings(
    known: Knowledge, person: PatientEntry, rules: RuleSet | None, now: datetime
) -> Iterator[StandingSetting]:
    today = now.astimezone(ZoneInfo(person.zone)).date()
    for each in sorted(in_force(known.settings, now), key=lambda each: each.about):
        if each.value is None:
            continue
        value = Quantity(each.value, Unit(each.unit))
        rule = None if rules is None else rules.rules.get(each.rule)
        setting = None if rule is None else rule.settings.get(each.setting)
        yield StandingSetting(
            said=each,
            value=value,
            of_rule=None if setting is None else setting.value,
            is_overdue=is_overdue(each, today),
            refusal=None if rules is None else may_set(rules, each.rule, each.setting, value, each.role),
        )


def _disagreement(uses: Sequence[ProfileUse], rules: RuleSet) -> Refusal | None:
    """Find two profiles that say different things, as they may since the files were changed."""
    names = [each.profile for each in uses]
    refusals = (may_use(rules, each.profile, names, each.role) for each in uses)
    return next((each for each in refusals if each is not None), None)
