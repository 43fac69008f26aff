"""Columns of text become readings: each of whom it is, when it was, and with its flags."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.judging.chart import VOUCHED
from server.rules.judging.collected import Collected, Written
from vitals.fields import format_instant

IDS = ["a" * 16, "b" * 16, "aaaaaaaabbbbbbbb"]
NOBODY = "z" * 16
Row = tuple[str, str, datetime, int, int]
instants = st.datetimes(datetime(1971, 1, 1), datetime(2105, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
rows = st.lists(
    st.tuples(
        st.sampled_from([*IDS, NOBODY]), st.sampled_from("abc"), instants, st.integers(0, 2**62), st.integers(-9, 2**40)
    ),
    max_size=8,
    unique_by=lambda row: (row[3], row[1]),
)


def written(told: list[Row]) -> Written:
    return Written(
        count=len(told),
        patients="".join(row[0] for row in told),
        vitals="".join(row[1] for row in told),
        at="".join(format_instant(row[2]) for row in told),
        numbers=",".join(str(row[3]) for row in told),
        values=",".join(str(row[4]) for row in told),
    )


def given_back(collected: Collected) -> list[tuple[str, str, int, int, int, int]]:
    return [
        (IDS[who], letter, at_s, number, value, marks)
        for letter, each in collected.by_vital()
        for who, at_s, number, value, marks in zip(
            *(column.tolist() for column in (each.who, each.at_s, each.numbers, each.values, each.marks)), strict=True
        )
    ]


@given(rows, rows)
def test_what_is_written_comes_back_by_vital_sign(first: list[Row], then: list[Row]) -> None:
    collected = Collected(IDS)
    collected.add(written(first))
    collected.add(written(then))
    expected = [(who, letter, int(at.timestamp()), *rest, 0) for who, letter, at, *rest in first + then if who in IDS]
    assert sorted(given_back(collected)) == sorted(expected)
    assert given_back(collected) == [], "it lets go of what it gives"


def test_flags_and_somebodys_word_are_of_one_reading() -> None:
    at = datetime(2026, 3, 2, 6, 10, 0, 999_000, UTC)
    told: list[Row] = [(IDS[0], "a", at, 7, 80), (IDS[0], "b", at, 7, 70), (IDS[1], "a", at, 8, 81)]
    collected = Collected(IDS, frozenset({8}))
    collected.add(replace(written(told), marks={(7, "b"): 4}))
    second = int(at.timestamp())
    assert sorted(given_back(collected), key=lambda row: row[3]) == [
        (IDS[0], "a", second, 7, 80, 0),
        (IDS[0], "b", second, 7, 70, 4),
        (IDS[1], "a", second, 8, 81, VOUCHED),
    ]


def test_who_knows_nobody_takes_nothing_in() -> None:
    collected = Collected([])
    collected.add(written([(NOBODY, "a", datetime(2026, 3, 2, tzinfo=UTC), 1, 2)]))
    assert given_back(collected) == []


def test_columns_of_different_length_are_refused() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    told = written([(IDS[0], "a", at, 1, 2), (IDS[0], "a", at, 2, 2)])
    for short in (replace(told, numbers="1"), replace(told, values="1,2,3"), replace(told, vitals="a")):
        with pytest.raises(ValueError, match="not 2 readings in every column"):
            Collected(IDS).add(short)
