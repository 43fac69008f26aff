from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LAUNCHER = [sys.executable, "-m", "simulator.radio.hub_on_bumble"]


@pytest.mark.timeout(30)
def test_it_is_the_hubs_own_command_with_its_own_status(tmp_path: Path) -> None:
    done = subprocess.run(
        [*LAUNCHER, str(tmp_path / "r"), "run", "--dir", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "nara-hub run: " in done.stderr
    assert "is not provisioned" in done.stderr


@pytest.mark.timeout(30)
def test_help_is_the_hubs_own() -> None:
    done = subprocess.run([*LAUNCHER, "nowhere", "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "decode" in done.stdout
