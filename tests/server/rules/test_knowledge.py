from __future__ import annotations

import pytest
from contract_samples import PATIENT
from knowing import DAY, OTHER, asked, grouping, happening, person, plan, profile, setting, use, weight
from pages import AT

from server.patients.known import AgreedWhat, Knowledge, Weighed
from server.rules.judging.chart import Chart, new_chart
from server.rules.knowledge import at_home_newly, groups_of, joined, records, tuned_by
from server.rules.record import Agreed, Asked, EngineRecord, Event, Joined

GAIN = "weight-gain-2kg-3-days.gain"
FRAIL, HEAVY = profile("frail", gain=1.5), profile("heavy", gain=3)
PROFILES = {"frail": FRAIL, "heavy": HEAVY}


def told(known: Knowledge, since: int = -99, **of: int) -> list[EngineRecord]:
    """Tell of the one patient, from so many days after AT on."""
    return records(known, [person(**of)], PROFILES, AT + since * DAY, AT + 9 * DAY)


def agreed(known: Knowledge, what: str, since: int = -99) -> list[tuple[int, int | None]]:
    """Give what is told of one value: after how many days, and what."""
    found = [each for each in told(known, since) if isinstance(each, Agreed) and each.what == what]
    assert [each.from_at for each in found] == sorted(each.from_at for each in found)
    return [((each.from_at - AT).days, each.value) for each in found]


def test_who_nothing_is_known_of_is_told_of_as_enrolled() -> None:
    assert told(Knowledge()) == [Joined(patient=PATIENT, zone="Europe/Stockholm", plan_from=person().plan_from)]


def test_groups_and_plan_are_those_that_hold_now() -> None:
    known = Knowledge(
        groups=[
            grouping("copd"),
            grouping("lvad", AT + DAY),
            grouping("copd", AT + 2 * DAY, is_in=False),
            grouping("copd", patient=OTHER),
        ],
        plans=[plan("135"), plan("02", patient=OTHER)],
    )
    (then,), (now,) = joined(known, [person()], AT), joined(known, [person()], AT + 2 * DAY)
    assert then.groups == {"copd"}
    assert now.groups == {"lvad"}
    assert now.weekdays == {1, 3, 5}
    assert not now.is_unsteady


@pytest.mark.decision("F7")
def test_who_cannot_stand_safely_or_is_marked_so_is_unsteady() -> None:
    for known in (Knowledge(groups=[grouping("cannot-stand-safely")]), Knowledge(plans=[plan("0", is_unsteady=True)])):
        assert [each.is_unsteady for each in joined(known, [person()], AT)] == [True]


@pytest.mark.decision("N8", "F6")
def test_care_level_three_and_the_first_thirty_days_at_home_are_groups_by_themselves() -> None:
    home = Knowledge(happenings=[happening("discharged", AT, 1)])
    assert groups_of(home, [person(care_level=3)], AT) == {PATIENT: {"care-level-3", "first-30-days-home"}}
    assert groups_of(home, [person()], AT + 30 * DAY) == {PATIENT: frozenset()}
    assert groups_of(home, [person()], AT - DAY) == {PATIENT: frozenset()}


def test_who_is_admitted_again_or_was_never_discharged_is_not_newly_home() -> None:
    home = happening("discharged", AT, 1)
    assert at_home_newly([home, happening("admitted", AT + DAY, 2)], AT + 2 * DAY) == set()
    assert at_home_newly([home, happening("discharged", AT, 2, first=1, is_void=True)], AT) == set()
    assert at_home_newly([home, happening("travelling", AT, 2)], AT) == {PATIENT}


