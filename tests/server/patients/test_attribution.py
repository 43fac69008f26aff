"""Whose a measurement is: by device, slot and instant, among those who lived there then, or nobody's yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.patients.attribution import Unclaimed, WhyUnclaimed, attribute
from server.patients.register import Assignment, Membership, Period, Register
from vitals.identity import DeviceId, HomeId, PatientId

AT = datetime(2026, 3, 2, 7, tzinfo=UTC)
DAY = timedelta(days=1)
HOME = HomeId("home" + "a" * 12)
SCALE, CUFF, STRANGE = (DeviceId(name.ljust(16, "a")) for name in ("scale", "cuff", "strange"))
ANNA, BO = PatientId("anna" + "a" * 12), PatientId("bo" + "a" * 14)
LONG = Period(from_at=AT - 100 * DAY)


def assigned(patient: PatientId, slot: int | None = None, period: Period = LONG) -> Assignment:
    """Assign the scale, or one slot of it."""
    return Assignment(device=SCALE, user_slot=slot, patient=patient, period=period)


def home_with(*assignments: Assignment, anna: Period = LONG, bo: Period = LONG) -> Register:
    """Make a home of two people with a scale, and a cuff that is nobody's."""
    return Register(
        version=1,
        homes={HOME: "Europe/Stockholm"},
        hubs={},
        devices={SCALE: HOME, CUFF: HOME},
        patients={},
        memberships=(
            Membership(patient=ANNA, home=HOME, period=anna),
            Membership(patient=BO, home=HOME, period=bo),
        ),
        assignments={SCALE: assignments},
    )


@pytest.mark.decision("C1")
@pytest.mark.parametrize(("slot", "whose"), [(1, ANNA), (2, BO)])
def test_a_slot_is_the_person_it_is_assigned_to(slot: int, whose: PatientId) -> None:
    assert attribute(home_with(assigned(ANNA, 1), assigned(BO, 2)), SCALE, slot, AT) == whose


@pytest.mark.parametrize("slot", [None, 0, 3])
def test_a_device_that_is_assigned_as_a_whole_is_that_persons_whatever_the_slot(slot: int | None) -> None:
    assert attribute(home_with(assigned(ANNA)), SCALE, slot, AT) == ANNA


def test_an_assigned_slot_goes_before_the_device_as_a_whole() -> None:
    register = home_with(assigned(ANNA), assigned(BO, 2))
    assert [attribute(register, SCALE, slot, AT) for slot in (None, 1, 2)] == [ANNA, ANNA, BO]


@pytest.mark.parametrize(
    ("device", "slot", "at", "why"),
    [
        (STRANGE, None, AT, WhyUnclaimed.UNKNOWN_DEVICE),
        (CUFF, None, AT, WhyUnclaimed.NOT_ASSIGNED),
        (SCALE, 1, AT - 101 * DAY, WhyUnclaimed.NOT_ASSIGNED),
        (SCALE, 3, AT, WhyUnclaimed.UNKNOWN_SLOT),
        (SCALE, None, AT, WhyUnclaimed.UNKNOWN_SLOT),
    ],
)
def test_what_is_nobodys_says_why(device: DeviceId, slot: int | None, at: datetime, why: WhyUnclaimed) -> None:
    assert attribute(home_with(assigned(ANNA, 1)), device, slot, at) == Unclaimed(why)


@pytest.mark.decision("C1")
def test_who_had_it_then_is_asked_and_not_who_has_it_now() -> None:
    register = home_with(
        assigned(ANNA, None, Period(from_at=AT - 9 * DAY, to_at=AT)), assigned(BO, None, Period(from_at=AT))
    )
    assert [attribute(register, SCALE, None, AT + n * DAY) for n in (-1, 0, 1)] == [ANNA, BO, BO]


def test_somebody_who_has_left_the_home_gets_nothing_more() -> None:
    register = home_with(assigned(ANNA), anna=Period(from_at=AT - 9 * DAY, to_at=AT))
    assert attribute(register, SCALE, None, AT - DAY) == ANNA
    assert attribute(register, SCALE, None, AT) == Unclaimed(WhyUnclaimed.NO_LONGER_MEMBER)


@given(
    st.lists(
        st.tuples(st.sampled_from([ANNA, BO]), st.sampled_from([None, 1, 2]), st.integers(-9, 9), st.integers(0, 9)),
        max_size=5,
    ),
    st.sampled_from([None, 1, 2, 3]),
    st.integers(-10, 10),
)
def test_nobody_gets_what_was_not_theirs_at_that_instant(
    given_out: list[tuple[PatientId, int | None, int, int]], slot: int | None, day: int
) -> None:
    assignments = [
        assigned(who, which, Period(from_at=AT + start * DAY, to_at=AT + (start + length) * DAY))
        for who, which, start, length in given_out
    ]
    whose = attribute(home_with(*assignments), SCALE, slot, AT + day * DAY)
    possible = {
        who for who, which, start, length in given_out if start <= day < start + length and which in {None, slot}
    }
    assert whose in possible if possible else isinstance(whose, Unclaimed)
