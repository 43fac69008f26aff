"""The conditions of a rule: one sign each, with its verb; combinations of them stand in ``combination``.

Every sum is exact and every word has one meaning: docs/rule-language.md, "What every word means".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.rules.language.quantity import Amount, Period, Quantity
from server.rules.language.repeat import Repeat


class Comparison(StrEnum):
    """The four limits."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"

    @property
    def is_upwards(self) -> bool:
        """Tell whether a greater value is beyond the limit sooner.

        >>> [each.value for each in Comparison if each.is_upwards]
        ['at_least', 'more_than']
        """
        return self in {Comparison.AT_LEAST, Comparison.MORE_THAN}


class Side(StrEnum):
    """Where a distance is counted from a reference."""

    ABOVE = "above"
    BELOW = "below"


class Reference(StrEnum):
    """What a distance is counted from. The measure's own windows (``baseline``) are named by themselves."""

    TARGET_WEIGHT = "target_weight"
    DISCHARGE_WEIGHT = "discharge_weight"
    REFERENCE_WEIGHT = "reference_weight"
    PREVIOUS_DAY = "previous day"
    LEVEL_BEFORE = "level_before"
    """What the raised episode was measured against when it began; only in ``clear_when``."""


USUAL_LEVEL = "usual level"
"""In the place of an answer: the median of the patient's answers of the days D-35 to D-8."""
ANY_CLINICAL_RULE = "any clinical rule"
"""In the place of a rule's name: every live rule that is not technical and no good news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """``weight: {at_least: 2 kg, above: baseline, on: 2 days in a row}``: a value, or its distance, against a limit.

    ``using`` names a window of the measure (``3-day median``) or a protocol; None means the measure's own basis, or the
    one that ``on`` speaks of. ``reference`` is a Reference's value or the name of a window; ``or_else`` is used where
    that cannot tell. ``needs`` is the least number of readings (protocol) or days (window). ``skips`` are device flags
    whose readings do not count.
    """

    measure: str
    comparison: Comparison
    amount: Amount
    using: str | None = None
    side: Side | None = None
    reference: str | None = None
    or_else: str | None = None
    on: Repeat | None = None
    needs: int | None = None
    skips: frozenset[str] = frozenset()
    is_one_sitting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``weight: {rises_by: 2 kg, within: 3 days}``: the newest day against the lowest (highest) of the days before.

    ``within_days`` is None for ``since: previous day``: then both must be morning values of consecutive days.
    """

    measure: str
    is_rise: bool
    by: Amount
    within_days: int | None
    using: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """``weight: {trend_at_least: 0.5 kg per week, over: 14 days, needs: 7 days}``: the median of pairwise slopes."""

    measure: str
    per_week: Quantity
    over_days: int
    needs_days: int
    on: Repeat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Averages:
    """``weight: {average_of: 3 days, exceeds_average_of: 28 days, by: 0.7 kg, needs: 14 days}``.

    ``comparison`` is AT_LEAST for ``by`` and LESS_THAN for ``by_less_than``; ``needs_days`` is of the long average.
    """

    measure: str
    short_days: int
    long_days: int
    comparison: Comparison
    amount: Amount
    needs_days: int
    on: Repeat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """``weight: {drifts_by: 1.5 kg, above: baseline, leaving: 0.2 kg a day, over: 28 days}``: a leaky one-sided sum.

    The sum of the daily distances above (below) the reference beyond ``leak``, never under zero, from zero at the
    window's edge; yes when it is at least ``by``.
    """

    measure: str
    by: Amount
    side: Side
    reference: str
    leak: Quantity
    over_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """``weight: {missing_for: 2 days, due_by: "12:00", beyond: own habit}``: planned, and not taken.

    ``measure`` is a measure of ``signals.yaml``, or ``anything``: no measurement, answer or button, whether or not the
    hub is heard. ``due_minute`` is the local minute of the day.
    """

    measure: str
    days: int
    due_minute: int
    is_beyond_habit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """``hub: {silent_for: 24 hours}``: not heard for so long."""

    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrives:
    """``weight: {arrives: 1 reading}``, ``hub: {arrives: 2 heartbeats}``: heard again since the episode began.

    ``anything: {arrives: 1 reading}``: a reading of any measure, an answer or a button.
    """

    measure: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """``symptom.dizziness: {answered: [often, fainted]}``: the newest answer is one of these codes."""

    question: str
    codes: frozenset[str]
    on: Repeat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worsens:
    """``symptom.breathlessness: {worsens_by: 1 step, within: 7 days}``: against the best answer of the days before."""

    question: str
    steps: int
    within_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """``symptom.breathlessness: {at_most: usual level, on: 2 days in a row}``: against a code or the usual level."""

    question: str
    comparison: Comparison
    level: str
    on: Repeat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """``pulse_irregular: {is: yes, on: 2 of last 3 readings within 1 day, same_sitting: yes}``: a device's flag."""

    measure: str
    is_set: bool
    on: Repeat | None = None
    skips: frozenset[str] = frozenset()
    is_one_sitting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """``event: {any: [discharged], within: 7 days}`` or ``is: ongoing`` (``within`` None)."""

    kinds: tuple[str, ...]
    within: Period | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """``button: {pressed: worried, within: 1 hour}``."""

    kind: str
    within: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAlert:
    """``alert: {any: [decompensation-score], is: active}`` or ``was: active, within: 14 days``.

    ``rules`` may hold ANY_CLINICAL_RULE.
    """

    rules: tuple[str, ...]
    within_days: int | None


Sign = (
    Limit
    | Change
    | Trend
    | Averages
    | Drift
    | Missing
    | Silent
    | Arrives
    | Answered
    | Worsens
    | Level
    | Flagged
    | Happened
    | Pressed
    | OtherAlert
)
"""One thing with one verb."""
