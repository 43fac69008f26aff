"""The first safety net: whole lives of hubs, broker and server, from one seed each, in some seconds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from edge.uplink import Uplink
from server.holdings import Holdings
from server.ledger.page import Page
from server.patients.arrival import Admitted, Refused
from tests.simulation.sim_server import MortalLedger, SimServer
from tests.simulation.world import World

SEEDS = 100
"""A story of 30 days costs two to three seconds of CPU (docs/performance.md)."""
PORTIONS = 50
FOUND_WITHIN = 100
"""A planted bug shows in one of so many stories."""


def violations(world: World) -> list[str]:
    """Live a story and tell what was wrong in it; a story in which nothing happened proves nothing."""
    world.live()
    assert len(world.told) > 50
    return world.violations()


@pytest.mark.decision("C1", "C3", "H2")
@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_nothing_is_lost_doubled_or_given_to_the_wrong_person(portion: int) -> None:
    for seed in range(portion, SEEDS, PORTIONS):
        assert violations(World(seed)) == [], f"seed {seed}"


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_nothing_is_lost_in_a_thousand_stories() -> None:
    for seed in range(SEEDS, SEEDS + 1000):
        assert violations(World(seed)) == [], f"seed {seed}"


def first_seed_that_finds(**planted: object) -> int:
    """Give the first seed whose story shows a planted bug."""
    for seed in range(FOUND_WITHIN):
        try:
            if violations(World(seed, **planted)):  # type: ignore[arg-type]
                return seed
        except Exception:  # noqa: BLE001  (a crash shows the bug as well)
            return seed
    raise AssertionError("the simulation does not find this bug")


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_it_finds_a_server_that_does_not_know_what_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    def everything_is_new(self: Holdings, admitted: Sequence[Admitted]) -> tuple[list[Admitted], list[Refused]]:
        self._load({(each.envelope.hub, each.envelope.epoch) for each in admitted})
        return list(admitted), []

    monkeypatch.setattr(Holdings, "divide", everything_is_new)
    first_seed_that_finds()


class ForgetfulLedger(MortalLedger):
    """Writes a page only when the next one comes: receipts go out before the commit."""

    late: Page | None = None

    def write(self, page: Page) -> None:
        """Keep the page in memory; write the one before."""
        before, self.late = self.late, page
        if before is not None:
            super().write(before)


class HastyServer(SimServer):
    """Sends receipts for what is not yet written."""

    ledger_class = ForgetfulLedger


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_it_finds_a_receipt_before_the_commit() -> None:
    first_seed_that_finds(server_class=HastyServer)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_it_finds_a_lost_wake_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep_on_if_nothing_waits(self: Uplink) -> None:
        self.is_up = bool(self._waiting)

    monkeypatch.setattr(Uplink, "line_up", sleep_on_if_nothing_waits)
    first_seed_that_finds()


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_it_finds_a_hub_that_believes_any_clock() -> None:
    first_seed_that_finds(is_clock_trusted_blindly=True)
