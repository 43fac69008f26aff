from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from gatt_encoder import date_time
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.date_time import decode_date_time, encode_date_time, read_date_time
from edge.gatt.octets import DecodeError, Octets


@given(st.datetimes().map(lambda at: at.replace(microsecond=0)))
def test_every_wall_clock_comes_back_as_it_was_written(at: datetime) -> None:
    assert read_date_time(Octets(date_time(at))) == at


@pytest.mark.parametrize(
    "payload",
    ["00000302071000", "ea070002071000", "ea070300071000", "ea070d02071000", "ea07021e071000", "ea070302183c00"],
    ids=["no year", "no month", "no day", "month 13", "30 February", "24 o'clock"],
)
def test_an_unknown_part_or_an_impossible_date_is_no_time(payload: str) -> None:
    assert read_date_time(Octets(bytes.fromhex(payload))) is None


@given(st.binary(max_size=6))
def test_a_time_cut_off_is_truncation(payload: bytes) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        read_date_time(Octets(payload))


@given(st.datetimes())
def test_a_clock_is_written_to_the_second_and_comes_back(at: datetime) -> None:
    assert encode_date_time(at) == date_time(at)
    assert decode_date_time(encode_date_time(at) + b"\xaa") == at.replace(microsecond=0)


def test_a_zone_changes_nothing_in_what_is_written() -> None:
    at = datetime(2026, 3, 2, 7, 16, 30)
    assert encode_date_time(at.replace(tzinfo=timezone(timedelta(hours=2)))) == date_time(at)


@given(st.binary(max_size=12))
def test_any_payload_is_a_time_or_none_or_truncation(payload: bytes) -> None:
    try:
        decode_date_time(payload)
    except DecodeError:
        assert len(payload) < 7
