"""Known: what the rules must know of a patient beside the readings. Each saying is a row that stays; the last holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple, TypedDict, TypeVar

from vitals.identity import PatientId

DEFAULT_GROUP: Final = "heart-failure"
"""Whom this is made for: a new patient is in this group until somebody says otherwise."""
OTHER_DISEASE: Final = "other-disease"
"""Whoever has another disease that may explain what is seen: of them no text says that it is the heart for certain."""
ADMITTED: Final = "admitted"
DISCHARGED: Final = "discharged"
NEW_TARGET: Final = "new_target_weight"
LASTING: Final = frozenset({ADMITTED, "travelling", "plan_paused"})
"""Events that go on until somebody ends them; no weight is planned meanwhile (docs/rule-language.md, 18)."""
EVERY_DAY: Final = "0123456"


class Role(StrEnum):
    """As what somebody decides; a rule says which of them may set each of its settings."""

    NURSE = "nurse"
    PHYSICIAN = "physician"
    SPECIALIST = "specialist"


class AgreedWhat(StrEnum):
    """The weights that people agree on."""

    TARGET = "target_weight"
    DISCHARGE = "discharge_weight"
    REFERENCE = "reference_weight"


class Said(TypedDict):
    """What every saying has, for who makes one."""

    patient: PatientId
    from_at: datetime
    who: str
    said_at: datetime
    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Something said of a patient: it holds from ``from_at`` on, until something else is said of the same.

    ``who`` decided it, in ``role`` (empty where it needs none); it was written at ``said_at``. ``number`` is its place
    in its table, None until it is kept.
    """

    patient: PatientId
    from_at: datetime
    who: str
    said_at: datetime
    role: str = ""
    reason: str = ""
    number: int | None = None

    @property
    def about(self) -> str:
        """What of the patient it is about: a later saying about the same takes its place."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping(Known):
    """The patient is in a group of ``signals.yaml``, or is no longer."""

    group: str
    is_in: bool = True

    @property
    def about(self) -> str:
        """The group."""
        return self.group


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighingPlan(Known):
    """On which days a weight is planned (``0`` is Monday), and whether the patient is too unsteady to weigh twice."""

    days: str = EVERY_DAY
    is_unsteady: bool = False

    @property
    def weekdays(self) -> frozenset[int]:
        """The days as numbers, 0 is Monday."""
        return frozenset(map(int, self.days))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedWeight(Known):
    """A weight that people agreed on, in grams; None takes it back."""

    what: AgreedWhat
    grams: int | None

    @property
    def about(self) -> str:
        """Which weight."""
        return self.what


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSetting(Known):
    """The patient's own value of a rule's setting, in thousandths of ``unit``; None gives the rule's value back.

    It is to be looked at again on ``review_on``; after that it still holds, and is flagged.
    """

    rule: str
    setting: str
    value: int | None
    unit: str
    review_on: date | None

    @property
    def about(self) -> str:
        """The setting as the engine names it."""
        return f"{self.rule}.{self.setting}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileUse(Known):
    """The patient has a profile of the rules' folder, or has it no longer."""

    profile: str
    is_on: bool = True

    @property
    def about(self) -> str:
        """The profile."""
        return self.profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening(Known):
    """Something happened (``discharged``) or goes on (``admitted``, until ``until_at``).

    ``first`` is the number of the row that told of it first, None for that row itself. A row that ends it or says that
    it never was (``is_void``) has the same ``first``, and its ``reason``.
    """

    kind: str
    until_at: datetime | None = None
    is_void: bool = False
    first: int | None = None

    @property
    def event(self) -> int:
        """Its number for life; 0 until it is kept."""
        return self.first or self.number or 0

    @property
    def about(self) -> str:
        """Its number, as text."""
        return str(self.event)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOf(Known):
    """The patient was asked, for a rule, to measure once more and to answer by ``until_at``.

    ``record`` is the place in the journal of what is asked about, None if no hub of the home heard it as the patient's.
    """

    rule: str
    measure: str
    until_at: datetime
    record: int | None = None

    @property
    def about(self) -> str:
        """The rule and the measure."""
        return f"{self.rule} {self.measure}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Somebody at a screen says something of one patient: all of ``said`` is kept, or nothing.

    ``what`` and ``detail`` are for the audit.
    """

    patient: PatientId
    who: str
    said: tuple[Known, ...]
    what: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of it; it is not kept if there is no such patient."""

    is_kept: bool


