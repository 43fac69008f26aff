from __future__ import annotations

from sqlalchemy import MetaData

from server.adapters.store import schema
from server.adapters.store.columns import NAMES
from server.adapters.store.invitation_schema import invitation


def test_an_invitation_is_found_by_its_codes_public_key_and_keeps_no_code() -> None:
    table = schema.INVITATION
    assert [column.name for column in table.primary_key] == ["code_key"]
    assert not {"code", "seed", "secret"} & set(table.columns.keys())


def test_a_free_invitation_has_no_hub_and_a_used_one_a_hub_of_ours() -> None:
    metadata = MetaData(naming_convention=NAMES)
    schema.HOME.to_metadata(metadata)
    schema.HUB.to_metadata(metadata)
    table = invitation(metadata)
    optional = {column.name for column in table.columns if column.nullable}
    assert optional == {"used_at", "hub", "keys_hash", "bundle"}
    assert {key.target_fullname for key in table.foreign_keys} == {"home.home", "hub.hub"}
