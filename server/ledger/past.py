"""What was measured before: the readings of one vital sign of some patients, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from server.rules.judging.series import Readings
from vitals.identity import PatientId
from vitals.vital import Vital


class Past(NamedTuple):
    """Readings of one vital sign that stand; their ``who`` is a place among ``patients``."""

    vital: Vital
    patients: Sequence[PatientId]
    readings: Readings
