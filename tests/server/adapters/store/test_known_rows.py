from __future__ import annotations

from dataclasses import fields

import pytest
from knowing import asked, grouping, happening, plan, setting, use, weight
from pages import AT

from server.adapters.store import schema
from server.adapters.store.known_rows import values
from server.patients.known import AgreedWhat, Known

EVERY = [
    grouping("copd"),
    plan("024"),
    weight(AgreedWhat.TARGET, 80_500),
    setting("r.s", 1),
    use("frail"),
    happening("admitted"),
    asked(AT),
]


@pytest.mark.parametrize("said", EVERY, ids=lambda said: type(said).__name__)
def test_a_row_has_all_that_was_said_and_its_table_has_a_column_for_each(said: Known) -> None:
    names = {field.name for field in fields(said)}
    assert set(values(said)) == names - {"number"}
    assert {column.name for column in schema.KNOWN[type(said)].columns} == names


def test_a_kind_of_weight_is_written_as_a_plain_word() -> None:
    assert type(values(weight(AgreedWhat.TARGET, 1))["what"]) is str