class Weighed(NamedTuple):
    """One weight of a patient's first days, in grams."""

    measured_at: datetime
    grams: int


K = TypeVar("K", bound=Known)


def in_force(said: Iterable[K], at: datetime) -> list[K]:
    """Give what holds at an instant: of all that is about the same, what holds from latest on; said last, if several.

    >>> from datetime import UTC
    >>> at = datetime(2026, 3, 2, tzinfo=UTC)
    >>> said = Grouping(patient=PatientId("a" * 16), from_at=at, who="eva", said_at=at, group="copd")
    >>> in_force([said], at) == [said]
    True
    """
    last: dict[tuple[PatientId, str], K] = {}
    for each in sorted(said, key=_in_time):
        if each.from_at <= at:
            last[each.patient, each.about] = each
    return list(last.values())


def as_told_last(happenings: Iterable[Happening]) -> list[Happening]:
    """Give each event as its last row tells it, in the order in which they were told of first."""
    last: dict[int, Happening] = {}
    for each in sorted(happenings, key=lambda each: each.number or 0):
        last[each.event] = each
    return list(last.values())


def is_going_on(happening: Happening, at: datetime) -> bool:
    """Tell whether an event lasts at an instant."""
    has_begun = not happening.is_void and happening.from_at <= at
    return has_begun and (happening.until_at is None or at < happening.until_at)


def ended_by(happening: Happening, before: Iterable[Happening]) -> list[Happening]:
    """Give the rows that end what a new event ends: a discharge ends the patient's stays, from its instant on."""
    if happening.kind != DISCHARGED:
        return []
    at = happening.from_at
    stays = [each for each in as_told_last(before) if each.kind == ADMITTED and is_going_on(each, at)]
    said = Said(
        patient=happening.patient,
        from_at=at,
        who=happening.who,
        said_at=happening.said_at,
        role=happening.role,
        reason=happening.reason,
    )
    return [retold(each, said, at) for each in stays]


def retold(happening: Happening, said: Said, until_at: datetime | None, *, is_void: bool = False) -> Happening:
    """Give the row that takes the place of an event's last: it ends then, or never was."""
    return Happening(
        patient=happening.patient,
        from_at=happening.from_at,
        who=said["who"],
        said_at=said["said_at"],
        role=said["role"],
        reason=said["reason"],
        kind=happening.kind,
        until_at=until_at,
        is_void=is_void,
        first=happening.event,
    )


def agreed_on(weight: AgreedWeight) -> list[Known]:
    """Give the rows of an agreed weight: a new target is an event too, from which the usual weight is counted anew."""
    if weight.what is not AgreedWhat.TARGET or weight.grams is None:
        return [weight]
    event = Happening(
        patient=weight.patient,
        from_at=weight.from_at,
        who=weight.who,
        said_at=weight.said_at,
        role=weight.role,
        reason=weight.reason,
        kind=NEW_TARGET,
    )
    return [weight, event]


def is_overdue(setting: OwnSetting, today: date) -> bool:
    """Tell whether somebody should have looked at a setting again by now."""
    return setting.value is not None and setting.review_on is not None and setting.review_on < today


def _in_time(said: Known) -> tuple[datetime, int]:
    return said.from_at, said.number or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """All that was said of some patients, each kind in the order in which it was said.

    ``first_weights`` are those of the plan's first days, of the patients for whom they may still matter.
    """

    groups: Sequence[Grouping] = ()
    plans: Sequence[WeighingPlan] = ()
    weights: Sequence[AgreedWeight] = ()
    settings: Sequence[OwnSetting] = ()
    profiles: Sequence[ProfileUse] = ()
    happenings: Sequence[Happening] = ()
    requests: Sequence[AskedOf] = ()
    first_weights: Sequence[tuple[PatientId, Weighed]] = ()
