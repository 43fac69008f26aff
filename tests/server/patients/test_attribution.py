"""Whose a measurement is: by device, slot and instant, among those who lived there then, or nobody's yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.patients.attribution import Claimed, HowClaimed, Unclaimed, WhyUnclaimed, attribute, choose
from server.patients.habit import Habit, Weight
from server.patients.register import Assignment, Membership, Period, Register
from vitals.identity import DeviceId, HomeId, PatientId

AT = datetime(2026, 3, 2, 7, tzinfo=UTC)
DAY = timedelta(days=1)
HOME = HomeId("home" + "a" * 12)
SCALE, CUFF, STRANGE = (DeviceId(name.ljust(16, "a")) for name in ("scale", "cuff", "strange"))
ANNA, BO, CARL = PatientId("anna" + "a" * 12), PatientId("bo" + "a" * 14), PatientId("carl" + "a" * 12)
USUAL_G = {ANNA: 70_000, BO: 82_000}
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


def usual(patient: PatientId, at: datetime) -> Sequence[Weight]:
    """Know three weights of everybody, of the days before."""
    known = (at - day * DAY for day in (1, 2, 3))
    return [(int(when.timestamp()), USUAL_G[patient]) for when in known]


def whose(
    register: Register,
    slot: int | None = None,
    at: datetime = AT,
    grams: int | None = 75_000,
    device: DeviceId = SCALE,
) -> PatientId | WhyUnclaimed:
    """Ask whose it is; a person, or why it is nobody's."""
    found = attribute(register, device, slot, at, grams, usual)
    return found.patient if isinstance(found, Claimed) else found.why


@pytest.mark.decision("C1")
@pytest.mark.parametrize(("slot", "who"), [(1, ANNA), (2, BO)])
def test_a_slot_is_the_person_it_is_assigned_to(slot: int, who: PatientId) -> None:
    assert whose(home_with(assigned(ANNA, 1), assigned(BO, 2)), slot) == who


@pytest.mark.parametrize("slot", [None, 0, 3])
def test_a_device_that_is_assigned_as_a_whole_is_that_persons_whatever_the_slot(slot: int | None) -> None:
    assert whose(home_with(assigned(ANNA)), slot) == ANNA


def test_an_assigned_slot_goes_before_the_device_as_a_whole() -> None:
    register = home_with(assigned(ANNA), assigned(BO, 2))
    assert [whose(register, slot) for slot in (None, 1, 2)] == [ANNA, ANNA, BO]


@pytest.mark.parametrize(
    ("device", "slot", "at", "why", "is_asked"),
    [
        (STRANGE, None, AT, WhyUnclaimed.UNKNOWN_DEVICE, False),
        (CUFF, None, AT, WhyUnclaimed.NOT_ASSIGNED, False),
        (SCALE, 1, AT - 101 * DAY, WhyUnclaimed.NOT_ASSIGNED, False),
        (SCALE, 3, AT, WhyUnclaimed.UNKNOWN_SLOT, True),
    ],
)
def test_what_is_nobodys_says_why_and_the_home_is_asked_what_it_can_know(
    device: DeviceId, slot: int | None, at: datetime, why: WhyUnclaimed, *, is_asked: bool
) -> None:
    found = attribute(home_with(assigned(ANNA, 1)), device, slot, at, 70_000, usual)
    assert found == Unclaimed(why), "it may be anybody's, or nobody's"
    assert found.is_asked is is_asked


@pytest.mark.decision("C1")
def test_who_had_it_then_is_asked_and_not_who_has_it_now() -> None:
    register = home_with(
        assigned(ANNA, None, Period(from_at=AT - 9 * DAY, to_at=AT)), assigned(BO, None, Period(from_at=AT))
    )
    assert [whose(register, at=AT + n * DAY) for n in (-1, 0, 1)] == [ANNA, BO, BO]


def test_somebody_who_has_left_the_home_gets_nothing_more() -> None:
    register = home_with(assigned(ANNA), anna=Period(from_at=AT - 9 * DAY, to_at=AT))
    assert whose(register, at=AT - DAY) == ANNA
    assert whose(register) is WhyUnclaimed.NO_LONGER_MEMBER


