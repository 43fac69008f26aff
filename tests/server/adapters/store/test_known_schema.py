from __future__ import annotations

from server.adapters.store import schema
from server.adapters.store.known_schema import TABLE_OF
from server.patients.known import Known


def test_every_kind_has_its_table_and_its_rows_are_of_a_patient() -> None:
    kinds = {kind.__name__ for kind in Known.__subclasses__()}
    assert {kind.__name__ for kind in schema.KNOWN} == {kind.__name__ for kind in TABLE_OF} == kinds
    for table in schema.KNOWN.values():
        assert {key.target_fullname for key in table.foreign_keys} == {"patient.patient"}
        assert [column.name for index in table.indexes for column in index.columns] == ["patient"]
        assert [column.name for column in table.primary_key] == ["number"]


def test_what_may_be_taken_back_or_has_no_end_may_be_empty() -> None:
    empty = {f"{table.name}.{column.name}" for table in schema.KNOWN.values() for column in table.columns
             if column.nullable}  # fmt: skip
    assert empty == {
        "known_weight.grams",
        "known_setting.value",
        "known_setting.review_on",
        "known_event.until_at",
        "known_event.first",
        "known_request.record",
    }
