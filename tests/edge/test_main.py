from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hub_folder import bundle, provision
from small_hub import HUB

from edge.main import main

RUN = [sys.executable, "-m", "edge.main", "run", "--no-radio", "--dir"]


def run_hub(folder: Path, *more: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen([*RUN, str(folder), *more], stderr=subprocess.PIPE, text=True, **options)


def asked(folder: Path) -> dict[str, str]:
    request = folder.parent / "hub.request"
    assert main(["provision", "--dir", str(folder), "--request", str(request)]) == 0
    told: dict[str, str] = json.loads(request.read_text())
    return told


def test_a_hub_asks_takes_the_answer_and_says_what_to_do_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "hub"
    request = asked(folder)
    assert "nara hub add" in capsys.readouterr().out
    assert set(request) == {"csr", "signing_key"}
    assert len(bytes.fromhex(request["signing_key"])) == 32
    answer = tmp_path / "hub.bundle"
    answer.write_text(json.dumps(bundle(request["csr"].encode())), encoding="utf-8")
    assert main(["provision", "--dir", str(folder), "--bundle", str(answer)]) == 0
    assert f"nara-hub run --dir {folder}" in capsys.readouterr().out


def test_asking_twice_asks_the_same(tmp_path: Path) -> None:
    assert asked(tmp_path / "hub")["signing_key"] == asked(tmp_path / "hub")["signing_key"]


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"home": "x"}'])
def test_an_answer_that_is_none_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    asked(tmp_path / "hub")
    answer = tmp_path / "hub.bundle"
    if content is not None:
        answer.write_text(content)
    assert main(["provision", "--dir", str(tmp_path / "hub"), "--bundle", str(answer)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"nara-hub provision: {answer}: ")
    assert said.count("\n") == 1


def test_a_hub_that_is_not_provisioned_does_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--dir", str(tmp_path)]) == 2
    assert "is not provisioned" in capsys.readouterr().err


def test_a_missing_library_is_named_with_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("edge.running", "edge.adapters.mqtt"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "paho.mqtt.client", None)
    assert main(["run", "--dir", str(provision(tmp_path))]) == 2
    assert "pip install 'hjartnara[edge]'" in capsys.readouterr().err


def test_what_needs_no_library_works_without_any(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    for command in ("doctor", "join"):
        assert main([command]) == 2
        assert "pip install 'hjartnara[edge]'" in capsys.readouterr().err
    assert main(["decode", "--characteristic", "2a9d", "008c3c"]) == 0
    assert main(["devices", "omron-cuff"]) == 0


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_and_version_are_there_without_any_hub(capsys: pytest.CaptureFixture[str], word: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([word])
    assert ended.value.code == 0
    assert "nara-hub" in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_running_hub_ends_in_order_when_it_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    folder = provision(tmp_path / "hub")
    process = run_hub(folder, "--indications", str(tmp_path / "s"))
    until = time.monotonic() + 8
    while not (tmp_path / "s").exists() and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(number)
    _, said = process.communicate(timeout=8)
    assert process.returncode == 0
    assert "Traceback" not in said


def test_a_hub_that_loses_a_part_ends_with_a_sentence_and_a_status_that_gets_it_started_again(tmp_path: Path) -> None:
    process = run_hub(provision(tmp_path / "hub"), "--quiet", "--indications", str(tmp_path / "nowhere" / "s"))
    _, said = process.communicate(timeout=8)
    assert process.returncode == 1
    assert "CRITICAL the indications socket failed: " in said
    assert "Traceback" not in said


def test_a_hub_without_a_key_ends_with_a_sentence(tmp_path: Path) -> None:
    folder = provision(tmp_path / "hub")
    (folder / "signing.key").unlink()
    process = run_hub(folder)
    _, said = process.communicate(timeout=8)
    assert process.returncode == 1
    assert "signing.key" in said
    assert "Traceback" not in said


def test_the_folder_can_be_named_by_the_environment(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "edge.main", "run"],
        env={**os.environ, "NARA_HUB_DIR": str(tmp_path / "elsewhere")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert str(tmp_path / "elsewhere" / "hub.toml") in done.stderr
    assert HUB not in done.stderr


def test_a_screen_on_a_port_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--dir", str(provision(tmp_path)), "--screen", "0"]) == 2
    assert "0 is no port for a screen" in capsys.readouterr().err
