"""The tests of the hub are also run by the hub alone (tests/house/test_extras.py): there the search is a glance."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("glance", max_examples=5)
