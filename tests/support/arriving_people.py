"""Somebody of a log, and a register to take people in."""

from __future__ import annotations

from datetime import date

from small_server import at
from sqlalchemy import Engine

from server.adapters.store.import_registry import Newcomer
from server.adapters.store.registry import Registry

ANNA = Newcomer(
    label="anna",
    born=date(1943, 1, 1),
    plan_from=date(2026, 3, 2),
    from_at=at(0),
    to_at=None,
    last_at=at(9),
    groups=frozenset({"heart-failure", "copd"}),
    reference_g=80_000,
    happenings=(("admitted", at(3), at(5)),),
    devices=frozenset({("scale", False), ("", True)}),
)
STOCKHOLM = "Europe/Stockholm"


def registry(engine: Engine, who: str = "eva") -> Registry:
    numbers = iter(range(1_001, 2_000))
    made = Registry(engine, lambda length: next(numbers).to_bytes(length), at(10), "test")
    made.add_account(who, "Eva Lind", "nurse", "$argon2id$")
    return made
