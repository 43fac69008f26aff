from __future__ import annotations

from edge.aborts import BELIEVED_AFTER, Aborts


def calls(aborts: Aborts, *aborted: bool, address: str = "AA", is_bonded: bool = True) -> list[bool]:
    return [aborts.called(address, is_abort=each, is_bonded=is_bonded) for each in aborted]


def test_people_are_asked_after_five_in_a_row_and_as_long_as_it_goes_on() -> None:
    assert calls(Aborts(), *[True] * 6) == [False, False, False, False, True, True]


def test_a_call_that_went_well_begins_the_count_anew() -> None:
    aborts = Aborts()
    calls(aborts, *[True] * (BELIEVED_AFTER - 1), False)
    assert not any(calls(aborts, *[True] * (BELIEVED_AFTER - 1)))


def test_a_device_without_a_bond_cannot_have_lost_it() -> None:
    assert not any(calls(Aborts(), *[True] * 9, is_bonded=False))


def test_one_devices_aborts_are_not_anothers() -> None:
    aborts = Aborts()
    calls(aborts, *[True] * (BELIEVED_AFTER - 1))
    assert calls(aborts, True, address="BB") == [False]
    assert calls(aborts, True) == [True]
