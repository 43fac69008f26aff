"""Limits and flags, by hand (rules 10 to 13)."""

from __future__ import annotations

import pytest
from rule_making import bpm, days, kg, minutes, mmhg, percent
from telling import tell

from server.rules.language.condition import Comparison, Flagged, Limit, Reference, Side
from server.rules.language.quantity import Amount, FromSetting, SettingName, TimesOwnSpread
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast
from server.rules.language.rule import Setting

YES, NO, CANNOT_TELL = "yes", "no", "cannot tell"
AT_LEAST, AT_MOST, MORE, LESS = Comparison


def weight(comparison: Comparison, amount: Amount, on: DaysInARow | None = None) -> Limit:
    return Limit(measure="weight", comparison=comparison, amount=amount, on=on)


@pytest.mark.parametrize(
    ("comparison", "under", "at", "over"),
    [(AT_LEAST, NO, YES, YES), (AT_MOST, YES, YES, NO), (MORE, NO, NO, YES), (LESS, YES, NO, NO)],
)
def test_the_four_limits_at_the_limit_and_a_step_beside_it(
    comparison: Comparison, under: str, at: str, over: str
) -> None:
    for grams, expected in ((79_999, under), (80_000, at), (80_001, over)):
        diary = f"03-05 07:00 weight {grams / 1000}"
        assert tell(weight(comparison, kg(80_000)), diary, "03-05 07:00") == expected


@pytest.mark.parametrize(
    ("t", "expected"),
    [
        ("03-05 06:59:59", CANNOT_TELL),
        ("03-05 07:00", YES),
        ("03-07 02:59:59", YES),  # yesterday's day value still is the newest
        ("03-07 03:00", CANNOT_TELL),
    ],
)
def test_a_measure_of_days_is_judged_on_the_newest_day(t: str, expected: str) -> None:
    assert tell(weight(AT_LEAST, kg(80_000)), "03-05 07:00 weight 80", t) == expected


LOW = Limit(measure="systolic", comparison=LESS, amount=mmhg(90))


@pytest.mark.parametrize(
    ("diary", "t", "expected"),
    [
        ("03-28 20:00 systolic 89.9", "03-29 20:59:59", YES),  # 24 hours are elapsed: the clocks do not count
        ("03-28 20:00 systolic 89.9", "03-29 21:00", CANNOT_TELL),
        ("10-24 20:00 systolic 89.9", "10-25 18:59:59", YES),
        ("10-24 20:00 systolic 89.9", "10-25 19:00", CANNOT_TELL),
        ("03-05 07:00 systolic 90", "03-05 07:00", NO),
        ("03-05 07:00 systolic 88\n03-05 07:05 systolic 91.9", "03-05 08:00", YES),  # the mean is 89.95
        ("03-05 07:00 systolic 88\n03-05 07:05 systolic 92", "03-05 08:00", NO),
        ("03-05 07:00 systolic 70\n03-05 07:05 systolic 90\n03-05 07:10 systolic 90", "03-05 08:00", NO),
    ],
)
def test_a_measure_of_sittings_is_judged_on_the_newest_while_it_counts(diary: str, t: str, expected: str) -> None:
    assert tell(LOW, diary, t) == expected


OVER_TARGET = Limit(
    measure="weight", comparison=AT_LEAST, amount=kg(2_000), side=Side.ABOVE, reference=Reference.TARGET_WEIGHT
)
UNDER_BEFORE = Limit(
    measure="weight", comparison=AT_LEAST, amount=kg(2_000), side=Side.BELOW, reference=Reference.PREVIOUS_DAY
)
TARGET = "03-01 09:00 agreed target_weight 80000"


