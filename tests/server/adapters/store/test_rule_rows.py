from __future__ import annotations

from pages import AT, SmallTown
from sqlalchemy import Engine, insert, select

from server.adapters.store import schema
from server.adapters.store.rule_rows import approval, approval_values, keep_texts, texts_of
from server.rules.activation.approval import Given, Part
from server.rules.language.rule import Status

GIVEN = Given(piece="gain", version="1.0", logic="0" * 16, use=Status.PILOT, who="anna", part=Part.SAFETY, at=AT)


def test_an_approval_comes_back_as_it_was(engine: Engine) -> None:
    SmallTown(engine)  # whoever approves is of the register
    with engine.begin() as connection:
        connection.execute(insert(schema.RULE_APPROVAL).values(approval_values(GIVEN)))
        (row,) = connection.execute(select(schema.RULE_APPROVAL)).mappings()
    assert approval(row) == GIVEN


def test_texts_are_found_by_what_they_are(engine: Engine) -> None:
    with engine.begin() as connection:
        digests = keep_texts(connection, {"a": b"one", "b": b"two", "c": b"one"})
        assert digests["a"] == digests["c"] != digests["b"]
        again = keep_texts(connection, {"d": b"two"})
        assert texts_of(connection, [*digests.values(), *again.values()]) == {digests["a"]: b"one", again["d"]: b"two"}
        assert texts_of(connection, []) == {}
        assert len(connection.execute(select(schema.RULE_TEXT)).all()) == 2
