"""Hub, broker and server killed at random while life goes on: in the end nobody can tell from the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.life import Life
from tests.journeys.plan import homes, sendings
from tests.journeys.saboteur import Saboteur, Target
from tests.journeys.street import Street, chosen_seed, say, story
from tests.journeys.verdict import differences

pytestmark = [pytest.mark.journey, pytest.mark.decision("H3")]
PROVED = {"weight-gain-2kg-3-days", "missing-weight", "nothing-heard"}
"""A gain, about which patients are asked first, and two kinds of silence."""


def survive(folder: Path, kills: int, days: int, *, has_mosquitto: bool = False) -> None:
    """Live the same days twice, undisturbed and with so many kills, and compare."""
    seed = chosen_seed()
    who = homes(seed, days)
    plan = sendings(who, days, seed)
    street = Street(folder, who, has_mosquitto=has_mosquitto)
    with story(street, seed):
        street.start()
        calm = Life(street)
        calm.live(plan)
        undisturbed = calm.end()
        assert {rule for _, rule, *_ in undisturbed.episodes} >= PROVED, (
            "nothing would be proved about one of the rules"
        )
        street.begin_again()
        street.start()
        saboteur = Saboteur(street, seed, kills, len(plan))
        disturbed = Life(street, saboteur)
        disturbed.live(plan)
        assert differences(disturbed.end(), undisturbed) == []
        assert saboteur.kills.total() == kills
        assert set(saboteur.kills) == set(Target)
        say(f"killed {saboteur}; {len(undisturbed.alerts)} alerts, {len(plan)} sendings")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_thirty_kills_change_nothing_on_the_embedded_broker(tmp_path: Path) -> None:
    survive(tmp_path, kills=30, days=24)


@pytest.mark.mosquitto
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_ten_kills_change_nothing_on_mosquitto(tmp_path: Path) -> None:
    survive(tmp_path, kills=10, days=12, has_mosquitto=True)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_two_hundred_kills_change_nothing_on_the_embedded_broker(tmp_path: Path) -> None:
    survive(tmp_path, kills=200, days=160)


@pytest.mark.mosquitto
@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_hundred_kills_change_nothing_on_mosquitto(tmp_path: Path) -> None:
    survive(tmp_path, kills=100, days=80, has_mosquitto=True)
