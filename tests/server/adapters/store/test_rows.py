"""What is written in the order of a table is read back by its names: the two must not drift apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from contract_samples import EPOCH, HUB
from pages import episode as an_episode
from pages import journal_row, observation, opened, status_row, undated_row
from sqlalchemy import Table

from server.adapters.store import rows, schema
from server.rules.transition import EpisodeState
from vitals.receipt import Held
from vitals.vital import Vital

HELD = Held(epoch=EPOCH, upto=7, above=((9, 12), (14, 14)))


def mapping(table: Table, values: Any) -> Any:
    """Give what a database would give for values, named or in the order of the table."""
    return values if isinstance(values, dict) else dict(zip(table.columns.keys(), values, strict=True))


@pytest.mark.parametrize(
    ("table", "written", "write", "read"),
    [
        (schema.JOURNAL, journal_row(3), rows.journal_values, rows.journal_row),
        (schema.JOURNAL, undated_row(3, device=None, natural_key="key"), rows.journal_values, rows.journal_row),
        (schema.JOURNAL, journal_row(4, duplicate_of=3), rows.journal_values, rows.journal_row),
        (schema.OBSERVATION, observation(3, flags=("irregular_pulse",)), rows.observation_values, rows.observation),
        (schema.OBSERVATION, observation(3, vital=Vital.SYSTOLIC), rows.observation_values, rows.observation),
        (schema.HELD, HELD, lambda held: rows.held_values(HUB, held, 3), rows.held),
        (schema.HUB_STATUS, status_row(), rows.status_values, rows.status_row),
        (schema.EPISODE, an_episode(), rows.episode_values, rows.episode),
        (schema.EPISODE, an_episode(2, EpisodeState.CLEARED), rows.episode_values, rows.episode),
        (schema.ALERT, opened(1, an_episode()).after, rows.alert_values, rows.alert),
    ],
)
def test_what_is_written_is_what_is_read(
    table: Table, written: Any, write: Callable[[Any], Any], read: Callable[[Any], Any]
) -> None:
    values = mapping(table, write(written))
    assert set(values) == set(table.columns.keys())
    assert read(values) == written
