from __future__ import annotations

import pytest

from server.exchange.had import Had, Shelf

DAY_S = 86_400


def had(value: int, at_s: int, record: int, *, stands: bool = True, what: str = "body_weight") -> Had:
    return Had(what, value, at_s, record, stands)


@pytest.mark.parametrize(("at_s", "record"), [(1_000, 1), (941, 1), (1_059, 1), (940, None), (1_060, None)])
def test_the_same_within_a_minute_is_the_same(at_s: int, record: int | None) -> None:
    assert Shelf([had(80_000, 1_000, 1)]).find("body_weight", 80_000, at_s) == record


def test_another_value_or_another_sign_is_another_reading() -> None:
    shelf = Shelf([had(80_000, 1_000, 1), had(720, 1_000, 2, what="pulse_rate")])
    assert shelf.find("body_weight", 80_001, 1_000) is None
    assert (shelf.find("pulse_rate", 720, 1_000), shelf.find("systolic", 720, 1_000)) == (2, None)


def test_what_was_taken_back_is_known_again_and_is_no_weight_of_theirs() -> None:
    shelf = Shelf([had(80_000, 3 * DAY_S, 1), had(95_000, DAY_S, 2, stands=False), had(81_000, 0, 3)])
    assert shelf.find("body_weight", 95_000, DAY_S) == 2
    assert shelf.weights == [(0, 81_000), (3 * DAY_S, 80_000)]
    assert shelf.near(2 * DAY_S, DAY_S + 1) == [(3 * DAY_S, 80_000)]
