"""Each tower stands by itself: an extra is installed alone, in a fresh environment, and does its work there."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from locks import blocks, installed, locked, plain
from script import load
from source import ROOT

from vitals.version import __version__

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

TEST_TOOLS = ("pytest", "pytest-timeout", "hypothesis", "jsonschema")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build what is published."""
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)])
    (built,) = folder.glob(f"hjartnara-{__version__}-*.whl")
    return built


class Alone:
    """A fresh environment that holds one extra of the wheel, by the lock's hashes, and nothing else."""

    def __init__(self, folder: Path, wheel: Path, extra: str) -> None:
        self.python = folder / "bin" / "python"
        uv("venv", "--python", sys.executable, str(folder))
        sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
        ours = f"hjartnara[{extra}] @ {wheel.as_uri()} --hash=sha256:{sha256}\n"
        self.install(folder / "all.txt", ours + (ROOT / "lock" / f"{extra}.txt").read_text(encoding="utf-8"))

    def install(self, file: Path, locked: str) -> None:
        file.write_text(locked, encoding="utf-8")
        index = load("deploy/bootstrap/venv.py").index()
        uv("pip", "install", "--python", str(self.python), "--index-url", index, "--require-hashes", "-r", str(file))

    def packages(self) -> set[str]:
        return {
            each["name"] for each in json.loads(uv("pip", "list", "--python", str(self.python), "--format", "json"))
        }

    def run(self, command: str, *words: str) -> str:
        return run([str(self.python.parent / command), *words])


def test_the_hub_alone_runs_and_passes_its_tests(tmp_path: Path, wheel: Path) -> None:
    hub = Alone(tmp_path / "hub", wheel, "edge")
    assert hub.packages() == {"hjartnara", *locked("edge")} & {"hjartnara", *installed()}
    assert hub.packages().isdisjoint({"fastapi", "numpy", "sqlalchemy"})
    assert "example: nara-hub decode" in hub.run("nara-hub", "--help")
    assert "77.5" in hub.run("nara-hub", "decode", "--characteristic", "2a9d", "008c3c")
    tools = blocks("dev")
    hub.install(tmp_path / "tools.txt", "".join(tools[name] for name in sorted(closure(TEST_TOOLS))))
    glance = "--hypothesis-profile=glance"  # these tests search in their own run, with everything installed
    said = hub.run("python", "-m", "pytest", "tests/edge", "-q", "-p", "no:cacheprovider", glance)
    assert re.search(r"^\d+ passed", said.splitlines()[-1]), said
    assert "skipped" not in said


def test_the_rules_alone_run(tmp_path: Path, wheel: Path) -> None:
    rules = Alone(tmp_path / "rules", wheel, "rules")
    assert rules.packages() == {"hjartnara", *locked("rules")} & {"hjartnara", *installed()}
    assert "example: nara rules" in rules.run("nara", "rules", "--help")
    assert "weight-gain-2kg-3-days" in rules.run("nara", "rules", "list")


@pytest.mark.decision("E7")
def test_a_command_without_its_extra_says_which_one_is_missing(tmp_path: Path, wheel: Path) -> None:
    rules = Alone(tmp_path / "rules", wheel, "rules")
    done = subprocess.run(
        [rules.python.parent / "nara", "patient", "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.endswith("pip install 'hjartnara[server]'\n")
    assert "Traceback" not in done.stderr


def closure(names: Iterable[str]) -> set[str]:
    """Add all that some installed packages need."""
    found: set[str] = set()
    wanted = [*names]
    while wanted:
        name = wanted.pop()
        if name not in found and name in installed():
            found.add(name)
            needs = [need for need in metadata.requires(name) or [] if "extra ==" not in need]
            wanted += [plain(re.split(r"[^\w.-]", need)[0]) for need in needs]
    return found


def uv(*words: str) -> str:
    return run([str(Path(sys.executable).parent / "uv"), "--quiet", *words])


def run(command: list[str]) -> str:
    """Run a command in the project's folder; what it said is shown if it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout
