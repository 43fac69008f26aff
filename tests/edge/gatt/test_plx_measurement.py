from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oximeter_encoder import (
    SENSOR_BITS,
    STATUS_BITS,
    Number,
    Pair,
    continuous,
    sensor_word,
    spot_check,
    status_word,
)

from edge.gatt.octets import DecodeError
from edge.gatt.plx_measurement import PlxSpotCheck, Saturation, decode_plx_continuous, decode_plx_spot_check

NAN = (0x7FF, 0)
PAIR = ((97, 0), (72, 0))
numbers = st.tuples(st.integers(1, 2000), st.integers(-3, 0))
pairs = st.tuples(numbers, numbers)
times = st.none() | st.datetimes().map(lambda at: at.replace(microsecond=0))
statuses = st.none() | st.sets(st.sampled_from(sorted(STATUS_BITS)))
sensors = st.none() | st.sets(st.sampled_from(sorted(SENSOR_BITS)))
amplitudes = st.none() | numbers


def saturation(pair: Pair) -> Saturation:
    spo2, pulse = (Decimal(mantissa).scaleb(exponent) for mantissa, exponent in pair)
    return Saturation(spo2_percent=spo2, pulse_per_min=pulse)


def listed(names: set[str] | None, bits: dict[str, int]) -> tuple[str, ...] | None:
    return None if names is None else tuple(sorted(names, key=bits.__getitem__))


def amplitude_of(number: Number | None) -> Decimal | None:
    return None if number is None else Decimal(number[0]).scaleb(number[1])


@given(pairs, times, statuses, sensors, amplitudes, st.booleans(), st.sampled_from([0, 0xE0]))
def test_every_legal_spot_check_comes_back(
    pair: Pair,
    at: datetime | None,
    status: set[str] | None,
    sensor: set[str] | None,
    amplitude: Number | None,
    clock_not_set: bool,
    reserved: int,
) -> None:
    payload = spot_check(
        pair,
        at=at,
        # the lowest five bits of a status and the highest eight of a sensor's are reserved
        status=None if status is None else status_word(status) | 0x1F,
        sensor=None if sensor is None else sensor_word(sensor) | 0xFF0000,
        amplitude=amplitude,
        clock_not_set=clock_not_set,
        reserved=reserved,
    )
    check = decode_plx_spot_check(payload + b"\xaa")
    assert check == PlxSpotCheck(
        normal=saturation(pair),
        device_time=at,
        is_clock_not_set=clock_not_set,
        status=listed(status, STATUS_BITS),
        sensor_status=listed(sensor, SENSOR_BITS),
        pulse_amplitude_index=amplitude_of(amplitude),
    )


@given(pairs, st.none() | pairs, st.none() | pairs, statuses, sensors, amplitudes)
def test_every_legal_moment_of_a_stream_comes_back(
    pair: Pair,
    fast: Pair | None,
    slow: Pair | None,
    status: set[str] | None,
    sensor: set[str] | None,
    amplitude: Number | None,
) -> None:
    payload = continuous(
        pair,
        fast=fast,
        slow=slow,
        status=None if status is None else status_word(status),
        sensor=None if sensor is None else sensor_word(sensor),
        amplitude=amplitude,
    )
    moment = decode_plx_continuous(payload + b"\xaa")
    assert moment.normal == saturation(pair)
    assert moment.fast == (None if fast is None else saturation(fast))
    assert moment.slow == (None if slow is None else saturation(slow))
    assert moment.status == listed(status, STATUS_BITS)
    assert moment.sensor_status == listed(sensor, SENSOR_BITS)
    assert moment.pulse_amplitude_index == amplitude_of(amplitude)


@pytest.mark.parametrize("nothing", [NAN, (0x800, 0), (0, 0)])
def test_what_is_no_number_or_not_measured_is_none_and_of_no_use(nothing: Number) -> None:
    without_spo2, without_pulse = (
        decode_plx_spot_check(spot_check(pair)) for pair in ((nothing, (72, 0)), ((97, 0), nothing))
    )
    assert (without_spo2.normal.spo2_percent, without_spo2.is_usable) == (None, False)
    assert (without_pulse.normal.pulse_per_min, without_pulse.is_usable) == (None, False)


@pytest.mark.parametrize("said", [None, *sorted(STATUS_BITS)])
def test_only_a_result_about_a_person_is_usable(said: str | None) -> None:
    check = decode_plx_spot_check(spot_check(PAIR, status=None if said is None else status_word({said})))
    harmless = {None, "validated_data", "fully_qualified_data", "data_from_measurement_storage"}
    assert check.is_usable is (said in harmless | {"calibration_ongoing", "questionable_measurement"})
    assert check.is_final is (said != "measurement_ongoing")
    assert check.is_stored is (said == "data_from_measurement_storage")


@given(times, statuses, sensors, amplitudes, st.data())
def test_every_cut_of_a_spot_check_is_truncation(
    at: datetime | None,
    status: set[str] | None,
    sensor: set[str] | None,
    amplitude: Number | None,
    data: st.DataObject,
) -> None:
    payload = spot_check(
        PAIR,
        at=at,
        status=None if status is None else status_word(status),
        sensor=None if sensor is None else sensor_word(sensor),
        amplitude=amplitude,
    )
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_plx_spot_check(payload[: data.draw(st.integers(0, len(payload) - 1))])


@given(st.none() | pairs, st.none() | pairs, statuses, sensors, amplitudes, st.data())
def test_every_cut_of_a_stream_is_truncation(
    fast: Pair | None,
    slow: Pair | None,
    status: set[str] | None,
    sensor: set[str] | None,
    amplitude: Number | None,
    data: st.DataObject,
) -> None:
    payload = continuous(
        PAIR,
        fast=fast,
        slow=slow,
        status=None if status is None else status_word(status),
        sensor=None if sensor is None else sensor_word(sensor),
        amplitude=amplitude,
    )
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_plx_continuous(payload[: data.draw(st.integers(0, len(payload) - 1))])


@given(st.binary(max_size=40))
def test_any_bytes_are_a_measurement_or_a_decode_error(payload: bytes) -> None:
    for decode in (decode_plx_spot_check, decode_plx_continuous):
        try:
            decode(payload)
        except DecodeError:
            assert len(payload) < 20