@pytest.mark.parametrize(
    ("condition", "diary", "expected"),
    [
        (OVER_TARGET, f"{TARGET}\n03-05 07:00 weight 82", YES),
        (OVER_TARGET, f"{TARGET}\n03-05 07:00 weight 81.999", NO),
        (OVER_TARGET, "03-05 07:00 weight 82", CANNOT_TELL),
        (OVER_TARGET, "03-05 07:00 weight 82\n03-05 07:01 agreed target_weight 80000", CANNOT_TELL),  # not for 07:00
        (OVER_TARGET, "03-05 07:00 weight 82\n03-05 07:00 agreed target_weight 80000", YES),
        (OVER_TARGET, f"{TARGET}\n03-04 09:00 agreed target_weight 81000\n03-05 07:00 weight 82", NO),
        (UNDER_BEFORE, "03-04 07:00 weight 82\n03-05 07:00 weight 80", YES),
        (UNDER_BEFORE, "03-04 07:00 weight 82\n03-05 07:00 weight 80.001", NO),
        (UNDER_BEFORE, "03-03 07:00 weight 82\n03-05 07:00 weight 80", CANNOT_TELL),
    ],
)
def test_a_distance_is_counted_from_a_reference(condition: Limit, diary: str, expected: str) -> None:
    assert tell(condition, diary, "03-05 20:00") == expected


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        (f"{TARGET}\n03-05 07:00 weight 81", YES),
        ("01-20..02-20 07:00 weight 80\n03-05 07:00 weight 81", YES),  # the baseline in its place
        ("01-20..02-20 07:00 weight 80\n03-05 07:00 weight 81.001", NO),
        ("03-05 07:00 weight 81", CANNOT_TELL),
    ],
)
def test_or_else_stands_in_where_there_is_no_reference(diary: str, expected: str) -> None:
    near = Limit(
        measure="weight",
        comparison=AT_MOST,
        amount=kg(1_000),
        side=Side.ABOVE,
        reference=Reference.TARGET_WEIGHT,
        or_else="baseline",
    )
    assert tell(near, diary, "03-05 20:00") == expected


USING = Limit(
    measure="weight", comparison=AT_LEAST, amount=kg(1_500), using="3-day median", side=Side.ABOVE, reference="baseline"
)
USUAL = "01-20..02-20 07:00 weight 80"


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        (f"{USUAL}\n03-03..03-05 07:00 weight 81.5", YES),
        (f"{USUAL}\n03-03..03-05 07:00 weight 81.499", NO),
        (f"{USUAL}\n03-03 07:00 weight 81.5\n03-05 07:00 weight 81.5", YES),  # two of three days are enough
        (f"{USUAL}\n03-05 07:00 weight 81.5", CANNOT_TELL),
        (f"{USUAL}\n03-03..03-04 07:00 weight 81.5", YES),  # yesterday's window, while today has no value
        ("03-03..03-05 07:00 weight 81.5", CANNOT_TELL),
    ],
)
def test_a_window_may_stand_in_the_place_of_the_value(diary: str, expected: str) -> None:
    assert tell(USING, diary, "03-05 20:00") == expected


@pytest.mark.parametrize(
    ("diary", "amount", "expected"),
    [
        (USUAL, TimesOwnSpread(20), YES),  # twice the floor of 0.3 kg
        (USUAL, TimesOwnSpread(21), NO),
        ("01-20..02-20 07:00 weight 80\n01-20 08:00 weight 95", TimesOwnSpread(20), YES),
        ("02-20 07:00 weight 80", TimesOwnSpread(20), CANNOT_TELL),
    ],
)
def test_an_amount_may_be_counted_in_own_spreads(diary: str, amount: Amount, expected: str) -> None:
    condition = Limit(
        measure="weight", comparison=AT_LEAST, amount=amount, side=Side.ABOVE, reference=Reference.PREVIOUS_DAY
    )
    assert tell(condition, f"{diary}\n03-04 07:00 weight 80\n03-05 07:00 weight 80.6", "03-05 20:00") == expected


@pytest.mark.parametrize(("tenths", "expected"), [(20, YES), (21, NO)])
def test_readings_one_by_one_may_be_held_to_own_spreads(tenths: int, expected: str) -> None:
    on = OfTheLast(count=1, among=2, basis=Basis.READING, within=days(7))
    condition = Limit(
        measure="weight",
        comparison=AT_LEAST,
        amount=TimesOwnSpread(tenths),
        side=Side.ABOVE,
        reference=Reference.PREVIOUS_DAY,
        on=on,
    )
    diary = f"{USUAL}\n03-03..03-04 07:00 weight 80\n03-05 07:00 weight 80.6"
    assert tell(condition, diary, "03-05 20:00") == expected


@pytest.mark.parametrize(
    ("diary", "t", "expected"),
    [
        ("", "03-05 20:00", YES),  # the rule's own
        ("03-04 10:00 agreed gain.limit 80001", "03-05 20:00", NO),
        ("03-05 07:00 agreed gain.limit 80001", "03-05 20:00", NO),
        ("03-05 10:00 agreed gain.limit 80001", "03-05 20:00", YES),
        ("03-04 10:00 agreed other.limit 80001", "03-05 20:00", YES),
    ],
)
def test_a_setting_is_the_patients_own_from_its_instant_on(diary: str, t: str, expected: str) -> None:
    limit = Setting(name="limit", value=kg(80_000), allowed=(kg(1), kg(99_000)), roles=("nurse",))
    told = tell(weight(AT_LEAST, SettingName("limit")), f"03-05 07:00 weight 80\n{diary}", t, limit=limit)
    assert told == expected


