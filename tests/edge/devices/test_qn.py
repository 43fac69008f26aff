from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from qn_encoder import (
    add_sum,
    extended_live,
    extended_stored,
    info,
    live,
    shorter_live,
    stored,
    stored_with_user,
)

from edge.devices.capture import Capture
from edge.devices.frame import ScaleFrame
from edge.devices.qn import ScaleInfo, decode_info, decode_qn, encode_time, encode_unit
from edge.devices.qn_scale import QN
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame

words = st.integers(0, 0xFFFF)
two_words = st.tuples(words, words)
seconds_since_2000 = st.integers(0, 2**32 - 1)
divisors = st.sampled_from([10, 100])
MILLENNIUM = datetime(2000, 1, 1, tzinfo=UTC)
ONE_OF_EACH = [
    shorter_live(7000, 1, (500, 490)),
    live(7000, 2, (500, 490), 200),
    live(7000, 2, (500, 490), 200, longer=True),
    stored(2, 1, 800_000_000, 7000, (500, 490)),
    stored(2, 1, 800_000_000, 7000, (500, 490), longer=True),
    extended_live(7000, bytes(36)),
    extended_stored(800_000_000, 7000, bytes(30)),
]


def read(payload: bytes, **context: object) -> ScaleFrame:
    assert QN.read is not None
    frame = QN.read(Capture(source="fff1", payloads=(payload,), context=context))
    assert isinstance(frame, ScaleFrame)
    return frame


@pytest.mark.parametrize("case", of_family("qn", "qn-stored", "qn-ext"), ids=lambda case: case["id"])
def test_a_captured_frame_decodes_to_its_published_values(case: Case) -> None:
    payload = bytes.fromhex(case["payload_hex"])
    assert QN.owns(Capture(source="fff1", payloads=(payload,)))
    assert differences(case, name_scale_frame(read(payload, **case.get("context", {})))) == []


@given(words, st.sampled_from([0x00, 0x01, 0x10, 0x11]), two_words, divisors, st.integers(0, 255))
def test_every_shorter_live_weight_comes_back(
    raw: int, state: int, resistances: tuple[int, int], divisor: int, protocol: int
) -> None:
    frame = decode_qn(shorter_live(raw, state, resistances, protocol), divisor)
    assert frame.weight_g == (raw * 1000 // divisor or None)
    assert (frame.is_final, frame.is_stabilised) == (state == 0x01, state in (0x01, 0x11))
    told = tuple(ohms * 10 or None for ohms in resistances) if state == 0x01 else (None, None)
    assert (frame.impedance_tenths, frame.impedance2_tenths) == told


@given(words, st.integers(0, 3), two_words, words, st.booleans(), divisors)
def test_every_live_weight_comes_back(
    raw: int, state: int, resistances: tuple[int, int], fat: int, longer: bool, divisor: int
) -> None:
    frame = decode_qn(live(raw, state, resistances, fat, longer=longer), divisor)
    assert frame.weight_g == (raw * 1000 // divisor or None)
    assert (frame.is_final, frame.is_stabilised) == (state == 2, state in (1, 2))
    told = tuple(ohms * 10 or None for ohms in resistances) if state == 2 and not longer else (None, None)
    assert (frame.impedance_tenths, frame.impedance2_tenths) == told
    assert frame.body_fat_tenths == (fat or None if state == 2 else None)


@given(st.integers(1, 255), st.integers(0, 255), seconds_since_2000, words, two_words, st.booleans())
def test_every_stored_record_comes_back(
    count: int, index: int, seconds: int, raw: int, resistances: tuple[int, int], longer: bool
) -> None:
    frame = decode_qn(stored(count, index, seconds, raw, resistances, longer=longer), 10)
    assert frame.weight_g == (raw * 10 or None)
    assert (frame.impedance_tenths, frame.impedance2_tenths) == tuple(ohms * 10 or None for ohms in resistances)
    assert frame.device_time == MILLENNIUM + timedelta(seconds=seconds)
    assert (frame.record_count, frame.record_index, frame.is_stored, frame.is_final) == (count, index, True, True)


@pytest.mark.parametrize(
    "payload", ["2313ff000094b7b63100000000000000000067", "2313ff0000004b2e7e3100000000000000005d"]
)
def test_a_scale_without_records_says_so_and_nothing_else(payload: str) -> None:
    assert read(bytes.fromhex(payload)) == ScaleFrame(is_stored=True, record_count=0)


@given(st.integers(1, 255), st.integers(0, 255), seconds_since_2000, words, two_words, st.integers(1, 999))
def test_a_record_with_the_user_before_the_time_is_never_read_as_the_other_kind(
    count: int, user: int, seconds: int, raw: int, resistances: tuple[int, int], fat: int
) -> None:
    with pytest.raises(DecodeError, match=r"^a stored record with the user before the time$"):
        decode_qn(stored_with_user(count, 1, user, seconds, raw, resistances, fat))


@given(words, st.binary(min_size=36, max_size=36))
def test_every_extended_live_weight_comes_back(raw: int, sweep: bytes) -> None:
    assert decode_qn(extended_live(raw, sweep), 10) == ScaleFrame(weight_g=raw * 10 or None, is_final=True)


@given(seconds_since_2000, words, st.binary(min_size=30, max_size=30), st.integers(0, 255))
def test_every_extended_stored_weight_has_its_own_day(seconds: int, raw: int, sweep: bytes, user: int) -> None:
    frame = decode_qn(extended_stored(seconds, raw, sweep, user))
    at = MILLENNIUM + timedelta(seconds=seconds)
    assert frame == ScaleFrame(weight_g=raw * 10 or None, is_final=True, is_stored=True, device_time=at)


@pytest.mark.parametrize("divisor", [0, 1, 50, 1000, -10, True, None, "100", [100]])
def test_a_scale_that_counts_otherwise_is_refused(divisor: object) -> None:
    with pytest.raises(DecodeError, match="steps a kilogram"):
        read(shorter_live(7000, 1), weight_divisor=divisor)


def test_a_scale_of_which_nothing_is_known_counts_hundredths() -> None:
    assert read(shorter_live(7000, 1)).weight_g == 70_000


@pytest.mark.parametrize("whole", ONE_OF_EACH, ids=lambda whole: whole[:2].hex())
@given(st.data())
def test_every_cut_is_truncation_and_what_follows_is_ignored(whole: bytes, data: st.DataObject) -> None:
    assert decode_qn(whole + b"\xaa") == decode_qn(whole)
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_qn(whole[: data.draw(st.integers(0, len(whole) - 1))])


@pytest.mark.parametrize("whole", ONE_OF_EACH, ids=lambda whole: whole[:2].hex())
@given(where=st.integers(2, 9), change=st.integers(1, 255))
def test_a_wrong_sum_is_refused(whole: bytes, where: int, change: int) -> None:
    spoilt = bytearray(whole)
    spoilt[where] ^= change
    with pytest.raises(DecodeError, match=r"^wrong check sum$"):
        decode_qn(bytes(spoilt))


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"\x10\x00", "shorter than any frame"),
        (add_sum(bytes([0x10, 16]) + bytes(13)), "a frame that begins with 1010 brings no weight"),
        (add_sum(bytes([0x10, 3])), "a frame that begins with 1003 brings no weight"),
        (add_sum(bytes([0xB1, 44, 3, 2]) + bytes(39)), "a frame that begins with b12c brings no weight"),
        (info(0xFF, 1), "a frame that begins with 120c brings no weight"),
    ],
)
def test_other_frames_are_refused(payload: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=f"^{reason}$"):
        decode_qn(payload)


