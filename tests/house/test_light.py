"""What would make ten thousand tests heavy again, counted in the source: the clock of a busy machine counts nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from source import kept, text

MIGRATE: Final = {
    "tests/server/adapters/store/test_database.py",
    "tests/server/adapters/store/test_database_released.py",
    "tests/server/adapters/store/test_ledger_without_database.py",
    "tests/server/test_provisioning.py",
    "tests/support/databases.py",
    "tests/support/release_database.py",
    "tests/support/rule_server.py",
}
"""Where migrating itself is tested, or done once for all; others take a copy, a third of a second cheaper each."""
ENROL: Final = {
    "tests/ble/test_quiet.py",
    "tests/browser/pictures.py",
    "tests/browser/test_both_screens.py",
    "tests/journeys/street.py",
    "tests/journeys/test_joining.py",
    "tests/server/test_running.py",
    "tests/simulator/test_play.py",
    "tests/simulator/test_premises.py",
    "tests/support/ward.py",
}
"""Where a town is enrolled by the product's own commands: three processes and more, some seconds each time."""


@pytest.mark.parametrize(("call", "where"), [("migrate(", MIGRATE), (".set_up(", ENROL)])
def test_only_these_pay_for_what_others_copy(call: str, where: set[str]) -> None:
    own = Path(__file__).name
    calling = {
        str(path) for path in kept(".py") if path.parts[0] == "tests" and path.name != own and call in text(path)
    }
    assert calling == where
