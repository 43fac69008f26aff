"""What is said of silence, events, buttons and other alerts."""

from __future__ import annotations

from engine_story import ANSWERS_FROM
from explained_story import explained, facts
from rule_making import days, hours, kg, rule

from server.rules.language.combination import Gathering, Group
from server.rules.language.condition import (
    ANY_CLINICAL_RULE,
    Change,
    Comparison,
    Happened,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Silent,
)
from server.rules.language.rule import Say

T = "03-05 20:00"
NOON = 12 * 60
GONE = Missing(measure="weight", days=2, due_minute=NOON)
SAY = Say(
    nurse={
        "sv": "Senaste vikten {earlier} {earlier_day}; {missing_days} saknas.",
        "en": "Last weight {earlier} on {earlier_day}.",
    }
)
RISE = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)


def test_what_is_missing_is_said_with_the_last_that_was_taken() -> None:
    found = facts(rule("gone", GONE, say=SAY), "03-03 07:00 weight 80.1\n03-05 13:00 contact", T, days=1)

    assert found.say["sv"] == "Senaste vikten 80,1 kg tisdag; 2 dagar saknas."
    assert found.numbers == {"earlier_g": 80_100, "earlier_day": "2026-03-03", "missing_days": 2, "days": 2}
    assert found.arrivals == (1,)


def test_only_planned_days_are_missing() -> None:
    diary = "02-27 07:00 weight 80.1\n02-28 08:00 event admitted until 03-03 08:00\n03-05 13:00 contact"

    assert facts(rule("gone", GONE), diary, T, days=1).numbers["missing_days"] == 2


def test_before_the_hour_the_day_is_not_missing_yet() -> None:
    found = facts(rule("gone", GONE), "03-02 07:00 weight 80.1\n03-05 11:00 contact", "03-05 11:30", days=0)

    assert found.numbers["missing_days"] == 2


def test_of_whom_nothing_ever_came_nothing_was_heard_since_any_day() -> None:
    never = Missing(measure="anything", days=2, due_minute=NOON)
    say = Say(
        nurse={
            "sv": "Inget har hörts sedan {earlier_day}: ingen mätning, inget svar. Ring patienten.",
            "en": "Nothing was heard since {earlier_day}: no measurement, no answer. Ring the patient.",
        }
    )
    found = facts(rule("gone", never, say=say), "03-05 13:00 contact", T, days=0)

    assert found.say["sv"] == "Inget har kommit än. Ring patienten."
    assert found.say["en"] == "Nothing has come yet. Ring the patient."


def test_who_never_was_weighed_has_no_last_weight() -> None:
    found = facts(rule("gone", GONE, say=SAY), "03-05 13:00 contact", T, days=0)

    assert found.say["sv"] == "Ingen vikt har kommit än; 35 dagar saknas."
    assert found.say["en"] == "No weight has come yet."
    assert found.numbers == {"missing_days": 35, "days": 2}


def test_nothing_at_all_needs_no_contact_and_names_no_value() -> None:
    nothing = Missing(measure="anything", days=2, due_minute=NOON)
    found = facts(rule("nothing", nothing), "03-03 07:00 weight 80.1\n03-03 19:00 button worried", T, days=1)

    assert found.numbers == {"earlier_day": "2026-03-03", "missing_days": 2, "days": 2}


def test_a_silent_hub_is_said_with_the_time_of_its_last_contact() -> None:
    silent = Silent(period=hours(24))
    say = Say(nurse={"sv": "sedan {earlier_time}, {days}", "en": "since {earlier_time}"})
    found = facts(rule("offline", silent, say=say), "03-04 07:05 contact", T)

    assert found.say == {"sv": "sedan onsdag kl. 07.05, 1 dag", "en": "since Wednesday at 07:05"}
    assert found.numbers == {"earlier_time": "2026-03-04T06:05:00+00:00", "days": 1}


