"""What was said of a patient reaches the rules: a second later, after a restart, and when its time comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from knowing import grouping, plan, setting, weight
from small_server import SmallServer, at
from sqlalchemy import Engine

from server.adapters.store.known_registry import keep_known
from server.patients.known import AgreedWhat, Known, Tell

GAIN = "weight-gain-2kg-3-days"


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    return SmallServer(engine)


def tells(server: SmallServer, *said: Known) -> None:
    """Say something at a screen, and let a second pass."""
    mine = tuple(replace(each, patient=server.anna) for each in said)
    server.takes(tells=[Tell(patient=server.anna, who="eva", said=mine, what="known", detail="-")])
    server.now += timedelta(seconds=1)
    server.takes()


def gains(server: SmallServer, kilograms: float) -> list[str]:
    """Weigh 80 kg on Monday and so much more on Wednesday; gives the states of the gain."""
    server.takes(server.home.weighs(80.0, at(0)))
    server.takes(server.home.weighs(80.0 + kilograms, at(2)))
    return [state for rule, state in server.rows("transition", "rule", "to_state") if rule == GAIN]


@pytest.mark.parametrize("is_restarted", [False, True])
def test_a_patients_own_limit_holds_from_when_it_was_set(server: SmallServer, is_restarted: bool) -> None:
    tells(server, setting(f"{GAIN}.gain", 3_000, at(-1)))
    if is_restarted:
        server.restarts()
    assert gains(server, 2.5) == []


def test_a_limit_that_is_set_afterwards_ends_what_it_would_not_have_raised(server: SmallServer) -> None:
    assert gains(server, 2.5) == ["raised"]
    tells(server, setting(f"{GAIN}.gain", 3_000, at(-1)))
    assert server.rows("episode", "state") == ["withdrawn"]
    assert server.rows("alert", "state", "condition") == [("open", "withdrawn")], "no card goes unseen"


def test_what_a_command_has_written_is_told_when_the_register_has_changed(server: SmallServer) -> None:
    said = replace(grouping("dialysis", at(-1)), patient=server.anna)
    keep_known(server.registry, [said], "grouped", "dialysis")
    server.takes(is_register_changed=True)
    assert gains(server, 2.5) == []


def test_a_plan_that_begins_later_holds_from_its_hour_on(server: SmallServer) -> None:
    tells(server, plan("5", at(3)))
    engine = server.pipeline._judgement._engine
    assert engine._charts[server.anna].weekdays == frozenset(range(7))
    server.now = at(3, "08:00")
    server.takes()
    assert engine._charts[server.anna].weekdays == frozenset({5})


def test_the_first_weight_is_the_reference_until_another_is_agreed(server: SmallServer) -> None:
    server.takes(server.home.weighs(81.0, at(0)))
    server.takes()
    agreed = server.pipeline._judgement._engine._charts[server.anna].agreed["reference_weight"]
    assert agreed == [(int(at(0).timestamp()), 81_000)]
    tells(server, weight(AgreedWhat.REFERENCE, 79_000, at(1)))
    assert [value for _, value in agreed] == [81_000, 79_000]
