from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitals.identity import EPOCH_PATTERN, is_id, mint_epoch, mint_id


@given(st.binary(min_size=10, max_size=10))
def test_every_minted_id_has_the_form_of_an_id(octets: bytes) -> None:
    assert is_id(mint_id(lambda _: octets))


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_different_randomness_gives_different_ids(one: bytes, other: bytes) -> None:
    assert (mint_id(lambda _: one) == mint_id(lambda _: other)) == (one == other)


@given(st.binary(min_size=8, max_size=8))
def test_every_minted_epoch_has_the_form_of_an_epoch(octets: bytes) -> None:
    assert EPOCH_PATTERN.fullmatch(mint_epoch(lambda _: octets))


@pytest.mark.decision("A5")
@pytest.mark.parametrize(
    "hostile",
    ["", "#", "+", "/", "$SYS", "a" * 15, "a" * 17, "A" * 16, "a" * 15 + "1", "a" * 8 + "/" + "a" * 7, "a" * 15 + "\n"],
)
def test_what_could_widen_a_topic_is_no_id(hostile: str) -> None:
    assert not is_id(hostile)
