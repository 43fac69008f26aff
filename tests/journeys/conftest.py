"""Journeys start and kill many processes of the product: they are forked from one that has imported it."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module", autouse=True)
def starts_are_quick(quick_starts: None) -> None:
    """Import the product once for all journeys of this process."""
