from __future__ import annotations

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from omron_encoder import answer, exclusive

from edge.devices.capture import Capture
from edge.devices.catalogue import forbidden_to
from edge.devices.frame import CuffRecord, DeviceClock, EepromAnswer
from edge.devices.omron import CHANNELS, SERVICE, encode_close, encode_open, encode_read, read_omron
from edge.devices.omron_cuff import OMRON_CUFF
from edge.gatt.octets import DecodeError
from edge.naming.cuff import name_cuff_record, name_device_clock, name_eeprom_answer
from edge.naming.named import Named

addresses = st.integers(0, 0xFFFF)
pieces = st.binary(min_size=1, max_size=56)


def read(payload: bytes, **context: object) -> EepromAnswer | CuffRecord | DeviceClock:
    return read_omron(Capture(source=CHANNELS[0], payloads=(payload,), context=context))


def named(frame: EepromAnswer | CuffRecord | DeviceClock) -> Named:
    match frame:
        case EepromAnswer():
            return name_eeprom_answer(frame)
        case CuffRecord():
            return name_cuff_record(frame)
        case DeviceClock():
            return name_device_clock(frame)


@pytest.mark.parametrize("case", of_family("omron-eeprom"), ids=lambda case: case["id"])
def test_a_captured_payload_decodes_to_its_published_values(case: Case) -> None:
    payloads = (bytes.fromhex(case["payload_hex"]),)
    capture = Capture(source=case["characteristic_uuid"], payloads=payloads, context=case["context"])
    assert OMRON_CUFF.owns(capture)
    if case["expected"].get("reject"):
        with pytest.raises(DecodeError, match=f"^{case['expected']['reason']}$"):
            read_omron(capture)
    else:
        assert differences(case, named(read_omron(capture))) == []


@given(addresses, pieces, st.binary(max_size=16))
def test_every_answer_comes_back_whatever_fills_the_last_channel(address: int, data: bytes, filling: bytes) -> None:
    found = EepromAnswer(address=address, data=data)
    assert read(answer(address, data) + filling, level="frame") == found
    assert read(answer(address, data) + filling) == found


@given(addresses, pieces)
def test_an_answer_over_several_channels_is_joined_in_their_order(address: int, data: bytes) -> None:
    whole = answer(address, data)
    channels = tuple(whole[at : at + 16] for at in range(0, len(whole), 16))
    assert read_omron(Capture(source=CHANNELS[0], payloads=channels)) == EepromAnswer(address=address, data=data)


@given(addresses, pieces, st.data())
def test_every_cut_of_an_answer_is_truncation(address: int, data: bytes, draw: st.DataObject) -> None:
    whole = answer(address, data)
    with pytest.raises(DecodeError, match=r"^truncated$"):
        read(whole[: draw.draw(st.integers(0, len(whole) - 1))])


@given(addresses, pieces, st.data(), st.integers(1, 255))
def test_an_answer_with_any_byte_changed_is_refused(
    address: int, data: bytes, draw: st.DataObject, change: int
) -> None:
    spoilt = bytearray(answer(address, data))
    spoilt[draw.draw(st.integers(0, len(spoilt) - 1))] ^= change
    with pytest.raises(DecodeError):
        read(bytes(spoilt))


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (bytes([7, 0x81, 0, 0, 0, 0, 0]), "shorter than any answer"),
        (answer(0, b"\x01\x02", kind=0x8000), "8000 is no answer to a read"),
        (answer(0, b"", kind=0x8F00), "8f00 is no answer to a read"),
        (answer(0, b"\x01\x02", kind=0x81C0), "81c0 is no answer to a read"),
        (answer(0, b"\x01\x02", size=3), "3 bytes do not fill an answer of 10"),
        (answer(0, b"\x01\x02", size=1), "1 bytes do not fill an answer of 10"),
        (answer(0, b"\x01\x02", result=2), "the read failed with 02"),
        (exclusive([8, 0x81, 0, 0, 0, 0, 0])[:-1] + b"\xff", "wrong check sum"),
    ],
)
def test_what_is_no_answer_to_a_read_says_why(payload: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=f"^{reason}$"):
        read(payload)


@pytest.mark.parametrize(
    ("context", "reason"),
    [
        ({"level": "page"}, "no level page of a memory"),
        ({"level": None}, "no level None of a memory"),
        ({"level": "eeprom_record"}, "no layout None of a record"),
        ({"level": "eeprom_record", "layout": ["le14"]}, r"no layout \['le14'\] of a record"),
    ],
)
def test_a_level_or_layout_that_nobody_knows_is_refused(context: dict[str, object], reason: str) -> None:
    with pytest.raises(DecodeError, match=f"^{reason}$"):
        read(bytes(16), **context)


@given(
    st.lists(st.binary(max_size=16), min_size=1, max_size=4),
    st.sampled_from(["frame", "eeprom_record", "eeprom_time_at_8"]),
)
def test_any_bytes_are_a_frame_or_a_decode_error(payloads: list[bytes], level: str) -> None:
    context = {"level": level, "layout": "le14"}
    try:
        frame = read_omron(Capture(source=SERVICE, payloads=tuple(payloads), context=context))
    except DecodeError:
        return
    assert named(frame)


@given(addresses, st.integers(1, 56))
def test_a_command_to_read_is_written_from_the_table(address: int, size: int) -> None:
    assert encode_read(address, size) == exclusive([8, 1, 0, address // 256, address % 256, size, 0])


@pytest.mark.parametrize(("address", "size"), [(-1, 16), (0x10000, 16), (0, 0), (0, 57)])
def test_what_cannot_be_read_is_not_asked_for(address: int, size: int) -> None:
    with pytest.raises(ValueError, match=f"^{size} bytes cannot be read from {address}$"):
        encode_read(address, size)


@given(addresses, pieces, st.binary(min_size=16, max_size=16))
def test_all_that_would_be_written_to_the_cuff_is_forbidden_and_reading_is_not(
    address: int, data: bytes, key: bytes
) -> None:
    forbidden = forbidden_to("omron-cuff")
    assert answer(address, data, kind=0x01C0).startswith(forbidden)
    assert (b"\x02" + bytes(16)).startswith(forbidden)
    assert (b"\x00" + key).startswith(forbidden)
    for allowed in (encode_open(), encode_read(address, 16), encode_close(), b"\x01" + key):
        assert not allowed.startswith(forbidden)
