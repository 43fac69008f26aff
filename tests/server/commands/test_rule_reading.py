"""``nara rules read``, and what both it and ``nara rules test`` refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from rule_folder import GAIN, small_folder

from server.main import main

NOTHING = """test: weight-gain-2kg-3-days
cases:
  - name: 1.9 kg is not enough
    diary: |
      2026-03-02 07:10  weight 80.1 kg
      2026-03-05 07:00  weight 82.0 kg
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the small folder, with one diary."""
    for name, content in {**small_folder(), GAIN.replace(".yaml", ".test.yaml"): NOTHING.encode()}.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return tmp_path


def test_a_rule_is_read_in_swedish_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "read", "weight-gain-2kg-3-days", "--rules", str(folder)]) == 0
    page = capsys.readouterr().out
    assert "Utlöser när vikten har stigit minst 2 kg (gain) över den lägsta av de 3 dagarna före." in page
    assert "Och så här inte: 1.9 kg is not enough" in page


def test_or_in_english_with_an_example_that_raises(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "read", "weight-drift", "--lang", "en"]) == 0
    page = capsys.readouterr().out
    assert "– the mean of weight over 3 days lies at least 1.2 kg (drift) above that over 28 days" in page
    assert "▲ alert" in page


def test_what_is_said_to_the_patient_stands_there_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "read", "weight-gain-2kg-3-days"]) == 0
    assert "Säger till patienten: Väg dig gärna en gång till." in capsys.readouterr().out


@pytest.mark.parametrize("command", ["read", "test"])
def test_what_is_not_there_is_misuse(command: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", command, "weight-gian", "--rules", str(folder)]) == 2
    assert main(["rules", command, "weight-gain-2kg-3-days", "--rules", str(folder / "nowhere")]) == 2
    assert "there is no rule 'weight-gian'" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["read", "test"])
def test_a_folder_that_cannot_be_loaded_is_not_read(
    command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "weight" / "other.yaml").write_text("rule: other", encoding="utf-8")
    assert main(["rules", command, "weight-gain-2kg-3-days", "--rules", str(folder)]) == 1
    assert "nara rules check says why" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["read", "test"])
def test_a_diary_that_cannot_be_read_is_told_with_its_line(
    command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    diary = folder / GAIN.replace(".yaml", ".test.yaml")
    diary.write_text(NOTHING.replace("82.0 kg", "82.0"), encoding="utf-8")
    assert main(["rules", command, "weight-gain-2kg-3-days", "--rules", str(folder)]) == 1
    assert "weight/weight-gain-2kg-3-days.test.yaml:6: 'weight 82.0' is" in capsys.readouterr().err
