"""Cards: one patient with all that is open of that patient, counted from what a backtest wrote."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from shipped_rules import shipped_rules

from bench.cards import RESPOND_WITHIN, ZONE, Alert, cards, episodes, in_time, measure, read_alerts, stable, text
from bench.cards import stands_until as listed_until

MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZONE)


def alert(severity: str, day: float, until: float | None = None) -> Alert:
    """Give an alert that is raised so many days after Monday at nine, and ends."""
    ended_at = None if until is None else MONDAY + timedelta(days=until)
    return Alert(rule="r", severity=severity, kind="sign", raised_at=MONDAY + timedelta(days=day), ended_at=ended_at)


def test_the_times_to_look_are_those_of_the_severities_that_ship() -> None:
    rows = shipped_rules().severities
    periods = {
        severity.value: timedelta(seconds=row.respond_within.seconds)
        for severity, row in rows.items()
        if row.respond_within is not None
    }
    assert periods == RESPOND_WITHIN


@pytest.mark.decision("F11")
def test_what_is_raised_while_a_low_alert_stands_is_the_same_card_and_can_make_it_worse() -> None:
    assert cards([alert("low", 0, 9), alert("low", 5, 6)], listed_until) == (1, 0)
    assert cards([alert("low", 0, 9), alert("medium", 5), alert("high", 6), alert("low", 8, 12)], listed_until) == (
        1,
        2,
    )
    assert cards([alert("low", 0, 4), alert("low", 5, 6)], listed_until) == (2, 0)


@pytest.mark.decision("F11")
def test_what_is_medium_is_off_the_list_once_somebody_must_have_looked_though_it_goes_on() -> None:
    assert cards([alert("medium", 0), alert("low", 0.1, 1)], listed_until) == (1, 0)
    assert cards([alert("medium", 0), alert("low", 0.2, 1)], listed_until) == (2, 0)


def test_a_low_alert_that_never_ends_is_one_card() -> None:
    assert cards([alert("low", 0), alert("low", 50, 51), alert("high", 90)], listed_until) == (1, 1)


def test_if_each_card_is_closed_in_time_the_next_alert_is_a_new_one() -> None:
    assert cards([alert("low", 0, 9), alert("low", 0.1, 9), alert("low", 5, 6)], in_time) == (2, 0)


def test_a_weekend_is_nobodys_time() -> None:
    assert in_time(alert("high", 5)) == MONDAY + timedelta(days=7)


def test_seven_days_are_an_episode() -> None:
    assert episodes([alert("low", 0), alert("low", 6.9), alert("low", 7), alert("high", 13.9)]) == 2


ROWS = """patient_id,at,severity,rule,kind,class,explanation
anna,2025-02-03T09:00:00,low,drift,raised,sign,
bo,2025-02-03T09:00:00,high,acute,raised,sign,
anna,2025-02-05T09:00:00,medium,score,raised,sign,
anna,2025-02-07T09:00:00,low,drift,cleared,sign,
anna,2025-02-20T09:00:00,low,silence,raised,absence,
anna,2025-02-21T09:00:00,info,stable,raised,sign,
anna,2025-02-22T09:00:00,info,stable,cleared,sign,
"""


def log_of(folder: Path) -> Path:
    """Write who was followed, and that Bo became worse."""
    (folder / "events.csv").write_text("patient_id,event_at,type\nbo,2025-02-04T09:00:00,minor\n", encoding="utf-8")
    people = "patient_id,enrolled,ended\nanna,2025-01-01,2026-01-01\nbo,2025-01-01,2026-01-01\n"
    (folder / "patients.csv").write_text(people, encoding="utf-8")
    return folder


def test_only_who_has_no_event_is_stable_and_good_news_is_no_card(tmp_path: Path) -> None:
    years = stable(log_of(tmp_path))
    assert list(years) == ["anna"]
    found = measure(read_alerts(ROWS.splitlines()), years)
    signs = {name: round(figures[0] * years["anna"]) for name, figures in found["sign"].items()}
    assert signs == {
        "cards": 1,
        "cards made worse": 1,
        "if all are closed in time": 2,
        "episodes of seven days": 1,
        "days": 3,
    }
    assert round(found["absence"]["cards"][0] * years["anna"]) == 1
    raised, begun = found["rules"]["score, medium"]
    assert (round(raised), round(begun)) == (1, 0), "it came while the drift stood"
    assert "drift, low" in text(found)
