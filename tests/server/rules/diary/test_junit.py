"""Machines read of a failure what people see drawn."""

from __future__ import annotations

from tiny_diaries import verdict

from server.rules.diary.junit import junit, suite_of

WRONG = """2026-03-04 07:00  weight 80.0 kg
    2026-03-05 07:00  weight 82.0 kg   -> asks patient
    2026-03-05 07:45  weight 82.0 kg   -> raised high
    2026-03-06 07:00  weight 81.0 kg"""


def test_machines_read_the_same_as_people() -> None:
    good, wrong = verdict("2026-03-01 07:00  weight 80.0 kg"), verdict(WRONG)
    worded = verdict("2026-03-01 07:00  weight 80.0 kg", "{2026-03-01 07:00: {en: 2 < 3}}")
    missing = verdict("2026-03-01 07:00  weight 80.0 kg -> cleared")
    early = verdict("2026-03-05 07:00  weight 82.0 kg")
    made = junit([suite_of("tiny", [good, wrong, worded, missing, early]), suite_of("untried", [])])
    assert made.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="nara rules test" tests="5" failures="4">'
    )
    assert '<testcase classname="tiny" name="case 1"/>' in made
    assert '<failure message="expected raised high, happened raised medium">' in made
    assert '<failure message="the text is otherwise">' in made
    assert "2 &lt; 3" in made
    assert '<failure message="expected cleared, happened nothing">' in made
    assert '<failure message="expected nothing, happened asks patient">' in made


def test_a_rule_without_diaries_is_no_suite() -> None:
    assert "untried" not in junit([suite_of("untried", [])])
