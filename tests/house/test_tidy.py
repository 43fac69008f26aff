"""The code's own shape: sizes that fit a head, names that say something, folders that explain themselves."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from source import PACKAGES, functions, kept, lines, modules, text, tree

CEILING = 320
FUNCTION_CEILING = 50
TEST_CEILING = 500
OWN_JAVASCRIPT_CEILING = 400
CEILINGS = {
    "*/ports.py": 200,
    "*/port.py": 200,
    "edge/events.py": 200,
    "vitals/*.py": 200,
    "edge/gatt/*.py": 160,
    "*/adapters/*.py": 280,
    "*/adapters/store/*.py": 280,
    "*/main.py": 220,
    "*/__main__.py": 220,
    "server/pipeline.py": 240,
}
"""Lines a file may have, by what it is; the lowest that fits counts. Frozen migrations are free."""
LARGER: dict[str, tuple[int, str]] = {
    "edge/events.py": (225, "the whole conversation between the core and the world stands in one place"),
    "server/adapters/broker.py": (295, "waits to be divided: the access rules of two brokers, and the child process"),
    "vitals/fields.py": (210, "one strict reader, a method for every kind of field"),
    "vitals/record.py": (240, "the six kinds of one noun, each with its way to the wire and back"),
}
"""The ratchet: files over their ceiling, how long they may be, and why. The number only ever falls."""
RATCHET_SLACK = 25
SAYS_NOTHING = frozenset(
    {"base", "bases", "common", "core", "cores", "data", "helper", "helpers", "lib", "manager", "managers", "misc"}
    | {"mixin", "mixins", "service", "services", "stuff", "tool", "tools", "util", "utils"}
)


def test_every_file_is_short_enough_to_hold_in_the_head() -> None:
    long = [f"{path}: {lines(path)} of {ceiling(path)}" for path in measured() if lines(path) > ceiling(path)]
    assert "\n".join(long) == ""


def test_the_ratchet_holds_only_what_needs_it() -> None:
    for name, (allowed, why) in LARGER.items():
        path = Path(name)
        assert lines(path) > lowest(path), f"{name} fits its ceiling now: take it off the list"
        assert allowed - lines(path) < RATCHET_SLACK, f"{name} has {lines(path)} lines now: turn the ratchet"
        assert why


def test_every_function_can_be_read_in_one_breath() -> None:
    long = [
        f"{path}:{function.lineno} {function.name}: {length(function)}"
        for path in measured()
        for function in functions(path)
        if length(function) > FUNCTION_CEILING
    ]
    assert "\n".join(long) == ""


def test_no_file_folder_or_class_is_named_for_nothing() -> None:
    empty = [str(path) for path in measured() if SAYS_NOTHING & {*path.with_suffix("").parts}]
    empty += [
        f"{path}: {node.name}"
        for path in measured()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        and node.name.lower().endswith(("manager", "helper", "helpers", "utils", "util"))
    ]
    assert "\n".join(empty) == ""


def test_every_folder_says_what_lives_in_it_and_nothing_else() -> None:
    for path in modules():
        if path.name != "__init__.py":
            continue
        assert ast.get_docstring(tree(path)), f"{path} does not say what lives here"
        assert len(tree(path).body) == 1, f"{path} does more than that"


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for path in modules()}
    assert [str(folder) for folder in sorted(folders) if folder / "__init__.py" not in modules()] == []


@pytest.mark.decision("H10")
def test_our_own_javascript_stays_small() -> None:
    own = [
        path for path in kept(".js") if "vendor" not in path.parts and "bench" not in path.parts
    ]  # a peer's settings
    assert own
    assert sum(lines(path) for path in own) <= OWN_JAVASCRIPT_CEILING


def test_tests_are_sentences() -> None:
    short = [
        f"{path}: {function.name}"
        for path in kept(".py")
        if path.parts[0] == "tests"
        for function in functions(path)
        if function.name.startswith("test_") and function.name.count("_") < 3
    ]
    assert "\n".join(short) == ""


def test_nothing_of_somebodys_machine_is_in_the_project() -> None:
    telling = ("/ro" + "ot/", "/wo" + "rk/", "/Us" + "ers/")
    found = [
        f"{path}:{number}"
        for path in kept(".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".html", ".js", ".cfg", "Makefile", "run")
        for number, line in enumerate(text(path).splitlines(), 1)
        if any(word in line for word in telling)
    ]
    assert "\n".join(found) == ""


def measured() -> list[Path]:
    """List every Python file of ours but the frozen history of the store."""
    return [path for path in kept(".py") if "versions" not in path.parts]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function, without its decorators."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def ceiling(path: Path) -> int:
    """Give the lines a file may have, the ratchet's too."""
    return LARGER.get(path.as_posix(), (lowest(path), ""))[0]


def lowest(path: Path) -> int:
    """Give the lines that a file of its kind may have."""
    if path.parts[0] == "tests":
        return TEST_CEILING
    if path.parts[0] not in PACKAGES:
        return CEILING
    return min([CEILING, *(size for pattern, size in CEILINGS.items() if path.match(pattern))])
