from __future__ import annotations

import json
from dataclasses import replace

import pytest
from leaving_log import with_two_people
from sqlalchemy import Engine

from server.adapters.store.chain import read_chains
from server.adapters.store.export_registry import note_export
from server.adapters.store.registry import RegistryError
from server.exchange.order import Order

ORDER = Order(decision="1/26", purpose=" an evaluation ", by="eva", also="bo", is_pseudonymised=True)


def test_what_left_is_noted_with_all_that_it_was(engine: Engine) -> None:
    server = with_two_people(engine)
    note_export(server.registry, ORDER, (server.anna,), {"manifest_sha256": "00"})
    noted = read_chains(engine)["commands"][-1].noted
    assert (noted.who, noted.what, noted.patients) == ("test", "log_exported", (server.anna,))
    assert json.loads(noted.detail) == {
        "decision": "1/26", "purpose": "an evaluation", "by": "eva", "and": "bo", "by_password": False,
        "pseudonymised": True,
        "from": None, "to": None, "unit": None, "manifest_sha256": "00",
    }  # fmt: skip


def test_whoever_cannot_stand_behind_it_leaves_no_row(engine: Engine) -> None:
    server = with_two_people(engine)
    before = server.rows("audit")
    with pytest.raises(RegistryError, match="two people"):
        note_export(server.registry, replace(ORDER, also="eva"), (), {})
    assert server.rows("audit") == before
