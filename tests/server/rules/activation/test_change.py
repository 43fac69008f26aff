"""A change of rules by hand: what a nurse is told of it, and what she is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from diary_lines import wall
from engine_story import PATIENT
from rule_making import hours, rule_set
from ward_of_rules import DIARY, Ward, heavy

from server.alerts.alert import AlertState, StaffId
from server.alerts.worklist import follow
from server.rules.activation.change import Changed, Situation, change
from server.rules.activation.ruling import Ruling
from server.rules.judging.publishing import Published
from server.rules.judging.walk import HORIZON_DAYS
from server.rules.language.rule import Confirm, Status
from server.rules.transition import Cause, EpisodeState, Severity

RAISED, CLEARED, GONE = EpisodeState.RAISED, EpisodeState.CLEARED, EpisodeState.RULE_CHANGED
ASKS = Confirm(ask="weigh again", answer_within=hours(4), raises_unanswered=True)


def said(changed: Changed) -> list[tuple[str, EpisodeState, EpisodeState, Cause]]:
    return [(each.rule, each.from_state, each.to_state, each.cause) for each in changed.transitions]


def test_what_is_so_by_the_new_limit_is_raised_now_and_what_was_so_is_not_told() -> None:
    changed = Ward(DIARY, "03-04 12:00", heavy(83_000)).change(heavy(82_000))
    assert said(changed) == [("heavy", EpisodeState.QUIET, RAISED, Cause.MEASURED)]
    (raised,) = changed.transitions
    assert (raised.at, raised.measured_at, raised.is_late) == (wall("03-04 12:00"), wall("03-04 07:00"), True)
    assert changed.shown == changed.transitions


def test_what_is_no_longer_so_ends_with_the_rule_and_says_which_versions() -> None:
    ward = Ward(DIARY, "03-04 12:00", heavy(82_000, version="3.1"))
    assert ward.said[-1].to_state is RAISED
    (ended,) = ward.change(heavy(83_000, version="3.2")).transitions
    assert (ended.from_state, ended.to_state, ended.cause) == (RAISED, GONE, Cause.RULE_CHANGED)
    assert (ended.number, ended.at, ended.rule_version) == (2, wall("03-04 12:00"), "3.1")
    assert "version 3.1 till 3.2" in ended.say["sv"]
    assert "version 3.1 to 3.2" in ended.say["en"]


def test_what_is_still_so_goes_on_under_its_name_and_nothing_is_said() -> None:
    ward = Ward(DIARY, "03-04 12:00", heavy(82_000))
    changed = ward.change(heavy(81_500))
    assert changed.transitions == ()
    assert [each.name for each in changed.episodes if each.is_open] == [ward.said[-1].episode]


def test_the_past_is_kept_as_the_new_logic_has_it_and_no_word_is_said_of_it() -> None:
    ward = Ward(DIARY, "03-04 12:00", heavy(83_000))
    before = {each.name: each.state for each in ward.live.published()}
    assert [*before.values()] == [CLEARED]
    changed = ward.change(heavy(85_000))
    assert changed.transitions == ()
    assert {each.name: each.state for each in changed.episodes} == dict.fromkeys(before, GONE)
    assert len(changed.moved) == 1


def test_a_new_rule_raises_what_is_so_and_an_old_one_that_is_gone_ends_what_is() -> None:
    ward = Ward(DIARY, "03-04 12:00", heavy(82_000))
    changed = ward.change(heavy(81_500, "stout"))
    assert said(changed) == [
        ("heavy", RAISED, GONE, Cause.RULE_CHANGED),
        ("stout", EpisodeState.QUIET, RAISED, Cause.MEASURED),
    ]
    assert changed.transitions[0].say["en"] == "The rule “heavy” is no longer used."


def test_a_renamed_rule_says_what_took_its_place() -> None:
    ward = Ward(DIARY, "03-04 12:00", heavy(82_000))
    heir = heavy(82_000, "stout", replaces=("heavy",), title={"sv": "Tyngre", "en": "Heavier"})
    ended = ward.change(heir).transitions[0]
    assert ended.say == {"sv": "Regeln är ersatt av ”Tyngre”.", "en": "The rule is replaced by “Heavier”."}
    assert ended.facts["rule_now"] == "stout"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETIRED])
def test_a_rule_put_to_rest_ends_what_is_open(status: Status) -> None:
    ward = Ward(DIARY, "03-04 12:00", heavy(82_000))
    assert said(ward.change(heavy(82_000, status=status))) == [("heavy", RAISED, GONE, Cause.RULE_CHANGED)]


def test_what_a_shadow_says_is_kept_and_shown_to_nobody() -> None:
    changed = Ward(DIARY, "03-04 12:00").change(heavy(82_000, status=Status.SHADOW))
    assert said(changed) == [("heavy", EpisodeState.QUIET, RAISED, Cause.MEASURED)]
    assert changed.shown == ()


def test_a_shadow_that_goes_live_begins_anew_so_that_a_nurse_is_told() -> None:
    ward = Ward(DIARY, "03-04 12:00", heavy(82_000, status=Status.SHADOW))
    changed = ward.change(heavy(82_000))
    assert said(changed) == [
        ("heavy", RAISED, GONE, Cause.RULE_CHANGED),
        ("heavy", EpisodeState.QUIET, RAISED, Cause.MEASURED),
    ]
    assert [each.to_state for each in changed.shown] == [RAISED]
    assert len({each.episode for each in changed.transitions}) == 2


def test_a_live_rule_that_goes_back_to_shadow_ends_for_the_nurse() -> None:
    changed = Ward(DIARY, "03-04 12:00", heavy(82_000)).change(heavy(82_000, status=Status.SHADOW))
    assert [each.to_state for each in changed.shown] == [GONE]


@pytest.mark.parametrize(("unit", "is_shown"), [("rosen", True), ("vik", False), (None, False)])
def test_a_pilot_begins_where_it_is_tried_out(unit: str | None, *, is_shown: bool) -> None:
    ward = Ward(DIARY, "03-04 12:00", heavy(82_000, status=Status.SHADOW))
    changed = ward.change(heavy(82_000, status=Status.PILOT), unit=unit, heavy={"rosen"})
    assert bool(changed.shown) is is_shown
    assert bool(changed.transitions) is is_shown


def test_who_is_asked_is_not_told_to_have_confirmed_when_the_rule_asks_no_more() -> None:
    ward = Ward("03-03 07:00 weight 80\n03-04 07:00 weight 82", "03-04 08:00", heavy(82_000, confirm=ASKS))
    assert ward.said[-1].to_state is EpisodeState.ASKING
    assert said(ward.change(heavy(82_000))) == [
        ("heavy", EpisodeState.ASKING, GONE, Cause.RULE_CHANGED),
        ("heavy", EpisodeState.QUIET, RAISED, Cause.MEASURED),
    ]


def test_a_new_rule_with_a_second_look_asks_for_what_was_measured_just_now() -> None:
    ward = Ward("03-03 07:00 weight 80\n03-04 07:00 weight 82", "03-04 08:00")
    changed = ward.change(heavy(82_000, confirm=ASKS))
    assert [each.to_state for each in changed.transitions] == [EpisodeState.ASKING]
    assert [(each.rule, each.from_at) for each in changed.asked] == [("heavy", wall("03-04 08:00"))]


@pytest.mark.decision("D2")
def test_what_began_before_all_that_the_new_logic_looks_at_stays_for_a_nurse() -> None:
    days = f"03-01..{wall('03-01 07:00') + timedelta(days=HORIZON_DAYS + 4):%m-%d} 07:00 weight 82"
    now = wall("03-01 12:00") + timedelta(days=HORIZON_DAYS + 4)
    ward = Ward(days, f"{now:%m-%d} 12:00", heavy(82_000))
    changed = ward.change(heavy(83_000))
    assert changed.transitions == ()
    assert [(each.rule, each.state) for each in changed.beyond] == [("heavy", RAISED)]
    assert [each.state for each in changed.episodes] == [RAISED]


def test_what_comes_before_a_rule_is_looked_at_and_left_alone() -> None:
    loud = heavy(82_000, "loud", severity=Severity.HIGH)
    ward = Ward(DIARY, "03-04 12:00", loud, heavy(81_500, "quiet"))
    changed = ward.change(loud, heavy(81_600, "quiet", quiet_while=("loud",)))
    assert changed.transitions == ()
    known: dict[str, Published] = {each.name: each for each in ward.live.published()}
    assert all(known[each.name] == each for each in changed.episodes if each.rule == "loud")


def test_rules_that_came_back_go_on_counting() -> None:
    ward = Ward(DIARY, "03-04 12:00", heavy(82_000))
    without = ward.change()
    situation = Situation(records=ward.records, now=ward.now + timedelta(hours=1))
    again = change(Ruling(rule_set=rule_set()), ward.before, without.episodes, situation)
    names = [each.name for each in again.episodes]
    assert len(names) == len({*names})
    assert said(again) == [("heavy", EpisodeState.QUIET, RAISED, Cause.MEASURED)]
    assert again.transitions[0].episode not in {each.episode for each in without.transitions}


def test_whoever_is_no_longer_in_the_group_has_it_ended() -> None:
    ward = Ward(DIARY, "03-04 12:00", heavy(82_000))
    other = heavy(82_000)
    elsewhere = replace(other, patients=replace(other.patients, groups=("dialysis",)))
    assert said(ward.change(elsewhere)) == [("heavy", RAISED, GONE, Cause.RULE_CHANGED)]


def test_the_episode_that_ends_carries_its_patient() -> None:
    (ended,) = Ward(DIARY, "03-04 12:00", heavy(82_000)).change().transitions
    assert (ended.patient, ended.severity, ended.arrivals) == (PATIENT, Severity.MEDIUM, ())


@pytest.mark.decision("D5")
@pytest.mark.parametrize(
    ("severity", "state"),
    [
        (Severity.HIGH, AlertState.OPEN),
        (Severity.MEDIUM, AlertState.OPEN),
        (Severity.LOW, AlertState.CLOSED),
    ],
)
@pytest.mark.parametrize("after", ["gone", "renamed", "changed"])
def test_no_activation_ends_an_unseen_high_or_medium_card(severity: Severity, state: AlertState, after: str) -> None:
    ward = Ward(DIARY, "03-04 12:00", heavy(82_000, severity=severity))
    rules = {
        "gone": (),
        "renamed": (heavy(90_000, "stout", severity=severity, replaces=("heavy",)),),
        "changed": (heavy(90_000, severity=severity),),
    }[after]
    opened = follow(ward.said[-1:], {}, lambda _: StaffId("anna"), 1)[-1].after
    ended = follow(ward.change(*rules).shown, {opened.episode: opened}, lambda _: StaffId("anna"), 2)
    assert [each.after.state for each in ended][-1] is state
    assert {each.after.alert for each in ended} == {1}
