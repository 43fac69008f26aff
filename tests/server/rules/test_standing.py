from __future__ import annotations

from datetime import timedelta

from contract_samples import PATIENT
from knowing import DAY, OTHER, grouping, happening, person, plan, setting, use, weight
from pages import AT
from shipped_rules import shipped_rules

from server.patients.known import AgreedWhat, Knowledge, Weighed
from server.rules.language.mandate import WhyRefused
from server.rules.standing import Standing, standing

GAIN = "weight-gain-2kg-3-days.gain"


def holds(known: Knowledge, after: timedelta = timedelta()) -> Standing:
    return standing(known, person(), shipped_rules(), AT + after)


def test_of_who_nothing_is_known_nothing_holds() -> None:
    found = holds(Knowledge())
    assert (found.groups, found.plan, found.weights, found.settings) == ([], None, [], [])
    assert (found.profiles, found.disagreement, found.going_on, found.past) == ([], None, [], [])


def test_groups_say_who_put_the_patient_there_and_made_ones_say_nobody() -> None:
    known = Knowledge(groups=[grouping("copd")], happenings=[happening("discharged", AT, 1)], plans=[plan("1")])
    found = holds(known)
    assert [(each.group, each.said) for each in found.groups] == [
        ("copd", known.groups[0]),
        ("first-30-days-home", None),
    ]
    assert found.plan == known.plans[0]


def test_weights_say_where_they_come_from() -> None:
    target = weight(AgreedWhat.TARGET, 79_000)
    weighed = [(PATIENT, Weighed(AT, 82_000)), (OTHER, Weighed(AT, 60_000))]
    found = holds(Knowledge(weights=[target], first_weights=weighed)).weights
    assert [(each.what, each.grams, each.origin, each.said) for each in found] == [
        (AgreedWhat.TARGET, 79_000, "target_weight", target),
        (AgreedWhat.REFERENCE, 82_000, "enrolment", None),
    ]
    agreed = weight(AgreedWhat.DISCHARGE, 78_000, AT + DAY)
    later = holds(Knowledge(weights=[agreed], first_weights=weighed), 2 * DAY).weights
    assert [(each.what.value, each.grams, each.from_at, each.said) for each in later] == [
        ("discharge_weight", 78_000, AT + DAY, agreed),
        ("reference_weight", 78_000, AT + DAY, agreed),
    ]


def test_a_weight_that_was_taken_back_is_not_shown() -> None:
    back = [weight(what, None) for what in AgreedWhat]
    assert holds(Knowledge(weights=back)).weights == []


def test_a_setting_shows_the_rules_own_and_whether_it_should_have_been_looked_at() -> None:
    known = Knowledge(settings=[setting(GAIN, 2_500), setting("weight-drift.drift", None)])
    (now,) = holds(known).settings
    assert (str(now.value), str(now.of_rule), now.is_overdue, now.refusal) == ("2.5 kg", "2 kg", False, None)
    (later,) = holds(known, 200 * DAY).settings
    assert later.is_overdue


def test_a_setting_that_the_rules_would_no_longer_take_says_so() -> None:
    outside, gone, no_setting = (
        holds(Knowledge(settings=[setting(name, 9_000)])).settings[0] for name in (GAIN, "gone.gain", f"{GAIN}s")
    )
    assert [each.refusal.why for each in (outside, gone, no_setting) if each.refusal] == [
        WhyRefused.OUTSIDE,
        WhyRefused.NO_SUCH_RULE,
        WhyRefused.NO_SUCH_SETTING,
    ]
    assert (gone.of_rule, no_setting.of_rule) == (None, None)


def test_without_rules_what_was_said_is_shown_all_the_same() -> None:
    known = Knowledge(settings=[setting(GAIN, 9_000)], profiles=[use("frail-elderly")])
    found = standing(known, person(), None, AT)
    assert [(each.of_rule, each.refusal) for each in found.settings] == [(None, None)]
    assert (found.profiles, found.disagreement) == (known.profiles, None)


def test_a_profile_that_cannot_be_used_any_more_says_why() -> None:
    kept, gone = use("frail-elderly", role="physician"), use("gone", role="physician")
    assert holds(Knowledge(profiles=[kept])).disagreement is None
    refusal = holds(Knowledge(profiles=[kept, gone, use("out", is_on=False)])).disagreement
    assert refusal is not None
    assert refusal.why is WhyRefused.NO_SUCH_PROFILE


def test_events_that_go_on_stand_apart_from_the_others_which_are_newest_first() -> None:
    known = Knowledge(
        happenings=[
            happening("discharged", AT - 2 * DAY, 1),
            happening("travelling", AT - DAY, 2),
            happening("admitted", AT - 9 * DAY, 3, until_at=AT - 2 * DAY),
            happening("plan_paused", AT + DAY, 4),
        ]
    )
    found = holds(known)
    assert [each.kind for each in found.going_on] == ["travelling"]
    assert [each.kind for each in found.past] == ["plan_paused", "discharged", "admitted"]
