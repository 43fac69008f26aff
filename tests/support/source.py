"""The project's own files, as the tests of the house read them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("vitals", "edge", "server", "simulator")


def kept(*endings: str) -> list[Path]:
    """List the project's files with these endings, or all, as paths from its root, whether committed or not yet."""
    return [path for path in _files() if path.name.endswith(endings or "")]


@cache
def _files() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [Path(name) for name in sorted(set(names)) if (ROOT / name).is_file()]


def modules() -> list[Path]:
    """List the modules of the four packages."""
    return [path for path in kept(".py") if path.parts[0] in PACKAGES]


@cache
def text(path: Path) -> str:
    """Read one of the project's files."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """Parse one of the project's modules."""
    return ast.parse(text(path), filename=str(path))


def dotted(path: Path) -> str:
    """Name the module of a path.

    >>> dotted(Path("edge/gatt/__init__.py")), dotted(Path("edge/hub.py"))
    ('edge.gatt', 'edge.hub')
    """
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


@cache
def functions(path: Path) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]:
    """Give the functions of a module, those within others too."""
    return tuple(node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines(path: Path) -> int:
    """Count the lines of a file."""
    return len(text(path).splitlines())
