"""Who belonged where, and when: periods, homes and the keys that hubs had in each of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.patients.register import HubEntry, Membership, Period, Register
from vitals.identity import HomeId, HubId, PatientId

AT = datetime(2026, 3, 2, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OLD, NEW = HomeId("old" + "a" * 13), HomeId("new" + "a" * 13)
MOVED, STAYED = HubId("moved" + "a" * 11), HubId("stayed" + "a" * 10)
ANNA, BO = PatientId("anna" + "a" * 12), PatientId("bo" + "a" * 14)
REGISTER = Register(
    version=1,
    homes={OLD: "Europe/Stockholm", NEW: "Europe/Stockholm"},
    hubs={
        MOVED: HubEntry(hub=MOVED, home=NEW, keys={OLD: b"old key", NEW: b"new key"}),
        STAYED: HubEntry(hub=STAYED, home=OLD, keys={OLD: b"key"}),
    },
    devices={},
    patients={},
    memberships=(
        Membership(patient=ANNA, home=OLD, period=Period(from_at=AT, to_at=AT + 2 * SECOND)),
        Membership(patient=BO, home=OLD, period=Period(from_at=AT + SECOND)),
    ),
    assignments={},
)


@pytest.mark.parametrize(("seconds", "is_in"), [(-1, False), (0, True), (1, True), (2, False)])
def test_a_period_holds_its_first_instant_and_not_its_last(seconds: int, *, is_in: bool) -> None:
    assert Period(from_at=AT, to_at=AT + 2 * SECOND).holds(AT + seconds * SECOND) is is_in


def test_a_period_without_an_end_holds_whatever_comes() -> None:
    assert Period(from_at=AT).holds(AT.replace(year=9999))


@pytest.mark.parametrize(
    ("hub", "home", "key"),
    [
        (MOVED, OLD, b"old key"),
        (MOVED, NEW, b"new key"),
        (STAYED, NEW, None),
        (HubId("b" * 16), OLD, None),
    ],
)
def test_a_hub_has_a_key_for_each_home_it_ever_stood_in(hub: HubId, home: HomeId, key: bytes | None) -> None:
    assert REGISTER.key_of(hub, home) == key


def test_a_hub_stands_in_one_home_now() -> None:
    assert (REGISTER.hubs_of(OLD), REGISTER.hubs_of(NEW)) == ([STAYED], [MOVED])


def test_members_are_those_of_the_instant_asked_for() -> None:
    assert [REGISTER.members(OLD, AT + n * SECOND) for n in (-1, 0, 1, 2)] == [set(), {ANNA}, {ANNA, BO}, {BO}]
    assert REGISTER.members(NEW, AT) == set()
