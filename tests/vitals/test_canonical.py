"""The two ways to read a record: whatever comes, they may never differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from contract_samples import BOOT, DEVICE, EPOCH, HUB, RECORDS, sign
from hypothesis import given
from hypothesis import strategies as st

from vitals import wire
from vitals.canonical import read_measurement
from vitals.fields import WireError, utc
from vitals.measurement import Flag, Frame, Measurement
from vitals.moment import Moment, TimeQuality
from vitals.vital import Vital

GOLDEN = Path(__file__).parent / "golden"
WEIGHING = (GOLDEN / "record-measurement.json").read_bytes()
PRESSURE = wire.encode_record(
    HUB,
    EPOCH,
    7,
    RECORDS["measurement-pressure"].to_wire()
    | {"measured_at": "2026-03-02T06:10:30.250Z", "time_quality": "corrected", "user_slot": 42},
    sign,
)

instants = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)).map(utc)
measurements = st.builds(
    Measurement,
    device=st.just(DEVICE),
    user_slot=st.none() | st.integers(0, 99),
    values=st.dictionaries(st.sampled_from(Vital), st.integers(-999_999_999, 999_999_999), min_size=1),
    flags=st.frozensets(st.sampled_from(Flag)),
    moment=st.builds(
        Moment,
        device_time=st.none() | st.datetimes().map(lambda at: at.replace(microsecond=0)),
        heard_at=st.none() | instants,
        boot_id=st.just(BOOT),
        monotonic_ms=st.integers(0, 10**15 - 1),
        measured_at=instants,
        time_quality=st.sampled_from([TimeQuality.ARRIVAL, TimeQuality.DEVICE, TimeQuality.CORRECTED]),
    ),
    raw=st.lists(
        st.builds(Frame, characteristic=st.just("2a9d"), payload=st.binary(max_size=30)), min_size=1, max_size=5
    ).map(tuple),
)


def outcomes(payload: bytes) -> tuple[object, object]:
    """Read a payload both ways; a refusal is an outcome too."""

    def read(way: object) -> object:
        try:
            return way(payload)  # type: ignore[operator]
        except WireError as problem:
            return str(problem)

    return read(wire.decode_record), read(wire._decode_field_by_field)


@given(measurements, st.integers(1, 10**15 - 1))
def test_every_usual_measurement_is_read_at_once_and_alike(measurement: Measurement, sequence: int) -> None:
    payload = wire.encode_record(HUB, EPOCH, sequence, measurement.to_wire(), sign)
    assert read_measurement(payload) == (HUB, EPOCH, sequence, measurement)
    at_once, field_by_field = outcomes(payload)
    assert at_once == field_by_field


@pytest.mark.parametrize("name", RECORDS)
def test_what_is_no_dated_measurement_is_left_to_the_long_way(name: str) -> None:
    at_once = read_measurement((GOLDEN / f"record-{name}.json").read_bytes())
    assert (at_once is not None) == (name == "measurement")


SPELLINGS: Mapping[str, tuple[bytes, bytes]] = {
    "a sequence of 0": (b'"sequence":62', b'"sequence":0'),
    "a sequence with a zero before it": (b'"sequence":62', b'"sequence":062'),
    "a long sequence": (b'"sequence":62', b'"sequence":9007199254740991'),
    "too long a sequence": (b'"sequence":62', b'"sequence":9007199254740992'),
    "a slot with a zero before it": (b'"user_slot":1', b'"user_slot":01'),
    "a large slot": (b'"user_slot":1', b'"user_slot":255'),
    "too large a slot": (b'"user_slot":1', b'"user_slot":256'),
    "a space": (b'"user_slot":1', b'"user_slot": 1'),
    "a wrong unit": (b'"unit":"kg"', b'"unit":"lb"'),
    "a wrong scale": (b'"scale":-3', b'"scale":-2'),
    "an unknown vital sign": (b'"body_weight"', b'"body_height"'),
    "a vital sign twice": (
        b'"values":{',
        b'"values":{"body_weight":{"scale":-3,"unit":"kg","value":1},',
    ),
    "a value with a zero before it": (b'"value":82560', b'"value":082560'),
    "minus nothing": (b'"value":82560', b'"value":-0'),
    "a large value": (b'"value":82560', b'"value":2147483647'),
    "too large a value": (b'"value":82560', b'"value":2147483648'),
    "a fraction": (b'"value":82560', b'"value":82560.0'),
    "no frame": (b'"raw":[{', b'"raw":[],"x":[{'),
    "another characteristic": (b'"2a9d"', b'"00002a9d-0000-1000-8000-00805f9b34fb"'),
    "an odd digit": (b'"payload_hex":"', b'"payload_hex":"0'),
    "too long a frame": (b'"payload_hex":"', b'"payload_hex":"' + b"00" * 513),
    "a long frame": (b'"payload_hex":"', b'"payload_hex":"' + b"00" * 500),
    "a flag": (b'"flags":[]', b'"flags":["irregular_pulse"]'),
    "a flag twice": (b'"flags":[]', b'"flags":["irregular_pulse","irregular_pulse"]'),
    "more flags than there are": (b'"flags":[]', b'"flags":[' + b",".join([b'"irregular_pulse"'] * 7) + b"]"),
    "an unknown flag": (b'"flags":[]', b'"flags":["tired"]'),
    "no real date": (b'"measured_at":"2026-03-02', b'"measured_at":"2026-02-30'),
    "an instant of another form": (b'30.250Z","kind"', b'30.25Z","kind"'),
    "digits of another script": (b'"monotonic_ms":90000', '"monotonic_ms":٩'.encode()),
    "a time of no quality": (b'"time_quality":"arrival"', b'"time_quality":"unknown"'),
    "another version": (b'"v":1}', b'"v":2}'),
    "something behind it": (b'"v":1}', b'"v":1}\n'),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_each_unusual_spelling_is_read_alike(spelling: str) -> None:
    usual, unusual = SPELLINGS[spelling]
    assert WEIGHING.count(usual) == 1
    at_once, field_by_field = outcomes(WEIGHING.replace(usual, unusual))
    assert at_once == field_by_field


@pytest.mark.parametrize("count", [32, 33])
def test_many_frames_are_read_alike(count: int) -> None:
    frame = b'{"characteristic":"2a9d","payload_hex":"00"}'
    start = WEIGHING.index(b'"raw":[') + len(b'"raw":[')
    end = WEIGHING.index(b"]", start)
    at_once, field_by_field = outcomes(WEIGHING[:start] + b",".join([frame] * count) + WEIGHING[end:])
    assert at_once == field_by_field
    assert isinstance(at_once, str) == (count == 33)


@given(
    st.sampled_from([WEIGHING, PRESSURE]),
    st.lists(st.tuples(st.integers(0, 1_000), st.integers(0, 3), st.binary(max_size=3)), min_size=1, max_size=3),
)
def test_whatever_is_cut_out_or_put_in_is_read_alike(payload: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    for at, count, instead in cuts:
        place = at % len(payload)
        payload = payload[:place] + instead + payload[place + count :]
    at_once, field_by_field = outcomes(payload)
    assert at_once == field_by_field


@pytest.mark.slow
def test_every_single_byte_may_be_another_and_both_ways_agree() -> None:
    chance = Random(1)  # noqa: S311  (which other byte)
    for payload in (WEIGHING, PRESSURE):
        assert read_measurement(payload) is not None
        for at, octet in enumerate(payload):
            for other in {*b'09az"-,:}]\x80', chance.randrange(256)} - {octet}:
                changed = payload[:at] + bytes([other]) + payload[at + 1 :]
                at_once, field_by_field = outcomes(changed)
                assert at_once == field_by_field, changed
