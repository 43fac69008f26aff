"""Amounts are whole steps or nothing, and periods are days or time, never both."""

from __future__ import annotations

import pytest

from server.rules.language.quantity import FromSetting, Period, PeriodUnit, Quantity, Unit


def test_an_amount_between_two_steps_is_refused() -> None:
    with pytest.raises(ValueError, match=r"1\.05 bpm lies between two steps"):
        Quantity(1_050, Unit.BPM).in_steps(10)


@pytest.mark.parametrize(
    ("thousandths", "words"), [(2_000, "2 kg"), (700, "0.7 kg"), (-1_250, "-1.25 kg"), (0, "0 kg")]
)
def test_an_amount_is_written_as_people_write_it(thousandths: int, words: str) -> None:
    assert str(Quantity(thousandths, Unit.KG)) == words


def test_days_are_not_hours() -> None:
    assert Period(3, PeriodUnit.DAYS).is_calendar
    assert not Period(72, PeriodUnit.HOURS).is_calendar
    with pytest.raises(KeyError):
        _ = Period(72, PeriodUnit.HOURS).days
    with pytest.raises(KeyError):
        _ = Period(3, PeriodUnit.DAYS).seconds


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(1, PeriodUnit.WEEKS), "1 week"),
        (Period(2, PeriodUnit.WEEKS), "2 weeks"),
        (Period(30, PeriodUnit.MINUTES), "30 minutes"),
    ],
)
def test_a_period_is_written_in_its_own_unit(period: Period, words: str) -> None:
    assert str(period) == words


def test_what_follows_a_setting_is_written_as_it_is_read() -> None:
    assert str(FromSetting("gain", is_half=True)) == "half of gain"
    assert str(FromSetting("low", plus=Quantity(5_000, Unit.MMHG))) == "low plus 5 mmHg"
