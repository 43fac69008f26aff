"""What the screens read of alerts and of what is so: reasons, trees of conditions, what they rest on, and history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from server.adapters.store import questions, rows, screen_rows
from server.alerts.alert import Alert, AlertState
from server.alerts.worklist import in_order
from server.patients.saying import Saying
from server.rules.transition import EpisodeState, Severity
from server.web.shown import HistoryRow, OpenAlert, OpenEpisode, Point

Values = Mapping[int, Sequence[Point]]
"""What was measured in one act, by the number it came with."""
Sayings = Mapping[tuple[int, str], Saying]
"""What people said, by its number and who said it."""
_AT_ONCE = 500
"""So many numbers are asked for in one question."""


def open_alerts(connection: Connection, patient: str | None) -> list[OpenAlert]:
    """Give open alerts in the order of the worklist, each with its reason and what it rests on; of one, with trees."""
    found = {row["alert"]: row for row in connection.execute(questions.open_alerts(patient)).mappings()}
    alerts = in_order([rows.alert(row) for row in found.values()])
    episodes = [alert.episode for alert in alerts]
    told = reasons(connection, episodes)
    trees = {} if patient is None else _trees(connection, episodes)
    arrivals = {arrival for reason in told.values() for arrival in reason["arrivals"]}
    read, heard = values_of(connection, arrivals), sayings_of(connection, arrivals)
    return [
        _open_alert(alert, found[alert.alert], told[alert.episode], trees.get(alert.episode), read, heard)
        for alert in alerts
    ]


def _open_alert(
    alert: Alert, row: RowMapping, reason: RowMapping, tree: Mapping[str, Any] | None, read: Values, heard: Sayings
) -> OpenAlert:
    numbers = reason["arrivals"]
    return OpenAlert(
        alert=alert,
        owner=row["full_name"] or alert.owner,
        taken_at=row["taken_at"] if alert.state is AlertState.TAKEN else None,
        rule_version=reason["rule_version"],
        say=reason["say"],
        facts=reason["facts"],
        is_late=reason["is_late"],
        measured_at=reason["measured_at"],
        behind=[point for number in numbers for point in read.get(number, ())],
        said=[heard[number, alert.patient] for number in numbers if (number, alert.patient) in heard],
        why=tree,
    )


def open_episodes(connection: Connection, patient: str | None = None) -> list[OpenEpisode]:
    """Give what is so of everybody or of one patient, what began first before the others."""
    found = connection.execute(questions.open_episodes(patient)).mappings().all()
    told = reasons(connection, [row["episode"] for row in found])
    return [_episode(row, told[row["episode"]]) for row in found if row["episode"] in told]


def _episode(row: RowMapping, reason: RowMapping) -> OpenEpisode:
    until_s = row["asked_until_s"]
    return OpenEpisode(
        episode=row["episode"],
        patient=row["patient"],
        rule=row["rule"],
        state=EpisodeState(row["state"]),
        severity=Severity(reason["severity"]),
        at=reason["at"],
        measured_at=reason["measured_at"],
        asked_until=None if until_s is None else datetime.fromtimestamp(until_s, UTC),
        say=reason["say"],
    )


def reasons(connection: Connection, episodes: Sequence[str]) -> dict[str, RowMapping]:
    """Give, for each episode, the transition that raised it last, else the last one; never one that says nothing.

    Whoever is raised for weeks may be told of again when what it began with is no longer looked at: what was said first
    then stands.
    """
    found: dict[str, RowMapping] = {}
    for row in connection.execute(questions.transitions(episodes)).mappings():
        best = found.get(row["episode"])
        if best is None or (row["say"] and (_is_raised(row) or not _is_raised(best))):
            found[row["episode"]] = row
    return found


def _is_raised(row: RowMapping) -> bool:
    return str(row["to_state"]) == EpisodeState.RAISED.value


def _trees(connection: Connection, episodes: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Give the tree that each episode was told with last."""
    return {row.episode: row.why for row in connection.execute(questions.trees(episodes))}


def rested_on(why: Mapping[str, Any] | None) -> Iterator[int]:
    """Give the numbers of everything that a tree used or refused.

    >>> list(rested_on({"raise_when": {"parts": [{"used": [{"arrival": 7}], "refused": [{"arrival": 9}]}]}}))
    [7, 9]
    """
    for name, value in (why or {}).items():
        if name in {"used", "refused"}:
            yield from (each["arrival"] for each in value)
        elif name == "parts":
            for part in value:
                yield from rested_on(part)
        elif name in {"raise_when", "unless"}:
            yield from rested_on(value)


def values_of(connection: Connection, numbers: Collection[int]) -> Values:
    """Give what was measured under these numbers."""
    found: dict[int, list[Point]] = defaultdict(list)
    for some in _in_parts(numbers):
        for row in connection.execute(questions.values_of(some)).mappings():
            found[row["arrival"]].append(point(row))
    return found


def sayings_of(connection: Connection, numbers: Collection[int]) -> Sayings:
    """Give what was said under these numbers, and by whom."""
    return {
        (row["record"], row["patient"]): screen_rows.saying(row)
        for some in _in_parts(numbers)
        for row in connection.execute(questions.sayings_of(some)).mappings()
    }


def _in_parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    listed = sorted(numbers)
    for begin in range(0, len(listed), _AT_ONCE):
        yield listed[begin : begin + _AT_ONCE]


def history(connection: Connection, *, patient: str | None = None, alert: int | None = None) -> list[HistoryRow]:
    """Give what happened to one's alerts, or to one alert, the latest first."""
    found = connection.execute(questions.history(patient=patient, alert=alert)).mappings().all()
    told = reasons(connection, [row["episode"] for row in found])
    return [
        HistoryRow(
            alert=row["alert"],
            rule=row["rule"],
            act=row["act"],
            who=row["who"],
            name=row["full_name"] or row["who"],
            at=row["at"],
            measured_at=told[row["episode"]]["measured_at"],
            say=told[row["episode"]]["say"],
            detail=row["detail"],
        )
        for row in found
    ]


def point(row: RowMapping) -> Point:
    """Read one value."""
    return Point(
        measured_at=row["measured_at"],
        vital=row["vital"],
        value=row["value"],
        flags=tuple(row["flags"]),
        arrival=row["arrival"],
    )
