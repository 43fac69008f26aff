from __future__ import annotations

from server.adapters.store import schema


def test_a_unit_is_read_for_by_somebody_who_can_sign_in() -> None:
    assert {key.target_fullname for key in schema.UNIT.foreign_keys} == {"account.staff"}
    optional = {column.name for column in schema.UNIT.columns if column.nullable}
    assert optional == {"outside_name", "outside_telephone"}


def test_a_patient_has_one_unit_and_both_exist() -> None:
    table = schema.PATIENT_UNIT
    assert [column.name for column in table.primary_key] == ["patient"]
    assert {key.target_fullname for key in table.foreign_keys} == {"patient.patient", "unit.unit"}


def test_a_record_may_be_said_by_several_and_is_seen_once_as_each_ones() -> None:
    for table in (schema.SAYING, schema.LOOK):
        assert [column.name for column in table.primary_key] == ["record", "patient"]
        assert next(column.name for index in table.indexes for column in index.columns) == "patient"
