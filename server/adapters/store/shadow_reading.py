"""What rules raised in some time, shown or not, read out of the store for the shadow report; nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine, func, select

from server.adapters.store import schema
from server.alerts.alert import Act
from server.alerts.outcome import OutcomeCause
from server.alerts.shadow_report import Raise
from server.rules.transition import EpisodeState, Severity
from vitals.identity import PatientId

_AT_ONCE: Final = 500
"""So many alerts are asked for in one question."""


def raises(engine: Engine, since: datetime, until: datetime) -> list[Raise]:
    """Read every episode that was first raised in a time, with the alert that nurses saw of it, if they did."""
    said, episode, alert = schema.TRANSITION.c, schema.EPISODE.c, schema.ALERT.c
    first = (
        select(said.episode, func.min(said.number).label("number"))
        .where(said.to_state == EpisodeState.RAISED.value)
        .group_by(said.episode)
        .subquery()
    )
    wanted = (
        select(said.episode, said.patient, said.rule, said.severity, said.at, episode.state, alert.alert)
        .join(first, (first.c.episode == said.episode) & (first.c.number == said.number))
        .outerjoin(schema.EPISODE, episode.episode == said.episode)
        .outerjoin(schema.ALERT, alert.episode == said.episode)
        .where(said.at >= since, said.at <= until)
        .order_by(said.at, said.episode)
    )
    with engine.connect() as connection:
        found = connection.execute(wanted).mappings().all()
        closed = _causes(connection, [row["alert"] for row in found if row["alert"] is not None])
    return [
        Raise(
            episode=row["episode"],
            patient=PatientId(row["patient"]),
            rule=row["rule"],
            severity=Severity(row["severity"]),
            at=row["at"],
            is_shown=row["alert"] is not None,
            is_withdrawn=row["state"] == EpisodeState.WITHDRAWN.value,
            cause=closed.get(row["alert"]),
        )
        for row in found
    ]


def _causes(connection: Connection, alerts: Sequence[int]) -> dict[int | None, OutcomeCause]:
    """Give how alerts were closed last, by people."""
    event, found = schema.ALERT_EVENT.c, dict[int | None, OutcomeCause]()
    for start in range(0, len(alerts), _AT_ONCE):
        some = event.alert.in_(alerts[start : start + _AT_ONCE])
        wanted = select(event.alert, event.detail).where(some, event.act == Act.CLOSED.value).order_by(event.version)
        for row in connection.execute(wanted).mappings():
            cause = row["detail"].get("cause")
            if cause is not None:
                found[row["alert"]] = OutcomeCause(cause)
    return found
