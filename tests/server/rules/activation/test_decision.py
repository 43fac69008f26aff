"""All or nothing, and never nothing: what of a folder runs."""

from __future__ import annotations

from datetime import date

import pytest
from rule_pieces import BO, CURVE, EVA, GAIN, PATH, both, decided, edited, given, live_folder, pieces, with_status

from server.rules.activation.approval import Given, Part
from server.rules.activation.decision import Light, Lot, NothingRunsError, decide
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.reading import read_folder

BEFORE = live_folder()
CHANGED = edited(BEFORE, PATH, "value: 2 kg", "value: 2.5 kg")
CURVE_PATH = f"weight/{CURVE}.yaml"


def gain_of(files: dict[str, bytes], *approvals: Given) -> Quantity:
    found = decided(files, BEFORE, *approvals)
    return found.rule_set.rules[GAIN].settings["gain"].value


def test_a_folder_as_it_ran_runs_on_to_the_letter() -> None:
    found = decided(BEFORE, BEFORE)
    assert (found.light, found.files) == (Light.GREEN, BEFORE)
    assert {each.lot for each in found.verdicts} == {Lot.RUNS}


def test_words_and_comments_come_to_run_without_anybodys_approval() -> None:
    worded = edited(BEFORE, PATH, "purpose: Catch", "purpose: Find")
    found = decided(worded, BEFORE, release=frozenset())
    assert (found.light, found.files[PATH]) == (Light.GREEN, worded[PATH])


@pytest.mark.decision("E2")
def test_other_logic_without_approval_keeps_the_last_approved_at_work() -> None:
    found = decided(CHANGED, BEFORE)
    assert (found.light, found.files) == (Light.AMBER, BEFORE)
    assert found.named(Lot.KEPT) == (GAIN,)
    (verdict,) = (each for each in found.verdicts if each.lot is Lot.KEPT)
    assert verdict.lacks == (Part.CLINICAL, Part.SAFETY)


@pytest.mark.decision("E2")
def test_two_people_bring_it_to_work_and_one_does_not() -> None:
    clinical, safety = both(pieces(CHANGED)[GAIN])
    two, more = Quantity(2_000, Unit.KG), Quantity(2_500, Unit.KG)
    assert gain_of(CHANGED) == two
    assert gain_of(CHANGED, clinical) == two
    assert gain_of(CHANGED, clinical, given(pieces(CHANGED)[GAIN], EVA, Part.SAFETY)) == two
    assert gain_of(CHANGED, clinical, safety) == more


def test_an_approval_of_what_ran_is_none_of_what_is_new() -> None:
    assert gain_of(CHANGED, *both(pieces(BEFORE)[GAIN])) == Quantity(2_000, Unit.KG)


def test_a_broken_folder_changes_nothing_at_all() -> None:
    broken = {**CHANGED, CURVE_PATH: b"rule: weight-curve\nsetings: {}\n"}
    found = decided(broken, BEFORE, *both(pieces(CHANGED)[GAIN]))
    assert (found.light, found.files) == (Light.BROKEN, BEFORE)
    assert "E100" in {each.code for each in found.findings}


def test_a_new_rule_waits_and_the_others_run() -> None:
    new = with_status(BEFORE, CURVE_PATH, "live")
    drawer = "\npurpose: a\nowner: b\nreview_by: 2030-01-01\nevidence: [{ref: a, says: b}]\nknown_false_alerts: [c]\n"
    new[CURVE_PATH] += drawer.encode() + b"risk: {hazard: H-01, harm: minor, onset: delayed}\n"
    before = {path: text for path, text in BEFORE.items() if path != CURVE_PATH}
    found = decided(new, before)
    assert (found.light, found.files) == (Light.AMBER, before)
    assert found.named(Lot.WAITS) == (CURVE,)
    assert CURVE in decided(new, before, *both(pieces(new)[CURVE])).rule_set.rules


def test_from_shadow_to_live_is_for_two_people_to_say_though_the_logic_is_the_same() -> None:
    shadow = with_status(BEFORE, PATH, "shadow")
    found = decided(BEFORE, shadow, release=frozenset(_shared(shadow)))
    assert (found.light, found.named(Lot.KEPT)) == (Light.AMBER, (GAIN,))
    assert found.rule_set.rules[GAIN].status == "shadow"
    found = decided(BEFORE, shadow, *both(pieces(BEFORE)[GAIN]), release=frozenset(_shared(shadow)))
    assert (found.light, found.rule_set.rules[GAIN].status) == (Light.GREEN, "live")


