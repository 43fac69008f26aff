"""What holds for all tests: which files are looked through, in which order, what Hypothesis tries, and the collector.

The garbage collector looks at what a test makes, and not at the ten thousand tests beside it.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from pathlib import Path

import pytest
from dealing import in_order
from hypothesis import settings

# the same examples in every run: what fails fails again, and for everybody; the long tests try others each time
settings.register_profile("steady", derandomize=True)
settings.register_profile("searching", max_examples=1_000, deadline=None)
settings.load_profile("steady")

OBJECTS_UNTIL_COLLECTED = 20_000
"""As in a server at work (server/running.py)."""
PROMPT = b">>>"


def pytest_sessionstart() -> None:
    """Look for no garbage while the tests are collected: all of it stays."""
    gc.disable()


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Look for examples only where there is one: six files of seven have none, and every process would search all."""
    found = yield
    if file_path.suffix != ".py" or PROMPT in file_path.read_bytes():
        return found
    return [each for each in found if type(each) is pytest.Module]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every process of a run begin with its share of what may take long."""
    items[:] = in_order(items)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Begin to look, at what comes from here on only: a full look at all the rest takes a quarter of a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_UNTIL_COLLECTED, 20, 20)
    gc.enable()
