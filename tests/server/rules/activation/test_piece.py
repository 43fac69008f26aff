from __future__ import annotations

import pytest
from rule_folder import small_folder
from rule_pieces import CURVE, GAIN, PATH, edited, live_folder, pieces, with_status

from server.rules.activation.piece import digest_of, reaches
from server.rules.language.rule import Status


def test_every_rule_and_every_shared_file_is_a_piece_with_its_path() -> None:
    found = pieces(small_folder())
    assert found[GAIN].path == PATH
    assert {"signals.yaml", "severities.yaml", "symptoms.yaml", "profiles/frail-elderly.yaml"} <= found.keys()
    assert {each.path for each in found.values()} == {*small_folder()}


def test_only_what_nurses_see_and_what_all_rules_lean_on_needs_approval() -> None:
    found = pieces(live_folder())
    needs = {name for name, each in found.items() if each.needs_approval}
    shared = {"signals.yaml", "severities.yaml", "symptoms.yaml", "profiles/frail-elderly.yaml"}
    assert needs == {GAIN, *shared}


def test_words_change_no_piece_and_a_limit_changes_its_own_alone() -> None:
    before = pieces(live_folder())
    worded = pieces(edited(live_folder(), PATH, "purpose: Catch", "purpose: Find"))
    assert worded == before
    after = pieces(edited(live_folder(), PATH, "value: 2 kg", "value: 2.5 kg"))
    assert {name for name in before if after[name] != before[name]} == {GAIN}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("signals.yaml", "allow: 4 kg", "allow: 40 kg"),
        ("profiles/frail-elderly.yaml", "1.5 kg", "1 kg"),
    ],
)
def test_a_shared_file_that_decides_otherwise_is_another_piece(path: str, old: str, new: str) -> None:
    before, after = pieces(small_folder()), pieces(edited(small_folder(), path, old, new))
    assert {name for name in before if after[name] != before[name]} == {path}


@pytest.mark.parametrize("status", ["draft", "shadow", "retired"])
def test_what_nobody_sees_needs_nobody(status: str) -> None:
    assert not pieces(with_status(small_folder(), f"weight/{CURVE}.yaml", status))[CURVE].needs_approval


def test_what_may_be_live_may_be_tried_out_and_not_the_other_way() -> None:
    assert reaches(Status.LIVE, Status.PILOT)
    assert not reaches(Status.PILOT, Status.LIVE)
    assert not reaches(Status.LIVE, Status.SHADOW)
    live, pilot = pieces(live_folder())[GAIN], pieces(with_status(live_folder(), PATH, "pilot"))[GAIN]
    assert pilot.is_as(live)
    assert not live.is_as(pilot)


def test_two_folders_are_the_same_if_every_name_and_every_byte_is() -> None:
    files = {"a": b"1", "b": b"2"}
    others = [{"a": b"1"}, {"a": b"2", "b": b"1"}, {"a": b"1", "c": b"2"}, {"a": b"1\nb", "": b"2"}]
    assert digest_of(dict(reversed(files.items()))) == digest_of(files)
    assert len({digest_of(each) for each in [files, *others]}) == 1 + len(others)
