"""Why a row of a log does not count, and what was done to rows that do."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Why a row is no reading of the patient. The words for what the live gate refuses are the live gate's."""

    UNKNOWN_PATIENT = "unknown_patient"
    NO_TIME = "no_time"
    NO_VALUE = "no_value"
    UNKNOWN_UNIT = "unknown_unit"
    IMPOSSIBLE_VALUE = "impossible_value"
    IMPOSSIBLE_TIME = "impossible_time"
    DUPLICATE = "duplicate"
    DUPLICATE_SHIFTED = "duplicate_shifted"
    """The same value of the same device whole hours apart: one clock was read in another zone."""
    AFTER_END = "after_end"
    POUNDS = "pounds"
    """A weight in pounds, sent as kilograms."""
    IMPLAUSIBLE = "implausible"
    """Outside what ``signals.yaml`` finds plausible: shown, never used."""
    QUESTIONED = "questioned"
    """Too far from the patient's own weights, and nothing bears it out: another person, or a slip of the finger."""


class Mended(StrEnum):
    """What was done to a row that counts, or why it is only kept."""

    CLOCK_UNSET = "clock_unset"
    """Measured more than 30 days before it was received, or after: dated by when it was received (decision B1)."""
    RESCALED = "rescaled"
    """Weighed on a new scale: the difference between the scales was taken off (decision F15)."""
    UNKNOWN_KIND = "unknown_kind"
    """Of a kind that no rule speaks of: kept and counted (decision E5)."""
