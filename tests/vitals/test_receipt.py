from __future__ import annotations

from typing import Any

import pytest
from contract_samples import EPOCH, HUB, RECEIPT
from hypothesis import given
from hypothesis import strategies as st

from vitals.fields import Fields, WireError
from vitals.identity import Epoch
from vitals.receipt import RANGES_MAX, Held, Receipt

EMPTY = Held(epoch=EPOCH, upto=0, above=())
sequences = st.lists(st.integers(1, 60), max_size=60)


@given(st.lists(sequences, max_size=6))
def test_what_is_held_is_exactly_what_was_added(batches: list[list[int]]) -> None:
    held = EMPTY
    for batch in batches:
        held = held.add(batch)
    added = {sequence for batch in batches for sequence in batch}
    assert {sequence for sequence in range(1, 80) if held.holds(sequence)} == added
    assert held.highest == max(added, default=0)


@given(sequences)
def test_order_and_repeats_change_nothing(batch: list[int]) -> None:
    assert EMPTY.add(batch) == EMPTY.add(sorted(batch, reverse=True)).add(batch)


@given(sequences)
def test_the_ranges_are_sorted_and_apart(batch: list[int]) -> None:
    held = EMPTY.add(batch)
    floor = held.upto
    for first, last in held.above:
        assert floor + 1 < first <= last
        floor = last


@given(sequences)
def test_what_is_held_comes_back_as_it_was_sent(batch: list[int]) -> None:
    held = EMPTY.add(batch)
    assert Held.from_wire(Fields(held.to_wire(), "")) == held


@pytest.mark.decision("A3")
def test_a_receipt_speaks_of_every_epoch_it_names_and_of_no_other() -> None:
    assert [RECEIPT.holds(EPOCH, sequence) for sequence in (41, 42, 44, 45, 61, 62)] == [
        True,
        False,
        True,
        False,
        True,
        False,
    ]
    assert not RECEIPT.holds(Epoch("f" * 16), 1)


def test_more_ranges_than_travel_wait_for_a_later_receipt() -> None:
    held = EMPTY.add(range(2, 4 * RANGES_MAX, 2))
    read = Held.from_wire(Fields(held.to_wire(), ""))
    assert len(read.above) == RANGES_MAX
    assert all(held.holds(first) for first, _ in read.above)


@pytest.mark.parametrize(
    "above", [[[1, 2]], [[44, 43]], [[44, 44], [45, 46]], [[44]], [[44, 45.0]], [["44", 45]], ["44-45"], [[43, 43]] * 2]
)
def test_ranges_that_do_not_rise_apart_are_refused(above: list[Any]) -> None:
    with pytest.raises(WireError) as caught:
        Held.from_wire(Fields({"epoch": EPOCH, "upto": 41, "above": above}, ""))
    assert caught.value.field == "above"


def test_a_receipt_comes_back_as_it_was_sent() -> None:
    assert Receipt.from_wire(Fields(RECEIPT.to_wire(), "")) == RECEIPT
    assert Receipt.from_wire(Fields({"hub": HUB, "held": []}, "")) == Receipt(hub=HUB, held=())
