"""What the rules were told of one patient, for who asks why: read beside the pipeline, and nothing is changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select

from server.adapters.store import rows, schema, screen_rows, whose_schema
from server.adapters.store.whose_ledger import is_standing, unsettled, vouched
from server.ledger.page import Remembered
from vitals.identity import PatientId


def remembered(engine: Engine, patient: PatientId, since: datetime) -> Remembered:
    """Read what was measured, said, heard, closed and is in doubt of a patient from an instant on."""
    observed, said, closed, heard = schema.OBSERVATION.c, schema.SAYING.c, schema.CLOSING.c, schema.STRETCH.c
    observations = select(schema.OBSERVATION).where(observed.patient == patient, observed.measured_at >= since)
    sayings = select(schema.SAYING).where(said.patient == patient, said.received_at >= since)
    closings = select(schema.CLOSING).where(closed.patient == patient, closed.at >= since)
    stretches = select(schema.STRETCH).where(heard.patient == patient, heard.to_at >= since)
    perhaps = whose_schema.UNSETTLED.c
    with engine.connect() as connection:
        standing = observations.where(is_standing()).order_by(observed.arrival, observed.vital)
        return Remembered(
            [rows.observation(row) for row in connection.execute(standing).mappings()],
            [screen_rows.saying(row) for row in connection.execute(sayings.order_by(said.record)).mappings()],
            [rows.stretch(row) for row in connection.execute(stretches.order_by(heard.from_at)).mappings()],
            [rows.closing(row) for row in connection.execute(closings.order_by(closed.at)).mappings()],
            vouched(connection, patient),
            unsettled(connection, perhaps.patient == patient, perhaps.measured_at >= since),
        )
