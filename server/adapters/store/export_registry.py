"""That a log left, written into the register's chain of commands: who let it, for what, of whom, and what it was."""

from __future__ import annotations

import json

from server.adapters.store.accounts import standings
from server.adapters.store.registry import Registry, RegistryError
from server.exchange.order import Order


def note_export(
    registry: Registry, order: Order, patients: tuple[str, ...], told: dict[str, object], *, is_proved: bool = False
) -> None:
    """Note an export before anybody can see it; raises RegistryError if two of the register do not stand behind it.

    ``is_proved``: both have given their passwords.
    """
    detail = {
        "decision": order.decision,
        "purpose": order.purpose.strip(),
        "by": order.by,
        "and": order.also,
        "by_password": is_proved,
        "pseudonymised": order.is_pseudonymised,
        "from": None if order.from_day is None else order.from_day.isoformat(),
        "to": None if order.to_day is None else order.to_day.isoformat(),
        "unit": order.unit,
        **told,
    }
    with registry.change("log_exported", patients, json.dumps(detail, ensure_ascii=False)) as connection:
        refusal = order.why_not(standings(connection))
        if refusal is not None:
            raise RegistryError(refusal)
