"""Phrases by themselves, where no whole file leads to them alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.language.finding import Findings, Place
from server.rules.language.phrase import Phrase
from server.rules.language.quantity import Period, PeriodUnit, Quantity, Unit
from server.rules.language.repeat_reader import read_repeat
from server.rules.language.source import Word


def phrase(text: str) -> Phrase:
    return Phrase(Word(text, Place(3, 5, len(text))), Findings("a.yaml"))


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("1.5 kg", Quantity(1_500, Unit.KG)),
        ("1,5 kg", Quantity(1_500, Unit.KG)),
        ("-0.05 kg", Quantity(-50, Unit.KG)),
        ("1.5000 kg", Quantity(1_500, Unit.KG)),
        ("90  mmHg", Quantity(90_000, Unit.MMHG)),
        ("1 point", Quantity(1_000, Unit.POINTS)),
    ],
)
def test_amounts_are_whole_thousandths(text: str, quantity: Quantity) -> None:
    assert phrase(text).quantity() == quantity


@given(st.integers(-(10**6), 10**6), st.sampled_from(Unit))
def test_what_an_amount_writes_it_reads(thousandths: int, unit: Unit) -> None:
    quantity = Quantity(thousandths, unit)
    assert phrase(str(quantity)).quantity() == quantity


@given(st.integers(1, 9_999), st.sampled_from(PeriodUnit))
def test_what_a_span_writes_it_reads(count: int, unit: PeriodUnit) -> None:
    assert phrase(str(Period(count, unit))).period() == Period(count, unit)


@given(st.text(max_size=30))
def test_whatever_stands_there_is_read_or_told_of(text: str) -> None:
    readers = (
        *(Phrase.quantity, Phrase.period, Phrase.range, Phrase.yes_no, Phrase.day, Phrase.minute, Phrase.named),
        *(read_repeat, lambda each: each.whole(1), lambda each: each.count("readings")),
        lambda each: each.rate(Unit.KG, "a day"),
    )
    for read in readers:
        here = phrase(text)
        assert (read(here) is None) is bool(here.findings.found)
        assert all(each.line >= 3 and 5 <= each.column <= 5 + len(text) for each in here.findings.found)


def test_a_range_has_one_unit() -> None:
    here = phrase("1 kg to 4 bpm")
    assert here.range() is None
    assert [(each.code, each.column, each.length) for each in here.findings.found] == [("E204", 13, 5)]
