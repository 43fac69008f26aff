from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rule_pieces import GAIN, PATH, edited, live_folder, pieces, with_status
from source import ROOT

from server.adapters.rule_folder import read_files, shipped_release
from server.rules.activation.release import RELEASE, is_listed, read_release, release_list
from server.rules.language.order import SEEN
from server.rules.language.reading import read_folder

SHIPPED = Path(ROOT) / "alert_rules"


def of_release() -> dict[str, bytes]:
    files = live_folder()
    logic = pieces(files)[GAIN].logic
    approved = f"approved: {{by: {RELEASE}, for: evaluation, logic: {logic}}}\n"
    return {**files, PATH: files[PATH] + approved.encode()}


def listed(files: dict[str, bytes]) -> frozenset[tuple[str, str, str]]:
    reading = read_folder(files, date.min)
    assert reading.proposed is not None
    return read_release(release_list(reading.proposed, files))


def test_the_release_stands_behind_shared_files_and_behind_what_it_approved() -> None:
    assert is_listed(pieces(of_release())[GAIN], listed(of_release()))
    assert is_listed(pieces(of_release())["signals.yaml"], listed(of_release()))
    assert not is_listed(pieces(live_folder())[GAIN], listed(live_folder()))


def test_it_stands_behind_no_other_logic_and_no_other_use() -> None:
    files = of_release()
    changed = edited(files, PATH, "value: 2 kg", "value: 2.5 kg")
    assert not is_listed(pieces(changed)[GAIN], listed(files))
    assert GAIN not in {name for _, _, name in listed(changed)}
    assert not is_listed(pieces(with_status(files, PATH, "pilot"))[GAIN], listed(files))


def test_an_approval_by_a_name_in_a_file_is_not_the_releases() -> None:
    files = of_release()
    assert not is_listed(pieces(files)[GAIN], listed(edited(files, PATH, RELEASE, "anna berg")))


@pytest.mark.decision("E2")
def test_every_shipped_rule_that_nurses_see_is_listed_as_it_is_and_nothing_else() -> None:
    files = read_files(SHIPPED)
    found = {each for each in pieces(dict(files)).values() if each.needs_approval}
    assert {(each.logic, each.use.value, each.name) for each in found} == read_release(shipped_release())
    rules = read_folder(files, date.min).proposed
    assert rules is not None
    seen = [rule for rule in rules.rules.values() if rule.status in SEEN]
    assert seen
    assert {rule.approved.by if rule.approved else () for rule in seen} == {(RELEASE,)}


def test_a_line_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        read_release("552053d3cbc1c883 live")
