from __future__ import annotations

from datetime import datetime

import pytest

from edge.devices.frame import CuffRecord, DeviceClock, EepromAnswer, Frame, OximeterFrame, ScaleFrame
from edge.devices.interpretation import NOTHING, Interpretation, Outcome, interpret_frame
from vitals.measurement import USER_SLOT_MAX

AT = datetime(2026, 3, 2, 7, 10)
WEIGHT = (("body_weight", 81_400),)


@pytest.mark.parametrize(
    ("frame", "outcome"),
    [
        (ScaleFrame(weight_g=81_400), Outcome.MEASUREMENT),
        (ScaleFrame(weight_g=81_400, is_final=True, is_stabilised=True), Outcome.MEASUREMENT),
        (ScaleFrame(weight_g=81_400, is_stabilised=True, is_removed=True), Outcome.MEASUREMENT),
        (ScaleFrame(weight_g=81_400, is_final=False), Outcome.PROGRESS),
        (ScaleFrame(weight_g=81_400, is_stabilised=False), Outcome.PROGRESS),
        (ScaleFrame(weight_g=81_400, is_stabilised=True, is_object=True), Outcome.NOTHING),
        (ScaleFrame(weight_g=81_400, is_reset=True), Outcome.NOTHING),
        (ScaleFrame(weight_g=0, is_final=True), Outcome.NOTHING),
        (ScaleFrame(impedance_tenths=5_000, is_final=True), Outcome.NOTHING),
        (OximeterFrame(spo2_percent=None, pulse_per_min=None, is_final=True), Outcome.NOTHING),
        (OximeterFrame(spo2_percent=97, pulse_per_min=60), Outcome.PROGRESS),
        (OximeterFrame(spo2_percent=97, pulse_per_min=60, is_final=False), Outcome.PROGRESS),
        (OximeterFrame(spo2_percent=97, pulse_per_min=60, is_final=True), Outcome.MEASUREMENT),
        (EepromAnswer(address=0, data=b""), Outcome.NOTHING),
        (DeviceClock(at=AT), Outcome.NOTHING),
    ],
)
def test_only_what_stands_still_of_a_body_is_a_measurement(frame: Frame, outcome: Outcome) -> None:
    assert interpret_frame(frame).outcome is outcome


def test_of_a_scale_only_the_weight_goes_on() -> None:
    frame = ScaleFrame(
        weight_g=81_400, is_final=True, impedance_tenths=5_000, body_fat_tenths=200, profile_id=2, device_time=AT
    )
    assert interpret_frame(frame) == Interpretation(
        outcome=Outcome.MEASUREMENT, values=WEIGHT, user_slot=2, device_time=AT
    )
    assert interpret_frame(ScaleFrame(weight_g=81_400, user_id=3)).user_slot == 3


def test_an_account_with_the_maker_is_no_slot() -> None:
    assert interpret_frame(ScaleFrame(weight_g=81_400, user_id=USER_SLOT_MAX)).user_slot == USER_SLOT_MAX
    assert interpret_frame(ScaleFrame(weight_g=81_400, user_id=218_071)).user_slot is None


def test_a_record_of_a_cuff_is_in_tenths_with_its_flags() -> None:
    record = CuffRecord(
        systolic_mmhg=128,
        diastolic_mmhg=79,
        pulse_per_min=64,
        device_time=AT,
        is_pulse_irregular=True,
        is_body_moving=False,
        is_cuff_too_loose=True,
        user_id=1,
    )
    assert interpret_frame(record) == Interpretation(
        outcome=Outcome.MEASUREMENT,
        values=(("systolic", 1_280), ("diastolic", 790), ("pulse_rate", 640)),
        flags=frozenset({"irregular_pulse", "cuff_too_loose"}),
        user_slot=1,
        device_time=AT,
        is_stored=True,
    )


def test_a_clip_without_a_pulse_still_has_its_saturation() -> None:
    taken = interpret_frame(OximeterFrame(spo2_percent=97, pulse_per_min=None, is_final=True, device_time=AT))
    assert (taken.values, taken.device_time) == ((("spo2", 970),), AT)
    assert interpret_frame(OximeterFrame(spo2_percent=97, pulse_per_min=61, is_final=True)).values == (
        ("spo2", 970),
        ("pulse_rate", 610),
    )
    assert interpret_frame(OximeterFrame(spo2_percent=None, pulse_per_min=61)) is NOTHING
