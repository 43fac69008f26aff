"""``nara rules test``, as a clinician types it, and machines read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rule_folder import GAIN, read, small_folder

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


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_diaries_that_go_as_written_are_good(folder: Path, jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "test", "--rules", str(folder), "--junit", str(folder / "out.xml"), "--jobs", jobs]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-1].startswith("1 dagböcker för ")
    others = [name for name in rules_in_order() if name != "weight-gain-2kg-3-days"]
    assert out.splitlines()[:-1] == [f"{name}: inga dagböcker, {name}.test.yaml saknas" for name in others]
    assert 'tests="1" failures="0"' in (folder / "out.xml").read_text(encoding="utf-8")


def rules_in_order() -> list[str]:
    """Name the rules of the small folder, in its order."""
    rule_set = read(small_folder()).proposed
    assert rule_set is not None
    return [*rule_set.rules]


def test_a_diary_that_goes_otherwise_is_drawn(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    diary = folder / GAIN.replace(".yaml", ".test.yaml")
    diary.write_text(NOTHING.replace("82.0 kg", "82.0 kg -> raised medium"), encoding="utf-8")
    assert main(["rules", "test", "weight-gain-2kg-3-days", "--rules", str(folder), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "(weight/weight-gain-2kg-3-days.test.yaml, line 3)" in out
    assert "raised medium  –         <- first difference" in out
    assert "✗ weight has risen by at least 2 kg (gain)" in out
    assert "difference 1.9 kg · limit 2 kg" in out


def test_machines_get_a_line_for_each_diary(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    diary = folder / GAIN.replace(".yaml", ".test.yaml")
    assert main(["rules", "test", "weight-gain-2kg-3-days", "--rules", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "rule": "weight-gain-2kg-3-days",
        "diary": "1.9 kg is not enough",
        "file": "weight/weight-gain-2kg-3-days.test.yaml",
        "line": 3,
        "good": True,
    }
    diary.write_text(NOTHING.replace("82.0 kg", "82.0 kg -> raised medium"), encoding="utf-8")
    assert main(["rules", "test", "weight-gain-2kg-3-days", "--rules", str(folder), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["good"], found["happened"], found["wrong_at"]) == (False, [], "2026-03-05T06:00:00+00:00")
    assert found["why"]["raise_when"]["answer"] == "no"


@pytest.mark.timeout(60)
def test_slips_that_no_diary_notices_are_told_with_a_diary_that_would(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["rules", "test", "weight-gain-2kg-3-days", "--rules", str(folder), "--mutate", "--suggest", "--lang", "en"]
    assert main(words) == 1
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    place = lines.index("not noticed: settings.gain.value: 2 kg -> 2.1 kg")
    assert lines[place + 1] == "a diary that would notice it:"
    assert "2026-03-05 07:00  -> asks patient" in lines[place + 2 : place + 6]


@pytest.mark.timeout(60)
def test_a_rule_is_tried_before_anybody_has_approved_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = folder / GAIN
    changed = rule.read_text(encoding="utf-8").replace("value: 2 kg", "value: 1.9 kg").replace("draft", "live")
    rule.write_text(changed, encoding="utf-8")
    assert main(["rules", "test", "weight-gain-2kg-3-days", "--rules", str(folder), "--lang", "en"]) == 1
    assert "But what happened is “asks patient”" in capsys.readouterr().out


def test_what_is_asked_wrongly_is_told_with_status_two(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "test", "weight-gane", "--rules", str(folder)]) == 2
    assert "there is no rule 'weight-gane'; there are " in capsys.readouterr().err
    assert main(["rules", "test", "--suggest", "--rules", str(folder)]) == 2
    assert main(["rules", "test", "--rules", str(folder / "nowhere")]) == 2
    (folder / GAIN.replace(".yaml", ".test.yaml")).write_text(NOTHING.replace("07:10", "7:10"), encoding="utf-8")
    capsys.readouterr()
    for jobs in ("1", "2"):
        assert main(["rules", "test", "--rules", str(folder), "--jobs", jobs]) == 1
        assert "weight/weight-gain-2kg-3-days.test.yaml:5: begins with a day and a time" in capsys.readouterr().err
