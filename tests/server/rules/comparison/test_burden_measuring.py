from __future__ import annotations

from dataclasses import replace

import pytest
from log_making import LogMaking

from server.rules.backtest.score import score
from server.rules.backtest.trial import Clock, episodes
from server.rules.comparison.burden_measuring import burden_of, not_yet_seen
from server.rules.language.burden import logic_of_cost, logic_of_costs
from tests.server.rules.comparison.test_variants import GAIN, everything

TREND = "weight-trend"
GAINS = [80.0, 80.2, 79.9] * 6 + [81.0, 82.4, 82.6, 82.5]


@pytest.mark.decision("E5")
def test_a_folder_costs_what_is_scored_and_a_rule_what_it_raises_a_shadow_too_if_it_has_a_budget() -> None:
    rules = everything()
    budgeted = replace(rules.rules[TREND], burden_per_1000_patient_years=500)
    rules = replace(rules, rules={**rules.rules, TREND: budgeted})
    made = LogMaking().patient("anna").mornings("2026-03-02", GAINS).material(rules)
    found = episodes(made, rules, Clock.AS_MEASURED, explain=False)
    assert TREND not in {each.rule for each in found}
    alone = {name: episodes(made, by, Clock.AS_MEASURED, explain=False) for name, by in not_yet_seen(rules)}
    assert {*alone} == {TREND}, "a shadow without a budget costs no time"
    burden = burden_of(found, alone, rules, made.watched, "a log")
    expected = score(found, made.watched).burden.unexplained_per_year
    assert burden.folder.value == pytest.approx(expected.value)
    assert burden.folder.logic == logic_of_costs(rules)
    own = score([each for each in found if each.rule == GAIN], made.watched, lambda _each: True)
    assert burden.rules[GAIN].value == pytest.approx(own.burden.unexplained_per_year.value)
    assert burden.rules[TREND].value > 0
    assert burden.rules[TREND].logic == logic_of_cost(TREND, rules)
    assert "weight-gain-overnight" not in burden.rules