@pytest.mark.decision("C1")
def test_people_who_share_a_scale_are_told_apart_by_what_they_usually_weigh() -> None:
    register = home_with(assigned(ANNA), assigned(BO))
    found = attribute(register, SCALE, None, AT, 70_600, usual)
    assert found == Claimed(ANNA, HowClaimed.NEAREST)
    assert not found.is_asked
    assert [whose(register, grams=grams) for grams in (66_000, 81_200, 86_000)] == [ANNA, BO, BO]


@pytest.mark.decision("C1")
@pytest.mark.parametrize(
    ("grams", "why"),
    [(75_900, WhyUnclaimed.FITS_NOBODY), (52_000, WhyUnclaimed.FITS_NOBODY), (120_000, WhyUnclaimed.FITS_NOBODY)],
)
def test_a_stranger_is_nobodys_and_the_home_is_asked(grams: int, why: WhyUnclaimed) -> None:
    found = attribute(home_with(assigned(ANNA), assigned(BO)), SCALE, None, AT, grams, usual)
    assert found == Unclaimed(why, BOTH if grams == 75_900 else frozenset())
    assert found.is_asked


def test_who_shared_a_scale_with_somebody_who_has_left_has_it_alone() -> None:
    register = home_with(assigned(ANNA), assigned(BO), bo=Period(from_at=AT - 9 * DAY, to_at=AT))
    assert whose(register, at=AT - DAY, grams=82_000) == BO
    assert whose(register, grams=70_000) == ANNA


@pytest.mark.decision("C1")
@pytest.mark.parametrize(("register_of", "slot"), [("whole", None), ("slots", 1)])
def test_a_weight_far_from_the_only_person_is_theirs_until_they_say_otherwise(
    register_of: str, slot: int | None
) -> None:
    register = home_with(assigned(ANNA)) if register_of == "whole" else home_with(assigned(ANNA, 1), assigned(BO, 2))
    found = attribute(register, SCALE, slot, AT, 74_501, usual)
    assert found == Claimed(ANNA, HowClaimed.QUESTIONED)
    assert found.is_asked
    assert attribute(register, SCALE, slot, AT, 74_500, usual) == Claimed(ANNA, HowClaimed.ASSIGNED)


def test_a_scale_with_slots_that_tells_none_goes_by_weight_even_with_one_person_on_it() -> None:
    register = home_with(assigned(ANNA, 1))
    assert whose(register, grams=70_400) == ANNA
    assert whose(register, grams=82_000) is WhyUnclaimed.FITS_NOBODY
    both = home_with(assigned(ANNA, 1), assigned(BO, 2))
    assert [whose(both, grams=grams) for grams in (70_000, 82_000)] == [ANNA, BO]


def test_of_a_slot_that_was_given_on_in_the_past_the_latest_has_it() -> None:
    assert whose(home_with(assigned(ANNA, 1), assigned(BO, 1)), 1) == BO


def test_pressure_tells_nobody_from_another() -> None:
    shared, alone = home_with(assigned(ANNA), assigned(BO)), home_with(assigned(ANNA))
    assert whose(shared, grams=None) is WhyUnclaimed.SHARED_DEVICE
    assert Unclaimed(WhyUnclaimed.SHARED_DEVICE).is_asked
    assert whose(alone, grams=None) == ANNA


BOTH = frozenset({ANNA, BO})


def habit(usual_g: int, reach_g: int = 4_000, *same_morning_g: int) -> Habit:
    """Make a habit."""
    return Habit(usual_g=usual_g, reach_g=reach_g, same_morning_g=same_morning_g)


