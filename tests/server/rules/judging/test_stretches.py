"""Contacts become stretches, whatever the order in which they are told."""

from __future__ import annotations

from itertools import permutations

import pytest

from server.rules.judging.stretches import ALWAYS, MERGED_S, Stretches


def heard(*contacts: int) -> list[tuple[int, int | None, int]]:
    made = Stretches()
    for at_s in contacts:
        made.hear(at_s)
    return made.known


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        ((0, MERGED_S - 1), [(0, MERGED_S - 1, MERGED_S - 1)]),
        ((0, MERGED_S), [(0, None, 0), (MERGED_S, None, MERGED_S)]),
        ((0, 7_000, 14_000), [(0, 7_000, 14_000)]),
        ((0, 10, 20, 30), [(0, 10, 30)]),
    ],
)
def test_order_changes_nothing(contacts: tuple[int, ...], expected: list[tuple[int, int | None, int]]) -> None:
    assert all(heard(*each) == expected for each in permutations(contacts))


def test_it_tells_from_when_on_something_may_be_otherwise() -> None:
    made = Stretches()
    assert made.last_s is None
    assert [made.hear(at_s) for at_s in (100, 100, 200, 150, 160)] == [ALWAYS, None, 100, 100, None]
    assert made.last_s == 200


def test_of_what_is_old_the_last_stretch_is_kept_for_silence_is_counted_from_it() -> None:
    made = Stretches()
    for at_s in (0, 100_000, 200_000):
        made.hear(at_s)
    made.forget_before(150_000)
    assert made.known == [(100_000, None, 100_000), (200_000, None, 200_000)]
    made.forget_before(900_000)
    assert made.last_s == 200_000
