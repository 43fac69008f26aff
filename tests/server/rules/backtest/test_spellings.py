"""Words found by their letters have the numbers that they have as texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from server.rules.backtest.eights import EIGHT
from server.rules.backtest.spellings import _MIX, Spellings
from server.rules.backtest.table import Words

words = st.lists(st.text("ab ö", max_size=9) | st.sampled_from(["a long one of the ward", "a long one of the home"]))


def _parts(texts: Sequence[bytes]) -> list[np.ndarray]:
    steps = range(0, max([1, *map(len, texts)]), EIGHT)
    return [
        np.array([int.from_bytes(text[step : step + EIGHT], "little") for text in texts], np.uint64) for step in steps
    ]


@given(st.lists(words.filter(bool), max_size=4))
def test_table_after_table_the_same_words_have_the_same_numbers(tables: list[list[str]]) -> None:
    spelled, known = Words(), Words()
    for texts in tables:
        found = spelled.spelled(_parts([text.encode() for text in texts]), texts.__getitem__)
        assert found is not None
        assert found.tolist() == known.numbered(texts).tolist()
    assert spelled.known == known.known


def test_different_words_that_look_alike_are_told_to_nobody() -> None:
    one = b"eight of" + b"a"
    beside = (int.from_bytes(one[:EIGHT], "little") - _MIX) % (1 << 64)
    other = beside.to_bytes(EIGHT, "little") + b"b"
    for first, then in (([one], [other]), ([one, other], [other])):
        spellings = Spellings()
        spellings.numbered(_parts(first), lambda rows: np.arange(len(rows)))
        assert spellings.numbered(_parts(then), lambda rows: np.arange(len(rows))) is None
