"""What is read at once is what the CSV reader reads, to the last cell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_making import ZONE

from server.rules.backtest.blocks import TextBlock, blocks
from server.rules.backtest.plain import PlainBlock
from server.rules.backtest.table import Words, columns

HEADS = ("who", "at", "value")
words = st.one_of(
    st.sampled_from(["a", "anna", "ä", "a longer name than eight", ""]), st.text("abcåäö; é", max_size=20)
)
clocks = st.one_of(
    st.datetimes().map(lambda at: at.replace(microsecond=0).isoformat()),
    st.sampled_from(["", "soon", "2026-03-29T02:30:00", "2026-02-30T07:00:00", "2026-03-01", "2026-03-01 07:00:00"]),
)
values = st.one_of(
    st.decimals(-1_000, 1_000, places=2).map(str),
    st.sampled_from(
        ["", ".", "-", "1.", ".5", "1.2.3", "81.4", "nan", "1e3", " 7", "0" * 20 + "7.25", "12345678901234567"]
    ),
    st.text("0123456789.", max_size=9),
)
tables = st.lists(st.tuples(words, clocks, values), min_size=1, max_size=30)


@given(tables)
def test_a_plain_block_is_read_as_the_csv_reader_reads_it(rows: list[tuple[str, str, str]]) -> None:
    text = [",".join(row) for row in rows]
    plain = PlainBlock("".join(f"{line}\n" for line in text).encode(), 3, (0, 1, 2))
    (chunk,) = columns("x.csv", [",".join(HEADS), *text], HEADS)
    other = TextBlock(chunk)
    assert len(plain) == len(other) == len(rows)
    assert plain.first(1) == other.first(1)
    one, two = Words(), Words()
    assert [one.known[each] for each in plain.words(0, one)] == [two.known[each] for each in other.words(0, two)]
    assert plain.instants(1, ZONE).tolist() == other.instants(1, ZONE).tolist()
    np.testing.assert_array_equal(plain.numbers(2), other.numbers(2))


@pytest.mark.parametrize(
    "table",
    [
        b"who,at,value\na,b,1\nc,d,2",
        b"\xef\xbb\xbfwho,at,value\r\na,b,1\r\nc,d,2\r\n",
        b'who,at,value\n"a",b,1\nc,d,"2"\n',
        b"value,other,at,who\n1,x,b,a\n2,y,d,c\n",
        b"\nwho,at,value\n"[1:] + b"a,b,1\n\nc,d,2\n"[:6] + b"c,d,2\n",
    ],
)
def test_however_a_table_is_written_its_cells_are_the_same(table: bytes) -> None:
    seen = Words()
    found = [
        (seen.known[who], value)
        for block in blocks("x.csv", [table[:9], table[9:]], HEADS)
        for who, value in zip(block.words(0, seen).tolist(), block.numbers(2).tolist(), strict=True)
    ]
    assert found == [("a", 1.0), ("c", 2.0)]


def test_a_quote_late_in_a_table_changes_how_the_rest_is_read_and_nothing_else() -> None:
    rows = [f"a{number},b,{number}\n" for number in range(400_000)]
    rows[250_000] = '"a\n250000",b,7\n'
    seen, count = Words(), 0
    for block in blocks("x.csv", ["".join(["who,at,value\n", *rows]).encode()], HEADS):
        block.words(0, seen)
        count += len(block)
    assert (count, len(seen.known), "a\n250000" in seen.number) == (400_000, 400_000, True)


def test_rows_of_another_length_are_left_to_the_csv_reader() -> None:
    (block,) = blocks("x.csv", [b"who,at,value\na,b,1\nc,d\ne,f,3\n"], HEADS)
    assert isinstance(block, TextBlock)
    np.testing.assert_array_equal(block.numbers(2), [1, np.nan, 3])
