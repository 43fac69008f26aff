from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from omron_encoder import clock, record

from edge.devices.omron_memory import MODELS, RECORD_SIZES, decode_clock, decode_record
from edge.gatt.octets import DecodeError
from edge.naming.cuff import name_cuff_record, name_device_clock

layouts = st.sampled_from(["le14", "be14-bitpacked", "le16"])
times = st.datetimes(datetime(2000, 1, 1), datetime(2063, 12, 31)).map(lambda at: at.replace(microsecond=0))
PIECES = [case for case in of_family("omron-eeprom") if case["context"]["level"] != "frame"]
NOON = (26, 3, 2, 12, 0, 0)


def parts(at: datetime) -> tuple[int, int, int, int, int, int]:
    return at.year - 2000, at.month, at.day, at.hour, at.minute, at.second


@pytest.mark.parametrize("case", PIECES, ids=lambda case: case["id"])
def test_a_captured_piece_of_memory_decodes_to_its_published_values(case: Case) -> None:
    data = bytes.fromhex(case["payload_hex"])
    if case["context"]["level"] == "eeprom_time_at_8":
        assert differences(case, name_device_clock(decode_clock(data))) == []
    elif case["expected"].get("reject"):
        with pytest.raises(DecodeError, match=f"^{case['expected']['reason']}$"):
            decode_record(data, case["context"]["layout"])
    else:
        assert differences(case, name_cuff_record(decode_record(data, case["context"]["layout"]))) == []


@pytest.mark.parametrize(
    ("layout", "data", "told"),
    [
        ("le14", "6558541a331ade1800004c00ba00", (126, 88, 84, "2026-06-17T19:35:30")),
        ("le14", "6457431a7316161c000046001900", (125, 87, 67, "2026-05-19T19:48:22")),
        ("le16", "7d5d461a2b2541160000200000010200", (150, 93, 70, "2026-09-09T11:25:01")),
    ],
)
def test_records_that_owners_published_decode_to_what_their_cuffs_showed(
    layout: str, data: str, told: tuple[int, int, int, str]
) -> None:
    found = decode_record(bytes.fromhex(data), layout)
    assert (found.systolic_mmhg, found.diastolic_mmhg, found.pulse_per_min) == told[:3]
    assert found.device_time == datetime.fromisoformat(told[3])
    assert (found.is_pulse_irregular, found.is_body_moving, found.is_cuff_too_loose) == (False, False, False)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("c6a40100000000001a070f113b13fa00", "2026-07-15T17:59:19"),
        ("c6a40100000000001a09140d1908d000", "2026-09-20T13:25:08"),
        ("c2a00000000000001a09090b1f07bf00", "2026-09-09T11:31:07"),
    ],
)
def test_clocks_that_owners_published_decode_to_what_they_showed(data: str, told: str) -> None:
    assert decode_clock(bytes.fromhex(data)).at == datetime.fromisoformat(told)


@given(
    layouts,
    st.integers(25, 280),
    st.integers(1, 255),
    st.integers(1, 255),
    times,
    st.fixed_dictionaries({"irregular": st.booleans(), "moved": st.booleans(), "fits": st.booleans()}),
    st.integers(0, 255),
)
def test_every_record_comes_back_in_every_layout(
    layout: str,
    systolic: int,
    diastolic: int,
    pulse: int,
    at: datetime,
    marks: dict[str, bool],
    rest: int,
) -> None:
    found = decode_record(record(layout, (systolic, diastolic), pulse, parts(at), rest=rest, **marks), layout)
    assert (found.systolic_mmhg, found.diastolic_mmhg, found.pulse_per_min) == (systolic, diastolic, pulse)
    assert found.device_time == at
    assert (found.is_pulse_irregular, found.is_body_moving) == (marks["irregular"], marks["moved"])
    assert found.is_cuff_too_loose is not marks["fits"]
    assert (found.is_position_improper, found.user_id) == (None, None)


