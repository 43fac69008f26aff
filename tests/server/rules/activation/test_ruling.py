from __future__ import annotations

from dataclasses import replace

from rule_making import kg, rule, rule_set, weight

from server.rules.activation.ruling import Ruling, changed_rules
from server.rules.language.condition import Comparison, Happened, Limit, OtherAlert
from server.rules.language.rule import Rule, Status

AWAY = Happened(kinds=("travelling",), within=None)
HEAVY = rule("heavy", Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(82_000)))
AWAY_RULE = rule("away", AWAY)
READER = rule("reader", OtherAlert(rules=("heavy",), within_days=None))
LIGHTER = replace(HEAVY, raise_when=Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(81_000)))


def ruling(*rules: Rule, **pilots: set[str]) -> Ruling:
    return Ruling(rule_set=rule_set(*rules), pilots={name: frozenset(units) for name, units in pilots.items()})


def changed(before: Ruling, after: Ruling) -> set[str]:
    return {*changed_rules(before, after)}


def test_a_live_rule_is_shown_to_all_a_shadow_to_none_and_a_pilot_where_it_is_tried_out() -> None:
    pilot, shadow = replace(AWAY_RULE, status=Status.PILOT), replace(READER, status=Status.SHADOW)
    shown = ruling(HEAVY, pilot, shadow, away={"rosen"})
    units = ("rosen", "vik", None)
    assert [shown.shows("heavy", unit) for unit in units] == [True, True, True]
    assert [shown.shows("away", unit) for unit in units] == [True, False, False]
    assert [shown.shows("reader", unit) for unit in units] == [False, False, False]
    assert not shown.shows("gone", "rosen")


def test_words_change_no_rule() -> None:
    worded = replace(HEAVY, version="9.9", title={"sv": "Tung", "en": "Heavy"}, purpose="why")
    assert changed(ruling(HEAVY, AWAY_RULE), ruling(worded, AWAY_RULE)) == set()


def test_other_logic_changes_the_rule_and_those_that_read_it() -> None:
    assert changed(ruling(HEAVY, AWAY_RULE, READER), ruling(LIGHTER, AWAY_RULE, READER)) == {"heavy", "reader"}
    assert changed(ruling(HEAVY, READER), ruling(HEAVY, READER, AWAY_RULE)) == {"away"}


def test_who_read_a_rule_that_is_gone_is_judged_anew() -> None:
    quiet = replace(AWAY_RULE, quiet_while=("heavy",))
    assert changed(ruling(HEAVY, quiet), ruling(replace(AWAY_RULE, quiet_while=()))) == {"away"}
    assert changed(ruling(HEAVY, quiet), ruling(replace(HEAVY, status=Status.DRAFT), quiet)) == {"away"}


def test_other_measures_change_everything() -> None:
    wider = replace(weight(), plausible=(20_000, 300_000))
    after = Ruling(rule_set=rule_set(HEAVY, AWAY_RULE, measures={"weight": wider}))
    assert changed(ruling(HEAVY, AWAY_RULE), after) == {"heavy", "away"}


def test_who_sees_it_changes_it_and_drafts_are_nothing() -> None:
    pilot, draft = replace(HEAVY, status=Status.PILOT), replace(HEAVY, status=Status.DRAFT)
    assert changed(ruling(pilot), ruling(HEAVY)) == {"heavy"}
    assert changed(ruling(pilot, heavy={"rosen"}), ruling(pilot, heavy={"rosen", "vik"})) == {"heavy"}
    assert changed(ruling(HEAVY, heavy={"rosen"}), ruling(HEAVY, heavy={"vik"})) == set()
    assert changed(ruling(HEAVY), ruling(draft)) == set()
    assert changed(ruling(draft), ruling(HEAVY)) == {"heavy"}
