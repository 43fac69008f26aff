"""Knowledge: what was said of patients, as the engine is told of it: groups, agreed values, events, requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, TypeVar

from server.patients.known import (
    ADMITTED,
    DISCHARGED,
    AgreedWeight,
    AgreedWhat,
    Happening,
    Knowledge,
    Known,
    OwnSetting,
    ProfileUse,
    Weighed,
    as_told_last,
    in_force,
)
from server.patients.register import PatientEntry
from server.rules.language.rule_set import Profile
from server.rules.record import EVERY_DAY, Agreed, Asked, EngineRecord, Event, Joined
from server.rules.reference import reference_weights
from vitals.identity import PatientId

CLOSE_WATCH: Final = "care-level-3"
NEWLY_HOME: Final = "first-30-days-home"
MADE_GROUPS: Final = frozenset({"everyone", CLOSE_WATCH, NEWLY_HOME})
"""Groups that nobody is put in: they follow from the care level and from a discharge (decision F6)."""
STANDS_BADLY: Final = "cannot-stand-safely"
NEWLY_HOME_FOR: Final = timedelta(days=30)
_CLOSEST: Final = 3
"""The closest of the three care levels."""

K = TypeVar("K", bound=Known)


def records(
    known: Knowledge, people: Sequence[PatientEntry], profiles: Mapping[str, Profile], since: datetime, now: datetime
) -> list[EngineRecord]:
    """Tell the engine what is known of people now; of values, what holds since an instant or begins later.

    Everybody's groups and plan come first, then each one's values in order of time, events in the order in which they
    were told of, and requests. Nothing is told of who is not among ``people``.
    """
    said: list[EngineRecord] = [*joined(known, people, now)]
    weights, weighed = _by_patient(known.weights), _weighed_by_patient(known)
    settings, uses = _by_patient(known.settings), _by_patient(known.profiles)
    for person in people:
        who = person.patient
        values = [
            *_weights(weights.get(who, []), weighed.get(who, []), person),
            *_tuned(who, settings.get(who, []), uses.get(who, []), profiles),
        ]
        said += _since(values, since)
    here = {person.patient for person in people}
    said += [_event(each) for each in as_told_last(known.happenings) if each.patient in here]
    said += [
        Asked(patient=each.patient, rule=each.rule, measure=each.measure, from_at=each.from_at, until_at=each.until_at)
        for each in known.requests
        if each.patient in here
    ]
    return said


def joined(known: Knowledge, people: Iterable[PatientEntry], now: datetime) -> Iterator[Joined]:
    """Say of each patient which groups and which plan hold now; who cannot stand safely is unsteady (decision F7)."""
    groups = groups_of(known, people := list(people), now)
    plans = {each.patient: each for each in in_force(known.plans, now)}
    for person in people:
        mine, plan = groups[person.patient], plans.get(person.patient)
        yield Joined(
            patient=person.patient,
            zone=person.zone,
            plan_from=person.plan_from,
            weekdays=EVERY_DAY if plan is None else plan.weekdays,
            groups=mine,
            is_unsteady=STANDS_BADLY in mine or (plan is not None and plan.is_unsteady),
        )


def groups_of(known: Knowledge, people: Iterable[PatientEntry], now: datetime) -> dict[PatientId, frozenset[str]]:
    """Give everybody's groups at an instant, with those that follow from the care level and from a discharge."""
    put = [each for each in in_force(known.groups, now) if each.is_in]
    newly_home = at_home_newly(known.happenings, now)
    found: dict[PatientId, set[str]] = {}
    for person in people:
        mine = found.setdefault(person.patient, set())
        if person.care_level == _CLOSEST:
            mine.add(CLOSE_WATCH)
        if person.patient in newly_home:
            mine.add(NEWLY_HOME)
    for each in put:
        if each.patient in found:
            found[each.patient].add(each.group)
    return {patient: frozenset(mine) for patient, mine in found.items()}