def test_agreed_weights_are_told_in_thousandths_with_the_reference_that_follows() -> None:
    known = Knowledge(
        weights=[
            weight(AgreedWhat.TARGET, 80_500, number=1),
            weight(AgreedWhat.TARGET, 80_000, number=2),
            weight(AgreedWhat.DISCHARGE, 79_000, AT + DAY, number=3),
        ],
        first_weights=[(PATIENT, Weighed(AT, 82_000)), (OTHER, Weighed(AT, 60_000))],
    )
    assert agreed(known, "target_weight") == [(0, 80_000)]
    assert agreed(known, "discharge_weight") == [(1, 79_000)]
    assert agreed(known, "reference_weight") == [(0, 82_000), (1, 79_000)]


def test_of_values_only_the_one_that_holds_since_then_is_told_and_those_after() -> None:
    days = [weight(AgreedWhat.TARGET, 80_000 + day, AT + day * DAY, number=day) for day in range(5)]
    assert agreed(Knowledge(weights=days), "target_weight", since=2) == [(2, 80_002), (3, 80_003), (4, 80_004)]


def test_the_patients_own_value_goes_before_a_profiles_and_a_profiles_before_the_rules() -> None:
    known = Knowledge(
        settings=[setting(GAIN, 2_500, AT + DAY), setting(GAIN, None, AT + 3 * DAY)],
        profiles=[use("frail"), use("gone"), use("frail", AT + 5 * DAY, is_on=False)],
    )
    assert agreed(known, GAIN) == [(0, 1_500), (1, 2_500), (3, 1_500), (5, None)]


def test_what_is_said_late_of_an_earlier_time_is_told_of_every_instant_that_was_told_before() -> None:
    before = Knowledge(profiles=[use("frail", AT + 3 * DAY)])
    after = Knowledge(profiles=before.profiles, settings=[setting(GAIN, 2_500, AT + DAY)])
    assert agreed(before, GAIN) == [(3, 1_500)]
    assert agreed(after, GAIN) == [(1, 2_500), (3, 2_500)]
    assert agreed(Knowledge(settings=[setting(GAIN, None)]), GAIN) == [(0, None)]


def test_of_two_profiles_that_disagree_neither_is_believed() -> None:
    both = [use("frail"), use("heavy", AT + DAY)]
    assert agreed(Knowledge(profiles=both), GAIN) == [(0, 1_500), (1, None)]
    assert tuned_by(GAIN, [], both, {"frail": FRAIL, "heavy": FRAIL}, AT + DAY) == 1_500
    assert tuned_by("other.gain", [], both, PROFILES, AT) is None


def test_events_are_told_as_they_were_told_last_and_requests_as_they_were_made() -> None:
    known = Knowledge(
        happenings=[
            happening("admitted", AT, 1),
            happening("travelling", AT, 2),
            happening("admitted", AT, 3, first=1, until_at=AT + DAY),
            happening("travelling", AT, 4, first=2, is_void=True),
            happening("admitted", AT, 5, patient=OTHER),
        ],
        requests=[asked(AT + DAY), asked(AT + DAY, patient=OTHER)],
        settings=[setting(GAIN, 1_000, patient=OTHER)],
    )
    assert told(known)[1:] == [
        Event(number=1, patient=PATIENT, kind="admitted", from_at=AT, until_at=AT + DAY),
        Event(number=2, patient=PATIENT, kind="travelling", from_at=AT, is_void=True),
        Asked(patient=PATIENT, rule="gain", measure="weight", from_at=AT, until_at=AT + DAY),
    ]


def test_the_new_engines_chart_takes_it_and_hearing_it_again_changes_nothing() -> None:
    known = Knowledge(
        groups=[grouping("copd")],
        weights=[weight(AgreedWhat.TARGET, 80_000)],
        settings=[setting(GAIN, 2_500)],
        happenings=[happening("admitted", AT, 1)],
        requests=[asked(AT + DAY)],
    )
    first, *rest = told(known)
    assert isinstance(first, Joined)
    chart: Chart = new_chart(first)
    assert all(chart.learn(each, {}) is not None for each in rest)
    assert [chart.learn(each, {}) for each in (first, *rest)] == [None] * (len(rest) + 1)
    assert chart.agreed[GAIN] == [(int(AT.timestamp()), 2_500)]