@pytest.mark.parametrize(
    ("habits", "found"),
    [
        ({ANNA: habit(70_000), BO: habit(80_001)}, Claimed(ANNA, HowClaimed.NEAREST)),
        ({ANNA: habit(70_000), BO: habit(80_000)}, Unclaimed(WhyUnclaimed.FITS_SEVERAL, BOTH)),
        ({ANNA: habit(70_000), BO: habit(84_000, 8_000)}, Unclaimed(WhyUnclaimed.FITS_SEVERAL, BOTH)),
        ({ANNA: habit(60_000), BO: habit(82_000)}, Unclaimed(WhyUnclaimed.FITS_NOBODY)),
        ({ANNA: habit(69_000), BO: habit(79_000)}, Unclaimed(WhyUnclaimed.FITS_NOBODY, BOTH)),
        ({ANNA: habit(70_000), BO: None}, Unclaimed(WhyUnclaimed.NOT_YET_KNOWN, BOTH)),
        ({ANNA: habit(60_000), BO: None}, Unclaimed(WhyUnclaimed.NOT_YET_KNOWN, frozenset({BO}))),
        ({ANNA: None, BO: None}, Unclaimed(WhyUnclaimed.NOT_YET_KNOWN, BOTH)),
    ],
)
def test_certain_is_what_fits_one_and_none_of_the_others(
    habits: Mapping[PatientId, Habit | None], found: Claimed | Unclaimed
) -> None:
    assert choose(74_000, habits) == found


@pytest.mark.decision("C4")
def test_two_weights_of_one_morning_far_apart_are_not_taken_for_the_same_persons() -> None:
    others = {BO: habit(90_000)}
    assert choose(72_000, {ANNA: habit(70_000, 4_000, 70_400), **others}) == Unclaimed(
        WhyUnclaimed.DIFFERS, frozenset({ANNA})
    )
    assert choose(71_900, {ANNA: habit(70_000, 4_000, 70_400), **others}) == Claimed(ANNA, HowClaimed.NEAREST)


HABITS = st.one_of(
    st.none(),
    st.builds(habit, st.integers(60_000, 90_000), st.integers(4_000, 9_000), *([st.integers(60_000, 90_000)] * 1)),
)


@given(st.integers(55_000, 95_000), st.permutations([ANNA, BO, CARL]), st.lists(HABITS, min_size=3, max_size=3))
def test_the_order_of_the_people_and_their_names_change_nothing(
    grams: int, people: list[PatientId], habits: list[Habit | None]
) -> None:
    first = choose(grams, dict(zip([ANNA, BO, CARL], habits, strict=True)))
    other = choose(grams, dict(zip(people, habits, strict=True)))
    renamed = dict(zip([ANNA, BO, CARL], people, strict=True))
    if isinstance(first, Claimed):
        assert other == Claimed(renamed[first.patient], first.how)
    else:
        assert other == Unclaimed(first.why, frozenset(renamed[each] for each in first.perhaps))


@given(st.integers(55_000, 95_000), st.lists(HABITS, min_size=1, max_size=3))
def test_nobody_gets_a_weight_that_another_could_have(grams: int, habits: list[Habit | None]) -> None:
    people = dict(zip([ANNA, BO, CARL], habits, strict=False))
    found = choose(grams, people)
    possible = {who for who, known in people.items() if known is None or not known.excludes(grams)}
    if isinstance(found, Claimed):
        assert possible == {found.patient}
        mine = people[found.patient]
        assert mine is not None
        assert mine.reaches(grams)
    else:
        assert found.is_asked


@given(
    st.lists(
        st.tuples(st.sampled_from([ANNA, BO]), st.sampled_from([None, 1, 2]), st.integers(-9, 9), st.integers(0, 9)),
        max_size=5,
    ),
    st.sampled_from([None, 1, 2, 3]),
    st.integers(-10, 10),
    st.one_of(st.none(), st.integers(60_000, 90_000)),
)
def test_nobody_gets_what_was_not_theirs_at_that_instant(
    given_out: list[tuple[PatientId, int | None, int, int]], slot: int | None, day: int, grams: int | None
) -> None:
    assignments = [
        assigned(who, which, Period(from_at=AT + start * DAY, to_at=AT + (start + length) * DAY))
        for who, which, start, length in given_out
    ]
    found = whose(home_with(*assignments), slot, AT + day * DAY, grams)
    possible = {
        who
        for who, which, start, length in given_out
        if start <= day < start + length and (slot is None or which in {None, slot})
    }
    assert found in possible or isinstance(found, WhyUnclaimed)
    if len(possible) == 1 and (slot is not None or grams is None):
        exact = [w for w, which, start, length in given_out if start <= day < start + length and which in {None, slot}]
        assert not exact or found in possible
