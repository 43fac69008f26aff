"""A log as it was read: who the patients are, every row of what was measured, what was told, and what was true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from server.rules.judging.truth import Bools, Ints


class Enrolled(NamedTuple):
    """A patient of a log: the id as written, from which local day on (its number) until when, and what is known.

    ``reference_g`` is the enrolment weight in grams. What is not known is None.
    """

    name: str
    from_day: int | None = None
    until_s: int | None = None
    reference_g: int | None = None
    groups: frozenset[str] = frozenset()


class ToldOf(NamedTuple):
    """What the care team told the service of a patient (place in the log), as written."""

    patient: int
    at_s: int
    kind: str
    detail: str


class Happened(NamedTuple):
    """What became of a patient, in truth: a worsening, major or minor."""

    patient: int
    at_s: int
    is_major: bool


class Silence(NamedTuple):
    """A patient's hub was not heard in (from, to)."""

    patient: int
    from_s: int
    to_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of ``measurements.csv``, a column each, in the order of the file; instants in seconds of UTC.

    ``patient``, ``kind``, ``unit`` and ``device`` are numbers: of the patients, and of ``kinds``, ``units``,
    ``devices``. A value that is no number is NaN, an instant that is none UNREADABLE, a patient who is none -1.
    """

    patient: Ints
    measured_s: Ints
    received_s: Ints
    kind: Ints
    value: NDArray[np.float64]
    unit: Ints
    device: Ints
    is_typed: Bools
    kinds: Sequence[str]
    units: Sequence[str]
    devices: Sequence[str]

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.patient)


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """All of it. ``events`` is None where nobody says what was true, ``silences`` where nobody says who was silent."""

    zone: ZoneInfo
    is_naive: bool
    patients: Sequence[Enrolled]
    rows: Rows
    told: Sequence[ToldOf] = ()
    events: Sequence[Happened] | None = None
    silences: Sequence[Silence] | None = None
