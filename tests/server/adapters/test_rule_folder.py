"""The folder of rules as it lies on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder, shipped_folder


def test_the_folder_named_goes_before_the_variable_and_that_before_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NARA_RULES", raising=False)
    assert rule_folder() == shipped_folder()
    (tmp_path / "own").mkdir()
    monkeypatch.setenv("NARA_RULES", str(tmp_path))
    assert rule_folder() == tmp_path
    assert rule_folder(str(tmp_path / "own")) == tmp_path / "own"
    with pytest.raises(RuleFolderError, match="no folder"):
        rule_folder(str(tmp_path / "none"))


def test_files_are_read_by_their_path_and_a_missing_shared_one_is_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "weight").mkdir()
    (tmp_path / "weight" / "a.yaml").write_text("rule: a", encoding="utf-8")
    (tmp_path / "b.YML").write_text("rule: b", encoding="utf-8")
    (tmp_path / "README.md").write_text("# Rules", encoding="utf-8")
    found = read_files(tmp_path)
    assert found["weight/a.yaml"] == b"rule: a"
    assert {"b.YML", "symptoms.yaml"} <= {*found}
    assert "README.md" not in found
    assert found["symptoms.yaml"] == (shipped_folder() / "symptoms.yaml").read_bytes()


def test_of_a_file_that_is_too_large_only_as_much_is_read_as_shows_it(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a" * 1_000_000)
    assert len(read_files(tmp_path)["a.yaml"]) == 65_537


def test_what_cannot_be_read_is_said_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "a.yaml")
    assert "a.yaml" not in read_files(tmp_path)
    with pytest.raises(RuleFolderError, match=r"a\.yaml cannot be read"):
        _refuse(tmp_path)


def _refuse(folder: Path) -> None:
    """Have a file that is there when it is listed and cannot be opened."""
    (folder / "a.yaml").unlink()
    (folder / "a.yaml").symlink_to("/proc/self/mem")
    read_files(folder)
