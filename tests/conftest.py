"""What holds for all tests: what Hypothesis tries, and what the garbage collector looks at.

It looks at what a test makes, and not at the six thousand tests beside it.
"""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

# the same examples in every run: what fails fails again, and for everybody; the long tests try others each time
settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")

OBJECTS_UNTIL_COLLECTED = 20_000
"""As in a server at work (server/running.py)."""


def pytest_sessionstart() -> None:
    """Look for no garbage while the tests are collected: all of it stays."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Begin to look, at what comes from here on only: a full look at all the rest takes a quarter of a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_UNTIL_COLLECTED, 20, 20)
    gc.enable()
