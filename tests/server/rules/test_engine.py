"""The engine: told the same, it says the same; what it is told twice, late or of strangers changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from one_patient import (
    ANNA,
    FIRST_DAY,
    GAIN,
    MISSING,
    STOCKHOLM,
    OnePatient,
    at,
    broken_lives,
    observed,
    withdrawn,
)
from rule_oracle import Weighing

from server.rules.day_grid import HORIZON_DAYS
from server.rules.engine import LATE_AFTER, RULES, Engine
from server.rules.episode import Episode, Span
from server.rules.record import Contact, EngineRecord, Joined, Left, NurseClosed
from server.rules.transition import Cause, EpisodeState, Transition
from vitals.identity import PatientId
from vitals.vital import Vital

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
BO = PatientId("bo" + "a" * 14)


@pytest.fixture
def anna() -> OnePatient:
    """A patient whose hub is never heard, so that no absence mixes in."""
    return OnePatient()


def gains(anna: OnePatient, day: int = 0) -> list[Transition]:
    """Gain three kilograms overnight."""
    anna.weighs(80.0, day)
    return anna.weighs(83.0, day + 1)


def joined(patient: PatientId) -> Joined:
    """Let somebody join."""
    return Joined(patient=patient, zone=STOCKHOLM.key, plan_from=FIRST_DAY)


@pytest.mark.decision("D1")
def test_a_transition_says_who_what_when_why_and_from_which_readings(anna: OnePatient) -> None:
    (raised,) = gains(anna)
    assert (raised.patient, raised.rule, raised.episode, raised.number) == (ANNA, GAIN, f"{ANNA}.{GAIN}.1", 1)
    assert (raised.from_state, raised.to_state, raised.cause) == (
        EpisodeState.QUIET,
        EpisodeState.RAISED,
        Cause.MEASURED,
    )
    assert (raised.measured_at, raised.at, raised.is_late) == (at(1), at(1), False)
    assert raised.arrivals == (1, 2)


@pytest.mark.parametrize(("delay", "is_late"), [(LATE_AFTER, False), (LATE_AFTER + timedelta(seconds=1), True)])
@pytest.mark.decision("A8")
def test_what_is_learned_more_than_an_hour_after_it_became_so_is_late(
    anna: OnePatient, delay: timedelta, *, is_late: bool
) -> None:
    anna.weighs(80.0, 0)
    (raised,) = anna.learns(anna.weighing(83.0, 1), now=at(1) + delay)
    assert raised.is_late is is_late


def test_an_end_is_dated_when_it_was_measured_and_a_withdrawal_when_it_was_said_to_begin(anna: OnePatient) -> None:
    gains(anna)
    anna.weighs(80.0, 2)
    (ended,) = anna.weighs(80.0, 3)
    assert ended.measured_at == at(3)
    (taken_back,) = anna.takes_back(2)
    assert (taken_back.to_state, taken_back.measured_at) == (EpisodeState.WITHDRAWN, at(1))


def test_what_is_told_twice_changes_nothing(anna: OnePatient) -> None:
    gains(anna)
    again = [observed(each) for each in anna.weighings.values()]
    assert anna.learns(*again, *again) == []


def test_extra_contacts_change_nothing() -> None:
    rare, often = OnePatient(), OnePatient()
    for patient, step in ((rare, 24), (often, 1)):
        patient.weighs(80.0, 0)
        for hour in range(step, 24 * 6 + 1, step):
            patient.learns(Contact(patient=ANNA, heard_at=at(0, "13:00") + hour * HOUR))
    assert [(each.episode, each.number, each.measured_at) for each in rare.said] == [
        (each.episode, each.number, each.measured_at) for each in often.said
    ]
    assert len(often.said) == 1


def test_an_older_contact_than_the_last_changes_nothing(anna: OnePatient) -> None:
    anna.hub_is_heard(3)
    assert anna.learns(Contact(patient=ANNA, heard_at=at(2, "13:00"))) == []


def test_a_weight_older_than_the_horizon_is_charted_only(anna: OnePatient) -> None:
    anna.weighs(83.0, HORIZON_DAYS + 2)
    before = anna.weighing(80.0, 0)
    assert anna.learns(before, anna.weighing(83.0, 1)) == []


def test_a_weight_at_the_edge_of_the_horizon_still_counts(anna: OnePatient) -> None:
    anna.weighs(83.0, HORIZON_DAYS)
    anna.learns(anna.weighing(80.0, 0))
    (missed,) = anna.learns(anna.weighing(83.0, 1), anna.weighing(80.0, 2), anna.weighing(80.0, 3))
    assert (missed.cause, missed.measured_at) == (Cause.MISSED, at(3))


def test_after_a_silence_longer_than_the_horizon_life_goes_on(anna: OnePatient) -> None:
    gains(anna)
    anna.hub_is_heard(2)
    (absence,) = anna.hub_is_heard(90)
    assert (absence.measured_at, absence.is_late) == (at(90 - HORIZON_DAYS, "12:00"), True)
    assert absence.say["en"] == "No weight for 4 days though the hub is in contact.", "older days are not remembered"
    anna.restarts()
    (ended,) = anna.weighs(80.0, 91)
    assert (ended.rule, ended.to_state) == (MISSING, EpisodeState.CLEARED)
    (ended,) = anna.weighs(80.1, 92)
    assert (ended.rule, ended.to_state) == (GAIN, EpisodeState.CLEARED)
    assert broken_lives(anna.said) == []


def test_other_vital_signs_are_taken_in_silence(anna: OnePatient) -> None:
    pulse = replace(anna.weighing(80.0, 0), vital=Vital.PULSE_RATE, value=900)
    assert anna.engine.step([pulse], at(0)) == []
    taken_back = replace(withdrawn(Weighing(1, at(0), 80_000)), vital=Vital.PULSE_RATE)
    assert anna.engine.step([taken_back], at(0)) == []


def test_nothing_is_concluded_about_strangers(anna: OnePatient) -> None:
    strangers: list[EngineRecord] = [
        replace(anna.weighing(80.0, 0), patient=BO),
        replace(withdrawn(Weighing(1, at(0), 80_000)), patient=BO),
        Contact(patient=BO, heard_at=at(9)),
        Left(patient=BO),
        NurseClosed(patient=BO, rule=GAIN, episode="none", at=at(9)),
    ]
    assert anna.engine.step(strangers, at(9)) == []
    assert anna.engine.episodes(BO, GAIN) == ()


def test_an_episode_of_a_rule_that_is_gone_is_left_where_it_is(anna: OnePatient) -> None:
    gone = Episode(
        patient=ANNA,
        rule="a-rule-of-before",
        ordinal=1,
        state=EpisodeState.RAISED,
        number=1,
        span=Span(start_day=FIRST_DAY.toordinal(), start_s=int(at(0).timestamp()), level=80_000),
    )
    anna.engine.restore([gone])
    closed = NurseClosed(patient=ANNA, rule=gone.rule, episode=gone.name, at=at(1))
    assert anna.engine.step([closed], at(1)) == []


def test_closing_one_episode_leaves_every_other_as_it_is(anna: OnePatient) -> None:
    gains(anna)
    anna.weighs(80.0, 2)
    anna.weighs(80.0, 3)
    anna.weighs(80.0, 4)
    anna.weighs(83.0, 5)
    first, second = anna.published(GAIN)
    assert (first.state, second.state) == (EpisodeState.CLEARED, EpisodeState.RAISED)
    assert anna.learns(NurseClosed(patient=ANNA, rule=GAIN, episode=first.name, at=at(5, "09:00"))) == []
    assert anna.published(GAIN) == [first, second]


def test_whoever_leaves_has_everything_ended_and_is_not_judged_any_more(anna: OnePatient) -> None:
    gains(anna)
    anna.hub_is_heard(3)
    left = anna.learns(Left(patient=ANNA), now=at(4))
    assert [(each.rule, each.to_state, each.cause, each.measured_at) for each in left] == [
        (GAIN, EpisodeState.CLEARED, Cause.LEFT, at(4)),
        (MISSING, EpisodeState.CLEARED, Cause.LEFT, at(4)),
    ]
    assert left[0].say["en"] == "Weight is up 3.0 kg in 1 day, from 80.0 kg to 83.0 kg."
    assert anna.weighs(90.0, 5) == anna.hub_is_heard(9) == []


def test_whoever_comes_back_is_watched_again_and_the_old_episode_stays_ended(anna: OnePatient) -> None:
    gains(anna)
    anna.learns(Left(patient=ANNA), now=at(1, "12:00"))
    assert anna.learns(anna.joined, now=at(2)) == []
    anna.weighs(83.2, 3)
    assert [each.end_day is None for each in anna.holds_true(GAIN)] == [False]
    (raised,) = anna.weighs(85.5, 4)
    assert raised.to_state is EpisodeState.RAISED


def test_an_open_episode_of_somebody_unknown_ends_when_a_nurse_closes_it(anna: OnePatient) -> None:
    gains(anna)
    (episode,) = anna.published(GAIN)
    fresh = Engine()
    fresh.restore([episode])
    (ended,) = fresh.step([NurseClosed(patient=ANNA, rule=GAIN, episode=episode.name, at=at(2))], at(2))
    assert (ended.cause, ended.to_state) == (Cause.LEFT, EpisodeState.CLEARED)
    assert ended.say["en"] == "Weight up from 80.0 kg since 2026-03-17."


def test_joining_again_unchanged_says_nothing_and_another_zone_counts_the_days_anew(anna: OnePatient) -> None:
    anna.weighs(80.0, 0)
    anna.weighs(83.0, 4, "02:30")
    assert anna.learns(anna.joined) == []
    assert anna.holds_true(GAIN) != [], "day 0 to day 3 in Stockholm"
    moved = anna.learns(replace(anna.joined, zone="Asia/Kathmandu"))
    assert [each.to_state for each in moved] == [EpisodeState.WITHDRAWN], "day 0 to day 4 in Kathmandu"


def test_many_patients_in_one_step_are_each_judged_by_their_own_days() -> None:
    engine = Engine()
    people = [
        PatientId(f"{number:a>16d}".translate(str.maketrans("0123456789", "bcdefghijk"))) for number in range(200)
    ]
    records: list[EngineRecord] = [joined(each) for each in people]
    for number, each in enumerate(people):
        for day, grams in enumerate((80_000, 80_000 + 30 * number)):
            records.append(replace(observed(Weighing(2 * number + day, at(day), grams)), patient=each))
    said = engine.step(records, at(1))
    assert [each.patient for each in said] == [who for number, who in enumerate(people) if 30 * number > 2_000]


diaries = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from((80_000, 81_000, 82_000, 82_001, 84_100))),
    unique_by=lambda entry: entry[0],
    min_size=2,
    max_size=14,
)


def read(diary: list[tuple[int, int]], *, shift: timedelta = timedelta()) -> OnePatient:
    """Read a diary in order, weighed at seven, the hub heard at one."""
    anna = OnePatient(plan_from=FIRST_DAY + shift)
    for number, (day, grams) in enumerate(sorted(diary), 1):
        anna.learns(observed(Weighing(number, at(day) + shift, grams)))
        anna.learns(Contact(patient=ANNA, heard_at=at(day, "13:00") + shift))
    return anna


@settings(deadline=None)
@given(diaries, st.integers(0, 14))
def test_what_was_said_up_to_a_moment_depends_on_nothing_that_came_after(
    diary: list[tuple[int, int]], cut: int
) -> None:
    short = read(sorted(diary)[:cut])
    assert read(diary).said[: len(short.said)] == short.said


@settings(deadline=None)
@given(diaries)
def test_whole_weeks_later_the_same_diary_says_the_same(diary: list[tuple[int, int]]) -> None:
    summer = 8 * WEEK
    later = read([(day, grams) for day, grams in diary], shift=summer)
    moved = [
        (each.rule, each.number, each.cause, each.measured_at + summer) for each in read(diary, shift=4 * WEEK).said
    ]
    assert [(each.rule, each.number, each.cause, each.measured_at + 4 * WEEK) for each in later.said] == moved


@settings(deadline=None)
@given(diaries, st.lists(st.integers(1, 14), max_size=4))
@example([(0, 80_000), (1, 80_000), (3, 80_000), (6, 80_000)], [2, 3])  # two absences become one
def test_a_correction_is_as_if_only_the_corrected_value_had_come(
    diary: list[tuple[int, int]], wrong: list[int]
) -> None:
    anna = read(diary)
    for number in wrong:
        if number in anna.weighings and anna.weighings[number].grams:
            anna.takes_back(number)
    for rule in RULES:
        assert anna.holds_true(rule) == anna.should_hold_true(rule)


@settings(deadline=None)
@given(diaries, st.sets(st.integers(0, 28)))
def test_a_restart_anywhere_goes_on_as_if_there_had_been_none(diary: list[tuple[int, int]], where: set[int]) -> None:
    anna, undisturbed = OnePatient(), read(diary)
    step = 0
    for number, (day, grams) in enumerate(sorted(diary), 1):
        for record in (observed(Weighing(number, at(day), grams)), Contact(patient=ANNA, heard_at=at(day, "13:00"))):
            if step in where:
                anna.restarts()
            anna.learns(record)
            step += 1
    assert anna.said == undisturbed.said


@settings(deadline=None)
@given(diaries, st.permutations(range(28)))
@pytest.mark.decision("D2")
def test_within_the_horizon_any_order_of_arrival_ends_the_same(diary: list[tuple[int, int]], order: list[int]) -> None:
    records: list[EngineRecord] = []
    for number, (day, grams) in enumerate(sorted(diary), 1):
        records += [observed(Weighing(number, at(day), grams)), Contact(patient=ANNA, heard_at=at(day, "13:00"))]
    anna = OnePatient()
    for place in order:
        if place < len(records):
            anna.learns(records[place], now=at(21))
    for rule in RULES:
        assert anna.holds_true(rule) == read(diary).holds_true(rule)


def test_the_engine_never_looks_at_a_clock_of_its_own(anna: OnePatient) -> None:
    anna.engine.step([observed(Weighing(1, at(0), 80_000))], datetime(1999, 1, 1, tzinfo=UTC))
    (raised,) = anna.engine.step([observed(Weighing(2, at(1), 83_000))], datetime(1999, 1, 1, tzinfo=UTC))
    assert (raised.at.year, raised.to_state) == (1999, EpisodeState.RAISED)
    assert ZoneInfo(anna.joined.zone) == STOCKHOLM


def test_what_is_heard_before_a_step_is_judged_in_it_and_only_once() -> None:
    def told() -> list[EngineRecord]:
        return [
            observed(Weighing(number=number, at=at(day), grams=grams))
            for number, (day, grams) in enumerate(((0, 80_000), (1, 83_000)), start=1)
        ]

    at_once, ahead = Engine(), Engine()
    for engine in (at_once, ahead):
        engine.step([joined(ANNA)], at(0))
    ahead.hear(told()[:1])
    ahead.hear(told()[1:])
    assert len(ahead.weights_near(ANNA, at(1))) == 2
    assert ahead.weights_near(BO, at(1)) == ()
    (raised,) = ahead.step([], at(1))
    assert at_once.step(told(), at(1)) == [raised]
    assert ahead.step([], at(1)) == []
