from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.code import Code
from edge.gatt.octets import DecodeError


class Colour(Code):
    RED = 1
    DARK_BLUE = 2


def test_a_number_that_has_a_word_gives_it() -> None:
    assert [Colour(number).word for number in (1, 2)] == ["red", "dark_blue"]


@given(st.integers().filter(lambda number: number not in {1, 2}))
def test_a_number_without_a_word_is_a_decode_error(number: int) -> None:
    with pytest.raises(DecodeError, match=f"^reserved colour {number}$"):
        Colour(number)
