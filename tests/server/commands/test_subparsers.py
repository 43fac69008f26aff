from __future__ import annotations

import pytest

from tests.server.commands.conftest import Run

GROUPS = ["account", "patient", "home", "device", "hub", "audit", "rules"]


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_says_what_it_is_and_gives_an_example(run: Run, group: str) -> None:
    status, said, _ = run(group, "--help")
    assert status == 0
    assert f"example: nara {group}" in said


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_alone_is_not_a_command(run: Run, group: str) -> None:
    assert run(group)[0] == 2
