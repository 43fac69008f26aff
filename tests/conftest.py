"""The garbage collector looks at what a test makes, and not at the six thousand tests beside it."""

from __future__ import annotations

import gc

import pytest

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
