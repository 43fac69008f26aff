from __future__ import annotations

from edge.pairing.talk import Step
from edge.pairing.waits import Waits


def test_people_have_their_time_the_digits_have_less_and_the_radio_has_limits_of_its_own() -> None:
    waits = Waits(people_ms=2, digits_ms=1)
    limits = {step: waits.of(step) for step in Step}
    assert limits[Step.LOOKING] == limits[Step.WAITING] == limits[Step.REFUSED] == 2
    assert limits[Step.TYPING] == limits[Step.COMPARING] == 1
    assert {step for step, limit in limits.items() if limit is None} == {
        Step.CLOSED,
        Step.DONE,
        Step.BONDING,
        Step.INTRODUCING,
        Step.REJOINING,
        Step.KEEPING,
    }
