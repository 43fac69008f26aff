from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from log_making import rules

from server.alerts.outcome import OutcomeCause
from server.alerts.shadow_report import VERDICTS, Raise, Verdict, shadow_report
from server.rules.transition import Severity
from vitals.identity import PatientId

UNTIL = datetime(2026, 3, 29, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=28)
ANNA, BO = PatientId("anna"), PatientId("bo")
TREND, GAIN, PILOT, OFFLINE = "weight-trend", "weight-gain-2kg-3-days", "irregular-pulse", "hub-offline"
RULES = rules(TREND, GAIN, PILOT, OFFLINE, "weight-gain-overnight").rules
FOLLOWED = {ANNA: SINCE - timedelta(days=100), BO: UNTIL - timedelta(days=7)}


def raised(
    rule: str,
    who: PatientId,
    day: float,
    cause: OutcomeCause | None = None,
    *,
    is_shown: bool | None = None,
    is_withdrawn: bool = False,
) -> Raise:
    return Raise(
        episode=f"{who}.{rule}.{day}",
        patient=who,
        rule=rule,
        severity=RULES[rule].severity,
        at=SINCE + timedelta(days=day),
        is_shown=rule in {GAIN, OFFLINE} if is_shown is None else is_shown,
        is_withdrawn=is_withdrawn,
        cause=cause,
    )


def test_a_shadow_stands_beside_the_nearest_alert_that_nurses_saw_of_the_same_patient() -> None:
    report = shadow_report(
        [
            raised(TREND, ANNA, 10),
            raised(GAIN, ANNA, 12, cause=OutcomeCause.HEART_FAILURE),
            raised(TREND, ANNA, 20),
            raised(GAIN, ANNA, 17, cause=OutcomeCause.TECHNIQUE),
            raised(TREND, BO, 26),
            raised(GAIN, ANNA, 26),
            raised(OFFLINE, BO, 26),
        ],
        RULES,
        FOLLOWED,
        SINCE,
        UNTIL,
    )
    line = next(each for each in report.shadows if each.rule == TREND)
    assert (line.raised, line.by_patient, line.alone) == (3, {ANNA: 2, BO: 1}, 1)
    assert (line.earlier_days, line.later_days) == ((2.0,), (3.0,))
    assert line.beside == {Verdict.TRUE: 1, Verdict.FALSE: 1}
    assert (report.patients, report.patient_days) == (2, 35.0), "Bo was followed for a week of it"
    assert line.per_100_a_day == pytest.approx(100 * 3 / 35)
    live = {each.rule: each for each in report.live}
    assert {*live} == {GAIN, OFFLINE}, "a technical alert is told, but says nothing of the patient beside a shadow"
    assert live[GAIN].verdicts == {Verdict.TRUE: 1, Verdict.FALSE: 1, Verdict.OPEN: 1}


def test_only_the_days_asked_for_count_but_an_alert_just_outside_them_is_beside() -> None:
    report = shadow_report(
        [raised(TREND, ANNA, 1), raised(GAIN, ANNA, -2), raised(TREND, ANNA, -1), raised(TREND, ANNA, 29)],
        RULES,
        FOLLOWED,
        SINCE,
        UNTIL,
    )
    line = next(each for each in report.shadows if each.rule == TREND)
    assert (line.raised, line.later_days, report.live) == (1, (3.0,), ())


def test_what_was_withdrawn_counts_apart_and_is_beside_nothing() -> None:
    report = shadow_report(
        [raised(TREND, ANNA, 5), raised(TREND, ANNA, 6, is_withdrawn=True), raised(GAIN, ANNA, 5, is_withdrawn=True)],
        RULES,
        FOLLOWED,
        SINCE,
        UNTIL,
    )
    line = next(each for each in report.shadows if each.rule == TREND)
    assert (line.raised, line.withdrawn, line.alone) == (1, 1, 1)


def test_a_rule_that_is_tried_out_tells_how_many_were_shown_and_is_not_beside_itself() -> None:
    report = shadow_report(
        [raised(PILOT, ANNA, 5, is_shown=True), raised(PILOT, ANNA, 6, is_shown=False)], RULES, FOLLOWED, SINCE, UNTIL
    )
    line = next(each for each in report.shadows if each.rule == PILOT)
    assert (line.raised, line.shown, line.alone) == (2, 1, 2)
    assert next(each.rule for each in report.shadows) == PILOT, "the worst first"
    assert line.severity is Severity.MEDIUM


def test_every_cause_has_its_verdict() -> None:
    assert {*VERDICTS} == {*OutcomeCause}


def test_nobody_followed_is_no_rate() -> None:
    report = shadow_report([], RULES, {}, SINCE, UNTIL)
    assert {line.per_100_a_day for line in report.shadows} == {0.0}
