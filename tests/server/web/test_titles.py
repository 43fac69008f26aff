from __future__ import annotations

from shipped_rules import GAIN, shipped_rules

from server.alerts.aftermath import READING_MOVED
from server.web.titles import seen_rule, title_of


def test_a_rule_is_called_as_its_file_calls_it_and_one_that_is_gone_by_its_id() -> None:
    assert title_of(GAIN, shipped_rules(), "sv") == "Snabb viktuppgång"
    assert title_of(GAIN, shipped_rules(), "en") == "Rapid weight gain"
    assert title_of("gone", shipped_rules(), "sv") == "gone"
    assert title_of(READING_MOVED, shipped_rules(), "en") == "The reading was somebody else's"


def test_a_rule_in_shadow_has_a_title_and_is_not_seen() -> None:
    assert title_of("weight-trend", shipped_rules(), "sv") == "Stigande viktkurva"
    assert seen_rule("weight-trend", shipped_rules()) is None
    assert seen_rule(GAIN, shipped_rules()) is shipped_rules().rules[GAIN]


def test_of_somebody_with_another_disease_no_title_says_that_it_is_the_heart_for_certain() -> None:
    rule = "decompensation-score"
    assert title_of(rule, shipped_rules(), "sv").endswith("försämrad hjärtsvikt")
    said = [title_of(rule, shipped_rules(), language, has_other_disease=True) for language in ("sv", "en")]
    assert [each.rpartition(", ")[2] for each in said] == ["eller på den andra sjukdomen", "or of the other disease"]
    assert title_of(GAIN, shipped_rules(), "sv", has_other_disease=True) == "Snabb viktuppgång"
