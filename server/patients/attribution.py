"""Whose is it: from device, user slot, time and weight to one patient, or to nobody yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from server.patients.habit import Habit, WeightsNear, habit_of, is_usual
from server.patients.register import Assignment, Register
from vitals.identity import DeviceId, HomeId, PatientId


class HowClaimed(StrEnum):
    """How a measurement came to be somebody's."""

    ASSIGNED = "assigned"
    """The device, or this slot of it, is that person's alone."""
    NEAREST = "nearest"
    """Several share the device, and the weight fits only one of them."""
    QUESTIONED = "questioned"
    """The device is that person's alone, and the weight is so far from theirs that they are asked."""
    MOVED = "moved"
    """Somebody said so."""


class WhyUnclaimed(StrEnum):
    """Why a measurement is nobody's yet."""

    UNKNOWN_DEVICE = "unknown_device"
    NOT_ASSIGNED = "not_assigned"
    UNKNOWN_SLOT = "unknown_slot"
    NO_LONGER_MEMBER = "no_longer_member"
    NOT_YET_KNOWN = "not_yet_known"
    """Of somebody who shares the device too few recent weights are known."""
    FITS_SEVERAL = "fits_several"
    FITS_NOBODY = "fits_nobody"
    DIFFERS = "differs"
    """It fits one person only, whose other weight of the same morning is too far off."""
    SHARED_DEVICE = "shared_device"
    """Several share the device, and what it measures tells nobody from another."""


_ASKED: Final = frozenset(WhyUnclaimed) - {
    WhyUnclaimed.UNKNOWN_DEVICE,
    WhyUnclaimed.NOT_ASSIGNED,
    WhyUnclaimed.NO_LONGER_MEMBER,
}


@dataclass(frozen=True, slots=True)
class Claimed:
    """Somebody's, and how we know."""

    patient: PatientId
    how: HowClaimed

    @property
    def is_asked(self) -> bool:
        """Tell whether the home is asked all the same."""
        return self.how is HowClaimed.QUESTIONED


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Nobody's yet: it is kept, shown, and in no rule.

    ``perhaps`` are those of whom a weight may be: of them nobody can tell anything on its day (decision C4).
    """

    why: WhyUnclaimed
    perhaps: frozenset[PatientId] = frozenset()

    @property
    def is_asked(self) -> bool:
        """Tell whether the home can say whose it is; what a technician must mend first is asked of nobody."""
        return self.why in _ASKED


def attribute(
    register: Register,
    device: DeviceId,
    user_slot: int | None,
    at: datetime,
    weight_g: int | None,
    near: WeightsNear,
) -> Claimed | Unclaimed:
    """Find whose a measurement is by the assignments valid when it was measured, whatever home it came through now.

    A slot that is assigned is that person's; a device that is assigned as a whole is whoever's it is, whatever the
    slot. Who shares a device is told from the others by weight (``choose``), and by nothing else. It chooses among the
    people who were members of the device's home then.
    """
    home = register.devices.get(device)
    if home is None:
        return Unclaimed(WhyUnclaimed.UNKNOWN_DEVICE)
    valid = [each for each in register.assignments.get(device, ()) if each.period.holds(at)]
    if not valid:
        return Unclaimed(WhyUnclaimed.NOT_ASSIGNED)
    whose = _possible(register, home, valid, user_slot, at)
    if isinstance(whose, Unclaimed):
        return whose
    if weight_g is None:
        return Claimed(whose.people[0], HowClaimed.ASSIGNED) if whose.is_one else Unclaimed(WhyUnclaimed.SHARED_DEVICE)
    if whose.is_one:
        return _of_one(weight_g, whose.people[0], at, near)
    return choose(weight_g, {patient: habit_of(near(patient, at), at) for patient in whose.people})


@dataclass(frozen=True, slots=True)
class _Possible:
    """Whose it may be; ``is_told`` says that device or slot name them, and not only the home."""

    people: Sequence[PatientId]
    is_told: bool

    @property
    def is_one(self) -> bool:
        return self.is_told and len(self.people) == 1


def _possible(
    register: Register, home: HomeId, valid: Sequence[Assignment], user_slot: int | None, at: datetime
) -> _Possible | Unclaimed:
    """Name the people whose the device, or this slot of it, was; without a slot, everybody who has one on it."""
    told = [each for each in valid if each.user_slot == user_slot] or [each for each in valid if each.user_slot is None]
    if not told and user_slot is not None:
        return Unclaimed(WhyUnclaimed.UNKNOWN_SLOT)
    here = [patient for patient in _people(told or valid) if register.is_member(patient, home, at)]
    if not here:
        return Unclaimed(WhyUnclaimed.NO_LONGER_MEMBER)
    return _Possible(here, bool(told))


def _of_one(weight_g: int, patient: PatientId, at: datetime, near: WeightsNear) -> Claimed:
    """Give a weight to the only person whose the scale is; one that is far off is theirs until they say otherwise."""
    weights = near(patient, at)
    if is_usual(weight_g, weights):
        return Claimed(patient, HowClaimed.ASSIGNED)
    habit = habit_of(weights, at)
    is_odd = habit is not None and not habit.reaches(weight_g)
    return Claimed(patient, HowClaimed.QUESTIONED if is_odd else HowClaimed.ASSIGNED)


def choose(weight_g: int, habits: Mapping[PatientId, Habit | None]) -> Claimed | Unclaimed:
    """Find whose a weight is among people who share a scale: certain if it fits one, and clearly none of the others.

    Everybody must be known, for a person who is not could weigh anything. What may be two people's, or fits nobody, or
    differs too much from the same person's other weight of that morning, is nobody's until somebody says whose it is.
    """
    perhaps = frozenset(who for who, habit in habits.items() if habit is None or not habit.excludes(weight_g))
    if None in habits.values():
        return Unclaimed(WhyUnclaimed.NOT_YET_KNOWN, perhaps)
    possible = [(patient, habit) for patient, habit in habits.items() if habit is not None and patient in perhaps]
    if not any(habit.reaches(weight_g) for _, habit in possible):
        return Unclaimed(WhyUnclaimed.FITS_NOBODY, perhaps)
    if len(possible) > 1:
        return Unclaimed(WhyUnclaimed.FITS_SEVERAL, perhaps)
    ((patient, habit),) = possible
    if habit.contradicts(weight_g):
        return Unclaimed(WhyUnclaimed.DIFFERS, perhaps)
    return Claimed(patient, HowClaimed.NEAREST)


def _people(assignments: Sequence[Assignment]) -> list[PatientId]:
    """Name whose the assignments are, each once; of one slot only the latest."""
    last_of_slot = {each.user_slot: each.patient for each in assignments if each.user_slot is not None}
    shared = [each.patient for each in assignments if each.user_slot is None]
    return list(dict.fromkeys([*shared, *last_of_slot.values()]))
