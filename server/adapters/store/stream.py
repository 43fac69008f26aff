"""The stream of observations in SQL; its cursor is kept in the same database."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import Connection, Engine, func, select

from server.adapters.store import rows, schema
from server.adapters.store.database import transaction
from server.adapters.store.upsert import upsert
from server.adapters.store.whose_ledger import is_standing
from server.ledger.stream import Cursor, Portion

CURSOR: Final = "observation_stream"


class SqlObservationStream:
    """Reads with connections of its own, so that nobody waits for it."""

    def __init__(self, engine: Engine) -> None:
        """Take an open database."""
        self._engine = engine

    def cursor(self) -> Cursor:
        """Give how far the stream was taken."""
        with transaction(self._engine) as connection:
            kept = connection.execute(select(schema.SETTING.c.value).where(schema.SETTING.c.name == CURSOR)).scalar()
            return Cursor() if kept is None else Cursor(*json.loads(kept))

    def read(self, since: Cursor, most: int) -> Portion | None:
        """Give the next observations; None when there are none."""
        with transaction(self._engine) as connection:
            return _by_arrival(connection, since, most) or _dated_afterwards(connection, since, most)

    def taken(self, cursor: Cursor) -> None:
        """Keep how far the stream was taken."""
        with transaction(self._engine) as connection:
            upsert(connection, schema.SETTING, [{"name": CURSOR, "value": json.dumps(cursor)}])


def _by_arrival(connection: Connection, since: Cursor, most: int) -> Portion | None:
    """Give what came after the cursor with its time; an arrival is one act of measuring and is never divided."""
    arrival = schema.OBSERVATION.c.arrival
    is_ahead = (arrival > since.arrival) & arrival.not_in(select(schema.REDATING.c.arrival)) & is_standing()
    some = select(arrival).where(is_ahead).order_by(arrival).limit(most).subquery()
    last = connection.execute(select(func.max(some.c.arrival))).scalar()
    if last is None:
        return None
    in_order = (arrival, schema.OBSERVATION.c.vital)
    wanted = select(schema.OBSERVATION).where(is_ahead, arrival <= last).order_by(*in_order)
    found = tuple(rows.observation(row) for row in connection.execute(wanted).mappings())
    return Portion(found, since._replace(arrival=last))


def _dated_afterwards(connection: Connection, since: Cursor, most: int) -> Portion | None:
    """Give what came without its time and has it now, in the order in which it was dated."""
    number = schema.REDATING.c.number
    asked = select(schema.REDATING).where(number > since.redating).order_by(number).limit(most)
    redated = connection.execute(asked).all()
    if not redated:
        return None
    arrivals = {row.arrival for row in redated}
    wanted = select(schema.OBSERVATION).where(schema.OBSERVATION.c.arrival.in_(arrivals), is_standing())
    found = tuple(rows.observation(row) for row in connection.execute(wanted).mappings())
    return Portion(found, since._replace(redating=redated[-1].number))
