"""Amounts, spans and repeats said aloud; what means the same reads the same."""

from __future__ import annotations

import pytest
from rule_making import days, hours, kg, minutes, mmhg, points

from server.rules.language.quantity import Amount, FromSetting, Period, PeriodUnit, SettingName, TimesOwnSpread
from server.rules.language.read_back_number import Voice
from server.rules.language.repeat import Basis, CloseTogether, DaysInARow, OfTheLast, Repeat
from server.rules.language.rule import Setting

GAIN = Setting(name="gain", value=kg(2_000), allowed=(kg(1_000), kg(4_000)), roles=("nurse",))
SV, EN = (Voice(language=language, settings={"gain": GAIN}) for language in ("sv", "en"))


@pytest.mark.parametrize(
    ("amount", "swedish", "english"),
    [
        (kg(1_500), "1,5 kg", "1.5 kg"),
        (mmhg(90), "90 mmHg", "90 mmHg"),
        (SettingName("gain"), "2 kg (gain)", "2 kg (gain)"),
        (FromSetting("gain", is_half=True), "1 kg (hälften av gain)", "1 kg (half of gain)"),
        (FromSetting("gain", plus=kg(-500)), "1,5 kg (gain minus 0,5 kg)", "1.5 kg (gain minus 0.5 kg)"),
        (TimesOwnSpread(tenths=25), "2,5 gånger patientens egen spridning", "2.5 times the patient's own spread"),
        (TimesOwnSpread(tenths=20), "2 gånger patientens egen spridning", "2 times the patient's own spread"),
    ],
)
def test_a_limit_is_said_with_the_value_that_holds(amount: Amount, swedish: str, english: str) -> None:
    assert (SV.amount(amount), EN.amount(amount)) == (swedish, english)


def test_points_are_a_scores_or_between_two_saturations() -> None:
    assert SV.quantity(points(4)) == "4 procentenheter"
    assert Voice(language="sv", settings={}, is_of_score=True).quantity(points(4)) == "4 poäng"


@pytest.mark.parametrize(
    ("period", "swedish"),
    [
        (days(1), "1 dag"),
        (Period(2, PeriodUnit.WEEKS), "14 dagar"),
        (hours(4), "4 timmar"),
        (minutes(60), "1 timme"),
        (minutes(90), "90 minuter"),
    ],
)
def test_spans_that_mean_the_same_read_the_same(period: Period, swedish: str) -> None:
    assert SV.period(period) == swedish


@pytest.mark.parametrize(
    ("on", "swedish"),
    [
        (DaysInARow(count=2), "2 dagar i rad"),
        (OfTheLast(count=2, among=3, basis=Basis.SITTING, within=days(3)),
         "vid 2 av de senaste 3 mättillfällena inom 3 dagar"),
        (CloseTogether(count=2, within=minutes(30)), "vid 2 mätningar inom 30 minuter"),
    ],
)  # fmt: skip
def test_repeats_are_said_as_people_count(on: Repeat, swedish: str) -> None:
    assert SV.repeat(on) == swedish
