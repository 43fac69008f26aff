"""Two people on one scale that tells no user: nobody gets what another made, and every doubt is asked about once."""

from __future__ import annotations

import pytest

from server.patients.habit import Habit
from tests.simulation.shared_world import SharedWorld

SEEDS = 10
PORTIONS = 5
LONG_SEEDS = 500


def violations(seed: int) -> list[str]:
    """Live a story and tell what was wrong in it; a story in which nobody was asked proves nothing."""
    world = SharedWorld(seed)
    world.live()
    assert len(world.told) > 30
    assert len(world.given) > 3
    return world.violations()


@pytest.mark.decision("C1", "C4")
@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_nobody_has_a_reading_that_another_made_and_every_doubt_is_asked_about_once(portion: int) -> None:
    for seed in range(portion, SEEDS, PORTIONS):
        assert violations(seed) == [], f"seed {seed}"


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_nobody_has_a_reading_that_another_made_in_many_stories() -> None:
    for seed in range(SEEDS, SEEDS + LONG_SEEDS):
        assert violations(seed) == [], f"seed {seed}"


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_the_stories_find_a_server_that_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Habit, "excludes", lambda self, grams: abs(grams - self.usual_g) > 2_500)
    assert any(violations(seed) for seed in reversed(range(SEEDS)))
