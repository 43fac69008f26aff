from __future__ import annotations

from pathlib import Path

import pytest
from leaving_log import FEW, few_rules
from small_server import at

from server.adapters.rule_folder import read_files
from server.adapters.store.log_reading import Run
from server.commands.words_at_work import rule_runs, words_at_work
from server.rules.activation.decision import read_stored

pytestmark = pytest.mark.timeout(60)


def test_before_anything_has_run_the_folder_says_what_things_are_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NARA_RULES", str(few_rules(tmp_path / "rules")))
    words = words_at_work([])
    assert (words.log_codes["breathlessness"], words.events["admitted"]) == ("dyspnea", ("hospital_admit",))
    assert (words.classes["weight-gain-2kg-3-days"], words.classes["missing-weight"]) == ("sign", "absence")


def test_what_ran_is_told_with_the_version_and_the_logic_of_every_rule(tmp_path: Path) -> None:
    files = read_files(few_rules(tmp_path / "rules"))
    (run,) = rule_runs([Run(at(0), None, "hash", "1", files)])
    rules = read_stored(files).proposed
    assert rules is not None
    assert {each[0] for each in run.rules} == set(FEW)
    assert all(len(logic) == 16 for *_, logic in run.rules)
    assert words_at_work([Run(at(0), None, "hash", "1", files)]).symptoms == read_stored(files).symptoms
