"""Values in words, as people write them in the two languages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from rule_making import rule_set

from server.rules.judging.value import Chosen, Count, Figure, Kind, Moment, Titles, Value
from server.rules.judging.wording import LANGUAGES, Wording
from server.rules.language.quantity import Unit
from server.rules.language.read_back_number import Voice

TODAY = date(2026, 3, 29)
AT = datetime(2026, 3, 29, 5, tzinfo=UTC)


def wording(language: str) -> Wording:
    """Speak of the day on which the clocks change."""
    return Wording(
        voice=Voice(language=language, settings={}),
        rule_set=rule_set(),
        zone=ZoneInfo("Europe/Stockholm"),
        today=TODAY.toordinal(),
        at_s=int(AT.timestamp()),
    )


@pytest.mark.parametrize(
    ("figure", "sv", "en"),
    [
        (Figure(amount=Fraction("82.05"), unit=Unit.KG), "82,1 kg", "82.1 kg"),
        (Figure(amount=Fraction("82.0499"), unit=Unit.KG), "82,0 kg", "82.0 kg"),
        (Figure(amount=Fraction(80), unit=Unit.KG), "80,0 kg", "80.0 kg"),
        (Figure(amount=Fraction("-0.04"), unit=Unit.KG), "0,0 kg", "0.0 kg"),
        (Figure(amount=Fraction("-0.05"), unit=Unit.KG), "−0,1 kg", "−0.1 kg"),
        (Figure(amount=Fraction("0.75"), unit=Unit.KG, is_written=True), "0,75 kg", "0.75 kg"),
        (Figure(amount=Fraction(2), unit=Unit.KG, is_written=True), "2 kg", "2 kg"),
        (Figure(amount=Fraction(90), unit=Unit.MMHG), "90 mmHg", "90 mmHg"),
        (Figure(amount=Fraction("89.97"), unit=Unit.MMHG), "90,0 mmHg", "90.0 mmHg"),
        (Figure(amount=Fraction(70), unit=Unit.BPM), "70 slag/min", "70 bpm"),
        (Figure(amount=Fraction(4), unit=Unit.PERCENT), "4 %", "4 %"),
        (Figure(amount=Fraction(4), unit=Unit.PERCENT, is_apart=True), "4 procentenheter", "4 percentage points"),
        (Figure(amount=Fraction(5), unit=Unit.POINTS, is_written=True), "5 poäng", "5 points"),
        (Figure(amount=Fraction("0.5"), unit=Unit.KG, is_weekly=True), "0,5 kg i veckan", "0.5 kg a week"),
    ],
)
def test_amounts_have_their_decimals_and_units(figure: Figure, sv: str, en: str) -> None:
    assert [wording(language).say(figure) for language in LANGUAGES] == [sv, en]


def test_where_more_decimals_are_wanted_no_empty_ones_are_written() -> None:
    found = [wording("en").figure(Figure(amount=Fraction(text), unit=Unit.KG), 3) for text in ("80", "80.05", "80.123")]

    assert found == ["80.0 kg", "80.05 kg", "80.123 kg"]


@pytest.mark.parametrize(
    ("day", "sv", "en"),
    [
        (date(2026, 3, 29), "i dag", "today"),
        (date(2026, 3, 28), "lördag", "Saturday"),
        (date(2026, 3, 23), "måndag", "Monday"),
        (date(2026, 3, 22), "22 mars", "22 March"),
        (date(2026, 3, 30), "30 mars", "30 March"),
        (date(2025, 12, 24), "24 december 2025", "24 December 2025"),
    ],
)
def test_days_are_named_from_today(day: date, sv: str, en: str) -> None:
    assert [wording(each).day(day.toordinal(), TODAY.toordinal()) for each in LANGUAGES] == [sv, en]


@pytest.mark.parametrize(
    ("at", "sv"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "i dag kl. 01.59"),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), "i dag kl. 03.00"),
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), "lördag kl. 23.59"),
        (datetime(2026, 3, 28, 23, tzinfo=UTC), "i dag kl. 00.00"),
    ],
)
def test_times_are_those_of_the_wall_also_when_the_clocks_change(at: datetime, sv: str) -> None:
    assert wording("sv").say(Moment(int(at.timestamp()))) == sv


@pytest.mark.parametrize(
    ("value", "sv", "en"),
    [
        (Count(3), "3", "3"),
        (Chosen("dizziness", "often"), "often", "often"),
        (Chosen("dizziness", "unchanged"), "som vanligt", "as usual"),
        (Chosen("dizziness", "of_old"), "of_old", "of_old"),
        (Kind("discharged"), "utskriven", "discharged"),
        (Titles(("a", "b")), "a och b", "a and b"),
    ],
)
def test_answers_events_and_rules_have_their_names(value: Value, sv: str, en: str) -> None:
    assert [wording(language).say(value) for language in LANGUAGES] == [sv, en]


def test_a_name_that_is_not_there_stays_as_it_is_written() -> None:
    assert wording("sv").filled("{count} av {of} {nothing", {"count": Count(2)}) == "2 av {of} {nothing"