@given(st.binary(max_size=45), st.sampled_from(["", "100b", "100e", "100f", "2313", "2314", "b12c0301", "b42c0401"]))
def test_any_bytes_are_a_frame_or_a_decode_error(tail: bytes, beginning: str) -> None:
    head = bytes.fromhex(beginning)
    length = head[1] if head else 0
    for payload in (head + tail, add_sum((head + tail).ljust(length, b"\x01")[: length - 1])):
        for decode in (decode_qn, decode_info):
            try:
                assert isinstance(decode(payload), ScaleFrame | ScaleInfo)
            except DecodeError:
                continue


@given(st.integers(0, 255), st.integers(0, 255))
def test_the_information_gives_the_byte_to_repeat_and_the_steps(protocol: int, counts: int) -> None:
    assert decode_info(info(protocol, counts)) == ScaleInfo(
        protocol=protocol, weight_divisor=100 if counts == 1 else 10
    )
    for length in (17, 18, 20):
        assert decode_info(info(protocol, counts, length)) == ScaleInfo(protocol=protocol, weight_divisor=100)


@pytest.mark.parametrize(
    "payload",
    [
        "1211ff03aa670003ff030305000005074f",
        "1212ff0fac140004ff0f070a0000059f30e9",
        "1214ff4ec70e0007ff140f4200020503e06f2b37",
    ],
)
def test_information_that_owners_published_is_read(payload: str) -> None:
    assert decode_info(bytes.fromhex(payload)) == ScaleInfo(protocol=0xFF, weight_divisor=100)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (shorter_live(7000, 1), "10 is no information about a scale"),
        (add_sum(bytes([0x12, 8]) + bytes(5)), "truncated"),
        (info(0xFF, 1)[:-1], "truncated"),
        (info(0xFF, 1)[:-1] + b"\x00", "wrong check sum"),
    ],
)
def test_what_is_no_information_says_why(payload: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=f"^{reason}$"):
        decode_info(payload)


@given(st.integers(0, 255), st.datetimes(datetime(2000, 1, 1), datetime(2130, 1, 1), timezones=st.just(UTC)))
def test_the_commands_are_written_from_the_table(protocol: int, at: datetime) -> None:
    assert encode_unit(protocol) == add_sum(bytes([0x13, 9, protocol, 1, 0x10, 0, 0, 0]))
    seconds = int((at.replace(microsecond=0) - MILLENNIUM).total_seconds())
    assert encode_time(protocol, at) == add_sum(bytes([0x20, 8, protocol]) + seconds.to_bytes(4, "little"))
    assert not encode_unit(protocol).startswith(QN.forbidden)
    assert not encode_time(protocol, at).startswith(QN.forbidden)


@pytest.mark.parametrize("query", ["2204ff25", "2206ff000128", "2206ff00032a"])
def test_no_scale_is_asked_for_what_it_would_forget(query: str) -> None:
    assert bytes.fromhex(query).startswith(QN.forbidden)
