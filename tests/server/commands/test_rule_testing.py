"""``nara rules test``, as a clinician types it."""

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


def test_diaries_that_go_as_written_are_good(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "test", "--rules", str(folder), "--junit", str(folder / "out.xml")]) == 0
    assert capsys.readouterr().out.startswith("1 diaries of ")
    assert 'tests="1" failures="0"' in (folder / "out.xml").read_text(encoding="utf-8")


def test_a_diary_that_goes_otherwise_is_drawn(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    diary = folder / GAIN.replace(".yaml", ".test.yaml")
    diary.write_text(NOTHING.replace("82.0 kg", "82.0 kg -> raised medium"), encoding="utf-8")
    assert main(["rules", "test", "weight-gain-2kg-3-days", "--rules", str(folder), "--lang", "en"]) == 1
    assert "raised medium  –  <- first difference" in capsys.readouterr().out
