from __future__ import annotations

from pathlib import Path

import pytest
from script import load
from source import ROOT, kept

files = load("deploy/checks/files.py")
KEY = "-----BEGIN {}PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END {}PRIVATE KEY-----\n"


def look(path: Path, content: str) -> list[str]:
    path.write_text(content, encoding="utf-8")
    return list(files.faults(path))


@pytest.mark.parametrize("kind", ["", "EC ", "RSA ", "OPENSSH ", "ENCRYPTED "])
def test_a_private_key_is_seen_wherever_it_lies(tmp_path: Path, kind: str) -> None:
    assert look(tmp_path / "notes.txt", "see below\n" + KEY.format(kind, kind)) == ["holds a private key"]


def test_a_certificate_and_talk_about_keys_are_let_in(tmp_path: Path) -> None:
    assert look(tmp_path / "ca.crt", "-----BEGIN CERTIFICATE-----\nMIIB\n") == []
    assert look(tmp_path / "notes.md", "a file that begins with `-----BEGIN PRIVATE KEY-----`\n") == []


@pytest.mark.parametrize(
    ("name", "broken", "whole"),
    [
        ("a.toml", "a = ", "a = 1\n"),
        ("a.json", '{"a": }', '{"a": 1}'),
        ("a.yaml", "a: [1,", "a: [1]\n---\nb: 2\n"),
        ("a.yml", "a: 1\na: 2\n", "a: 1\n"),
    ],
)
def test_what_does_not_parse_is_named(tmp_path: Path, name: str, broken: str, whole: str) -> None:
    (fault,) = look(tmp_path / name, broken)
    assert fault.startswith("cannot be read: ")
    assert look(tmp_path / name, whole) == []


def test_a_large_file_is_kept_out(tmp_path: Path) -> None:
    (fault,) = look(tmp_path / "film.bin", "x" * (files.LARGEST_BYTES + 1))
    assert "1500001 bytes" in fault


def test_the_status_says_whether_anything_was_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken, gone = tmp_path / "a.toml", tmp_path / "gone.toml"
    broken.write_text("a =", encoding="utf-8")
    assert files.main([str(gone)]) == 0
    assert files.main([str(broken)]) == 1
    assert capsys.readouterr().out.startswith(f"{broken}: cannot be read: ")


def test_nothing_of_the_kind_is_in_the_project() -> None:
    assert [f"{path}: {fault}" for path in kept() for fault in files.faults(ROOT / path)] == []
