"""The load of all contestants: the product raises its rule for whoever crosses, once, and for nobody else."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from shipped_rules import shipped_rules

from bench.engine import Ward
from bench.load import RULE, Load
from server.rules.judging.live import Live
from server.rules.record import Joined, Observed
from server.rules.transition import EpisodeState
from vitals.vital import Vital

LAST_DAY = datetime(2026, 11, 27, 5, tzinfo=UTC)
SENT_AT = LAST_DAY + timedelta(hours=10)


@pytest.mark.parametrize("per_day", [1, 2, 4])
def test_who_crosses_is_raised_once_and_nobody_else(per_day: int) -> None:
    load = Load(last_day=LAST_DAY, patients=40, hubs=1, two_of=10, per_day=per_day)
    names = Ward(load.patients).names
    live, raised = Live(shipped_rules()), Counter[int]()
    groups = frozenset({"heart-failure"})
    begun, zone = SENT_AT.date(), "Europe/Stockholm"
    live.step([Joined(patient=name, zone=zone, plan_from=begun, groups=groups) for name in names], SENT_AT)
    for arrival, each in enumerate(load.weighings(0), start=1):
        weight = Observed(
            arrival=arrival,
            patient=names[each.patient],
            vital=Vital.BODY_WEIGHT,
            value=each.grams,
            measured_at=each.at,
        )
        for said in live.step([weight], SENT_AT):
            raised[names.index(said.patient)] += (said.rule, said.to_state) == (RULE, EpisodeState.RAISED)
    assert {who: times for who, times in raised.items() if times} == dict.fromkeys(load.crossers, 1)
    assert len(load.crossers) == 8


@pytest.mark.parametrize("days", [10, 15])
def test_a_load_without_room_for_a_crossing_is_refused(days: int) -> None:
    with pytest.raises(AssertionError, match="no room for a crossing"):
        Load(last_day=LAST_DAY, days=days)
