from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.flag_word import name_bits

NAMES = ("first", "second", "third")


@given(st.sets(st.sampled_from(range(3))), st.integers(0, 0xFF))
def test_bits_with_a_name_are_listed_in_order_and_others_are_not(bits: set[int], reserved: int) -> None:
    word = sum(1 << bit for bit in bits) | reserved << 3
    assert name_bits(word, NAMES) == tuple(NAMES[bit] for bit in sorted(bits))


def test_no_bit_is_no_name() -> None:
    assert name_bits(0, NAMES) == ()
