"""What alerts become when readings are moved; the rest of the worklist's life is told in test_pipeline_alerts.py."""

from __future__ import annotations

import pytest
from shared_scale import ANNA_KG, KNOWN_ON, SharedScale
from shipped_rules import few_rules_as_they_ship
from small_server import at, close, take
from sqlalchemy import Engine


@pytest.fixture
def gained(engine: Engine) -> tuple[SharedScale, int]:
    """Two people who are known, and a gain of Anna's; gives the reading."""
    scale = SharedScale(engine)
    scale.becomes_known()
    return scale, scale.weighs(ANNA_KG + 2.5, at(KNOWN_ON))


@pytest.mark.decision("D7")
def test_every_nurse_who_acted_is_told_once_for_each_alert_she_closed(gained: tuple[SharedScale, int]) -> None:
    scale, reading = gained
    scale.server.takes(deeds=[take(1, 1, "bo"), close(1, 2, "bo")])
    done = scale.server.takes(moves=[])
    assert done.alert_events == ()
    scale.staff_says(reading, None)
    cards = [row for row in scale.server.rows("alert") if row["rule"] == "reading-moved"]
    assert [(row["owner"], row["state"]) for row in cards] == [("bo", "open")]
    scale.staff_says(reading, scale.anna)
    scale.staff_says(reading, None)
    assert len([row for row in scale.server.rows("alert") if row["rule"] == "reading-moved"]) == 1


def test_the_number_of_the_card_is_the_next_alerts(gained: tuple[SharedScale, int]) -> None:
    scale, reading = gained
    scale.server.takes(deeds=[close(1, 1)])
    scale.staff_says(reading, scale.bo)
    assert scale.server.rows("alert", "alert") == [1, 2]
    scale.server.restarts()
    scale.weighs(ANNA_KG + 2.6, at(KNOWN_ON, "12:00"))
    assert scale.server.rows("alert", "alert")[:2] == [1, 2]


def test_an_alert_that_the_nurse_only_took_shows_her_that_it_is_withdrawn(gained: tuple[SharedScale, int]) -> None:
    scale, reading = gained
    scale.server.takes(deeds=[take(1, 1)])
    scale.staff_says(reading, scale.bo)
    assert scale.server.rows("alert", "owner", "state", "condition") == [("eva", "taken", "withdrawn")]


@pytest.mark.decision("C4")
def test_a_low_gain_that_somebody_says_is_not_theirs_stays_until_a_person_has_seen_it(engine: Engine) -> None:
    scale = SharedScale(engine, few_rules_as_they_ship())
    scale.becomes_known()
    reading = scale.weighs(ANNA_KG + 2.5, at(KNOWN_ON))
    scale.answers(reading, None)
    assert scale.server.rows("alert", "severity", "state", "condition") == [("low", "open", "withdrawn")]
    (version,) = scale.server.rows("alert", "version")
    scale.server.takes(deeds=[close(1, version)])
    assert scale.server.rows("alert", "state") == ["closed"]


def test_a_low_gain_that_is_over_leaves_by_itself(engine: Engine) -> None:
    scale = SharedScale(engine, few_rules_as_they_ship())
    scale.becomes_known()
    scale.weighs(ANNA_KG + 2.5, at(KNOWN_ON))
    for day in (1, 2):
        scale.weighs(ANNA_KG, at(KNOWN_ON + day))
    assert scale.server.rows("alert", "severity", "state", "condition") == [("low", "closed", "cleared")]
