from __future__ import annotations

from datetime import timedelta

import pytest
from shipped_rules import GAIN, few_shipped_rules
from small_server import FIRST_DAY, STOCKHOLM, at

from server.exchange.closing import closed
from server.rules.judging.live import Live
from server.rules.record import EngineRecord, Joined, Observed
from server.rules.transition import Cause, EpisodeState
from vitals.identity import PatientId
from vitals.vital import Vital

pytestmark = pytest.mark.timeout(60)
ANNA = PatientId("a" * 16)


def history(*kilograms: float) -> list[EngineRecord]:
    joined = Joined(patient=ANNA, zone=STOCKHOLM, plan_from=FIRST_DAY, groups=frozenset({"heart-failure"}))
    weights = [weighed(day, each) for day, each in enumerate(kilograms)]
    return [joined, *weights]


def weighed(day: int, kilograms: float) -> Observed:
    return Observed(
        arrival=day + 1, patient=ANNA, vital=Vital.BODY_WEIGHT, value=round(kilograms * 1_000), measured_at=at(day)
    )


@pytest.mark.decision("D1")
@pytest.mark.parametrize("wall", ["08:00", "09:00", "12:00", "23:00"])
def test_what_is_so_is_closed_without_a_card_and_stays_closed(wall: str) -> None:
    known, now = history(80.0, 80.1, 83.0, 83.1), at(3, wall)
    page = closed(few_shipped_rules(), known, [], [ANNA], now)
    assert [(each.rule, each.to_state, each.cause) for each in page.transitions][-1] == (
        GAIN,
        EpisodeState.CLEARED,
        Cause.NURSE_CLOSED,
    )
    assert (len(page.closings), page.alert_events, len(page.episodes)) == (1, [], 1)
    again = Live(few_shipped_rules())
    again.restore(page.episodes.values())
    again.replay([*known, *page.closings])
    assert again.advance(now + timedelta(days=3)) == []


def test_what_comes_after_it_is_raised() -> None:
    known, now = history(80.0, 80.1, 83.0, 83.1, 80.0, 80.1), at(5, "12:00")
    page = closed(few_shipped_rules(), known, [], [ANNA], now)
    engine = Live(few_shipped_rules())
    engine.restore(page.episodes.values())
    engine.replay([*known, *page.closings])
    said = engine.step([weighed(7, 83.2), weighed(8, 83.4)], at(8))
    assert [(each.rule, each.to_state) for each in said if each.rule == GAIN] == [(GAIN, EpisodeState.RAISED)]


def test_of_whom_nothing_is_so_nothing_is_closed_and_others_are_left_alone() -> None:
    assert closed(few_shipped_rules(), history(80.0, 80.1), [], [ANNA], at(1, "12:00")).is_empty()
    others = closed(few_shipped_rules(), history(80.0, 80.1, 83.0, 83.1), [], [], at(3, "12:00"))
    assert others.is_empty()
