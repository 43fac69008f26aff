from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from clinic import Clinic
from pages import AT
from reader import Page, read
from shipped_rules import GAIN, shipped_rules

from server.rules.language.rule import Status
from server.rules.transition import EpisodeState, Severity
from server.web import quiet
from server.web.shown import OpenEpisode

DRIFT = "weight-drift"


def shown(clinic: Clinic, path: str, language: str = "sv") -> Page:
    with clinic.browser(language=language) as client:
        return read(client.get(path))


def asks(clinic: Clinic, rule: str = GAIN) -> None:
    until_s = int((AT + timedelta(hours=4)).timestamp())
    clinic.is_so(rule, EpisodeState.ASKING, raised_s=None, asked_until_s=until_s)


def one(rule: str, state: EpisodeState, severity: Severity = Severity.MEDIUM, days_ago: int = 0) -> OpenEpisode:
    at = AT - timedelta(days=days_ago)
    return OpenEpisode(
        episode=f"a.{rule}.{days_ago}",
        patient="a",
        rule=rule,
        state=state,
        severity=severity,
        at=at,
        measured_at=at,
        asked_until=None,
        say={},
    )


@pytest.mark.decision("F7")
def test_who_was_asked_stands_under_the_list_with_what_since_when_and_until_when(clinic: Clinic) -> None:
    asks(clinic)
    for path in ("/", "/worklist", f"/patients/{clinic.town.patient}"):
        page = shown(clinic, path)
        assert "Väntar på patientens svar" in page.text
        assert "Snabb viktuppgång" in page.text
        assert "att väga sig en gång till. Utan svar blir det en varning i dag 11:10." in page.text
        assert page.alerts == []
    page = shown(clinic, f"/patients/{clinic.town.patient}")
    assert "Ingen öppen varning än: en regel väntar på patientens svar." in page.text
    english = shown(clinic, "/", "en").text
    assert "Asked today 07:15 to weigh again. Without an answer it becomes an alert today 11:10." in english


@pytest.mark.decision("N16")
def test_who_was_asked_and_is_on_the_screen_stands_in_the_audit(clinic: Clinic) -> None:
    asks(clinic)
    shown(clinic, "/worklist")
    assert clinic.rows_of("audit", what="worklist_seen")[-1]["patients"] == [clinic.town.patient]


def test_what_waits_by_a_rule_that_is_gone_is_shown_by_its_id(clinic: Clinic) -> None:
    asks(clinic, "a-rule-of-old")
    assert "a-rule-of-old Ombads i dag 07:15" in shown(clinic, "/").text


def test_who_answers_or_is_raised_no_longer_waits(clinic: Clinic) -> None:
    clinic.is_so(GAIN, EpisodeState.RAISED)
    assert "Väntar på patientens svar" not in shown(clinic, "/").text


def test_what_is_held_back_stands_small_on_the_card_with_what_stands_before_it(clinic: Clinic) -> None:
    clinic.gains()
    clinic.is_so(DRIFT, EpisodeState.INHIBITED)
    row = shown(clinic, "/").row("Oskar Lindqvist")
    assert "Vikten glider uppåt. Döljs av: Snabb viktuppgång" in row
    page = shown(clinic, f"/patients/{clinic.town.patient}", "en")
    assert "Weight drifting up since today 07:15 · Hidden behind: Rapid weight gain" in page.text
    assert {rule for _, rule in page.alerts} == {GAIN}


def test_good_news_is_a_quiet_line_on_the_patients_page_and_never_on_the_list(clinic: Clinic) -> None:
    clinic.is_so("stable-again", EpisodeState.RAISED, Severity.INFO)
    page = shown(clinic, f"/patients/{clinic.town.patient}")
    assert "Bra att veta Stabil igen sedan i dag 07:15 · Vikten har ökat" in page.text
    assert page.alerts == []
    assert "Stabil igen" not in shown(clinic, "/").text


def test_what_is_for_technicians_stands_beside_the_hub_and_names_nobody(clinic: Clinic) -> None:
    clinic.is_so("hub-offline", EpisodeState.RAISED, Severity.TECHNICAL)
    assert "Hubben hörs inte" in shown(clinic, "/hubs").row("kitchen")
    assert "Oskar" not in shown(clinic, "/hubs").text
    for path in ("/", f"/patients/{clinic.town.patient}"):
        assert "Hubben hörs inte" not in shown(clinic, path).text


def test_what_nobody_is_raised_before_says_only_that_something_is() -> None:
    (alone,) = quiet.hidden([one(DRIFT, EpisodeState.INHIBITED)], shipped_rules())
    assert alone.by == []
    both = [one(DRIFT, EpisodeState.INHIBITED), one(GAIN, EpisodeState.RAISED), one("worried", EpisodeState.RAISED)]
    assert [each.by for each in quiet.hidden(both, shipped_rules())] == [[GAIN]]


def test_a_rule_that_nurses_do_not_see_says_nothing_here_either() -> None:
    shipped = shipped_rules()
    watched = replace(shipped.rules[DRIFT], status=Status.SHADOW)
    rules = replace(shipped, rules={**shipped.rules, DRIFT: watched})
    assert quiet.hidden([one(DRIFT, EpisodeState.INHIBITED)], rules) == []
    assert quiet.hidden([one("gone", EpisodeState.INHIBITED)], shipped) == []
    assert quiet.told([one(DRIFT, EpisodeState.RAISED, Severity.INFO)], Severity.INFO, rules) == []


def test_two_people_of_one_home_are_one_line_beside_the_hub() -> None:
    same = [one("hub-offline", EpisodeState.RAISED, Severity.TECHNICAL, days_ago) for days_ago in (1, 3)]
    (line,) = quiet.told(same, Severity.TECHNICAL, shipped_rules())
    assert line.measured_at == AT - timedelta(days=3)


def test_what_a_rule_drops_without_an_answer_is_said_to_be_dropped() -> None:
    shipped = shipped_rules()
    gain = shipped.rules[GAIN]
    assert gain.confirm is not None
    drops = replace(gain, confirm=replace(gain.confirm, raises_unanswered=False))
    waits = one(GAIN, EpisodeState.ASKING)
    assert quiet.asked(waits, replace(shipped, rules={GAIN: drops}), "sv").raises is False
    assert quiet.asked(waits, shipped, "sv").raises is True
    assert quiet.asked(waits, None, "en").raises is True
