from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vital_encoder import medical_float, temperature

from edge.gatt.octets import DecodeError
from edge.gatt.temperature_measurement import decode_temperature_measurement, in_celsius

SITES = {
    1: "armpit",
    2: "body",
    3: "ear",
    4: "finger",
    5: "gastrointestinal",
    6: "mouth",
    7: "rectum",
    8: "toe",
    9: "tympanum",
}
WARM = medical_float(369, -1)
times = st.none() | st.datetimes().map(lambda at: at.replace(microsecond=0))
sites = st.none() | st.integers(0, 255)


@given(st.integers(-10_000, 10_000), st.integers(-128, -1), st.booleans(), times, sites, st.sampled_from([0, 0xF8]))
def test_every_legal_combination_of_flags_comes_back(
    mantissa: int, exponent: int, fahrenheit: bool, at: datetime | None, site: int | None, reserved: int
) -> None:
    number = medical_float(mantissa, exponent)
    payload = temperature(number, fahrenheit=fahrenheit, at=at, site=site, reserved=reserved)
    measured = decode_temperature_measurement(payload + b"\xaa")
    assert measured.temperature is not None
    assert Fraction(measured.temperature) == Fraction(mantissa) * Fraction(10) ** exponent
    assert (measured.is_fahrenheit, measured.device_time) == (fahrenheit, at)
    assert measured.site == SITES.get(0 if site is None else site)


@pytest.mark.parametrize("raw", ["ffff7f00", "00008000", "feff7f00", "02008000", "01008000"])
def test_what_is_no_number_is_none(raw: str) -> None:
    assert decode_temperature_measurement(temperature(bytes.fromhex(raw))).temperature is None


@pytest.mark.parametrize(("mantissa", "exponent"), [(1001, 0), (-1001, 0), (1, 127), (-8_388_607, 127), (37, 2)])
def test_a_number_that_no_thermometer_gives_is_a_decode_error(mantissa: int, exponent: int) -> None:
    with pytest.raises(DecodeError, match=r"^no thermometer's number$"):
        decode_temperature_measurement(temperature(medical_float(mantissa, exponent)))


@pytest.mark.parametrize(("fahrenheit", "celsius"), [(True, 37), (False, Decimal("98.6"))])
def test_a_temperature_is_given_in_celsius(fahrenheit: bool, celsius: Decimal | int) -> None:
    assert in_celsius(Decimal("98.6"), is_fahrenheit=fahrenheit) == celsius


def test_no_temperature_stays_no_temperature() -> None:
    assert in_celsius(None, is_fahrenheit=True) is None


@given(times, sites, st.data())
def test_every_cut_is_truncation(at: datetime | None, site: int | None, data: st.DataObject) -> None:
    payload = temperature(WARM, at=at, site=site)
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_temperature_measurement(payload[: data.draw(st.integers(0, len(payload) - 1))])


@given(st.binary(max_size=40))
def test_any_bytes_are_a_temperature_or_a_decode_error(payload: bytes) -> None:
    try:
        measured = decode_temperature_measurement(payload)
    except DecodeError:
        return
    assert measured.temperature is None or abs(measured.temperature) <= 1000
