from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from leaving_people import ANNA, WORDS

from server.exchange.arriving import Arriving, Known, LogRow, When, when
from vitals.identity import DeviceId
from vitals.measurement import Measurement
from vitals.moment import TimeQuality
from vitals.record import Answer, Undecoded
from vitals.vital import Vital

ZONE = ZoneInfo("Europe/Stockholm")
HERE = Known(ANNA, DeviceId("s" * 16))
SEVEN = datetime(2026, 3, 2, 6, tzinfo=UTC)
NOW = SEVEN + timedelta(days=100)


def row(value: str = "80.0", kind: str = "weight", unit: str = "kg", **said: str) -> LogRow:
    told = {
        "measured": "2026-03-02T07:00:00",
        "received": "2026-03-02T07:00:05",
        "device": "one",
        "entry": "auto",
    } | said
    return LogRow(line=2, patient="anna", kind=kind, value=value, unit=unit, **told)


def read(each: LogRow) -> Measurement | Answer | Undecoded:
    found = Arriving(WORDS, ZONE, NOW).record(each, when(each, ZONE), HERE)
    assert isinstance(found, Measurement | Answer | Undecoded)
    return found


@pytest.mark.parametrize(
    ("each", "vital", "steps"),
    [
        (row(), Vital.BODY_WEIGHT, 80_000),
        (row("176.8", unit="lb"), Vital.BODY_WEIGHT, 80_195),
        (row("16.2", "systolic", "kPa"), Vital.SYSTOLIC, 1_215),
        (row("72", "pulse", "bpm"), Vital.PULSE_RATE, 720),
        (row("80.0005"), Vital.BODY_WEIGHT, 80_001),
        (row("1e99"), Vital.BODY_WEIGHT, 10**9),
    ],
)
def test_a_value_is_read_to_the_stored_step_rounded_half_up(each: LogRow, vital: Vital, steps: int) -> None:
    found = read(each)
    assert isinstance(found, Measurement)
    assert found.values == {vital: steps}


@pytest.mark.parametrize(
    ("each", "why"),
    [
        (row("x"), "no_value"),
        (row("NaN"), "no_value"),
        (row("inf"), "no_value"),
        (row(unit="st"), "unknown_unit"),
        (row("4000", "steps", "n"), "unknown_kind"),
        (row("1.5", "dyspnea", "score"), "impossible_value"),
        (row("-1", "dyspnea", "score"), "impossible_value"),
        (row("", "dyspnea", "score"), "no_value"),
        (row(measured="soon", received="never"), "no_time"),
    ],
)
def test_what_nobody_can_read_is_a_record_with_the_row_and_the_reason(each: LogRow, why: str) -> None:
    found = read(each)
    assert isinstance(found, Undecoded)
    assert (found.reason, b"".join(frame.payload for frame in found.raw).decode()) == (why, each.text)


def test_a_row_of_nobody_is_nobodys() -> None:
    found = Arriving(WORDS, ZONE, NOW).record(row(), when(row(), ZONE), Known(None, HERE.device))
    assert isinstance(found, Undecoded)
    assert found.reason == "unknown_patient"


@pytest.mark.decision("B1")
@pytest.mark.parametrize(
    ("measured", "received", "expected"),
    [
        ("2026-03-02T07:00:00", "2026-03-09T07:00:00", When(SEVEN, SEVEN + timedelta(days=7), is_overruled=False)),
        ("1970-01-01T00:00:30", "2026-03-02T07:00:00", When(SEVEN, SEVEN, is_overruled=True)),
        ("2026-03-02T07:10:01", "2026-03-02T07:00:00", When(SEVEN, SEVEN, is_overruled=True)),
        ("soon", "2026-03-02T07:00:00", When(SEVEN, SEVEN, is_overruled=True)),
        ("2026-03-02T06:00:00Z", "", When(SEVEN, SEVEN, is_overruled=False)),
        ("soon", "", None),
        ("0001-01-01T00:00:00", "", None),
    ],
)
def test_a_clock_that_cannot_be_right_is_overruled_by_the_receipt(
    measured: str, received: str, expected: When | None
) -> None:
    assert when(row(measured=measured, received=received), ZONE) == expected


def test_what_the_clock_showed_stays_visible() -> None:
    found = read(row(measured="1970-01-01T00:00:30"))
    assert found.moment.device_time == datetime(1970, 1, 1, 0, 0, 30)
    assert found.moment.time_quality is TimeQuality.ARRIVAL
    assert read(row()).moment.time_quality is TimeQuality.DEVICE


def test_scores_become_answers_as_a_backtest_reads_them() -> None:
    found = read(row("2", "dyspnea", "score"))
    assert isinstance(found, Answer)
    assert (found.question, found.code, found.about) == ("breathlessness", "walking", ANNA)
    arriving = Arriving(WORDS, ZONE, NOW)
    said = [row(score, "dizzy", "score", measured=f"2026-03-0{day}T07:00:00") for day, score in enumerate("2131", 1)]
    codes = [arriving.record(each, when(each, ZONE), HERE) for each in said]
    assert [each.code for each in codes if isinstance(each, Answer)] == ["yes", "no", "yes", "no"]


def test_the_same_row_is_known_again_in_another_line_and_another_row_is_not() -> None:
    assert row().key == row()._replace(line=99).key
    assert len({row().key, row("80.1").key, row(entry="manual").key, row(device="two").key}) == 4


def test_a_row_longer_than_a_frame_is_kept_in_several() -> None:
    found = read(row("x" * 2_000))
    assert isinstance(found, Undecoded)
    assert [len(frame.payload) for frame in found.raw][:3] == [512, 512, 512]


@pytest.mark.parametrize("each", [row(received="2027-03-02T07:00:00"), row("1", "dyspnea", received="2099-01-01")])
def test_what_came_after_today_came_by_no_clock(each: LogRow) -> None:
    found = read(each)
    assert isinstance(found, Undecoded)
    assert found.reason == "from_the_future"
    assert isinstance(read(row("1", "dyspnea")), Answer)
