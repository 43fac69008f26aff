"""Budgets in files, held against what is kept beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from rule_folder import GAIN, read, said, small_folder, spoilt

from server.rules.language.burden import BURDEN, Burden, BurdenError, Cost, logic_of_cost, logic_of_costs, read_burden
from server.rules.language.logic import logic_of_all
from server.rules.language.rule_set import RuleSet

WORRIED = "symptoms/worried.yaml"
WORTH = "burden_budget: 2 episodes per patient-year\n"


def folder(budget: str = "0,3") -> dict[str, bytes]:
    """Give the small folder, with a budget for all rules together."""
    files = dict(spoilt(WORRIED, ("0,3 episodes", f"{budget} episodes")))
    return {**files, "severities.yaml": files["severities.yaml"] + WORTH.encode()}


def rules(files: Mapping[str, bytes]) -> RuleSet:
    found = read(files).rule_set
    assert found is not None
    return found


def kept(of: RuleSet, worried: float = 0.2, everything: float = 1.9) -> dict[str, bytes]:
    """Keep what a log said of rules."""
    burden = Burden(
        log="a-log",
        patients=10,
        patient_years=9.5,
        folder=Cost(logic_of_costs(of), everything, 1.0, 2.5),
        rules={"worried": Cost(logic_of_cost("worried", of), worried, 0.1, 0.4)},
    )
    return {BURDEN: burden.to_bytes()}


@pytest.mark.decision("E5")
def test_a_budget_that_holds_is_silent_and_one_that_is_broken_is_a_mistake_at_its_very_words() -> None:
    files = folder()
    assert read({**files, **kept(rules(files))}).findings == ()
    assert read({**files, **kept(rules(files), worried=0.3)}).findings == (), "as much as the budget is not too much"
    found = read({**files, **kept(rules(files), worried=0.31, everything=2.01)})
    assert found.rule_set is found.proposed is None, "the server loads no folder that the checker refuses"
    last = files["severities.yaml"].count(b"\n")
    whole = "E607 the folder costs 2.01 (1.00–2.50) unexplained episodes per patient-year on a-log, the budget is 2"
    own = "E607 the rule costs 0.31 (0.10–0.40) unexplained episodes per patient-year on a-log, the budget is 0.3"
    assert said(found) == [f"severities.yaml:{last}:16 {whole}", f"{WORRIED}:10:16 {own}"]
    lengths = [len("2 episodes per patient-year"), len("0,3 episodes per patient-year")]
    assert [each.length for each in found.findings] == lengths


@pytest.mark.decision("E5")
def test_a_result_of_other_logic_is_ignored_and_said() -> None:
    files = folder()
    stale = kept(rules(files), worried=9.0, everything=9.0)
    other = {**files, WORRIED: files[WORRIED].replace(b"within: 1 hour", b"within: 2 hours")}
    found = read({**other, **stale})
    assert [each.code for each in found.findings] == ["W702", "W702"]
    assert found.rule_set is not None
    assert "nobody knows whether the budget holds" in found.findings[0].message("en")


def test_words_a_version_and_the_budget_itself_change_no_result() -> None:
    files = folder()
    result = kept(rules(files), worried=0.25)
    tighter = {**files, WORRIED: files[WORRIED].replace(b"0,3", b"0.2").replace(b"version: 1.0", b"version: 1.1")}
    assert [each.code for each in read({**tighter, **result}).findings] == ["E607"]
    assert logic_of_all(rules(files)) == logic_of_all(rules(tighter))


def test_a_result_rests_on_what_the_rule_reads_on_who_asks_and_on_how_numbers_are_made() -> None:
    before = rules(folder())
    gain = before.rules["weight-gain-2kg-3-days"]
    known = {name: logic_of_cost(name, before) for name in before.rules}
    assert gain.confirm is not None, "it asks, and so changes the day's value of everybody's rules"
    stricter = replace(
        gain, severity=before.rules["worried"].severity, lasts=before.rules["worried"].lasts, clear_when=None
    )
    after = replace(before, rules={**before.rules, gain.name: stricter})
    assert {name for name in known if logic_of_cost(name, after) == known[name]} == set()
    other = replace(before, signals=replace(before.signals, groups=frozenset({"somebody"})))
    assert {name for name in known if logic_of_cost(name, other) == known[name]} == set()
    seen = {**before.rules, "worried": replace(before.rules["worried"], title={"sv": "Ja", "en": "Yes"})}
    assert {name: logic_of_cost(name, replace(before, rules=seen)) for name in known} == known


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"log": 1}', b"\xff", b"[" * 9_000])
def test_a_file_that_is_something_else_is_told_and_ignored(content: bytes) -> None:
    found = read({**folder(), BURDEN: content})
    assert said(found) == [f"{BURDEN}:1:1 W703 {BURDEN} cannot be read, so no budget is tried"]
    assert found.rule_set is not None
    with pytest.raises(BurdenError):
        read_burden(content)


def test_what_is_kept_is_read_as_it_was() -> None:
    content = kept(rules(folder()))[BURDEN]
    assert read_burden(content).to_bytes() == content


def test_with_another_mistake_the_budget_waits() -> None:
    files = folder()
    broken = {**files, GAIN: files[GAIN].replace(b"rises_by", b"rises_bi"), **kept(rules(files), worried=9.0)}
    assert "E607" not in {each.code for each in read(broken).findings}


def test_a_budget_that_cannot_be_read_is_told_in_both_places() -> None:
    files = dict(small_folder())
    files["severities.yaml"] += b"burden_budget: two\n"
    assert [each.code for each in read(files).findings] == ["E208"]
