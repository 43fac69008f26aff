from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from server.rules.backtest.episode import AlertClass, Episode
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.log import Happened
from server.rules.backtest.truth import YEAR_DAYS, Watched
from server.rules.comparison.difference import compared, heirs_of
from server.rules.comparison.matching import Change
from server.rules.transition import Severity
from tests.server.rules.comparison.test_variants import GAIN, everything

YEAR_S = round(YEAR_DAYS * DAY_S)
PEOPLE = Watched(
    names=["anna", "bo", "cilla"],
    first_s=np.zeros(3, np.int64),
    end_s=np.full(3, YEAR_S),
    events=[
        Happened(0, 100 * DAY_S, is_major=True),
        Happened(1, 100 * DAY_S, is_major=True),
        Happened(2, 100 * DAY_S, is_major=True),
        Happened(2, 250 * DAY_S, is_major=False),
    ],
)


def raised(patient: str, day: float, severity: Severity = Severity.MEDIUM, rule: str = "gain") -> Episode:
    return Episode(
        patient=patient, rule=rule, severity=severity, alert_class=AlertClass.SIGN, raised_s=round(day * DAY_S),
        ended_s=round((day + 2) * DAY_S),
    )  # fmt: skip


OLD = [raised("anna", 95), raised("bo", 200), raised("cilla", 99), raised("cilla", 320)]
NEW = [raised("anna", 94), raised("bo", 92), raised("bo", 201), raised("cilla", 99, Severity.LOW)]


def test_events_gained_and_lost_are_named_with_what_saw_them() -> None:
    told = compared(OLD, NEW, PEOPLE, {})
    assert [(each.patient, each.is_gained) for each in told.events] == [("bo", True), ("cilla", False)]
    assert [one.raised_s for one in told.gained[0].new] == [92 * DAY_S]
    assert told.gained[0].old == ()
    assert [one.severity for one in told.lost[0].new] == [Severity.LOW], (
        "what is too low to count is shown all the same"
    )
    assert (told.chance_of_split, told.major_events) == (1.0, 3)
    assert told.old.seen is not None
    assert told.new.seen is not None
    assert told.seen is not None
    assert told.old.seen.value == told.new.seen.value == pytest.approx(2 / 3)
    assert told.seen.value == 0


def test_the_burden_is_compared_patient_by_patient() -> None:
    told = compared(OLD, NEW, PEOPLE, {})
    assert told.old.unexplained.value == pytest.approx(2 / 3)
    assert told.new.unexplained.value == pytest.approx(1 / 3)
    assert told.burden.value == pytest.approx(-1 / 3)
    assert told.burden.low <= -1 / 3 <= told.burden.high <= 0


def test_episodes_are_counted_by_what_became_of_them_and_by_rule() -> None:
    told = compared(OLD, [*NEW, raised("anna", 300, rule="other")], PEOPLE, {})
    assert told.counts == {Change.EARLIER: 1, Change.LATER: 1, Change.KEPT: 1, Change.NEW: 2, Change.GONE: 1}
    assert [*told.by_rule] == ["gain", "other"]
    same = compared(OLD, OLD, PEOPLE, {})
    assert (same.counts, same.events, same.burden.value) == ({Change.KEPT: 4}, [], 0)


def test_where_no_event_is_known_only_the_burden_is_compared() -> None:
    told = compared(OLD, NEW, replace(PEOPLE, events=None), {})
    assert (told.seen, told.chance_of_split, told.major_events, told.events) == (None, None, None, [])
    assert told.burden.value == pytest.approx(-1 / 3), "three scored episodes for four, and nothing explains any"


def test_a_rule_that_took_anothers_place_is_its_heir_only_if_that_is_gone() -> None:
    rules = everything()
    heir = replace(rules.rules[GAIN], name="gain-4", replaces=(GAIN, "worried"))
    rest = {name: rule for name, rule in rules.rules.items() if name != GAIN}
    assert heirs_of(replace(rules, rules={**rest, "gain-4": heir})) == {GAIN: "gain-4"}
