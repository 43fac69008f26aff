"""Temperature Measurement (2A1C) and Intermediate Temperature (2A1E) of the Health Thermometer Service (1809).

Both characteristics share one layout; an intermediate one is progress and never a result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from edge.gatt.date_time import read_date_time
from edge.gatt.medical_float import parse_medical_float
from edge.gatt.octets import DecodeError, Octets

_FAHRENHEIT, _HAS_TIME, _HAS_SITE = 0x01, 0x02, 0x04
SITES: Final = ("armpit", "body", "ear", "finger", "gastrointestinal", "mouth", "rectum", "toe", "tympanum")
"""Where a temperature was taken, from number 1 on."""
_HIGHEST: Final = 1000
_FREEZING_F: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class TemperatureMeasurement:
    """One temperature in the unit sent; None is *not a number*. ``site`` is None where absent or reserved."""

    temperature: Decimal | None
    is_fahrenheit: bool
    device_time: datetime | None
    site: str | None


def decode_temperature_measurement(payload: bytes) -> TemperatureMeasurement:
    """Decode 2A1C or 2A1E; raises DecodeError for a field cut off, or a number no thermometer can have measured.

    >>> decode_temperature_measurement(bytes.fromhex("04710e00fe06"))
    TemperatureMeasurement(temperature=Decimal('36.97'), is_fahrenheit=False, device_time=None, site='mouth')

    Source: Bluetooth SIG, Health Thermometer Service 1.0, sections 3.1 and 3.3.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1)
    temperature = parse_medical_float(octets.unsigned(4))
    device_time = read_date_time(octets) if flags & _HAS_TIME else None
    site = octets.unsigned(1) if flags & _HAS_SITE else 0
    # FLOAT reaches 10¹³³: such a number is a broken frame, and would be 134 digits wherever it is written out.
    if temperature is not None and abs(temperature) > _HIGHEST:
        raise DecodeError("no thermometer's number")
    return TemperatureMeasurement(
        temperature=temperature,
        is_fahrenheit=bool(flags & _FAHRENHEIT),
        device_time=device_time,
        site=SITES[site - 1] if 1 <= site <= len(SITES) else None,
    )


def in_celsius(temperature: Decimal | None, *, is_fahrenheit: bool) -> Decimal | None:
    """Give a temperature in °C.

    >>> in_celsius(Decimal("98.6"), is_fahrenheit=True)
    Decimal('37.0')
    """
    if temperature is None:
        return None
    return (temperature - _FREEZING_F) * 5 / 9 if is_fahrenheit else temperature