def test_the_newest_of_several_events_is_said() -> None:
    event = Happened(kinds=("discharged", "diuretic_changed", "admitted"), within=days(7))
    say = Say(nurse={"sv": "{event} {event_day}", "en": "{event} {event_day}"})
    diary = "03-03 10:00 event discharged\n03-05 10:00 event diuretic_changed\n02-01 10:00 event admitted"
    found = facts(rule("event", event, say=say), diary, T, days=0)

    assert found.numbers == {"event": "discharged", "event_day": "2026-03-03"}
    assert found.say == {"sv": "utskriven tisdag", "en": "discharged Tuesday"}
    assert facts(rule("event", event), "03-05 10:00 event diuretic_changed", T).numbers["event_day"] == "2026-03-05"


def test_what_goes_on_is_said_from_its_beginning() -> None:
    event = Happened(kinds=("admitted",), within=None)

    assert facts(rule("in", event), "02-10 10:00 event admitted", T).numbers["event_day"] == "2026-02-10"


def test_what_began_before_anything_we_look_at_has_its_day_too() -> None:
    event = Happened(kinds=("admitted",), within=None)
    say = Say(nurse={"sv": "{event_day}", "en": "{event_day}"})
    found = facts(rule("in", event, say=say), "01-01 10:00 event admitted", T, days=0)

    assert found.say == {"sv": "1 januari", "en": "1 January"}


def test_a_button_is_said_with_its_time() -> None:
    worried = Pressed(kind="worried", within=hours(1))
    say = Say(nurse={"sv": "{pressed_time}", "en": "{pressed_time}"})
    found = facts(rule("worried", worried, say=say), "03-05 07:05 button worried\n03-05 07:30 button worried", T)

    assert found.say == {"sv": "i dag kl. 07.05", "en": "today at 07:05"}
    assert found.arrivals == (ANSWERS_FROM + 1,)


def test_what_did_not_happen_in_time_has_no_numbers() -> None:
    diary = "03-01 07:05 button worried\n02-01 10:00 event discharged"

    for sign in (Pressed(kind="worried", within=days(2)), Happened(kinds=("discharged",), within=days(2))):
        assert explained(rule("rule", sign), diary, T).raise_when.values == {}
    assert explained(rule("rule", Pressed(kind="worried", within=days(2))), "", T).raise_when.values == {}


def test_an_alert_that_is_over_is_not_named_as_active() -> None:
    gain = rule("gain", RISE, clear_when=_back())
    now = rule("after", OtherAlert(rules=("gain",), within_days=None))
    diary = "03-02 07:00 weight 80\n03-03 07:00 weight 82\n03-05 07:00 weight 80"

    assert explained(now, diary, "03-06 04:00", gain, days=5).raise_when.values == {}
    assert explained(now, diary, "03-04 04:00", gain, days=5).raise_when.to_json()["numbers"] == {"alert": "gain"}


def test_another_alert_is_said_by_its_title() -> None:
    gain = rule("gain", RISE, title={"sv": "Snabb viktuppgång", "en": "Rapid weight gain"}, clear_when=_back())
    say = Say(nurse={"sv": "{alert}", "en": "{alert}"})
    diary = "03-02 07:00 weight 80\n03-03 07:00 weight 82\n03-05 07:00 weight 80"
    was = rule("after", OtherAlert(rules=("gain", "other"), within_days=14), say=say)
    now = rule("after", OtherAlert(rules=(ANY_CLINICAL_RULE,), within_days=None), say=say)

    assert facts(was, diary, T, gain).say == {"sv": "Snabb viktuppgång", "en": "Rapid weight gain"}
    assert facts(now, diary, T, gain).numbers == {"alert": "gain"}


def test_calm_after_an_alert_names_the_alert_that_is_over() -> None:
    gain = rule("gain", RISE, clear_when=_back())
    quiet = Group(
        gathering=Gathering.ALL,
        parts=(
            OtherAlert(rules=("gain",), within_days=14),
            Group(gathering=Gathering.NONE, parts=(OtherAlert(rules=("gain",), within_days=None),)),
        ),
    )
    diary = "03-02 07:00 weight 80\n03-03 07:00 weight 82\n03-05 07:00 weight 80"
    found = facts(rule("calm", quiet), diary, "03-06 04:00", gain)

    assert found.numbers["alert"] == "gain"


def _back() -> Limit:
    return Limit(measure="weight", comparison=Comparison.AT_MOST, amount=kg(80_500))
