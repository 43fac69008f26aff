from __future__ import annotations

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from script import load
from source import ROOT

vendor = load("deploy/vendor.py")
VENDOR = ROOT / "server/web/static/vendor"
PERMISSIVE = frozenset({"0BSD", "MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC"})


def lock() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VENDOR / "vendored.json").read_text(encoding="utf-8"))
    return found


def packed(**files: bytes) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as package:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"package/dist/{name}.js")
            entry.size = len(content)
            package.addfile(entry, io.BytesIO(content))
    return archive.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    digest = hashlib.sha256(b"let a;").hexdigest()
    entry = {
        "name": "a-library",
        "version": "1.2.3",
        "licence": "MIT",
        "files": {"a.js": {"from": "dist/a.js", "sha256": digest}},
    }
    (tmp_path / "vendored.json").write_text(json.dumps([entry]), encoding="utf-8")
    return tmp_path


def test_every_vendored_file_is_the_one_in_the_lock_and_none_is_not_in_it() -> None:
    known = {name: entry["sha256"] for package in lock() for name, entry in package["files"].items()}
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.iterdir()}
    assert {**known, "vendored.json": there["vendored.json"]} == there


def test_every_package_is_pinned_and_its_licence_lies_beside_it() -> None:
    for package in lock():
        assert package["version"].replace(".", "").isdigit()
        assert package["licence"] in PERMISSIVE
        assert any(name.endswith(".LICENSE") for name in package["files"])


def test_vendoring_again_puts_the_known_file_in_place(folder: Path) -> None:
    asked: list[str] = []

    def pack(name: str) -> bytes:
        asked.append(name)
        return packed(a=b"let a;")

    before = json.loads((folder / "vendored.json").read_text(encoding="utf-8"))
    vendor.fetch_all(folder, pack, is_accepting=False)
    assert asked == ["a-library@1.2.3"]
    assert (folder / "a.js").read_bytes() == b"let a;"
    assert json.loads((folder / "vendored.json").read_text(encoding="utf-8")) == before


def test_another_content_is_refused_and_nothing_is_written(folder: Path) -> None:
    with pytest.raises(vendor.VendorError, match=r"a.js of a-library 1.2.3 is not the file we know"):
        vendor.fetch_all(folder, lambda _: packed(a=b"let evil;"), is_accepting=False)
    assert [path.name for path in folder.iterdir()] == ["vendored.json"]


def test_another_content_is_taken_when_somebody_says_so_and_stands_in_the_lock(folder: Path) -> None:
    vendor.fetch_all(folder, lambda _: packed(a=b"let b;"), is_accepting=True)
    (entry,) = json.loads((folder / "vendored.json").read_text(encoding="utf-8"))
    assert entry["files"]["a.js"]["sha256"] == hashlib.sha256(b"let b;").hexdigest()


def test_a_package_without_the_file_is_refused(folder: Path) -> None:
    with pytest.raises(vendor.VendorError, match=r"no file dist/a.js"):
        vendor.fetch_all(folder, lambda _: packed(other=b""), is_accepting=True)


def test_a_machine_without_npm_is_told_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert vendor.main([]) == 1
    assert capsys.readouterr().err == "vendor: npm is not on this machine\n"
