from __future__ import annotations

from dataclasses import replace

from shipped_rules import few_shipped_rules, shipped_rules
from small_server import SmallServer, at, close
from sqlalchemy import Engine

from server.adapters.store.shadow_reading import raises
from server.alerts.outcome import OutcomeCause
from server.rules.language.rule_set import RuleSet

GAIN, OVERNIGHT = "weight-gain-2kg-3-days", "weight-gain-overnight"


def with_a_shadow() -> RuleSet:
    """Give a few rules that ship, and the gain overnight, which is in shadow."""
    few = few_shipped_rules()
    return replace(few, rules={**few.rules, OVERNIGHT: shipped_rules().rules[OVERNIGHT]})


def gains_slowly(server: SmallServer) -> None:
    """Let Anna gain 1.6 kg overnight, which only the shadow minds, and more the day after."""
    server.takes(server.home.weighs(80.0, at(0)))
    server.takes(server.home.weighs(81.6, at(1)))
    server.takes(server.home.weighs(83.0, at(2)))


def test_what_was_raised_is_read_with_whether_nurses_saw_it_and_how_they_closed_it(engine: Engine) -> None:
    server = SmallServer(engine, with_a_shadow())
    gains_slowly(server)
    found = raises(engine, at(0), at(9))
    assert [(each.rule, each.patient, each.at, each.is_shown, each.cause) for each in found] == [
        (OVERNIGHT, server.anna, at(1), False, None),
        (GAIN, server.anna, at(2), True, None),
    ]
    server.takes(deeds=[close(1, 1)])
    assert [each.cause for each in raises(engine, at(0), at(9))] == [None, OutcomeCause.HEART_FAILURE]
    assert [each.rule for each in raises(engine, at(1, "12:00"), at(9))] == [GAIN]
    assert raises(engine, at(3), at(9)) == []
