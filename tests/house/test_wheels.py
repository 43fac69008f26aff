"""A hub is a Raspberry Pi: all it installs comes as wheels for its processor, and is little."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from source import ROOT

PACKAGES_MAX = 10
"""Each one more is somebody else's code in a patient's home, on a card of a few gigabytes."""


def installing(platform: str, version: str, into: Path) -> subprocess.CompletedProcess[str]:
    """Ask what installing the hub's lock as wheels only would do."""
    asked = [sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--target", str(into), "--only-binary", ":all:"]
    chosen = ["--python-platform", platform, "--python-version", version]
    lock = ["--require-hashes", "-r", str(ROOT / "lock" / "edge.txt")]
    return subprocess.run([*asked, *chosen, *lock], capture_output=True, text=True, check=False)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_all_that_a_hub_installs_has_a_wheel_for_a_raspberry_pi(version: str, tmp_path: Path) -> None:
    done = installing("aarch64-manylinux_2_31", version, tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.timeout(60)
def test_a_processor_without_wheels_is_found(tmp_path: Path) -> None:
    assert "no usable wheels" in installing("riscv64-unknown-linux", "3.11", tmp_path).stderr


def test_a_hub_installs_little(tmp_path: Path) -> None:
    told = installing("aarch64-manylinux_2_31", "3.11", tmp_path).stderr
    packages = [line.split()[1] for line in told.splitlines() if line.startswith(" + ")]
    assert 0 < len(packages) <= PACKAGES_MAX, packages
