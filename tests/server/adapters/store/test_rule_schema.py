from __future__ import annotations

from server.adapters.store import schema

TABLES = (schema.RULE_TEXT, schema.RULE_APPROVAL, schema.RULE_PILOT, schema.RULE_REQUEST, schema.RULE_ACTIVATION)


def test_only_a_request_waits_for_something() -> None:
    empty = {f"{table.name}.{column.name}" for table in TABLES for column in table.columns if column.nullable}
    assert empty == {"rule_request.instead_of", "rule_request.answer", "rule_request.done_at"}


def test_who_approves_is_of_the_staff_and_a_trial_is_in_a_unit() -> None:
    assert {key.target_fullname for table in TABLES for key in table.foreign_keys} == {"account.staff", "unit.unit"}
