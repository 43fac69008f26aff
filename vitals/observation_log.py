"""The observation log: one folder of CSV files in which imports, exports, cohorts and backtests speak of patients.

UTF-8, a header line, sorted by ``received_at``; each file may be gzipped (``.csv.gz``). Ids are opaque text and kept as
written. Naive instants are local time of the patient's zone. ``events.csv`` and ``contacts.csv`` may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final


class LogFile(StrEnum):
    """The files of a log, and what a backtest writes beside them.

    >>> LogFile.MEASUREMENTS.file_name
    'measurements.csv'
    """

    MEASUREMENTS = "measurements"
    CONTEXT = "context"
    PATIENTS = "patients"
    EVENTS = "events"
    CONTACTS = "contacts"
    ALERTS = "alerts"

    @property
    def file_name(self) -> str:
        """The file's name, not gzipped."""
        return f"{self.value}.csv"


class LogKind(StrEnum):
    """What a row of ``measurements.csv`` measured; the last four are answers, in the unit ``score`` (0 none, 3 severe).

    An unknown kind is kept, charted and counted, never an error.
    """

    WEIGHT = "weight"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    PULSE = "pulse"
    SPO2 = "spo2"
    DYSPNEA = "dyspnea"
    ORTHOPNEA = "orthopnea"
    EDEMA = "edema"
    FATIGUE = "fatigue"


class LogContext(StrEnum):
    """What the care team told the service (a row of ``context.csv``)."""

    DIURETIC_CHANGE = "diuretic_change"
    HOSPITAL_ADMIT = "hospital_admit"
    HOSPITAL_DISCHARGE = "hospital_discharge"
    DEVICE_REPLACED = "device_replaced"
    ABSENCE_ANNOUNCED = "absence_announced"


class Entry(StrEnum):
    """How a value came: from a device, or typed by a person."""

    AUTO = "auto"
    MANUAL = "manual"


COLUMNS: Final = {
    LogFile.MEASUREMENTS: (
        "patient_id", "measured_at", "received_at", "kind", "value", "unit", "device_id", "entry",
    ),
    LogFile.CONTEXT: ("patient_id", "at", "kind", "detail"),
    LogFile.PATIENTS: (
        "patient_id", "age", "sex", "enrolled", "ended", "end_reason", "enrolment_weight_kg", "diuretic_mg",
        "permanent_af", "copd", "oximeter", "entry",
    ),
    LogFile.EVENTS: ("patient_id", "event_at", "type"),
    LogFile.CONTACTS: ("patient_id", "silent_from", "silent_to"),
    LogFile.ALERTS: ("patient_id", "at", "severity", "rule", "kind", "class", "explanation"),
}  # fmt: skip
"""The header of each file."""
UNITS: Final = {
    LogKind.WEIGHT: "kg",
    LogKind.SYSTOLIC: "mmHg",
    LogKind.DIASTOLIC: "mmHg",
    LogKind.PULSE: "/min",
    LogKind.SPO2: "%",
    LogKind.DYSPNEA: "score",
    LogKind.ORTHOPNEA: "score",
    LogKind.EDEMA: "score",
    LogKind.FATIGUE: "score",
}
"""The unit in which we write each kind; a reader also takes ``lb`` and ``kPa``, and ``bpm`` for ``/min``."""
STEPS: Final[Mapping[LogKind, Mapping[str, Decimal]]] = {
    LogKind.WEIGHT: {"kg": Decimal(1_000), "lb": Decimal("453.59237")},
    LogKind.SYSTOLIC: {"mmHg": Decimal(10), "kPa": Decimal("75.0061683")},
    LogKind.DIASTOLIC: {"mmHg": Decimal(10), "kPa": Decimal("75.0061683")},
    LogKind.PULSE: {"/min": Decimal(10), "bpm": Decimal(10)},
    LogKind.SPO2: {"%": Decimal(10)},
}
"""How many stored steps one of a unit has (BIPM: 1 lb = 0.45359237 kg; NIST SP 811: 1 mmHg = 133.322387 Pa)."""
