from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from captured import Case, of_family
from eufy_encoder import eufy_c1
from gatt_encoder import cuff, sfloat, weight
from oximeter_encoder import spot_check, status_word
from qn_encoder import extended_stored, stored
from small_hub import MI_SCALE, trusted

from edge.devices.family import Family
from edge.devices.frame import ScaleFrame
from edge.devices.xiaomi_scale import MI_SCALE_2
from edge.events import Indication
from edge.recording import record_of
from vitals.measurement import Measurement
from vitals.record import Record, Undecoded

PRESSURES = (sfloat(124), sfloat(86), sfloat(97))
STORED = "data_from_measurement_storage"
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def sent(characteristic: str, payload: str) -> Record | None:
    indication = Indication(
        address=MI_SCALE.address, characteristic=characteristic, payload=bytes.fromhex(payload), name=None
    )
    return record_of(indication, MI_SCALE, trusted(), STOCKHOLM)


def test_a_device_is_read_by_the_family_it_was_enrolled_with() -> None:
    record = sent("181b", "0226e607090d0e1a269e018039")
    assert isinstance(record, Measurement)
    assert [(vital.value.name, value) for vital, value in record.values.items()] == [("body_weight", 73_600)]
    assert record.raw[0].characteristic == "181b"


@pytest.mark.parametrize("case", [case for case in of_family("mibeacon-s400") if case["expected"]["weight_kg"]])
def test_a_scale_that_encrypts_is_read_with_its_key_and_not_without(case: Case) -> None:
    scale = replace(
        MI_SCALE, address=case["address"], family="xiaomi-s400-scale", bind_key=bytes.fromhex(case["bindkey_hex"])
    )
    payload = bytes.fromhex(case["payload_hex"])
    said = Indication(address=scale.address, characteristic=case["service_uuid"], payload=payload, name=None)
    record = record_of(said, scale, trusted(), STOCKHOLM)
    assert isinstance(record, Measurement)
    assert list(record.values.values()) == [round(case["expected"]["weight_kg"] * 1_000)]
    for key in (None, bytes(16)):
        assert isinstance(record_of(said, replace(scale, bind_key=key), trusted(), STOCKHOLM), Undecoded)


def test_progress_is_no_record() -> None:
    assert sent("181b", "0206e607090d0e1a269e018039") is None


def test_a_device_that_counts_seconds_of_utc_has_the_wall_clock_of_its_home(monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime(2026, 7, 1, 6, 10, tzinfo=UTC)

    def counting(_name: str) -> Family:
        return replace(MI_SCALE_2, read=lambda _: ScaleFrame(weight_g=81_400, device_time=at))

    monkeypatch.setattr("edge.recording.family_named", counting)
    record = sent("181b", "00")
    assert isinstance(record, Measurement)
    assert record.moment.device_time == datetime(2026, 7, 1, 8, 10)


NOW = trusted().wall_at.astimezone(STOCKHOLM).replace(tzinfo=None)


def told(family: str, characteristic: str, payload: bytes, **context: int | str) -> Record | None:
    device = replace(MI_SCALE, family=family)
    indication = Indication(
        address=device.address,
        characteristic=characteristic,
        payload=payload,
        name=None,
        context=tuple(context.items()),
    )
    return record_of(indication, device, trusted(), STOCKHOLM)


def seconds_of(at: datetime, since: int) -> int:
    return int((at.replace(tzinfo=STOCKHOLM) - datetime(since, 1, 1, tzinfo=UTC)).total_seconds())


OUT_OF_A_MEMORY = {
    "an Omron with a month 0": ("omron-cuff", "ecbe3980-c9a2-11e1-b1bd-0002a5d5c51b", "5b781a4800171b42000014006996"),
    "a C1 with a day that no month has": ("eufy-c1-scale", "fff4", eufy_c1(8000, at=NOW)[:12].hex() + "07ea021e070a00"),
    "a C1 whose clock was never set": ("eufy-c1-scale", "fff4", eufy_c1(8000, at=datetime(2010, 1, 1, 7)).hex()),
    "a QN scale whose clock was never set": ("qn-scale", "fff1", stored(1, 1, 60, 8000).hex()),
    "a QN scale that says more": ("qn-scale", "fff1", extended_stored(60, 8000, bytes(30)).hex()),
    "a Medisana cuff without a time": ("medisana-cuff", "2a35", cuff(PRESSURES).hex()),
    "a Medisana cuff with a year 0": ("medisana-cuff", "2a35", "027c00560061000000030207100a"),
    "a stored spot check without a time": (
        "standard-oximeter", "2a5e", spot_check(((97, 0), (72, 0)), status=status_word({STORED})).hex()
    ),
}  # fmt: skip


@pytest.mark.parametrize(("family", "source", "payload"), OUT_OF_A_MEMORY.values(), ids=OUT_OF_A_MEMORY)
def test_what_is_out_of_a_memory_and_has_no_time_that_can_be_right_is_for_people_and_never_todays(
    family: str, source: str, payload: str
) -> None:
    context = {"level": "eeprom_record", "layout": "be14-bitpacked"} if family == "omron-cuff" else {}
    record = told(family, source, bytes.fromhex(payload), **context)
    assert isinstance(record, Undecoded)
    assert record.reason.startswith("out of the device's memory, with")


@pytest.mark.parametrize("days", [1, 7, 40, 300])
def test_what_is_out_of_a_memory_with_a_time_is_of_that_day_however_long_ago(days: int) -> None:
    then = NOW - timedelta(days=days)
    for family, source, payload in (
        ("eufy-c1-scale", "fff4", eufy_c1(8000, at=then)),
        ("qn-scale", "fff1", stored(1, 1, seconds_of(then, 2000), 8000)),
        ("qn-scale", "fff1", extended_stored(seconds_of(then, 2000), 8000, bytes(30))),
        ("medisana-cuff", "2a35", cuff(PRESSURES, at=then)),
    ):
        record = told(family, source, payload)
        assert isinstance(record, Measurement)
        assert record.moment.measured_at == then.replace(tzinfo=STOCKHOLM)


def test_what_is_measured_now_needs_no_time() -> None:
    for family, source, payload in (
        ("a-and-d-cuff", "2a35", cuff(PRESSURES)),
        ("a-and-d-scale", "2a9d", weight(16_000, at=datetime(2010, 1, 1))),
        ("standard-oximeter", "2a5e", spot_check(((97, 0), (72, 0)))),
        ("eufy-c1-scale", "fff4", eufy_c1(8000)),
    ):
        record = told(family, source, payload)
        assert isinstance(record, Measurement)
        assert record.moment.measured_at == trusted().wall_at