def test_a_shadow_runs_as_soon_as_it_can_be_read() -> None:
    shadow = with_status(BEFORE, CURVE_PATH, "shadow")
    assert decided(shadow, BEFORE).rule_set.rules[CURVE].status == "shadow"


def test_what_all_rules_lean_on_is_approved_too() -> None:
    wider = edited(BEFORE, "signals.yaml", "allow: 4 kg", "allow: 40 kg")
    found = decided(wider, BEFORE)
    assert (found.light, found.files["signals.yaml"]) == (Light.AMBER, BEFORE["signals.yaml"])
    assert found.named(Lot.KEPT) == ("signals.yaml",)
    found = decided(wider, BEFORE, *both(pieces(wider)["signals.yaml"]))
    assert (found.light, found.files) == (Light.GREEN, wider)


def test_a_deleted_rule_is_retired_and_its_heir_is_named() -> None:
    profile = "profiles/frail-elderly.yaml"
    gone = {path: text for path, text in BEFORE.items() if path not in {PATH, profile}}
    gone = {path: text.replace(GAIN.encode(), CURVE.encode()) for path, text in gone.items()}
    retired = [each for each in decided(gone, BEFORE).verdicts if each.lot is Lot.RETIRED]
    assert [(each.name, each.replaced_by) for each in retired] == [(GAIN, ""), (profile, "")]
    gone[CURVE_PATH] += f"replaces: [{GAIN}]\n".encode()
    retired = [each for each in decided(gone, BEFORE).verdicts if each.lot is Lot.RETIRED]
    assert [(each.name, each.replaced_by) for each in retired] == [(GAIN, CURVE), (profile, "")]


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_a_rule_that_is_put_to_rest_is_retired(status: str) -> None:
    found = decided(with_status(BEFORE, PATH, status), BEFORE)
    assert found.named(Lot.RETIRED) == (GAIN,)
    assert GAIN not in found.named(Lot.RUNS)


def test_approved_and_kept_texts_that_do_not_fit_each_other_change_nothing() -> None:
    signals = BEFORE["signals.yaml"].decode()
    assert "dialysis" in signals
    ungrouped = {**BEFORE, "signals.yaml": signals.replace("dialysis", "ascites").encode()}
    ungrouped = edited(ungrouped, PATH, "except: [dialysis]", "except: [ascites]")
    found = decided(ungrouped, BEFORE, *both(pieces(ungrouped)["signals.yaml"]))
    assert (found.light, found.files) == (Light.BROKEN, BEFORE)
    assert found.named(Lot.KEPT) == (GAIN,)
    assert "E407" in {each.code for each in found.findings}
    approvals = [*both(pieces(ungrouped)["signals.yaml"]), *both(pieces(ungrouped)[GAIN])]
    assert decided(ungrouped, BEFORE, *approvals).light is Light.GREEN


def test_a_review_that_is_due_stops_nothing_and_is_seen() -> None:
    found = decided(BEFORE, BEFORE, today=date(2031, 1, 1))
    assert (found.light, found.files) == (Light.AMBER, BEFORE)
    assert "E604" in {each.code for each in found.findings}


@pytest.mark.decision("E2")
def test_only_the_release_stands_behind_it_until_two_local_people_do() -> None:
    assert GAIN in decided(BEFORE, BEFORE).on_release
    assert "signals.yaml" in decided(BEFORE, BEFORE).on_release
    assert GAIN not in decided(BEFORE, BEFORE, *both(pieces(BEFORE)[GAIN])).on_release
    assert GAIN in decided(BEFORE, BEFORE, both(pieces(BEFORE)[GAIN])[0]).on_release


def test_diaries_run_nothing_and_are_not_kept() -> None:
    with_diary = {**BEFORE, f"weight/{GAIN}.test.yaml": b"nonsense"}
    assert decided(with_diary, with_diary).files == BEFORE


def test_rules_that_ran_and_cannot_be_read_are_a_fault_of_the_program() -> None:
    with pytest.raises(NothingRunsError, match=r"a\.yaml: "):
        decide(BEFORE, read_folder(BEFORE, date.min), [], frozenset(), {"a.yaml": b"rule: a"})


def _shared(files: dict[str, bytes]) -> set[tuple[str, str, str]]:
    return {(each.logic, each.use.value, each.name) for each in pieces(files).values() if each.needs_approval}


def test_a_name_of_nobody_in_the_file_approves_nothing() -> None:
    approved = f"approved: {{by: [{EVA}, {BO}], for: all, logic: {pieces(CHANGED)[GAIN].logic}}}\n"
    signed = {**CHANGED, PATH: CHANGED[PATH] + approved.encode()}
    assert decided(signed, BEFORE).named(Lot.KEPT) == (GAIN,)
