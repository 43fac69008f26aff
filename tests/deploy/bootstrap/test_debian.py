from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from script import load
from source import ROOT

SCRIPT = "deploy/bootstrap/debian.py"
debian = load(SCRIPT)
TEST_NEEDS = debian.NEEDS["test"]


def place(root: Path, proof: str) -> None:
    path = root / proof.replace("*", "15")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A root folder on which everything is."""
    for need in TEST_NEEDS:
        place(tmp_path, need.proofs[0])
    return tmp_path


def test_a_machine_that_has_everything_is_left_alone(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    debian.see_to(TEST_NEEDS, machine)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("need", TEST_NEEDS, ids=lambda need: need.package)
def test_each_package_is_missed_when_its_binary_is_gone(machine: Path, need: Any) -> None:
    (machine / need.proofs[0].replace("*", "15")).unlink()
    assert debian.missing(TEST_NEEDS, machine) == [need]


def test_the_demo_needs_nothing_of_debian(tmp_path: Path) -> None:
    assert debian.missing(debian.NEEDS["demo"], tmp_path) == []


def test_who_is_not_root_is_told_which_packages_why_and_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian.os, "geteuid", lambda: 1000)
    with pytest.raises(debian.SetUpError) as told:
        debian.see_to(TEST_NEEDS, tmp_path)
    for need in TEST_NEEDS:
        assert need.package in str(told.value)
        assert need.why in str(told.value)
    command = f"sudo apt-get update && sudo apt-get install --no-install-recommends {debian.names(TEST_NEEDS)}"
    assert command in str(told.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_somebody_else_than_root_gets_a_sentence_and_status_one(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    script = tmp_path / "debian.py"
    wished = (ROOT / SCRIPT).read_text(encoding="utf-8").replace("usr/bin/chromium", "usr/bin/no-such-browser")
    script.write_text(wished.replace("usr/local/bin/chromium", "usr/bin/no-such-browser"), encoding="utf-8")
    done = subprocess.run(
        ["/usr/bin/env", "python3", "-c", script.read_text(encoding="utf-8"), "test"],
        user=65534,
        group=65534,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("setup: the tests need Debian packages that are not here:\n  chromium  ")
    assert "Traceback" not in done.stderr


def test_no_service_may_start_while_packages_are_installed(tmp_path: Path) -> None:
    policy = tmp_path / "sbin" / "policy-rc.d"
    with debian.no_service_starts(policy):
        assert subprocess.run([policy, "mosquitto", "start"], check=False).returncode == 101
    assert not policy.exists()


def test_a_policy_of_the_machines_own_stays_as_it_is(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 104\n", encoding="utf-8")
    with debian.no_service_starts(policy):
        pass
    assert "104" in policy.read_text(encoding="utf-8")


def test_a_policy_that_a_killed_run_left_behind_is_taken_away(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text(debian.POLICY_TEXT, encoding="utf-8")
    with debian.no_service_starts(policy):
        pass
    assert not policy.exists()


def test_progress_is_one_calm_line_and_complaints_are_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(debian, "SAY_EVERY_S", 0.0)
    told = ["pmstatus:mosquitto:42.5:Installing mosquitto (amd64)\n", "E: Unable to locate package x\n"]
    assert debian.follow(told, "installing") == ["E: Unable to locate package x\n"]
    assert capsys.readouterr().out == "setup:   installing: 42 %, 0 s (Installing mosquitto (amd64))\n"


@pytest.mark.skipif(shutil.which("apt-cache") is None, reason="only Debian knows its packages")
def test_debian_knows_every_package_that_is_asked_for() -> None:
    known = subprocess.run(["apt-cache", "pkgnames"], capture_output=True, text=True, check=True).stdout.split()
    if len(known) < 10_000:
        pytest.skip("this machine has no lists of packages")
    assert {need.package for needs in debian.NEEDS.values() for need in needs} <= set(known)


def test_the_script_runs_on_a_python_without_any_package() -> None:
    done = subprocess.run([sys.executable, "-I", "-S", ROOT / SCRIPT, "demo"], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
