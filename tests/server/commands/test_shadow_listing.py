from __future__ import annotations

from server.alerts.outcome import OutcomeCause
from server.alerts.shadow_report import shadow_report
from server.commands.shadow_listing import report_lines, report_values
from tests.server.alerts.test_shadow_report import ANNA, BO, FOLLOWED, GAIN, RULES, SINCE, TREND, UNTIL, raised
from vitals.identity import PatientId

REPORT = shadow_report(
    [
        raised(TREND, ANNA, 10),
        raised(TREND, BO, 26),
        raised(TREND, BO, 27, is_withdrawn=True),
        raised(GAIN, ANNA, 12, OutcomeCause.TECHNIQUE),
    ],
    RULES,
    FOLLOWED,
    SINCE,
    UNTIL,
)


def test_a_shadow_is_told_with_its_patients_and_what_stood_beside() -> None:
    lines = [*report_lines(REPORT, None, "en")]
    assert lines[0] == "2026-03-01 to 2026-03-29 (UTC): 2 patients, 35 patient-days."
    row = next(place for place, line in enumerate(lines) if line.startswith(TREND))
    assert lines[row].split() == [TREND, "shadow", "low", "2", "2", "5.71", "1", "1", "(2.0", "d)", "0", "0"]
    assert lines[row + 1 : row + 4] == [
        "    1 withdrawn: the values were not the patient's",
        "    the alerts beside: false 1",
        "    anna 1, bo 1",
    ]
    live = next(line for line in lines if line.startswith(GAIN))
    assert live.split() == [GAIN, "live", "low", "1", "1", "2.86", "0", "0", "1", "0"]


def test_one_rule_alone_and_nothing_at_all() -> None:
    lines = [*report_lines(REPORT, TREND, "sv")]
    assert not any(line.startswith("weight-gain-overnight") for line in lines)
    empty = shadow_report([], {GAIN: RULES[GAIN]}, FOLLOWED, SINCE, UNTIL)
    said = [*report_lines(empty, None, "sv")]
    assert "Ingen regel är i skugga eller på prov." in said
    assert "Ingen regel i drift har utlöst något." in said


def test_many_patients_are_not_all_listed() -> None:
    crowd = [raised(TREND, PatientId(f"p{number}"), 3) for number in range(12)]
    report = shadow_report(crowd, RULES, FOLLOWED, SINCE, UNTIL)
    assert any(line.endswith("… and 2 more") for line in report_lines(report, None, "en"))


def test_values_are_plain() -> None:
    line = report_values(REPORT, TREND)["shadows"][0]
    assert (line["rule"], line["earlier_days"], line["alone"], line["by_patient"]) == (
        TREND,
        [2.0],
        1,
        {"anna": 1, "bo": 1},
    )
    assert report_values(REPORT, None)["live"][0]["closed"] == {"true": 0, "expected": 0, "false": 1, "open": 0}
