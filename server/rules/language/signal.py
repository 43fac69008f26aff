"""How a number is made before a rule looks at it: the day's value, sittings, windows, and who may have been weighed.

Written in ``alert_rules/signals.yaml``; changed seldom, and by engineers together with clinicians.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from server.rules.language.quantity import Period, Quantity, Unit
from server.rules.language.repeat import Basis
from vitals.measurement import Flag
from vitals.vital import Vital


class Statistic(StrEnum):
    """What a window makes of its days."""

    MEDIAN = "median"
    MEAN = "mean"
    SPREAD = "spread"
    """1.4826 times the median distance from the median: a standard deviation that single bad days do not move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A named value of the days ``D - ending_days_ago - days + 1`` to ``D - ending_days_ago``: ``baseline``.

    It needs so many day values, else it cannot tell. After an event of ``restarts_on`` only days from that day on
    count, all of them however near, and ``needs_after_restart`` are enough.
    """

    name: str
    statistic: Statistic
    days: int
    ending_days_ago: int
    needs: int
    restarts_on: tuple[str, ...] = ()
    needs_after_restart: int | None = None
    never_below: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """A named mean of readings: so many first of each morning and evening of ``days``, the first left out or not."""

    name: str
    days: int
    mornings: int
    evenings: int
    skips_first_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Which readings may be somebody else's: those too far from the patient's own recent median.

    ``allow`` plus ``allow_per_day`` for each local day since the reading before, but never less than
    ``spreads_tenths`` / 10 robust standard deviations of the readings in the last ``days``; with fewer than ``needs``
    readings there nobody can tell, and the reading counts. Two readings at most ``witness_within`` apart in
    ``witness_period`` bear each other out.
    """

    days: int
    needs: int
    allow: Quantity
    allow_per_day: Quantity
    spreads_tenths: int
    witness_within: Quantity
    witness_period: Period


class DayTakes(StrEnum):
    """Which reading is the day's value. Only the first of the morning cannot change later in the day."""

    FIRST_MORNING = "first morning reading"
    LAST = "last reading"
    LOWEST = "lowest reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure that rules may speak of: ``weight``, ``systolic``, ``pulse_irregular``.

    Values are whole steps, ``per_unit`` to one unit. ``plausible`` (lowest, highest in steps) is clinical doubt:
    outside, a value is shown and never used. ``basis`` is what is looked at when a rule does not say; a reading or
    sitting speaks for the patient for ``counts_for``. A measure of a ``flag`` is 1 or 0 and has no unit of its own.
    """

    name: str
    vital: Vital
    unit: Unit
    per_unit: int
    plausible: tuple[int, int]
    basis: Basis
    counts_for: Period
    day_takes: DayTakes = DayTakes.FIRST_MORNING
    repeat_within: Period | None = None
    sitting_gap: Period | None = None
    drops_first_of: int | None = None
    windows: Mapping[str, Window] = field(default_factory=dict)
    protocols: Mapping[str, Protocol] = field(default_factory=dict)
    gate: Gate | None = None
    flag: Flag | None = None

    @property
    def difference(self) -> Unit:
        """Name the unit of its differences: percentages differ by points."""
        return Unit.POINTS if self.unit is Unit.PERCENT else self.unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """All measures by name, the events that may be spoken of with the words logs use for them, and the patient groups.

    The groups are closed as all else is: a rule for a group that nobody is in would never raise.
    """

    measures: Mapping[str, Measure]
    events: Mapping[str, tuple[str, ...]]
    groups: frozenset[str] = frozenset()
