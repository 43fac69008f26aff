from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from captured import Case, of_family
from small_hub import MI_SCALE, trusted

from edge.devices.family import Family
from edge.devices.frame import ScaleFrame
from edge.devices.xiaomi_scale import MI_SCALE_2
from edge.events import Indication
from edge.recording import record_of
from vitals.measurement import Measurement
from vitals.record import Record, Undecoded

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
