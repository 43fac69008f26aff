from __future__ import annotations

from edge.aborts import BELIEVED_AFTER, Aborts

SCALE, CUFF = "AA:BB:CC:00:11:22", "AA:BB:CC:00:11:33"


def test_people_are_asked_after_five_in_a_row_and_as_long_as_it_goes_on() -> None:
    aborts = Aborts()
    assert [aborts.aborted(SCALE) for _ in range(7)] == [False] * 4 + [True] * 3


def test_a_call_that_went_well_begins_the_count_anew_and_ends_the_suspicion() -> None:
    aborts = Aborts()
    for _ in range(BELIEVED_AFTER - 1):
        aborts.aborted(SCALE)
    aborts.answered(SCALE)
    assert not aborts.suspects(SCALE)
    assert not aborts.aborted(SCALE)


def test_a_device_that_was_only_asleep_is_a_suspect_and_counts_for_nothing() -> None:
    aborts = Aborts()
    for _ in range(BELIEVED_AFTER * 2):
        aborts.unanswered(SCALE)
    assert aborts.suspects(SCALE)
    assert not aborts.aborted(SCALE)


def test_one_devices_aborts_are_not_anothers() -> None:
    aborts = Aborts()
    for _ in range(BELIEVED_AFTER - 1):
        aborts.aborted(SCALE)
    assert not aborts.suspects(CUFF)
    assert not aborts.aborted(CUFF)
    assert aborts.aborted(SCALE)
