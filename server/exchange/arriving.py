"""A row of a log on its way in: whose it says it is, when, and the record that it is by the words of the wire."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from server.exchange.rows import KINDS, Words, csv_line
from server.patients.gate import FUTURE_AT_MOST
from server.rules.backtest.answers import code_of_the_last
from vitals.dating import STORED_WITHIN
from vitals.identity import DeviceId, PatientId
from vitals.measurement import FRAME_BYTES_MAX, FRAMES_MAX, Frame, Measurement
from vitals.moment import Moment, TimeQuality
from vitals.observation_log import STEPS
from vitals.record import Answer, Record, Undecoded
from vitals.vital import Vital

IMPORTED: Final = "6e617261-0000-4000-8000-696d706f7274"
"""The characteristic of a frame that holds a row of a log, as it was written; no device has it."""
_VITALS: Final[Mapping[str, Vital]] = {kind.value: vital for vital, kind in KINDS.items()}
_STEPS: Final[Mapping[str, Mapping[str, Decimal]]] = {kind.value: units for kind, units in STEPS.items()}
_LARGEST: Final = Decimal(10**9)
_WORST: Final = 1_000


class LogRow(NamedTuple):
    """A row of ``measurements.csv`` as it was read, and its line."""

    line: int
    patient: str
    measured: str
    received: str
    kind: str
    value: str
    unit: str
    device: str
    entry: str

    @property
    def text(self) -> str:
        """Give the row as a line of the format."""
        return csv_line(self[1:])

    @property
    def key(self) -> str:
        """Give 16 hexadecimal digits by which the same row is known again, in whatever line it stands."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


class When(NamedTuple):
    """When a row was measured and received; what the log said of either, settled (decision B1)."""

    measured_at: datetime
    received_at: datetime
    is_overruled: bool


class Known(NamedTuple):
    """What the register has for a row: the patient, if there is one, and the device under which it stands."""

    patient: PatientId | None
    device: DeviceId


def when(row: LogRow, zone: ZoneInfo) -> When | None:
    """Settle when a row was: what no clock can have shown is dated by its receipt. None: nobody can tell.

    Too early is more than thirty days before it was received, too late more than ten minutes after it.
    """
    measured_at, received_at = read_instant(row.measured, zone), read_instant(row.received, zone)
    if received_at is None:
        return None if measured_at is None else When(measured_at, measured_at, is_overruled=False)
    late = None if measured_at is None else received_at - measured_at
    if measured_at is None or late is None or late > STORED_WITHIN or late < -FUTURE_AT_MOST:
        return When(received_at, received_at, is_overruled=True)
    return When(measured_at, received_at, is_overruled=False)


def read_instant(text: str, zone: ZoneInfo) -> datetime | None:
    """Read an instant of a log; one without an offset is local time of the zone. None if it is none."""
    try:
        at = datetime.fromisoformat(text.strip())
        return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class Arriving:
    """Reads the rows of a log to records, in the order in which they were received."""

    def __init__(self, words: Words, zone: ZoneInfo, now: datetime) -> None:
        """Take what the rules at work call things, the zone of instants without an offset, and today."""
        self._symptoms = {words.log_codes.get(name, name): each for name, each in words.symptoms.items()}
        self._zone, self._latest_at = zone, now + FUTURE_AT_MOST
        self._scores: dict[tuple[str, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))

    def record(self, row: LogRow, settled: When | None, known: Known) -> Record:
        """Give the record that a row is; one that nobody can read is *undecoded*, with the reason and the row."""
        moment = self._moment(row, settled)
        fault = self._fault(row, settled, known)
        if fault is not None or settled is None:
            return self._undecoded(row, known, moment, fault or "no_time")
        if row.kind in self._symptoms:
            return self._answer(row, known, moment, settled)
        steps = _steps(row)
        if isinstance(steps, str):
            return self._undecoded(row, known, moment, steps)
        vital = _VITALS[row.kind]
        if vital.is_possible(steps) and settled.measured_at > self._latest_at:
            return self._undecoded(row, known, moment, "from_the_future")
        values = {vital: steps}
        return Measurement(
            device=known.device, user_slot=None, values=values, flags=frozenset(), moment=moment, raw=_frames(row)
        )

    def _fault(self, row: LogRow, settled: When | None, known: Known) -> str | None:
        """Say why a row is no record of ours, in the order in which a backtest looks (backtest/admission.py)."""
        if known.patient is None:
            return "unknown_patient"
        if settled is None:
            return "no_time"
        if _number(row.value) is None:
            return "no_value"
        return None if row.kind in self._symptoms or row.kind in _VITALS else "unknown_kind"

    def _answer(self, row: LogRow, known: Known, moment: Moment, settled: When) -> Record:
        symptom, score = self._symptoms[row.kind], _number(row.value)
        if score is None:
            return self._undecoded(row, known, moment, "no_value")
        if score != int(score) or not 0 <= score <= _WORST:
            return self._undecoded(row, known, moment, "impossible_value")
        if settled.measured_at > self._latest_at:
            return self._undecoded(row, known, moment, "from_the_future")
        instants, scores = self._scores[row.patient, row.kind]
        instants.append(int(settled.measured_at.timestamp()))
        scores.append(int(score))
        code = code_of_the_last(symptom, instants, scores)
        return Answer(
            question=symptom.symptom,
            version=symptom.version,
            code=code,
            text=None,
            about=known.patient,
            refers_to=None,
            moment=moment,
        )

    def _moment(self, row: LogRow, settled: When | None) -> Moment:
        shown, heard_at = read_instant(row.measured, self._zone), read_instant(row.received, self._zone)
        quality = TimeQuality.ARRIVAL if settled is not None and settled.is_overruled else TimeQuality.DEVICE
        return Moment(
            device_time=None if shown is None else shown.astimezone(self._zone).replace(tzinfo=None),
            heard_at=heard_at,
            boot_id=row.key,
            monotonic_ms=0,
            measured_at=None if settled is None else settled.measured_at,
            time_quality=TimeQuality.UNKNOWN if settled is None else quality,
        )

    def _undecoded(self, row: LogRow, known: Known, moment: Moment, why: str) -> Undecoded:
        return Undecoded(device=known.device, reason=why, moment=moment, raw=_frames(row))


def _steps(row: LogRow) -> int | str:
    """Give a value in stored steps, rounded half up; or why there is none."""
    value = _number(row.value)
    if value is None:
        return "no_value"
    steps = _STEPS[row.kind].get(row.unit)
    if steps is None:
        return "unknown_unit"
    return int((max(-_LARGEST, min(_LARGEST, value * steps)) + Decimal("0.5")).to_integral_value("ROUND_FLOOR"))


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _frames(row: LogRow) -> tuple[Frame, ...]:
    octets = row.text.encode()
    pieces: Sequence[bytes] = [octets[at : at + FRAME_BYTES_MAX] for at in range(0, len(octets), FRAME_BYTES_MAX)]
    return tuple(Frame(characteristic=IMPORTED, payload=piece) for piece in pieces[:FRAMES_MAX])
