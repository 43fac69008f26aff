from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from captured import Case, differences, of_family
from hypothesis import given
from hypothesis import strategies as st
from mi_beacon_encoder import mi_beacon, mi_object, s200_object, s400_object

from edge.devices.capture import Capture
from edge.devices.frame import ScaleFrame
from edge.devices.xiaomi_s_scale import S200, S400, decode_s_scale
from edge.gatt.octets import DecodeError
from edge.naming.scale import name_scale_frame

KEY = bytes(range(16))
ADDRESS = bytes.fromhex("8cd0b2f6beef")
profiles = st.integers(0, 255)
clocks = st.integers(0, 0xFFFFFFFF)


def heard(opened: bytes, product: int = 0x3BD5) -> Capture:
    payload = mi_beacon(opened, KEY, ADDRESS, product=product)
    return Capture(source="fe95", payloads=(payload,), address=ADDRESS.hex(":"), bind_key=KEY)


def clock(seconds: int) -> datetime | None:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds) if seconds else None


@pytest.mark.parametrize("case", of_family("mibeacon-s400"), ids=lambda case: case["id"])
def test_a_captured_beacon_decodes_to_its_published_values(case: Case) -> None:
    capture = Capture(
        source="fe95",
        payloads=(bytes.fromhex(case["payload_hex"]),),
        is_advertisement=True,
        address=case["address"],
        bind_key=bytes.fromhex(case["bindkey_hex"]),
    )
    assert S400.owns(capture)
    assert not S200.owns(capture)
    assert S400.read is not None
    frame = S400.read(capture)
    assert isinstance(frame, ScaleFrame)
    assert differences(case, name_scale_frame(frame)) == []


def test_an_s200_that_xiaomi_ble_published_is_read_right() -> None:
    capture = Capture(
        source="fe95",
        payloads=(bytes.fromhex("4859044c019a80a275939010f0abc4fadc0600003d29c044"),),
        address="D0:7B:6F:27:D7:29",
        bind_key=bytes.fromhex("653b1b10e1cb35e4ac5e60fa45f3bf29"),
    )
    assert S200.owns(capture)
    frame = decode_s_scale(capture)
    assert (frame.weight_g, frame.profile_id, frame.is_reset) == (62_250, 1, False)
    assert frame.device_time is not None
    assert frame.device_time.year == 2025


def test_in_socks_there_is_a_weight_and_no_impedance() -> None:
    capture = Capture(
        source="fe95",
        payloads=(bytes.fromhex("4859d53b71530438b5894b242c209908da000000479ecda3"),),
        address="04:AE:47:67:C6:7C",
        bind_key=bytes.fromhex("02d2900363ef629c736a4549677acbee"),
    )
    frame = decode_s_scale(capture)
    assert frame.weight_g is not None
    assert frame.weight_g > 0
    assert (frame.impedance_50khz_tenths, frame.impedance_250khz_tenths) == (None, None)


@given(profiles, st.integers(0, 50_000), clocks)
def test_every_weighing_of_an_s200_comes_back(profile: int, raw: int, seconds: int) -> None:
    frame = decode_s_scale(heard(s200_object(profile, raw, seconds), 0x4C04))
    assert (frame.weight_g, frame.is_reset) == (raw * 10 or None, raw == 0)
    assert (frame.profile_id, frame.device_time) == (profile, clock(seconds))


@given(st.integers(50_001, 0xFFFFFFFF))
def test_a_weight_that_no_person_has_is_refused(raw: int) -> None:
    with pytest.raises(DecodeError, match="no weight of a person"):
        decode_s_scale(heard(s200_object(1, raw, 0)))


@given(profiles, st.integers(0, 2047), st.integers(0, 127), st.integers(0, 16_383), clocks)
def test_every_packet_of_an_s400_comes_back(profile: int, raw: int, pulse: int, impedance: int, seconds: int) -> None:
    frame = decode_s_scale(heard(s400_object(profile, raw, pulse, impedance, seconds)))
    is_first = bool(raw or pulse)
    assert frame.weight_g == (raw * 100 or None)
    assert frame.is_reset == (not raw and not pulse and not impedance)
    assert frame.pulse_per_min == (None if pulse in (0, 127) else pulse + 50)
    assert frame.impedance_50khz_tenths == (impedance or None if is_first else None)
    assert frame.impedance_250khz_tenths == (None if is_first else impedance or None)
    assert (frame.profile_id, frame.device_time) == (profile, clock(seconds))


def test_another_object_says_nothing_of_a_weight() -> None:
    assert decode_s_scale(heard(mi_object(0x4C02, b"\x64"))) == ScaleFrame()


def test_an_object_beside_the_weighing_does_not_hide_it() -> None:
    assert decode_s_scale(heard(mi_object(0x4C02, b"\x64") + s400_object(1, 700, 0, 0, 0))).weight_g == 70_000


@given(st.sampled_from([0x4E16, 0x6E16]), st.binary(max_size=12))
def test_any_bytes_of_an_object_are_a_frame_or_a_decode_error(kind: int, data: bytes) -> None:
    if len(data) < 9:
        with pytest.raises(DecodeError, match=r"^truncated$"):
            decode_s_scale(heard(mi_object(kind, data)))
    else:
        with suppress(DecodeError):
            decode_s_scale(heard(mi_object(kind, data)))


@given(st.binary(max_size=40))
def test_any_bytes_are_a_frame_or_a_decode_error(payload: bytes) -> None:
    with suppress(DecodeError):
        assert decode_s_scale(Capture(source="fe95", payloads=(payload,))) == ScaleFrame()
