"""The numbers of limits, flags and changes, against those made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from explained_story import explained, facts
from rule_making import days, hours, kg, minutes, mmhg, percent, rule

from server.rules.judging.truth import UNKNOWN
from server.rules.judging.value import numbers_of
from server.rules.language.combination import Condition
from server.rules.language.condition import Change, Comparison, Flagged, Limit, Side
from server.rules.language.quantity import FromSetting, Quantity, SettingName, TimesOwnSpread, Unit
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast
from server.rules.language.rule import Say, Setting

UP, DOWN = Comparison.AT_LEAST, Comparison.LESS_THAN
T = "03-05 20:00"
GAIN = Setting(name="gain", value=kg(2_000), allowed=(kg(1_000), kg(4_000)), roles=("nurse",))
SAY = Say(
    nurse={
        "sv": "Vikten har ökat {change} på {days}: {earlier} {earlier_day}, {now} i dag. Gräns {gain}.",
        "en": "Weight up {change} in {days}: {earlier} on {earlier_day}, {now} today. Limit {gain}.",
    },
)
RISE = Change(measure="weight", is_rise=True, by=SettingName("gain"), within_days=3)
GAINED = rule("gain", RISE, say=SAY, settings={"gain": GAIN})
DIARY = "03-02 07:10 weight 80.1\n03-03 07:05 weight 80.4\n03-04 07:20 weight 81.0\n03-05 07:00 weight 82.1"


def test_of_two_equally_low_days_the_later_is_named() -> None:
    found = facts(GAINED, "03-02..03-03 07:00 weight 80.1\n03-05 07:00 weight 82.1", T)

    assert (found.numbers["earlier_day"], found.arrivals) == ("2026-03-03", (2, 3))
    assert found.numbers["days"] == 2  # so long it took, of the three that are looked at


@pytest.mark.parametrize(
    ("diary", "now", "earlier_day", "said"),
    [
        ("03-26 07:00 weight 80\n03-29 07:00 weight 82", "03-29 20:00", "2026-03-26", "80,0 kg torsdag"),
        ("10-22 07:00 weight 80\n10-26 02:59 weight 82", "10-26 02:59", "2026-10-22", "80,0 kg torsdag"),
        ("03-04 02:00 weight 80\n03-05 07:00 weight 82", T, "2026-03-03", "80,0 kg tisdag"),
        ("02-27 07:00 weight 80.049\n03-02 07:00 weight 82.05", "03-02 09:00", "2026-02-27", "80,0 kg fredag, 82,1 kg"),
    ],
)
def test_days_are_local_days_also_when_the_clocks_change(diary: str, now: str, earlier_day: str, said: str) -> None:
    found = facts(GAINED, diary, now)

    assert found.numbers["earlier_day"] == earlier_day
    assert said in found.say["sv"]


def test_a_fall_is_said_without_a_sign_and_an_old_day_by_its_date() -> None:
    fall = Change(measure="weight", is_rise=False, by=kg(2_000), within_days=28)
    say = Say(nurse={"sv": "{change} {earlier_day}", "en": "{change} {earlier_day}"})
    found = facts(rule("gain", fall, say=say), "02-10 07:00 weight 82\n03-05 07:00 weight 80", T)

    assert found.numbers["change_g"] == 2_000
    assert found.say == {"sv": "2,0 kg 10 februari", "en": "2.0 kg 10 February"}


def test_a_rise_since_the_day_before_looks_back_one_day() -> None:
    rise = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=None)
    found = facts(rule("gain", rise), "03-04 07:00 weight 80\n03-05 07:00 weight 82", T)

    assert (found.numbers["days"], found.numbers["earlier_day"]) == (1, "2026-03-04")


def test_a_rise_of_windows_rests_on_all_their_days() -> None:
    rise = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3, using="3-day median")
    diary = "02-28 07:00 weight 80\n03-01..03-02 07:00 weight 80\n03-04..03-05 07:00 weight 82.0005"
    found = facts(rule("gain", rise), diary, T)

    assert (found.numbers["now_g"], found.numbers["earlier_g"]) == (82_000, 80_000)
    assert found.arrivals == (1, 2, 3, 4, 5)


OVER = Limit(measure="weight", comparison=UP, amount=kg(2_000), side=Side.ABOVE, reference="target_weight")


def test_a_distance_from_an_agreed_weight_names_the_day_it_was_set() -> None:
    on_two = replace(OVER, on=DaysInARow(count=2))
    say = Say(nurse={"sv": "{now}, {change} över {earlier} satt {reference_day}", "en": "{limit} {days}"})
    made = rule("over", on_two, say=say)
    found = facts(made, "02-20 10:00 agreed target_weight 80250\n03-04..03-05 07:00 weight 82.5", T)

    assert found.say == {"sv": "82,5 kg, 2,3 kg över 80,3 kg satt 20 februari", "en": "2 kg 2 days"}
    assert found.numbers["change_g"] == 2_250
    assert found.arrivals == (2, 3)


def test_where_another_reference_stands_in_no_day_is_promised() -> None:
    either = replace(OVER, or_else="baseline")
    diary = "01-20..02-20 07:00 weight 80\n03-05 07:00 weight 82.5"
    found = facts(rule("over", either), diary, T)

    assert found.numbers == {"now_g": 82_500, "earlier_g": 80_000, "change_g": 2_500, "limit_g": 2_000}
    assert (
        "reference_day"
        not in facts(rule("over", either), f"02-20 10:00 agreed target_weight 80000\n{diary}", T).numbers
    )


def test_a_value_below_its_reference_is_a_distance_too() -> None:
    below = Limit(
        measure="spo2", comparison=UP, amount=Quantity(4_000, Unit.POINTS), side=Side.BELOW, reference="baseline"
    )
    say = Say(nurse={"sv": "{now}, {change} under {earlier}, gräns {limit}", "en": "{now} {change}"})
    diary = "01-20..02-19 07:00 spo2 96\n02-20 07:00 spo2 97\n03-05 07:00 spo2 91.5"
    found = facts(rule("fall", below, say=say), diary, T)

    assert found.say["sv"] == "91,5 %, 4,5 procentenheter under 96 %, gräns 4 procentenheter"
    assert found.say["en"] == "91.5 % 4.5 percentage points"
    assert found.numbers["change_percent_tenths"] == 45


@pytest.mark.parametrize(
    ("readings", "said", "tenths", "arrivals"),
    [
        ("03-05 07:00 systolic 89", "89 mmHg", 890, (1,)),
        ("03-05 07:00 systolic 89\n03-05 07:05 systolic 90", "89,5 mmHg", 895, (1, 2)),
        # of three or more the first is left out: the mean of 89, 90 and 90
        (
            "03-05 07:00 systolic 150\n03-05 07:02 systolic 89\n03-05 07:04 systolic 90\n03-05 07:06 systolic 90",
            "89,7 mmHg",
            897,
            (2, 3, 4),
        ),
        # 89.95 is rounded up, and is under the limit all the same
        ("03-05 07:00 systolic 89.9\n03-05 07:05 systolic 90", "90,0 mmHg", 900, (1, 2)),
    ],
)
def test_a_sitting_is_the_mean_of_its_readings(
    readings: str, said: str, tenths: int, arrivals: tuple[int, ...]
) -> None:
    low = Limit(measure="systolic", comparison=DOWN, amount=mmhg(90))
    found = facts(rule("low", low, say=Say(nurse={"sv": "{now}", "en": "{limit}"})), readings, T)

    assert found.say == {"sv": said, "en": "90 mmHg"}
    assert found.numbers == {"now_mmhg_tenths": tenths, "limit_mmhg_tenths": 900}
    assert found.arrivals == arrivals


def test_of_the_last_readings_the_newest_that_was_so_is_said() -> None:
    on = OfTheLast(count=2, among=3, basis=Basis.READING, within=hours(1))
    floor = Setting(name="floor", value=mmhg(80), allowed=(mmhg(70), mmhg(90)), roles=("physician",))
    low = Limit(
        measure="systolic",
        comparison=DOWN,
        amount=FromSetting("floor", plus=mmhg(5)),
        on=on,
        is_one_sitting=True,
        skips=frozenset({"body_movement"}),
    )
    say = Say(nurse={"sv": "Under {limit} vid {count} av {of} mätningar, senast {now}.", "en": "{floor}"})
    diary = (
        "03-05 07:00 systolic 78 body_movement\n03-05 07:02 systolic 79\n"
        "03-05 07:04 systolic 91\n03-05 07:06 systolic 77"
    )
    found = facts(rule("low", low, say=say, settings={"floor": floor}), diary, T)

    assert found.say == {"sv": "Under 85 mmHg vid 2 av 3 mätningar, senast 77 mmHg.", "en": "80 mmHg"}
    assert found.arrivals == (2, 4)


def test_readings_close_together_are_counted() -> None:
    low = Limit(measure="spo2", comparison=DOWN, amount=percent(90), on=CloseTogether(count=2, within=minutes(30)))
    found = facts(rule("low", low), "03-05 07:00 spo2 88\n03-05 07:20 spo2 89", T)

    assert found.numbers == {"now_percent_tenths": 890, "limit_percent_tenths": 900, "count": 2, "of": 2}
    assert found.arrivals == (1, 2)


def test_a_sitting_against_the_patients_usual() -> None:
    high = Limit(measure="systolic", comparison=UP, amount=mmhg(20), side=Side.ABOVE, reference="baseline")
    found = facts(rule("high", high), "01-20..02-20 07:00 systolic 120\n03-05 07:00 systolic 141", T)

    assert found.numbers["change_mmhg_tenths"] == 210


def test_own_spreads_are_said_as_what_they_are() -> None:
    far = Limit(measure="weight", comparison=UP, amount=TimesOwnSpread(25), side=Side.ABOVE, reference="baseline")
    say = Say(nurse={"sv": "{limit}", "en": "{limit}"})
    found = facts(rule("far", far, say=say), "01-20..02-20 07:00 weight 80\n03-05 07:00 weight 81", T)

    assert found.say == {"sv": "0,8 kg", "en": "0.8 kg"}  # 2.5 x the floor of 0.3 kg
    assert found.numbers["limit_g"] == 750


def test_a_window_tells_how_many_days_it_has() -> None:
    drifting = Limit(
        measure="weight",
        using="3-day median",
        comparison=UP,
        amount=kg(1_000),
        side=Side.ABOVE,
        reference="baseline",
        needs=2,
    )
    found = facts(rule("drift", drifting), "01-20..02-20 07:00 weight 80\n03-04..03-05 07:00 weight 81.05", T)

    assert (found.numbers["count"], found.numbers["now_g"], len(found.arrivals)) == (2, 81_050, 2)


def test_a_protocol_tells_how_many_readings_it_has() -> None:
    week = Limit(measure="systolic", using="7-day protocol mean", comparison=UP, amount=mmhg(135), needs=12)
    diary = "02-26..03-04 07:00 systolic 140\n02-26..03-04 07:20 systolic 141\n02-26..03-04 18:00 systolic 136"
    say = Say(nurse={"sv": "{now} av {count} mätningar", "en": "{now} of {count}"})
    found = facts(rule("week", week, say=say), f"{diary}\n03-05 07:00 systolic 120", T, days=0)

    assert found.say == {"sv": "139 mmHg av 18 mätningar", "en": "139 mmHg of 18"}
    assert found.arrivals == (1, 8, 15, 2, 9, 16, 3, 10, 17, 4, 11, 18, 5, 12, 19, 6, 13, 20)


def test_flags_are_counted() -> None:
    on = OfTheLast(count=2, among=3, basis=Basis.READING, within=days(1))
    irregular = Flagged(measure="pulse_irregular", is_set=True, on=on, is_one_sitting=True)
    diary = "03-05 07:00 pulse 70 irregular_pulse\n03-05 07:02 pulse 70\n03-05 07:04 pulse 70 irregular_pulse"

    assert facts(rule("af", irregular), diary, T).numbers == {"count": 2, "of": 3}
    assert facts(rule("af", irregular), diary, T).arrivals == (1, 3)
    assert facts(rule("af", Flagged(measure="pulse_irregular", is_set=True)), diary, T).numbers == {}
    in_a_row = Flagged(measure="pulse_irregular", is_set=False, on=DaysInARow(count=2))
    assert facts(rule("af", in_a_row), "03-05 07:00 pulse 70", T).numbers == {"days": 2}


def test_where_nothing_is_known_only_what_is_written_is_told() -> None:
    spreads = Limit(measure="weight", comparison=UP, amount=TimesOwnSpread(20), side=Side.ABOVE, reference="baseline")
    twice = replace(OVER, on=DaysInARow(count=2))

    assert numbers_when_unknown(spreads, "") == {}
    assert numbers_when_unknown(spreads, "03-05 07:00 weight 80") == {"now_g": 80_000}
    assert numbers_when_unknown(twice, "") == {"limit_g": 2_000, "days": 2}
    assert numbers_when_unknown(Limit(measure="systolic", comparison=DOWN, amount=mmhg(90)), "") == {
        "limit_mmhg_tenths": 900
    }
    assert numbers_when_unknown(RISE, "") == {"days": 3}


def numbers_when_unknown(condition: Condition, diary: str) -> dict[str, int | str]:
    """Give the numbers of something that cannot be told at the end of 5 March."""
    root = explained(rule("gain", condition, settings={"gain": GAIN}), diary, T).raise_when
    assert root.answer == UNKNOWN
    return numbers_of(root.values)
