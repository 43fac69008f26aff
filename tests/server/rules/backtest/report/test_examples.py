from __future__ import annotations

from backtested import log_of, told

from server.rules.backtest.counting import Spell
from server.rules.backtest.report.examples import EACH, Example, ExampleKind, examples, spread


def kinds(found: list[Example]) -> list[tuple[str, int]]:
    return [(each.kind.value, each.patient) for each in found]


def test_there_are_examples_of_what_was_seen_missed_and_raised_for_nothing() -> None:
    found = [*told().examples]
    assert {(ExampleKind.HIT, 0), (ExampleKind.MISS, 1)} <= {(each.kind, each.patient) for each in found}
    assert {each.patient for each in found if each.kind is ExampleKind.FALSE_ALERT} == {3, 4}
    (hit,) = [each for each in found if each.kind is ExampleKind.HIT]
    assert hit.lead_days is not None
    assert round(hit.lead_days) == 10


def test_where_nobody_knows_the_truth_no_alert_is_called_false() -> None:
    found = told(log_of(knows=False)).examples
    assert {each.kind for each in found} == {ExampleKind.ALERT}


def test_examples_are_spread_over_patients_before_one_comes_twice() -> None:
    spells = [Spell(0, at_s, is_explained=False) for at_s in range(50)]
    spells += [Spell(who, 7, is_explained=False) for who in range(1, 6)]
    chosen = [each.patient for each in examples([], spells, knows=True)]
    assert len(chosen) == len({*chosen}) == EACH
    few = examples([], [each for each in spells if each.patient < 2], knows=True)
    assert len(few) == EACH


def test_examples_are_chosen_by_their_place_and_the_same_ones_every_time() -> None:
    assert spread([*range(100)], 4) == [12, 37, 62, 87]
    assert kinds([*told().examples]) == kinds([*told().examples])
