from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from server.rules.backtest.instants import DAY_S
from server.rules.backtest.log import Happened
from server.rules.backtest.trial import Clock
from server.rules.comparison.difference import compared
from server.rules.comparison.difference_text import (
    COLUMNS,
    EVENT_COLUMNS,
    difference_lines,
    difference_rows,
    difference_values,
    event_rows,
)
from tests.server.rules.comparison.test_difference import NEW, OLD, PEOPLE, raised

ZONE = ZoneInfo("Europe/Stockholm")
TOLD = compared(OLD, NEW, PEOPLE, {})


def test_less_than_a_screen_tells_episodes_events_and_cost() -> None:
    lines = [*difference_lines(TOLD, Clock.AS_MEASURED, ZONE, "en")]
    assert len(lines) <= 24
    assert "Events gained 1, lost 1 (McNemar, exact: p = 1.000)" in lines
    assert "  gained  bo  1970-04-11  gain" in lines
    assert "  lost  cilla  1970-04-11  gain" in lines
    assert any(line.startswith("Unexplained episodes per patient-year") and "−0.33" in line for line in lines)


def test_the_same_twice_says_so() -> None:
    lines = [*difference_lines(compared(OLD, OLD, PEOPLE, {}), Clock.AS_RECEIVED, ZONE, "sv")]
    assert "Mapparna säger detsamma om alla." in lines


def test_many_events_are_not_all_listed() -> None:
    events = [Happened(1, day * DAY_S, is_major=True) for day in range(20, 300, 20)]
    alerts = [raised("bo", day - 1) for day in range(20, 300, 20)]
    told = compared([], alerts, replace(PEOPLE, events=events), {})
    lines = [*difference_lines(told, Clock.AS_MEASURED, ZONE, "en")]
    assert "  … and 6 more: see diff_events.csv" in lines


def test_rows_have_the_cells_that_their_heads_name() -> None:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in difference_rows(TOLD, ZONE, naive=True)]
    assert [row["change"] for row in rows] == ["new", "earlier", "kept", "later", "gone"]
    gone = rows[-1]
    assert (gone["old_raised"], gone["new_raised"], gone["is_scored"]) == ("1970-11-17T01:00:00", "", "1")
    kept = rows[2]
    assert (kept["old_severity"], kept["new_severity"]) == ("medium", "low")
    events = [dict(zip(EVENT_COLUMNS, row, strict=True)) for row in event_rows(TOLD, ZONE, naive=True)]
    assert [(each["change"], each["old_alerts"], each["new_alerts"]) for each in events] == [
        ("gained", "", "gain"),
        ("lost", "gain", ""),
    ]


def test_values_are_plain() -> None:
    values = difference_values(TOLD, Clock.AS_MEASURED)
    assert values["episodes"] == {"kept": 1, "earlier": 1, "later": 1, "gone": 1, "new": 1}
    assert (values["gained"], values["lost"], values["mcnemar"]) == (1, 1, 1.0)
    assert len(values["unexplained_per_year"]["difference"]) == 3