@pytest.mark.parametrize(
    ("amount", "diary", "now", "expected"),
    [
        (FromSetting("limit", is_half=True), "", 80.75, YES),  # half of 1.501 kg goes down to 0.75 kg
        (FromSetting("limit", is_half=True), "", 80.749, NO),
        (FromSetting("limit", plus=kg(-500)), "", 81.001, YES),
        (FromSetting("limit", plus=kg(-500)), "", 81, NO),
        (FromSetting("limit", plus=kg(500)), "03-01 07:00 agreed gain.limit 1000", 81.5, YES),
        (FromSetting("limit", is_half=True), "03-01 07:00 agreed gain.limit 1000", 80.499, NO),
    ],
)
def test_a_limit_may_follow_a_setting(amount: Amount, diary: str, now: float, expected: str) -> None:
    limit = Setting(name="limit", value=kg(1_501), allowed=(kg(1), kg(99_000)), roles=("nurse",))
    condition = Limit(
        measure="weight", comparison=AT_LEAST, amount=amount, side=Side.ABOVE, reference=Reference.PREVIOUS_DAY
    )
    told = f"{diary}\n03-04 07:00 weight 80\n03-05 07:00 weight {now}"
    assert tell(condition, told, "03-05 20:00", limit=limit) == expected


@pytest.mark.parametrize(
    ("diary", "t", "expected"),
    [
        ("03-04..03-05 07:00 weight 80", "03-05 07:00", YES),
        ("03-04..03-05 07:00 weight 80", "03-05 06:59", CANNOT_TELL),
        ("03-04 07:00 weight 79.999\n03-05 07:00 weight 80", "03-05 20:00", NO),
        ("03-03 07:00 weight 80\n03-05 07:00 weight 80", "03-05 20:00", CANNOT_TELL),  # a day without breaks it
        ("03-05 07:00 weight 79.999", "03-05 20:00", NO),  # no whatever the other day was
        ("03-28..03-29 07:00 weight 80", "03-29 07:00", YES),
        ("10-24..10-25 07:00 weight 80", "10-26 02:00", YES),
    ],
)
def test_days_in_a_row_are_consecutive(diary: str, t: str, expected: str) -> None:
    assert tell(weight(AT_LEAST, kg(80_000), DaysInARow(count=2)), diary, t) == expected


def two_of_three(basis: Basis, **rest: bool) -> Limit:
    on = OfTheLast(count=2, among=3, basis=basis, within=days(7))
    return Limit(measure="systolic", comparison=LESS, amount=mmhg(90), on=on, **rest)  # type: ignore[arg-type]  # side, reference


@pytest.mark.parametrize(
    ("basis", "diary", "expected"),
    [
        (Basis.READING, "03-03..03-05 07:00 systolic 89", YES),
        (Basis.READING, "03-03 07:00 systolic 95\n03-04..03-05 07:00 systolic 89", YES),
        (Basis.READING, "03-03..03-04 07:00 systolic 95\n03-05 07:00 systolic 89", NO),
        (Basis.READING, "03-04..03-05 07:00 systolic 89", YES),
        (Basis.READING, "03-05 07:00 systolic 89", CANNOT_TELL),
        (Basis.READING, "03-04..03-05 07:00 systolic 95", NO),  # even a third could not make two
        (Basis.READING, "03-04 07:00 systolic 95\n03-05 07:00 systolic 89", CANNOT_TELL),
        (Basis.READING, "02-25..02-26 02:59 systolic 89\n03-05 07:00 systolic 89", CANNOT_TELL),  # over seven days ago
        (Basis.READING, "02-26 03:00 systolic 89\n03-05 07:00 systolic 89", YES),
        (Basis.READING, "", CANNOT_TELL),
        (Basis.SITTING, "03-05 07:00 systolic 89\n03-05 07:05 systolic 89", CANNOT_TELL),  # one sitting
        (Basis.SITTING, "03-05 07:00 systolic 89\n03-05 07:11 systolic 89", YES),
    ],
)
def test_so_many_of_the_last_readings(basis: Basis, diary: str, expected: str) -> None:
    assert tell(two_of_three(basis), diary, "03-05 20:00") == expected


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-05 07:00 pulse 70 irregular_pulse\n03-05 07:02 pulse 70 irregular_pulse", YES),
        ("03-05 07:00 pulse 70 irregular_pulse\n03-05 07:11 pulse 70 irregular_pulse", CANNOT_TELL),  # two sittings
        ("03-05 07:00 pulse 70 irregular_pulse\n03-05 07:02 pulse 70 irregular_pulse body_movement", CANNOT_TELL),
        ("03-05 07:00 pulse 70\n03-05 07:02 pulse 70", NO),
        (
            "03-05 07:00 pulse 70 irregular_pulse\n03-05 07:02 pulse 70\n03-05 07:03 pulse 70 irregular_pulse",
            YES,
        ),
        ("03-05 07:00 pulse 70 irregular_pulse\n03-05 07:02 pulse 70\n03-05 07:03 pulse 70", NO),
    ],
)
def test_a_flag_in_the_newest_sitting_without_readings_to_be_ignored(diary: str, expected: str) -> None:
    on = OfTheLast(count=2, among=3, basis=Basis.READING, within=days(1))
    condition = Flagged(
        measure="pulse_irregular", is_set=True, on=on, skips=frozenset({"body_movement"}), is_one_sitting=True
    )
    assert tell(condition, diary, "03-05 20:00") == expected


