"""Who may import whom: the contracts hold, they can fail, and the cores ask no clock by any other way either."""

from __future__ import annotations

import ast
import configparser
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from source import PACKAGES, ROOT, dotted, modules, tree

ASKS_THE_WORLD = frozenset({"open", "print", "input", "exec", "eval", "breakpoint", "__import__"})
ASKS_THE_CLOCK = frozenset({"now", "utcnow", "today"})


def look_at_doors(house: Path) -> tuple[int, str]:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", ROOT / ".importlinter", "--no-cache"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.timeout(60)
def test_every_contract_holds() -> None:
    status, said = look_at_doors(ROOT)
    assert status == 0, said


SINS = [
    ("edge/hub.py", "import server.pipeline", "Hub, server and simulator stand on the contract"),
    ("simulator/town.py", "import edge.hub", "Hub, server and simulator stand on the contract"),
    ("vitals/vital.py", "import vitals.wire", "The contract: document over wire over words"),
    ("edge/stray.py", "", "The hub: storeys"),
    ("server/stray.py", "", "The server: storeys"),
    ("server/rules/episode.py", "import server.alerts.alert", "The server: storeys"),
    ("server/adapters/signature.py", "import server.adapters.clock", "The server's adapters never know each other"),
    ("edge/adapters/keys.py", "import edge.adapters.clock", "The hub's adapters never know each other"),
    ("server/adapters/store/rows.py", "import server.adapters.store.ledger", "No circles anywhere: .rows -> .ledger"),
    ("server/rules/episode.py", "import time", "The cores do no I/O"),
    ("vitals/wire.py", "import socket", "The cores do no I/O"),
    ("edge/running.py", "import bleak", "One door: bleak"),
    ("server/serving.py", "import paho.mqtt.client", "One door on each side: paho"),
    ("edge/config.py", "import sqlite3", "One door: sqlite3"),
    ("server/serving.py", "import sqlalchemy", "One door: SQLAlchemy"),
    ("server/adapters/clock.py", "import numpy", "One door: NumPy"),
    ("server/config.py", "import fastapi", "One door: FastAPI"),
    ("edge/showing.py", "import jinja2", "One door: FastAPI"),
    ("edge/screen/home.py", "import edge.adapters.page", "The hub: storeys"),
]
"""A file, the line that it must not have, and the contract that must say so: of that line, or in the words after it."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give what is said of each contract about a house with all the sins at once: looking takes a second."""
    house = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, house / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    for place, line, _ in SINS:
        with (house / place).open("a", encoding="utf-8") as sinner:
            sinner.write(f"\n{line}\n")
    status, said = look_at_doors(house)
    assert status != 0
    parts = re.split(r"\n(.+)\n-+\n", said.partition("Broken contracts")[2])
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("place", "line", "broken"), SINS)
def test_a_forbidden_import_and_a_stray_file_are_seen(
    found: dict[str, str], place: str, line: str, broken: str
) -> None:
    contract, _, told = broken.partition(": .")
    (said,) = (words for name, words in found.items() if name.startswith(contract))
    package = line.removeprefix("import ").removesuffix(".mqtt.client")
    expected = f".{told}" if told else " -> ".join(filter(None, (dotted(Path(place)), package)))
    assert re.search(rf"^- +{re.escape(expected)}(?![\w.])", said, re.MULTILINE), said


def test_the_cores_ask_the_world_for_nothing() -> None:
    asked = [f"{dotted(path)}:{line}" for path in modules() if is_core(dotted(path)) for line in asking(path)]
    assert asked == []


def asking(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            func = node.func
            asks_world = isinstance(func, ast.Name) and func.id in ASKS_THE_WORLD
            last = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
            if asks_world or last in ASKS_THE_CLOCK:
                yield f"{node.lineno} calls {ast.unparse(func)}()"


def is_core(module: str) -> bool:
    return any(module == core or module.startswith(f"{core}.") for core in cores())


def cores() -> list[str]:
    contracts = configparser.ConfigParser(delimiters=("=",), comment_prefixes=(";",))
    contracts.read(ROOT / ".importlinter")
    return contracts["importlinter:contract:cores"]["source_modules"].split()
