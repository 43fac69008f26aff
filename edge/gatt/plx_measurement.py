"""PLX Spot-check (2A5E) and Continuous Measurement (2A5F) of the Pulse Oximeter Service (1822)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from edge.gatt.date_time import read_date_time
from edge.gatt.flag_word import name_bits
from edge.gatt.octets import Octets
from edge.gatt.sfloat import parse_sfloat

_HAS_TIME, _HAS_STATUS, _HAS_SENSOR, _HAS_AMPLITUDE, _CLOCK_NOT_SET = 0x01, 0x02, 0x04, 0x08, 0x10
_HAS_FAST, _HAS_SLOW, _STREAM_HAS_STATUS, _STREAM_HAS_SENSOR, _STREAM_HAS_AMPLITUDE = 0x01, 0x02, 0x04, 0x08, 0x10
_STATUS_AT: Final = 5
STATUS: Final = (
    "measurement_ongoing",
    "early_estimated_data",
    "validated_data",
    "fully_qualified_data",
    "data_from_measurement_storage",
    "data_for_demonstration",
    "data_for_testing",
    "calibration_ongoing",
    "measurement_unavailable",
    "questionable_measurement",
    "invalid_measurement",
)
"""What a measurement status may say, in the order of its bits from the sixth on."""
SENSOR_STATUS: Final = (
    "extended_display_update_ongoing",
    "equipment_malfunction",
    "signal_processing_irregularity",
    "inadequate_signal",
    "poor_signal",
    "low_perfusion",
    "erratic_signal",
    "non_pulsatile_signal",
    "questionable_pulse",
    "signal_analysis_ongoing",
    "sensor_interference",
    "sensor_unconnected_to_user",
    "unknown_sensor",
    "sensor_displaced",
    "sensor_malfunctioning",
    "sensor_disconnected",
)
"""What a device and sensor status may say, in the order of its bits."""
_ONGOING, _STORED = "measurement_ongoing", "data_from_measurement_storage"
_NO_RESULT: Final = frozenset(
    {_ONGOING, "early_estimated_data", "data_for_demonstration", "data_for_testing"}
    | {"measurement_unavailable", "invalid_measurement"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saturation:
    """Oxygen saturation in percent and beats per minute; None is *not a number* or not measured (0)."""

    spo2_percent: Decimal | None
    pulse_per_min: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlxSpotCheck:
    """One spot check; a status is None where the oximeter sends none, ``pulse_amplitude_index`` is in percent."""

    normal: Saturation
    device_time: datetime | None
    is_clock_not_set: bool
    status: tuple[str, ...] | None
    sensor_status: tuple[str, ...] | None
    pulse_amplitude_index: Decimal | None

    @property
    def is_usable(self) -> bool:
        """Tell whether this is a result about a person, with both numbers, and not progress, a show or a fault."""
        numbers = (self.normal.spo2_percent, self.normal.pulse_per_min)
        return None not in numbers and _NO_RESULT.isdisjoint(self.status or ())

    @property
    def is_final(self) -> bool:
        """Tell whether the oximeter has finished; False is progress and never a measurement."""
        return _ONGOING not in (self.status or ())

    @property
    def is_stored(self) -> bool:
        """Tell whether the oximeter says that this comes out of its memory."""
        return _STORED in (self.status or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class PlxContinuous:
    """One moment of a stream: ``fast`` follows the heart, ``slow`` averages long; both None where not sent."""

    normal: Saturation
    fast: Saturation | None
    slow: Saturation | None
    status: tuple[str, ...] | None
    sensor_status: tuple[str, ...] | None
    pulse_amplitude_index: Decimal | None


def decode_plx_spot_check(payload: bytes) -> PlxSpotCheck:
    """Decode 2A5E; raises DecodeError when a field that the flags announce is cut off.

    >>> decode_plx_spot_check(bytes.fromhex("0061004800")).normal.spo2_percent
    Decimal('97')

    Source: Bluetooth SIG, Pulse Oximeter Service 1.0, section 3.1.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1)
    return PlxSpotCheck(
        normal=_saturation(octets),
        device_time=read_date_time(octets) if flags & _HAS_TIME else None,
        is_clock_not_set=bool(flags & _CLOCK_NOT_SET),
        status=_status(octets) if flags & _HAS_STATUS else None,
        sensor_status=_sensor_status(octets) if flags & _HAS_SENSOR else None,
        pulse_amplitude_index=parse_sfloat(octets.unsigned(2)) if flags & _HAS_AMPLITUDE else None,
    )


def decode_plx_continuous(payload: bytes) -> PlxContinuous:
    """Decode 2A5F; raises DecodeError when a field that the flags announce is cut off.

    >>> decode_plx_continuous(bytes.fromhex("0161004800620049 00")).fast
    Saturation(spo2_percent=Decimal('98'), pulse_per_min=Decimal('73'))

    Source: Bluetooth SIG, Pulse Oximeter Service 1.0, section 3.2.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1)
    return PlxContinuous(
        normal=_saturation(octets),
        fast=_saturation(octets) if flags & _HAS_FAST else None,
        slow=_saturation(octets) if flags & _HAS_SLOW else None,
        status=_status(octets) if flags & _STREAM_HAS_STATUS else None,
        sensor_status=_sensor_status(octets) if flags & _STREAM_HAS_SENSOR else None,
        pulse_amplitude_index=parse_sfloat(octets.unsigned(2)) if flags & _STREAM_HAS_AMPLITUDE else None,
    )


def _saturation(octets: Octets) -> Saturation:
    spo2, pulse = parse_sfloat(octets.unsigned(2)), parse_sfloat(octets.unsigned(2))
    return Saturation(spo2_percent=spo2 or None, pulse_per_min=pulse or None)


def _status(octets: Octets) -> tuple[str, ...]:
    return name_bits(octets.unsigned(2) >> _STATUS_AT, STATUS)


def _sensor_status(octets: Octets) -> tuple[str, ...]:
    return name_bits(octets.unsigned(3), SENSOR_STATUS)
