"""Eight letters at a time say what the letters one by one say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from server.rules.backtest.eights import EIGHT, are_digits, cut, decimals, eights

cells = st.lists(st.text("0123456789./-e :\x00~é", max_size=10).map(str.encode), min_size=1, max_size=30)


def _laid(words: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    starts = np.cumsum([0, *map(len, words)])[:-1]
    letters = eights(np.frombuffer(b"".join(words) + bytes(EIGHT), np.uint8))[starts]
    return letters, np.array([len(word) for word in words])


@given(cells)
def test_what_is_cut_has_the_letters_of_the_cell_and_zeros_after_them(words: list[bytes]) -> None:
    letters, lengths = _laid(words)
    assert [int(each).to_bytes(EIGHT, "little") for each in cut(letters, lengths)] == [
        word[:EIGHT].ljust(EIGHT, b"\x00") for word in words
    ]
    assert not cut(letters, lengths - 2 * EIGHT).any()


@given(cells)
def test_a_number_of_up_to_eight_letters_is_read_digit_by_digit_and_all_else_is_said_to_be_none(
    words: list[bytes],
) -> None:
    letters, lengths = _laid(words)
    for word, whole, behind, is_one in zip(words, *decimals(cut(letters, lengths), lengths), strict=True):
        before, point, after = word.partition(b".")
        plain = (before + after).isdigit() and len(word) <= EIGHT
        assert is_one == plain
        if plain:
            assert (whole, behind) == (int(before + after), len(after) if point else 0)


@given(st.lists(st.integers(0, 255), min_size=EIGHT, max_size=EIGHT))
def test_digits_are_from_nought_to_nine(numbers: list[int]) -> None:
    whole = np.array([int.from_bytes(numbers, "little")], np.uint64)
    assert are_digits(whole)[0] == all(number <= 9 for number in numbers)
