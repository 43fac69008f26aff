from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from medisana_encoder import composition, weight

from edge.devices.capture import Capture
from edge.devices.frame import ScaleFrame
from edge.devices.medisana_scale import MEDISANA_SCALE, decode_composition, decode_weight, read_medisana_scale
from edge.gatt.octets import DecodeError

words = st.integers(0, 0xFFFF)
users = st.integers(0, 255)
counts = st.integers(0, 2**32 - 1)
shares = st.tuples(*[st.integers(0, 0xFFF)] * 3)
SINCE_2010 = 1_262_304_000
NOW = datetime(2026, 11, 26, 7, tzinfo=UTC)


def at(unix: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=unix)


def read(source: str, payload: bytes, **context: object) -> ScaleFrame:
    return read_medisana_scale(Capture(source=source, payloads=(payload,), context=context))


def test_payloads_that_owners_published_decode_to_what_their_scales_showed() -> None:
    bs440 = read("8a21", bytes.fromhex("1d8c1e00fe6e0aa056451100ff020900000000"))
    assert (bs440.weight_g, bs440.user_id, bs440.device_time) == (78_200, 2, at(0x56A00A6E))
    bs444 = read("8a21", bytes.fromhex("1d802500fe800ff40d6a1700ff010900000000"))
    assert (bs444.weight_g, bs444.user_id, bs444.device_time) == (96_000, 1, at(0x0DF40F80 + SINCE_2010))
    body = read("8a22", bytes.fromhex("6f800ff40d01210c57f1e3f15bf123f0000000"))
    assert (body.body_fat_tenths, body.body_water_tenths, body.muscle_tenths) == (343, 483, 347)
    assert (body.user_id, body.device_time, body.weight_g) == (1, bs444.device_time, None)


@given(words, counts, users)
def test_every_weighing_comes_back(raw: int, seconds: int, user: int) -> None:
    frame = decode_weight(weight(raw, seconds, user))
    assert (frame.weight_g, frame.user_id) == (raw * 10 or None, None if user == 255 else user)
    assert frame.device_time in {at(seconds), at(seconds + SINCE_2010)}
    assert (frame.is_final, frame.is_stored) == (True, True)


@given(counts, users, shares, st.integers(0, 15))
def test_every_composition_comes_back(seconds: int, user: int, of: tuple[int, int, int], above: int) -> None:
    frame = decode_composition(composition(seconds, user, of, above=above))
    assert (frame.body_fat_tenths, frame.body_water_tenths, frame.muscle_tenths) == tuple(share or None for share in of)
    assert (frame.weight_g, frame.user_id) == (None, None if user == 255 else user)
    assert (frame.is_final, frame.is_stored) == (True, True)


@pytest.mark.parametrize("since", [0, SINCE_2010])
@given(days=st.integers(0, 15 * 365))
def test_with_the_hubs_clock_the_nearer_time_is_taken(since: int, days: int) -> None:
    weighed = NOW - timedelta(days=days)
    told = round(weighed.timestamp()) - since
    assert decode_weight(weight(7000, told), NOW).device_time == weighed
    assert decode_composition(composition(told, 1, (1, 1, 1)), NOW).device_time == weighed


@pytest.mark.parametrize(
    ("unix", "since"), [(0, SINCE_2010), (1_420_070_399, SINCE_2010), (1_420_070_400, 0), (2**32 - 1, 0)]
)
def test_without_a_clock_a_time_before_2015_counts_from_2010(unix: int, since: int) -> None:
    assert decode_weight(weight(7000, unix)).device_time == at(unix + since)


@pytest.mark.parametrize(
    "now", ["2026-11-26T07:00:00Z", "2026-11-26T08:00:00+01:00", "2026-11-26T07:00:00", "2026-11-26"]
)
def test_the_hubs_clock_is_told_in_the_context(now: str) -> None:
    late = 1_500_000_000
    assert read("8a21", weight(7000, late), now=now).device_time == at(late)
    assert read("8a21", weight(7000, late), now="2057-07-14T02:40:00Z").device_time == at(late + SINCE_2010)


@pytest.mark.parametrize("now", ["yesterday", "", 5, None, "2026-13-01T00:00:00"])
def test_a_clock_that_nobody_can_read_is_no_clock(now: object) -> None:
    assert read("8a21", weight(7000, 1_500_000_000), now=now).device_time == at(1_500_000_000)


@given(st.datetimes(timezones=st.just(timezone(timedelta(hours=14)))), counts)
def test_no_clock_however_odd_hinders_the_reading(now: datetime, seconds: int) -> None:
    assert decode_weight(weight(7000, seconds), now).weight_g == 70_000


def test_a_weighing_may_end_after_its_time() -> None:
    frame = decode_weight(weight(7000, 1_500_000_000)[:9])
    assert (frame.weight_g, frame.user_id) == (70_000, None)


@pytest.mark.parametrize(
    ("flags", "scaling"), [(0x3D, "00fe"), (0x5D, "00fe"), (0x1D, "00ff"), (0x1D, "01fe"), (0x1D, "0000")]
)
def test_a_weight_in_other_steps_is_refused(flags: int, scaling: str) -> None:
    with pytest.raises(DecodeError, match=r"^a weight in other steps than 0\.01 kg$"):
        decode_weight(weight(7000, 0, flags=flags, scaling=bytes.fromhex(scaling)))


@given(st.integers(0, 8), st.integers(0, 13))
def test_every_cut_before_the_last_needed_byte_is_truncation(weight_kept: int, composition_kept: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_weight(weight(7000, 0)[:weight_kept])
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_composition(composition(0, 1, (184, 639, 363))[:composition_kept])


@given(st.sampled_from(["8a21", "8a22"]), st.binary(max_size=20))
def test_any_bytes_are_a_frame_or_a_decode_error(source: str, payload: bytes) -> None:
    try:
        frame = read(source, payload)
    except DecodeError:
        return
    assert frame.weight_g != 0


def test_other_characteristics_are_refused() -> None:
    with pytest.raises(DecodeError, match=r"^8a82 brings no weight$"):
        read("8a82", bytes(20))
    assert MEDISANA_SCALE.owns(Capture(source="8a21", payloads=(b"",)))
