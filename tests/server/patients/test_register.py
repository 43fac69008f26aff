from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.patients.register import Membership, Period, Register
from vitals.identity import HomeId, PatientId

MOVED_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OLD, NEW = HomeId("homeaaaaaaaaaaaa"), HomeId("homebbbbbbbbbbbb")
OSKAR, INGRID = PatientId("oskaraaaaaaaaaaa"), PatientId("ingridaaaaaaaaaa")


def town() -> Register:
    """Give a register in which Oskar has moved to Ingrid's home."""
    long_ago = MOVED_AT - timedelta(days=300)
    memberships = (
        Membership(patient=OSKAR, home=OLD, period=Period(from_at=long_ago, to_at=MOVED_AT)),
        Membership(patient=OSKAR, home=NEW, period=Period(from_at=MOVED_AT)),
        Membership(patient=INGRID, home=NEW, period=Period(from_at=long_ago)),
    )
    return Register(version=1, homes={}, hubs={}, devices={}, patients={}, memberships=memberships, assignments={})


@pytest.mark.parametrize("at", [MOVED_AT - SECOND, MOVED_AT, MOVED_AT + SECOND])
def test_who_moves_is_a_member_of_exactly_one_home_at_any_time(at: datetime) -> None:
    assert [town().is_member(OSKAR, home, at) for home in (OLD, NEW)] == [at < MOVED_AT, at >= MOVED_AT]


@pytest.mark.parametrize("at", [MOVED_AT - timedelta(days=900), MOVED_AT - SECOND, MOVED_AT])
def test_one_member_and_all_members_are_told_alike(at: datetime) -> None:
    register = town()
    for home in (OLD, NEW):
        told = {patient for patient in (OSKAR, INGRID) if register.is_member(patient, home, at)}
        assert register.members(home, at) == told


def test_a_stranger_is_a_member_of_nothing() -> None:
    assert not town().is_member(PatientId("strangeraaaaaaaa"), NEW, MOVED_AT)
