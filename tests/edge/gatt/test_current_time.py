from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from control_encoder import ADJUST_BITS, current_time
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.current_time import decode_current_time, encode_current_time
from edge.gatt.octets import DecodeError

AT = datetime(2026, 3, 2, 7, 16, 30)
octets = st.integers(0, 255)
reasons = st.sets(st.sampled_from(sorted(ADJUST_BITS)))


@given(st.datetimes().map(lambda at: at.replace(microsecond=0)), octets, octets, reasons, st.sampled_from([0, 0xF0]))
def test_every_clock_comes_back(at: datetime, weekday: int, fractions: int, reasons: set[str], reserved: int) -> None:
    word = sum(ADJUST_BITS[reason] for reason in reasons) | reserved
    clock = decode_current_time(current_time(at, weekday=weekday, fractions=fractions, reasons=word) + b"\xaa")
    assert (clock.at, clock.fractions) == (at, fractions)
    assert clock.day_of_week == (weekday if 1 <= weekday <= 7 else None)
    assert list(clock.adjust_reasons) == sorted(reasons, key=ADJUST_BITS.__getitem__)


def test_an_unset_clock_is_no_time() -> None:
    assert decode_current_time(bytes(10)).at is None


@given(st.integers(0, 9))
def test_every_cut_is_truncation(length: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_current_time(current_time(AT, weekday=1, fractions=0, reasons=0)[:length])


@given(st.binary(max_size=20))
def test_any_bytes_are_a_clock_or_a_decode_error(payload: bytes) -> None:
    try:
        decode_current_time(payload)
    except DecodeError:
        assert len(payload) < 10


@given(st.datetimes())
def test_a_clock_is_written_to_the_second_with_its_weekday(at: datetime) -> None:
    assert encode_current_time(at) == current_time(at, weekday=at.weekday() + 1, fractions=0, reasons=0)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=2))])
def test_a_zone_changes_nothing_in_what_is_written(zone: timezone) -> None:
    assert encode_current_time(AT.replace(tzinfo=zone)) == encode_current_time(AT)
