from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from script import load
from source import ROOT

SCRIPT = "deploy/bootstrap/venv.py"
NOBODY_LISTENS = "http://127.0.0.1:9/simple"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small project with the script in it and an environment that is as its locks say."""
    script = tmp_path / SCRIPT
    script.parent.mkdir(parents=True)
    shutil.copy(ROOT / SCRIPT, script)
    (tmp_path / "lock").mkdir()
    for name in ("demo", "dev"):
        (tmp_path / "lock" / f"{name}.txt").write_text(f"# nothing for {name}\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "pip").write_text("", encoding="utf-8")
    install(tmp_path, "demo")
    return tmp_path


def install(house: Path, name: str, **other: str) -> None:
    stamp = {
        "lock": hashlib.sha256((house / "lock" / f"{name}.txt").read_bytes()).hexdigest(),
        "pyproject": hashlib.sha256((house / "pyproject.toml").read_bytes()).hexdigest(),
        "python": sys.version,
    }
    (house / ".venv" / "installed.json").write_text(json.dumps(stamp | other), encoding="utf-8")


def set_up(house: Path, name: str = "demo", index: str = NOBODY_LISTENS) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, house / SCRIPT, name],
        env={**os.environ, "PIP_INDEX_URL": index},
        capture_output=True,
        text=True,
        check=False,
    )


def everything(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))}


@contextmanager
def package_index(folder: Path, name: str, wheel: str, claimed_sha256: str) -> Iterator[str]:
    """Serve a folder as a package index that knows one wheel."""
    page = folder / "simple" / name / "index.html"
    page.parent.mkdir(parents=True)
    files = [{"filename": wheel, "url": f"/{wheel}", "hashes": {"sha256": claimed_sha256}}]
    page.write_text(json.dumps({"meta": {"api-version": "1.0"}, "name": name, "files": files}), encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Index, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/simple"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Index(SimpleHTTPRequestHandler):
    def guess_type(self, path: Any) -> str:
        return "application/vnd.pypi.simple.v1+json" if str(path).endswith(".html") else "application/zip"

    def log_message(self, *_: object) -> None:
        pass


def make_wheel(folder: Path) -> Path:
    """Make the smallest wheel that pip takes."""
    wheel = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        archive.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("tiny-1.0.dist-info/RECORD", "")
    return wheel


@pytest.mark.decision("H4")
def test_a_second_run_changes_nothing_and_says_nothing(house: Path) -> None:
    set_up(house)
    before = everything(house / ".venv")
    done = set_up(house)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert everything(house / ".venv") == before


def test_what_the_tests_have_installed_is_enough_for_the_demo(house: Path) -> None:
    install(house, "dev")
    done = set_up(house, "demo")
    assert (done.returncode, done.stdout) == (0, "")


def test_what_the_demo_has_installed_is_not_enough_for_the_tests(house: Path) -> None:
    done = set_up(house, "dev")
    assert done.returncode == 1
    assert "installing 0 locked packages" in done.stdout


def test_a_changed_lock_is_noticed(house: Path) -> None:
    (house / "lock" / "demo.txt").write_text("tiny==1.0 --hash=sha256:00\n", encoding="utf-8")
    done = set_up(house)
    assert done.returncode == 1
    assert "installing 1 locked packages" in done.stdout
    assert not (house / ".venv" / "installed.json").exists()


def test_another_python_makes_the_environment_new(house: Path) -> None:
    install(house, "demo", python="3.9")
    (house / ".venv" / "old").write_text("", encoding="utf-8")
    done = set_up(house)
    assert "making .venv" in done.stdout
    assert not (house / ".venv" / "old").exists()


def test_without_a_network_it_says_what_it_could_not_fetch_and_what_to_do(house: Path) -> None:
    install(house, "demo", python="3.9")
    done = set_up(house)
    assert done.returncode == 1
    assert f"from {NOBODY_LISTENS}/pip/" in done.stderr
    assert "Is the network there?" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.decision("H4")
def test_pip_with_another_hash_than_ours_is_refused(house: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("index")
    name = load(SCRIPT).PIP_WHEEL
    make_wheel(folder).rename(folder / name)
    install(house, "demo", python="3.9")
    with package_index(folder, "pip", name, "0" * 64) as index:
        done = set_up(house, index=index)
    assert done.returncode == 1
    assert "does not have the hash we trust" in done.stderr


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("is_right", "outcome"), [(True, "fetched"), (False, "refused")])
def test_a_package_with_another_hash_than_the_locks_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], is_right: bool, outcome: str
) -> None:
    venv = load(SCRIPT)
    monkeypatch.setattr(venv, "VENV", Path(sys.prefix))
    sha256 = hashlib.sha256(make_wheel(tmp_path).read_bytes()).hexdigest()
    locked = tmp_path / "tiny.txt"
    locked.write_text(f"tiny==1.0 --hash=sha256:{sha256 if is_right else '0' * 64}\n", encoding="utf-8")
    with package_index(tmp_path, "tiny", "tiny-1.0-py3-none-any.whl", sha256) as index:
        monkeypatch.setenv("PIP_INDEX_URL", index)
        words = ("download", "--no-cache-dir", "--require-hashes", "-d", str(tmp_path / "got"), "-r", str(locked))
        if outcome == "fetched":
            venv.pip(*words)
        else:
            with pytest.raises(venv.SetUpError, match="pip could not install"):
                venv.pip(*words)
    assert (tmp_path / "got" / "tiny-1.0-py3-none-any.whl").exists() == is_right
    assert ("DO NOT MATCH THE HASHES" in capfd.readouterr().err) == (not is_right)


def test_two_set_ups_in_one_folder_wait_for_each_other(house: Path) -> None:
    with (house / ".setup-lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = subprocess.Popen([sys.executable, "-u", house / SCRIPT, "demo"], stdout=subprocess.PIPE, text=True)
        assert waiting.stdout is not None
        assert "another set-up is running here" in waiting.stdout.readline()
        assert waiting.poll() is None
        fcntl.flock(held, fcntl.LOCK_UN)
    waiting.communicate()
    assert waiting.returncode == 0


def test_an_older_python_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    venv = load(SCRIPT)
    monkeypatch.setattr(venv.sys, "version_info", (3, 9, 2))
    assert venv.main(["dev"]) == 1
    assert "install Python 3.11 or newer" in capsys.readouterr().err


def test_pips_own_settings_name_the_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    venv = load(SCRIPT)
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    monkeypatch.setattr(venv.Path, "home", lambda: tmp_path)
    settings = tmp_path / ".config" / "pip" / "pip.conf"
    settings.parent.mkdir(parents=True)
    settings.write_text("[global]\nindex-url = http://mirror.example/simple\n", encoding="utf-8")
    assert venv.index() == "http://mirror.example/simple"
