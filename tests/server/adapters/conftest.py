"""Both brokers, each in its own folder on its own port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from brokers import Broker, Clinic, Mosquitto, NatsBroker

BOTH_BROKERS = ["nats", pytest.param("mosquitto", marks=pytest.mark.mosquitto)]


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """Give the certificates of a server and three hubs."""
    return Clinic(tmp_path)


@pytest.fixture(params=BOTH_BROKERS)
def broker(request: pytest.FixtureRequest, clinic: Clinic) -> Iterator[Broker]:
    """Give a broker that knows all three hubs."""
    started: Broker = NatsBroker(clinic) if request.param == "nats" else Mosquitto(clinic)
    try:
        started.start(clinic.entries())
        yield started
    finally:
        started.stop()
