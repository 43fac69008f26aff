"""The tests stand as the code stands: a module's tests are found without searching, and no test is left behind."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from source import PACKAGES, ROOT, functions, kept, modules

MIRRORED = (*PACKAGES, "deploy")
TESTED_ELSEWHERE = {
    "server/rules/backtest": "tests/server/rules/backtest: it is right if whole logs are, and live says the same",
    "server/rules/language": "tests/server/rules/language: readers and checks are right if whole files are read right",
    "simulator/radio": "tests/ble: the virtual radio is right if the hub's own bleak cannot tell it from a real one",
}
"""Modules, or folders of them, without test files of their own: where they are tested, and why there."""


def test_every_module_has_its_test_file() -> None:
    assert "\n".join(str(path) for path in homeless() if not is_tested_elsewhere(path)) == ""


def test_no_test_file_outlives_its_module() -> None:
    tests = [path for path in kept(".py") if path.parts[0] == "tests" and path.name.startswith("test_")]
    left = [path.as_posix() for path in tests if path.parts[1] in MIRRORED and not has_subject(path)]
    assert "\n".join(left) == ""


def test_every_exception_is_still_needed_and_names_a_test_that_exists() -> None:
    for name, why in TESTED_ELSEWHERE.items():
        assert any(path.is_relative_to(name) for path in homeless()), f"{name} is gone or has its own tests now"
        assert (ROOT / why.partition(": ")[0]).exists(), f"{name}: there is no {why.partition(': ')[0]}"
        assert why.partition(": ")[2], f"{name}: why?"


@cache
def homeless() -> list[Path]:
    """List the modules without a test file of their own."""
    return [path for path in subjects() if not (ROOT / mirror_of(path)).exists()]


def is_tested_elsewhere(path: Path) -> bool:
    """Tell whether a module is an exception with a reason."""
    return any(path.is_relative_to(name) for name in TESTED_ELSEWHERE)


@cache
def subjects() -> list[Path]:
    """List the modules that must be tested: those that do something, and not the store's frozen history."""
    deploy = [path for path in kept(".py") if path.parts[0] == "deploy"]
    found = [path for path in [*modules(), *deploy] if path.name != "__init__.py" and does_something(path)]
    return [path for path in found if "migrations" not in path.parts]


def does_something(path: Path) -> bool:
    """Tell a module with behaviour from one that only declares: values, ports and tables have nothing to test."""
    return any(not is_declared(function) for function in functions(path))


def is_declared(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function says what it is and does nothing: its body is a docstring."""
    return all(isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) for line in function.body)


def mirror_of(module: Path) -> Path:
    """Name a module's test file.

    >>> mirror_of(Path("edge/gatt/sfloat.py")).as_posix(), mirror_of(Path("simulator/__main__.py")).as_posix()
    ('tests/edge/gatt/test_sfloat.py', 'tests/simulator/test_main.py')
    """
    return Path("tests", *module.parent.parts, f"test_{module.stem.strip('_')}.py")


def has_subject(test: Path) -> bool:
    """Tell whether a test file has its module; a long one may be split: ``test_<module>_<behaviour>.py``."""
    names = names_by_folder().get(Path(*test.parent.parts[1:]), [])
    return any(test.stem == name or test.stem.startswith(f"{name}_") for name in names)


@cache
def names_by_folder() -> dict[Path, list[str]]:
    """Give the names of the test files that the modules of each folder have."""
    found: dict[Path, list[str]] = {}
    for path in subjects():
        found.setdefault(path.parent, []).append(mirror_of(path).stem)
    return found
