from __future__ import annotations

import pytest

from edge.pace import Pace
from edge.roster import Offer, Outcome, Roster

SCALE, CUFF, STRANGER = "AA:BB:CC:00:11:22", "AA:BB:CC:00:11:33", "C0:00:00:00:00:99"
PACE = Pace(offer_s=10.0, echo_s=0.25, retry_s=(0.1, 1.0), silent_s=(5.0, 60.0))


def roster() -> Roster[str]:
    return Roster([SCALE.lower(), CUFF], PACE)


def hear(some: Roster[str], address: str, now_s: float, signal_dbm: int = -60) -> bool:
    return some.hear(address, f"handle of {address}", "name", signal_dbm, now_s)


def next_address(some: Roster[str], now_s: float) -> str | None:
    offer = some.next(now_s)
    return None if offer is None else offer.address


def test_who_is_heard_is_offered_with_the_handle_that_was_heard() -> None:
    some = roster()
    assert hear(some, SCALE.lower(), 1.0)
    assert some.next(1.0) == Offer(address=SCALE, device=f"handle of {SCALE.lower()}", name="name", heard_s=1.0)


def test_a_stranger_is_never_offered() -> None:
    some = roster()
    assert not hear(some, STRANGER, 1.0)
    assert some.next(1.0) is None


def test_nobody_is_called_who_was_heard_too_long_ago() -> None:
    some = roster()
    hear(some, SCALE, 0.0)
    assert next_address(some, 10.0) == SCALE
    assert next_address(some, 10.1) is None
    assert some.wait_s(10.1) is None


def test_of_two_the_one_whose_turn_is_longest_ago_is_called() -> None:
    some = roster()
    hear(some, SCALE, 0.0)
    some.called(SCALE, Outcome.FETCHED, 1.0)
    hear(some, SCALE, 2.0)
    hear(some, CUFF, 2.1)
    assert next_address(some, 2.2) == CUFF
    some.called(CUFF, Outcome.FETCHED, 3.0)
    hear(some, CUFF, 4.0)
    assert next_address(some, 4.0) == SCALE


@pytest.mark.parametrize("outcome", [Outcome.FETCHED, Outcome.BROKEN, Outcome.SILENT])
def test_a_device_that_was_linked_must_be_heard_again(outcome: Outcome) -> None:
    some = roster()
    hear(some, SCALE, 0.0)
    hear(some, SCALE, 0.5)
    some.called(SCALE, outcome, 1.0)
    assert next_address(some, 100.0) is None
    hear(some, SCALE, 100.0)
    assert next_address(some, 100.0) == SCALE


def test_a_device_that_was_not_reached_is_tried_again_while_it_was_heard_lately() -> None:
    some = roster()
    hear(some, SCALE, 0.0)
    some.called(SCALE, Outcome.NOT_REACHED, 1.0)
    assert next_address(some, 1.05) is None
    assert some.wait_s(1.05) == pytest.approx(0.05)
    assert next_address(some, 1.1) == SCALE
    some.called(SCALE, Outcome.NOT_REACHED, 9.5)
    assert next_address(some, 10.5) is None, "heard more than ten seconds ago"


@pytest.mark.parametrize(
    ("outcome", "rests_s"), [(Outcome.SILENT, (5.0, 60.0, 60.0)), (Outcome.BROKEN, (0.1, 1.0, 1.0))]
)
def test_who_brings_nothing_rests_longer_each_time(outcome: Outcome, rests_s: tuple[float, ...]) -> None:
    some, now_s = roster(), 0.0
    for rest_s in rests_s:
        some.called(SCALE, outcome, now_s)
        hear(some, SCALE, now_s + rest_s - 0.01, signal_dbm=-50)
        assert next_address(some, now_s + rest_s - 0.01) is None
        assert next_address(some, now_s + rest_s) == SCALE
        now_s += rest_s


def test_a_fetch_ends_the_rests() -> None:
    some = roster()
    some.called(SCALE, Outcome.SILENT, 0.0)
    some.called(SCALE, Outcome.FETCHED, 10.0)
    hear(some, SCALE, 10.3)
    assert next_address(some, 10.3) == SCALE
    some.called(SCALE, Outcome.SILENT, 20.0)
    hear(some, SCALE, 25.0)
    assert next_address(some, 25.0) == SCALE, "the first rest again"


def test_the_end_of_a_link_is_no_advertisement_but_another_strength_is() -> None:
    some = roster()
    hear(some, SCALE, 0.0, signal_dbm=-60)
    some.called(SCALE, Outcome.FETCHED, 1.0)
    assert not hear(some, SCALE, 1.2, signal_dbm=-60)
    assert hear(some, SCALE, 1.2, signal_dbm=-59)
    some.called(SCALE, Outcome.FETCHED, 2.0)
    assert hear(some, SCALE, 2.3, signal_dbm=-59)
