from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from contract_samples import DESIRED, DESIRED_WITH_SCREEN, EPOCH, FULL_STATUS, HUB, RECEIPT, RECORDS, STATUS, sign

from vitals.asyncapi import document, text
from vitals.vital import Vital
from vitals.wire import encode_desired, encode_receipt, encode_record, encode_status

KEPT = Path(__file__).parents[2] / "docs" / "contract" / "asyncapi.json"
PAYLOADS = [
    *(("record", encode_record(HUB, EPOCH, 62, record.to_wire(), sign)) for record in RECORDS.values()),
    ("receipt", encode_receipt(RECEIPT, sign)),
    ("status", encode_status(STATUS, sign)),
    ("status", encode_status(FULL_STATUS, sign)),
    ("desired", encode_desired(DESIRED, sign)),
    ("desired", encode_desired(DESIRED_WITH_SCREEN, sign)),
]


def judge(leaf: str, payload: Any) -> list[str]:
    schema = {"$ref": f"#/components/schemas/{leaf}", "components": document()["components"]}
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(payload)]


def test_the_kept_document_is_what_the_code_says() -> None:
    assert KEPT.read_text(encoding="utf-8") == text()


@pytest.mark.parametrize(("leaf", "payload"), PAYLOADS)
def test_what_is_sent_is_valid_by_the_document(leaf: str, payload: bytes) -> None:
    assert judge(leaf, json.loads(payload)) == []


@pytest.mark.parametrize(("leaf", "payload"), PAYLOADS)
def test_the_document_refuses_a_field_too_many_or_too_few(leaf: str, payload: bytes) -> None:
    assert judge(leaf, json.loads(payload) | {"surprise": 1})
    fields = json.loads(payload)
    fields.popitem()
    assert judge(leaf, fields)


@pytest.mark.parametrize("vital", Vital)
def test_every_vital_stands_in_the_document_with_its_codes(vital: Vital) -> None:
    described = document()["components"]["schemas"]["measurement"]["properties"]["values"]["properties"][
        vital.value.name
    ]
    assert vital.value.loinc in described["description"]
    assert str(vital.value.mdc) in described["description"]
    assert described["properties"]["unit"] == {"const": vital.value.unit}
