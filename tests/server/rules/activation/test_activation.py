from __future__ import annotations

import json

from engine_story import PATIENT
from pages import AT
from rule_making import rule_set
from ward_of_rules import DIARY, NOON, Ward, heavy

from server.rules.activation.activation import ActivationRequest, activation, effect_json, runs_already
from server.rules.activation.effect import effect_of
from server.rules.language.logic import logic_of_all

FILES = {"a.yaml": b"rule: a", "signals.yaml": b"measures: {}"}
REQUEST = ActivationRequest(
    files=FILES, who="eva", asked_at=AT, instead_of=None, is_accepted=True, pilots={"a": frozenset({"rosen"})}
)


def test_what_came_to_run_is_written_with_what_was_shown_and_who_let_it() -> None:
    ward = Ward(DIARY, NOON, heavy(82_000))
    after = (heavy(83_000),)
    effect = effect_of(ward.change(*after), ward.before, ward.ruling(after, {}), 100)
    made = activation(REQUEST, rule_set(*after), effect, AT)
    assert (made.files, made.pilots, made.who, made.at) == (FILES, REQUEST.pilots, "eva", AT)
    assert made.rules_hash == logic_of_all(rule_set(*after))
    shown = json.loads(json.dumps(made.effect))
    assert shown == effect_json(effect)
    assert (shown["cleared"], shown["raised"], shown["patients"]) == (1, 0, 100)
    assert shown["rules"] == [
        {"rule": "heavy", "severity": "medium", "raised": [], "asked": [], "cleared": [PATIENT], "kept": []}
    ]


def test_only_the_same_bytes_in_the_same_units_run_already() -> None:
    ward = Ward(DIARY, NOON, heavy(82_000))
    running = activation(REQUEST, rule_set(), effect_of(ward.change(), ward.before, ward.before, 1), AT)
    assert runs_already({**FILES}, REQUEST.pilots, running)
    assert not runs_already({**FILES, "a.yaml": b"rule: a "}, REQUEST.pilots, running)
    assert not runs_already(FILES, {}, running)
    assert not runs_already(FILES, REQUEST.pilots, None)