@pytest.mark.parametrize(
    ("is_set", "diary", "expected"),
    [
        (True, "03-05 07:00 pulse 70 irregular_pulse", YES),
        (True, "03-05 07:00 pulse 70", NO),
        (False, "03-05 07:00 pulse 70", YES),
        (False, "03-05 07:00 pulse 70 irregular_pulse", NO),
        (False, "03-04 19:59 pulse 70", CANNOT_TELL),
    ],
)
def test_a_flag_alone_is_judged_on_the_newest_reading(is_set: bool, diary: str, expected: str) -> None:
    assert tell(Flagged(measure="pulse_irregular", is_set=is_set), diary, "03-05 20:00") == expected


@pytest.mark.parametrize(
    ("diary", "t", "expected"),
    [
        ("03-05 07:00 spo2 89\n03-05 07:30 spo2 89", "03-05 07:30", YES),
        ("03-05 07:00 spo2 89\n03-05 07:30:01 spo2 89", "03-05 08:00", CANNOT_TELL),
        ("03-05 07:00 spo2 89", "03-05 08:00", CANNOT_TELL),
        ("03-05 07:00 spo2 89\n03-05 07:10 spo2 90", "03-05 08:00", NO),
        ("03-05 07:00 spo2 89\n03-05 07:05 spo2 89\n03-05 07:10 spo2 90", "03-05 08:00", YES),  # two of these three
        ("03-05 07:00 spo2 89\n03-05 07:30 spo2 89", "03-06 07:29:59", YES),
        ("03-05 07:00 spo2 89\n03-05 07:30 spo2 89", "03-06 07:30", CANNOT_TELL),
        ("03-05 07:00 spo2 90", "03-05 08:00", NO),
    ],
)
def test_readings_close_together(diary: str, t: str, expected: str) -> None:
    on = CloseTogether(count=2, within=minutes(30))
    assert tell(Limit(measure="spo2", comparison=LESS, amount=percent(90), on=on), diary, t) == expected


@pytest.mark.parametrize(
    ("t", "expected"), [("03-31 20:00", YES), ("03-31 06:59", YES), ("04-01 07:00", YES), ("04-02 03:00", CANNOT_TELL)]
)
def test_a_protocol_is_judged_on_the_newest_day(t: str, expected: str) -> None:
    condition = Limit(measure="systolic", comparison=AT_LEAST, amount=mmhg(135), using="7-day protocol mean", needs=5)
    assert tell(condition, "03-25..03-31 07:00 systolic 135\n03-25 19:00 systolic 200", t) == expected


@pytest.mark.parametrize(
    ("back", "expected"), [("03-04 07:00 pulse 80", YES), ("03-04 07:00 pulse 79.9", NO), ("", CANNOT_TELL)]
)
def test_a_sittings_reference_is_that_of_its_own_day(back: str, expected: str) -> None:
    condition = Limit(
        measure="pulse", comparison=AT_LEAST, amount=bpm(10), side=Side.BELOW, reference=Reference.PREVIOUS_DAY
    )
    assert tell(condition, f"{back}\n03-05 19:00 pulse 70", "03-06 10:00") == expected
