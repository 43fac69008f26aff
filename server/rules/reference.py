"""Reference weight: what a patient's weight is held against; only people move it (decision F4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from server.patients.known import AgreedWeight, AgreedWhat, Weighed, in_force
from server.patients.register import PatientEntry

FIRST_DAYS: Final = 14
"""Their median is the reference of who was not weighed on the plan's first day."""
ENROLMENT: Final = "enrolment"
OF_FIRST_DAYS: Final = "first_days"
_DAY_BEGINS: Final = time(3)
"""A local day runs from three to three (docs/rule-language.md, 2)."""
_MOVING: Final = (AgreedWhat.REFERENCE, AgreedWhat.DISCHARGE)


class Reference(NamedTuple):
    """A reference weight from an instant on, in grams; None from when on there is none.

    ``origin`` says where it comes from: ``reference_weight`` and ``discharge_weight`` were agreed, ``enrolment`` and
    ``first_days`` were weighed.
    """

    from_at: datetime
    grams: int | None
    origin: str


def first_days(person: PatientEntry) -> tuple[datetime, datetime]:
    """Tell when the first fourteen days of a patient's plan begin and end.

    >>> from vitals.identity import PatientId
    >>> day = date(2026, 3, 2)
    >>> entry = PatientEntry(patient=PatientId("a" * 16), zone="Europe/Stockholm", plan_from=day, contact="anna")
    >>> [each.isoformat() for each in first_days(entry)]
    ['2026-03-02T02:00:00+00:00', '2026-03-16T02:00:00+00:00']
    """
    return _begins(person, 0), _begins(person, FIRST_DAYS)


def moves_reference(agreed: AgreedWeight) -> bool:
    """Tell whether an agreed weight is a reference from then on; a target is none."""
    return agreed.what in _MOVING


def whose_first_weights_count(
    people: Iterable[PatientEntry], agreed: Iterable[AgreedWeight], since: datetime | None
) -> list[PatientEntry]:
    """Give those whose first weights may still be a reference: of the others people agreed one, before an instant."""
    moved = {each.patient for each in agreed if moves_reference(each) and since is not None and each.from_at <= since}
    return [each for each in people if each.patient not in moved]


def reference_weights(
    agreed: Iterable[AgreedWeight], weighed: Iterable[Weighed], person: PatientEntry
) -> list[Reference]:
    """Give one patient's reference weights in order of time.

    The reference is what people agreed, or the discharge weight from the discharge on, whichever holds from later on;
    what was taken back is left out. Until then it is the first weight of the plan's first day; without one, from the
    fifteenth day on, the median of the first fourteen (of an even number the mean of the two in the middle, half a
    gram down).
    """
    moving = [each for each in agreed if moves_reference(each)]
    start = _until_agreed(sorted(weighed), person)
    instants = {each.from_at for each in moving} | ({start.from_at} if start is not None else set())
    return [_reference(moving, start, at) for at in sorted(instants)]


def _reference(moving: Sequence[AgreedWeight], start: Reference | None, at: datetime) -> Reference:
    held = [each for each in in_force(moving, at) if each.grams is not None]
    if held:
        last = max(held, key=lambda each: (each.from_at, each.number or 0))
        return Reference(at, last.grams, last.what.value)
    if start is not None and start.from_at <= at:
        return start._replace(from_at=at)
    return Reference(at, None, "")


def _until_agreed(weighed: Sequence[Weighed], person: PatientEntry) -> Reference | None:
    begins_at, ends_at = first_days(person)
    mine = [each for each in weighed if begins_at <= each.measured_at < ends_at]
    if not mine:
        return None
    if mine[0].measured_at < _begins(person, 1):
        return Reference(mine[0].measured_at, mine[0].grams, ENROLMENT)
    grams = sorted(each.grams for each in mine)
    return Reference(ends_at, (grams[(len(grams) - 1) // 2] + grams[len(grams) // 2]) // 2, OF_FIRST_DAYS)


def _begins(person: PatientEntry, days: int) -> datetime:
    day: date = person.plan_from + timedelta(days=days)
    return datetime.combine(day, _DAY_BEGINS, ZoneInfo(person.zone)).astimezone(UTC)