@given(layouts, st.integers(60, 63))
def test_seconds_that_no_minute_has_are_its_last(layout: str, second: int) -> None:
    found = decode_record(record(layout, (120, 80), 60, (26, 3, 2, 7, 30, second)), layout)
    assert found.device_time == datetime(2026, 3, 2, 7, 30, 59)


@pytest.mark.parametrize(
    "date",
    [(26, 0, 1, 0, 0, 0), (26, 13, 1, 0, 0, 0), (26, 2, 30, 0, 0, 0), (26, 1, 1, 24, 0, 0), (26, 1, 1, 0, 60, 0)],
)
@pytest.mark.parametrize("layout", RECORD_SIZES)
def test_a_date_that_does_not_exist_is_no_time(layout: str, date: tuple[int, int, int, int, int, int]) -> None:
    found = decode_record(record(layout, (120, 80), 60, date), layout)
    assert (found.systolic_mmhg, found.device_time) == (120, None)


@pytest.mark.parametrize("head", ["00" * 8, "ff" * 8])
@pytest.mark.parametrize("tail", ["00", "ff", "07"])
@pytest.mark.parametrize("layout", RECORD_SIZES)
def test_a_slot_without_a_record_is_empty_whatever_number_it_has(layout: str, head: str, tail: str) -> None:
    with pytest.raises(DecodeError, match=r"^empty_slot$"):
        decode_record(bytes.fromhex(head + tail * 8), layout)


@pytest.mark.parametrize("layout", RECORD_SIZES)
def test_what_was_not_measured_never_becomes_zero(layout: str) -> None:
    assert decode_record(record(layout, (120, 80), 0, NOON), layout).pulse_per_min is None
    with pytest.raises(DecodeError, match="without a diastolic pressure"):
        decode_record(record(layout, (120, 0), 60, NOON), layout)


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(DecodeError, match=r"^no layout le12 of a record$"):
        decode_record(bytes(16), "le12")


@given(layouts, st.data())
def test_every_cut_of_a_record_is_truncation(layout: str, data: st.DataObject) -> None:
    whole = record(layout, (120, 80), 60, NOON)
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_record(whole[: data.draw(st.integers(0, len(whole) - 1))], layout)


@given(times, st.binary(min_size=8, max_size=8))
def test_every_clock_comes_back(at: datetime, before: bytes) -> None:
    assert decode_clock(clock(at, before)).at == at


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1a06123235ff", None),
        ("1a061217003f", datetime(2026, 6, 18, 23, 0, 59)),
        ("ff0c1f000000", datetime(2255, 12, 31)),
    ],
)
def test_a_clock_shows_what_it_can(written: str, shown: datetime | None) -> None:
    told = bytes(8) + bytes.fromhex(written)
    assert decode_clock(told + bytes([sum(told) % 256])).at == shown


@given(times, st.integers(0, 13), st.integers(1, 255))
def test_a_clock_with_a_wrong_sum_is_refused(at: datetime, where: int, change: int) -> None:
    spoilt = bytearray(clock(at))
    spoilt[where] ^= change
    with pytest.raises(DecodeError, match=r"^wrong check sum$"):
        decode_clock(bytes(spoilt))


@given(times, st.integers(0, 14))
def test_every_cut_of_a_clock_is_truncation(at: datetime, kept: int) -> None:
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_clock(clock(at)[:kept])


@given(st.binary(max_size=20), layouts)
def test_any_bytes_are_a_record_or_a_decode_error(data: bytes, layout: str) -> None:
    try:
        found = decode_record(data, layout)
    except DecodeError:
        return
    assert 25 <= found.systolic_mmhg <= 280


@given(st.binary(max_size=20))
def test_any_bytes_are_a_clock_or_a_decode_error(data: bytes) -> None:
    try:
        found = decode_clock(data)
    except DecodeError:
        return
    assert found.at is None or found.at.year >= 2000


@pytest.mark.parametrize("model", MODELS)
def test_the_users_of_a_model_lie_one_after_the_other(model: str) -> None:
    memory = MODELS[model]
    assert memory.locate(0, 0) == memory.bases[0]
    assert all(memory.locate(at, memory.slots) == after for at, (_, after) in enumerate(pairwise(memory.bases)))