def at_home_newly(happenings: Iterable[Happening], now: datetime) -> set[PatientId]:
    """Give who was discharged within the last thirty days, and not admitted again since."""
    last: dict[PatientId, Happening] = {}
    for each in sorted(as_told_last(happenings), key=lambda each: each.from_at):
        if each.kind in {DISCHARGED, ADMITTED} and not each.is_void and each.from_at <= now:
            last[each.patient] = each
    recent = [each for each in last.values() if now - each.from_at < NEWLY_HOME_FOR]
    return {each.patient for each in recent if each.kind == DISCHARGED}


def tuned_by(
    what: str, settings: Iterable[OwnSetting], uses: Iterable[ProfileUse], profiles: Mapping[str, Profile], at: datetime
) -> int | None:
    """Give the value of a setting for one patient, in thousandths; None: the rule's own holds.

    The patient's own value goes before a profile's. Of two profiles that disagree neither is believed.
    """
    own = next((each for each in in_force(settings, at) if each.about == what), None)
    if own is not None and own.value is not None:
        return own.value
    rule, _, setting = what.partition(".")
    on = [profiles[each.profile] for each in in_force(uses, at) if each.is_on and each.profile in profiles]
    said = {each.settings[rule][setting].thousandths for each in on if setting in each.settings.get(rule, {})}
    return said.pop() if len(said) == 1 else None


def _tuned(
    who: PatientId, settings: Sequence[OwnSetting], uses: Sequence[ProfileUse], profiles: Mapping[str, Profile]
) -> Iterator[Agreed]:
    of_profiles = {
        f"{rule}.{setting}"
        for each in uses
        if each.profile in profiles
        for rule, values in profiles[each.profile].settings.items()
        for setting in values
    }
    instants = sorted({each.from_at for each in (*settings, *uses)})
    for what in sorted({each.about for each in settings} | of_profiles):
        for at in instants:  # also where it stays the same: the engine may have been told otherwise of this instant
            value = tuned_by(what, settings, uses, profiles, at)
            yield Agreed(patient=who, what=what, value=value, from_at=at)


def _weights(agreed: Sequence[AgreedWeight], weighed: Sequence[Weighed], person: PatientEntry) -> Iterator[Agreed]:
    """Give the weights that hold for one patient, in order of time; a gram is a thousandth of a kilogram."""
    for what in (AgreedWhat.TARGET, AgreedWhat.DISCHARGE):
        mine = [each for each in agreed if each.what is what]
        for at in sorted({each.from_at for each in mine}):
            (held,) = in_force(mine, at)
            yield Agreed(patient=person.patient, what=what.value, value=held.grams, from_at=at)
    for each in reference_weights(agreed, weighed, person):
        what = AgreedWhat.REFERENCE
        yield Agreed(patient=person.patient, what=what.value, value=each.grams, from_at=each.from_at)


def _since(values: Iterable[Agreed], since: datetime) -> Iterator[Agreed]:
    """Leave out what another has taken the place of before an instant; what is about one thing stands together."""
    for _, same in groupby(values, key=lambda each: each.what):
        listed = list(same)
        past = [each for each in listed if each.from_at <= since]
        yield from past[-1:]
        yield from listed[len(past) :]


def _event(happening: Happening) -> Event:
    return Event(
        number=happening.event,
        patient=happening.patient,
        kind=happening.kind,
        from_at=happening.from_at,
        until_at=happening.until_at,
        is_void=happening.is_void,
    )


def _by_patient(said: Iterable[K]) -> dict[PatientId, list[K]]:
    found: dict[PatientId, list[K]] = {}
    for each in said:
        found.setdefault(each.patient, []).append(each)
    return found


def _weighed_by_patient(known: Knowledge) -> dict[PatientId, list[Weighed]]:
    found: dict[PatientId, list[Weighed]] = {}
    for patient, weighed in known.first_weights:
        found.setdefault(patient, []).append(weighed)
    return found
