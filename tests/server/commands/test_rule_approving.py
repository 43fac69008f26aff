"""The commands about rules that need a store say so where there is none; the others run without."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

from tests.server.commands.conftest import Run


def test_without_a_store_the_extra_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> object:
        if name == "server.commands" and rest[2] and "rule_desk" in str(rest[2]):
            raise ModuleNotFoundError(name="sqlalchemy")
        return honest(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    status, _, complaint = run("rules", "activate")
    assert (status, complaint) == (
        2,
        "nara rules activate: sqlalchemy is missing: pip install 'hjartnara[server]'\n",
    )
