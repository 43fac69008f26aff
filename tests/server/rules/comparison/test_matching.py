from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.backtest.episode import AlertClass, Ending, Episode
from server.rules.comparison.matching import Change, Pair, matched
from server.rules.transition import Severity

Span = tuple[int, int | None]


def episode(from_s: int, to_s: int | None = None, rule: str = "gain", patient: str = "anna") -> Episode:
    return Episode(
        patient=patient,
        rule=rule,
        severity=Severity.MEDIUM,
        alert_class=AlertClass.SIGN,
        raised_s=from_s,
        ended_s=to_s,
        ending=None if to_s is None else Ending.CLEARED,
    )


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ([(0, 9)], [(0, 5)], "kept"),
        ([(4, 9)], [(2, 5)], "earlier"),
        ([(0, None)], [(7, None)], "later"),
        ([(0, 5)], [(5, 9)], "gone new"),
        ([(0, 5)], [], "gone"),
        ([], [(3, 3)], "new"),
        ([(3, 3)], [(3, 3)], "kept"),
        ([(0, 10)], [(0, 4), (6, 10)], "kept new"),
        ([(0, 2), (4, 6)], [(5, 7)], "gone later"),
    ],
)
def test_episodes_that_overlap_are_one(old: list[Span], new: list[Span], changes: str) -> None:
    pairs = matched([episode(*each) for each in old], [episode(*each) for each in new], {})
    assert " ".join(pair.change for pair in pairs) == changes


def test_another_rule_or_patient_is_another_episode_but_an_heir_is_the_same() -> None:
    old, new = [episode(0, 9)], [episode(0, 9, rule="gain-2"), episode(0, 9, patient="bo")]
    assert Counter(pair.change for pair in matched(old, new, {})) == {Change.GONE: 1, Change.NEW: 2}
    assert Counter(pair.change for pair in matched(old, new, {"gain": "gain-2"})) == {Change.KEPT: 1, Change.NEW: 1}


def spans() -> st.SearchStrategy[list[Episode]]:
    gaps = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5)), max_size=6)

    def laid(some: list[tuple[int, int]]) -> list[Episode]:
        found, at_s = [], 0
        for gap, length in some:
            at_s += gap
            found.append(episode(at_s, at_s + length))
            at_s += length
        return found

    return gaps.map(laid)


@given(spans(), spans())
def test_nothing_is_lost_or_told_twice_and_who_is_matched_overlaps(old: list[Episode], new: list[Episode]) -> None:
    pairs = matched(old, new, {})
    assert sorted(each.old.raised_s for each in pairs if each.old is not None) == [each.raised_s for each in old]
    assert sorted(each.new.raised_s for each in pairs if each.new is not None) == [each.raised_s for each in new]
    for pair in pairs:
        if pair.old is not None and pair.new is not None:
            assert pair.old.raised_s <= max(pair.new.ended_s or 0, pair.new.raised_s)
            assert pair.new.raised_s <= max(pair.old.ended_s or 0, pair.old.raised_s)
    assert [each.change for each in matched(old, old, {})] == [Change.KEPT] * len(old)


def test_a_pair_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        _ = Pair(None, None).told
