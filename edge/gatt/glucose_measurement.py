"""Glucose Measurement (2A18), notified by the Glucose Service (1808)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from edge.gatt.date_time import read_date_time
from edge.gatt.octets import Octets
from edge.gatt.sfloat import parse_sfloat

_HAS_OFFSET, _HAS_CONCENTRATION, _IS_MOLAR, _HAS_STATUS, _HAS_CONTEXT = 0x01, 0x02, 0x04, 0x08, 0x10
_OVERRUN: Final = frozenset({0x7FFF, -0x8000})
SAMPLE_TYPES: Final = (
    "capillary_whole_blood",
    "capillary_plasma",
    "venous_whole_blood",
    "venous_plasma",
    "arterial_whole_blood",
    "arterial_plasma",
    "undetermined_whole_blood",
    "undetermined_plasma",
    "interstitial_fluid",
    "control_solution",
)
"""What was measured, from number 1 on."""
_LOCATIONS: Final = {1: "finger", 2: "alternate_site_test", 3: "earlobe", 4: "control_solution", 15: "not_available"}
_GRAMS_A_MOLE: Final = Decimal("180.156")
_GRAMS_A_KILOGRAM: Final = 1000
_MILLIMOLES_A_MOLE: Final = 1000
_HIGHEST_MMOL_L: Final = 200
_MICROMOLE: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True, kw_only=True)
class GlucoseMeasurement:
    """One measurement of glucose.

    ``concentration`` is in mol/L if ``is_molar``, else in kg/L; None is absent or *not a number*. ``device_time`` is
    ``base_time`` moved by ``time_offset_min``, and None when either cannot be known. ``sample_type`` and
    ``sample_location`` are None where absent or reserved, ``sensor_status`` is the raw word.
    """

    sequence: int
    base_time: datetime | None
    time_offset_min: int | None
    device_time: datetime | None
    concentration: Decimal | None
    is_molar: bool
    sample_type: str | None
    sample_location: str | None
    sensor_status: int | None
    has_context: bool

    @property
    def glucose_mmol_l(self) -> Decimal | None:
        """The concentration in mmol/L, to 0.001; None if it is more than blood can hold, or nothing.

        Some meters count in mmol/L or mg/dL whatever their frame says, and a thousandfold number must not be believed.
        """
        if self.concentration is None:
            return None
        moles = self.concentration if self.is_molar else self.concentration * _GRAMS_A_KILOGRAM / _GRAMS_A_MOLE
        millimoles = (moles * _MILLIMOLES_A_MOLE).quantize(_MICROMOLE)
        return millimoles if 0 < millimoles <= _HIGHEST_MMOL_L else None


def decode_glucose_measurement(payload: bytes) -> GlucoseMeasurement:
    """Decode one notification; raises DecodeError when a field that the flags announce is cut off.

    >>> decode_glucose_measurement(bytes.fromhex("060200ea07030207101e37c011")).glucose_mmol_l
    Decimal('5.500')

    Source: Bluetooth SIG, Glucose Service 1.0.1, section 3.1.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1)
    sequence = octets.unsigned(2)
    base_time = read_date_time(octets)
    offset = int.from_bytes(octets.take(2), "little", signed=True) if flags & _HAS_OFFSET else None
    has_concentration = flags & _HAS_CONCENTRATION
    concentration = parse_sfloat(octets.unsigned(2)) if has_concentration else None
    sample = octets.unsigned(1) if has_concentration else 0
    status = octets.unsigned(2) if flags & _HAS_STATUS else None
    return GlucoseMeasurement(
        sequence=sequence,
        base_time=base_time,
        time_offset_min=None if offset in _OVERRUN else offset,
        device_time=_moved(base_time, offset),
        concentration=concentration,
        is_molar=bool(flags & _IS_MOLAR),
        sample_type=_sample_type(sample & 0xF),
        sample_location=_LOCATIONS.get(sample >> 4),
        sensor_status=status,
        has_context=bool(flags & _HAS_CONTEXT),
    )


def _sample_type(number: int) -> str | None:
    return SAMPLE_TYPES[number - 1] if 1 <= number <= len(SAMPLE_TYPES) else None


def _moved(base_time: datetime | None, offset_min: int | None) -> datetime | None:
    """Move a time; None when it is unknown, or moved by more than the device can say, or out of the calendar."""
    if base_time is None or offset_min in _OVERRUN:
        return None
    try:
        return base_time + timedelta(minutes=offset_min or 0)
    except OverflowError:
        return None
