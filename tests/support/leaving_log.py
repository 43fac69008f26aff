"""A server of which a log leaves: two people of the register, and the command as somebody would run it."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from small_server import SmallServer
from sqlalchemy import Engine

from server.adapters.rule_folder import shipped_folder
from server.adapters.store.registry import Registry

FEW: Final = (
    "weight-gain-2kg-3-days", "decompensation-score", "missing-weight", "missing-weight-close-watch", "nothing-heard",
    "worried", "acute-symptoms",
)  # fmt: skip
ORDER: Final = (
    "--decision",
    "RJL 2026/1234",
    "--purpose",
    "evaluation by the university",
    "--by",
    "eva",
    "--and",
    "bo",
)


def few_rules(folder: Path) -> Path:
    """Make a folder of few of the rules that ship: all of them take a second to read."""
    folder.mkdir()
    for name in FEW:
        (path,) = shipped_folder().rglob(f"{name}.yaml")
        shutil.copy(path, folder)
    return folder


def with_two_people(engine: Engine) -> SmallServer:
    """Make a small server whose register has a nurse, eva, a physician, cecilia, and a technician, bo."""
    server = SmallServer(engine)
    add_people(server.registry)
    return server


def add_people(registry: Registry) -> None:
    """Add whoever is beside eva."""
    registry.add_account("bo", "Bo Ek", "technician", "$argon2id$")
    registry.add_account("cecilia", "Cecilia Ask", "physician", "$argon2id$")


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """Read a table of a log, gzipped or not."""
    packed = folder / f"{name}.gz"
    content = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / name).read_bytes()
    return [*csv.DictReader(io.StringIO(content.decode("utf-8")))]


def column(rows: Sequence[dict[str, str]], *names: str) -> list[tuple[str, ...]]:
    """Give some columns of a table."""
    return [tuple(row[name] for name in names) for row in rows]


def everything_in(folder: Path) -> str:
    """Read every byte of a folder as one text, the names of its files included."""
    texts = []
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes()
        texts.append(path.name + "\n" + (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8"))
    return "\n".join(texts)
