"""A real hub is told what it is to know, and a technician moves a reading while the server runs."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, select

from server.adapters.store import schema, whose_schema
from server.adapters.store.database import open_database
from simulator.process import command, run_command
from tests.journeys.life import HEARTBEAT, Life
from tests.journeys.plan import homes, sendings
from tests.journeys.street import Street, chosen_seed, story

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(120)]
HOME = "sjoberg"
TOLD_WITHIN_S = 20.0


@pytest.mark.decision("A3", "C1")
def test_a_hub_keeps_what_the_server_tells_it_and_says_so_and_a_command_moves_a_reading(tmp_path: Path) -> None:
    seed = chosen_seed()
    who = [home for home in homes(seed, 3) if home.label == HOME]
    street = Street(tmp_path, who)
    with story(street, seed):
        street.start()
        life = Life(street)
        life.live(sendings(who, 3, seed)[:3])
        life.heal()
        until = time.monotonic() + TOLD_WITHIN_S
        while told(street) != held(street):
            assert time.monotonic() < until, f"told {told(street)}, held {held(street)}"
            street.clock.step(street.clock.now + HEARTBEAT + timedelta(seconds=1))
        (version,) = held(street).values()
        assert version <= 3, "three weighings, each perhaps checked by another heartbeat, and nothing else"

        words = ("patient", "move-reading", "1", "--nobody", "--reason", "a guest", "--wait", "15")
        run_command([command("nara"), *words], street.premises.settings)
        assert moved(street) == [(1, None, "a guest")]


def told(street: Street) -> dict[str, int]:
    """Give the version that each hub was told last."""
    table = whose_schema.DESIRED_STATE.c
    return {row[0]: row[1] for row in rows(street, select(table.hub, table.version))}


def held(street: Street) -> dict[str, int]:
    """Give the version that each hub says it holds."""
    table = schema.HUB_STATUS.c
    return {row[0]: row[1]["desired_version"] for row in rows(street, select(table.hub, table.status))}


def moved(street: Street) -> list[tuple[Any, ...]]:
    """Give what was said of whose readings are."""
    table = whose_schema.ATTRIBUTION.c
    return rows(street, select(table.record, table.patient, table.reason))


def rows(street: Street, wanted: Select[Any]) -> list[tuple[Any, ...]]:
    """Read the server's database beside the server."""
    engine = open_database(f"sqlite:///{street.server / 'nara.db'}")
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(wanted)]
    finally:
        engine.dispose()
