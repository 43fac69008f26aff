from __future__ import annotations

from pathlib import Path

import pytest

from server.commands.telling import read_instant
from tests.server.commands.conftest import Run
from tests.server.commands.test_people import enrolled


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-11-20", "2026-11-19T23:00:00+00:00"),
        ("2026-07-20 08:30", "2026-07-20T06:30:00+00:00"),
        ("2026-07-20T08:30+00:00", "2026-07-20T08:30:00+00:00"),
    ],
)
def test_a_time_is_read_by_the_patients_clock_unless_it_says_its_own(text: str, wanted: str) -> None:
    assert read_instant(text, "Europe/Stockholm").isoformat() == wanted


@pytest.mark.parametrize("text", ["yesterday", "", "2026-13-01"])
def test_what_is_no_time_says_how_one_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="write 2026-11-20"):
        read_instant(text, "Europe/Stockholm")


def test_of_nobody_nothing_is_said(run: Run) -> None:
    status, _, complaint = run("patient", "group", "nobodyaaaaaaaaaa", "copd")
    assert (status, complaint) == (2, "nara: there is no patient nobodyaaaaaaaaaa: nara patient list\n")


def test_an_empty_reason_is_refused(run: Run) -> None:
    _, patient = enrolled(run)
    words = ("target-weight", "80", "kg", "--role", "nurse", "--reason", " ")
    assert "say why" in run("patient", "agree", patient, *words)[2]


def test_rules_that_cannot_be_loaded_or_found_set_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, patient = enrolled(run)
    words = ("patient", "setting", patient, "x", "gain", "2", "kg", "--role", "nurse", "--reason", "r")
    monkeypatch.setenv("NARA_RULES", str(tmp_path / "gone"))
    assert "NARA_RULES" in run(*words)[2]
    broken = tmp_path / "rules"
    broken.mkdir()
    (broken / "x.yaml").write_text("rule: x", encoding="utf-8")
    monkeypatch.setenv("NARA_RULES", str(broken))
    assert "nara rules check" in run(*words)[2]
