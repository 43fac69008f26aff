from __future__ import annotations

from typing import Any

import pytest
from contract_samples import RECORDS

from vitals.fields import Fields, WireError
from vitals.record import Kind, Record, read_record


@pytest.mark.decision("A1")
def test_every_kind_of_record_has_an_example() -> None:
    assert {record.to_wire()["kind"] for record in RECORDS.values()} == set(Kind)


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_record_comes_back_as_it_was_sent(record: Record) -> None:
    assert read_record(Fields(record.to_wire(), "body")) == record


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_every_missing_field_is_named(record: Record) -> None:
    for name in record.to_wire():
        wire = record.to_wire()
        del wire[name]
        with pytest.raises(WireError) as caught:
            read_record(Fields(wire, "body"))
        assert caught.value.field.startswith("body.")


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_every_field_of_another_type_is_named(record: Record) -> None:
    for name in record.to_wire():
        with pytest.raises(WireError) as caught:
            read_record(Fields(record.to_wire() | {name: {"un": ["expected"]}}, "body"))
        assert caught.value.field.startswith(f"body.{name}")


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("answer", {"text": "x" * 501}, "body.text"),
        ("answer", {"question": "Ännu en"}, "body.question"),
        ("answer", {"version": 0}, "body.version"),
        ("answer", {"refers_to": {"epoch": "0123456789abcdef", "sequence": 0}}, "body.refers_to.sequence"),
        ("answer", {"refers_to": {"epoch": "0123456789abcdef", "sequence": 1, "x": 1}}, "body.refers_to.x"),
        ("button", {"kind": "bell"}, "body.kind"),
        ("paired", {"name": "x" * 65}, "body.name"),
        ("undecoded", {"reason": 5}, "body.reason"),
    ],
)
def test_what_is_wrong_is_named(kind: str, change: dict[str, Any], field: str) -> None:
    with pytest.raises(WireError) as caught:
        read_record(Fields(RECORDS[kind].to_wire() | change, "body"))
    assert caught.value.field == field
