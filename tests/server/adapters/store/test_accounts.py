from __future__ import annotations

from pages import SmallTown
from sqlalchemy import Engine

from server.adapters.store.accounts import password_hashes, standings
from server.exchange.order import Standing


def test_everybody_signs_in_as_something_and_who_has_no_password_not_at_all(engine: Engine) -> None:
    SmallTown(engine).registry.add_account("gone", "Gun Frid", "technician", "-")
    with engine.connect() as connection:
        assert standings(connection) == {
            "anna": Standing("nurse", may_sign_in=True),
            "gone": Standing("technician", may_sign_in=False),
        }
        assert password_hashes(connection) == {"anna": "$argon2id$", "gone": "-"}
