from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vital_encoder import heart_rate

from edge.gatt.heart_rate_measurement import decode_heart_rate_measurement, milliseconds_of
from edge.gatt.octets import DecodeError

pulses = st.one_of(
    st.tuples(st.integers(0, 0xFF), st.just(False)),
    st.tuples(st.integers(0, 0xFFFF), st.just(True)),
)
contacts = st.none() | st.booleans()
energies = st.none() | st.integers(0, 0xFFFF)
intervals = st.lists(st.integers(0, 0xFFFF), max_size=9)


@given(pulses, contacts, energies, intervals, st.sampled_from([0, 0xE0]))
def test_every_legal_combination_of_flags_comes_back(
    pulse: tuple[int, bool], contact: bool | None, energy: int | None, intervals: list[int], reserved: int
) -> None:
    count, long = pulse
    payload = heart_rate(count, long=long, contact=contact, energy=energy, intervals=intervals, reserved=reserved)
    measured = decode_heart_rate_measurement(payload)
    assert measured.pulse_per_min == (count or None)
    assert (measured.has_contact, measured.energy_kj) == (contact, energy)
    assert list(measured.rr_intervals) == intervals


def test_a_contact_seen_by_a_sensor_that_cannot_see_it_says_nothing() -> None:
    assert decode_heart_rate_measurement(b"\x02\x48").has_contact is None


@given(pulses, energies, st.lists(st.integers(0, 0xFFFF), max_size=1), st.data())
def test_every_cut_is_truncation(
    pulse: tuple[int, bool], energy: int | None, intervals: list[int], data: st.DataObject
) -> None:
    payload = heart_rate(pulse[0], long=pulse[1], energy=energy, intervals=intervals)
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_heart_rate_measurement(payload[: data.draw(st.integers(0, len(payload) - 1))])


@given(st.lists(st.integers(0, 0xFFFF), min_size=2, max_size=9))
def test_half_an_interval_is_truncation(intervals: list[int]) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_heart_rate_measurement(heart_rate(72, intervals=intervals)[:-1])


@given(st.integers(0, 0xFFFF))
def test_an_interval_is_given_in_milliseconds(interval: int) -> None:
    assert milliseconds_of(interval) == Fraction(interval, 1024) * 1000


@given(st.binary(max_size=40))
def test_any_bytes_are_a_heart_rate_or_a_decode_error(payload: bytes) -> None:
    try:
        measured = decode_heart_rate_measurement(payload)
    except DecodeError:
        return
    assert measured.pulse_per_min != 0
