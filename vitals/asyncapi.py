"""The contract as an AsyncAPI 3 document, made from the types themselves so that it cannot lie."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from datetime import datetime
from enum import EnumType, StrEnum
from typing import Any, Final

from vitals import desired, hub_status, identity, measurement, record, topics, wire
from vitals.fields import INTEGER_MAX, MANY, Json
from vitals.moment import Moment
from vitals.receipt import EPOCHS_MAX, RANGES_MAX, Receipt
from vitals.vital import Vital

_INSTANT: Final[Json] = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
}
_WALL_CLOCK: Final[Json] = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$"}
_ID: Final[Json] = {"type": "string", "pattern": f"^{identity.ID_PATTERN.pattern}$"}
_EPOCH: Final[Json] = {"type": "string", "pattern": f"^{identity.EPOCH_PATTERN.pattern}$"}
_HEX: Final[Json] = {"type": "string", "pattern": "^([0-9a-f]{2})*$"}
_SIGNATURE: Final[Json] = {
    "type": "string",
    "pattern": f"^{wire.SIGNATURE_PATTERN.pattern}$",
    "description": "Ed25519, base64url without padding, over the canonical payload without this field.",
}


def document() -> Json:
    """Build the whole document as JSON values.

    >>> document()["asyncapi"]
    '3.0.0'
    """
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Hjärtnära: hub and server",
            "version": str(wire.VERSION),
            "description": (
                "Payloads are canonical JSON: sorted keys, no spaces, whole numbers only, UTF-8, at most "
                f"{wire.PAYLOAD_BYTES_MAX} bytes. Unknown fields, versions, units and words are refused."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {leaf.value: _channel(leaf) for leaf in topics.Leaf},
        "operations": {leaf.value: _operation(leaf) for leaf in topics.Leaf},
        "components": {
            "messages": {
                leaf.value: {"name": leaf.value, "payload": {"$ref": f"#/components/schemas/{leaf.value}"}}
                for leaf in topics.Leaf
            },
            "schemas": _schemas(),
        },
    }


def text() -> str:
    """Write the document as it is kept in ``docs/contract/asyncapi.json``."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def _channel(leaf: topics.Leaf) -> Json:
    return {
        "address": "/".join(("nara", "v1", "{home}", "{hub}", leaf.value)),
        "parameters": {"home": {"description": "id of the home"}, "hub": {"description": "id of the hub"}},
        "messages": {leaf.value: {"$ref": f"#/components/messages/{leaf.value}"}},
        "bindings": {"mqtt": {}},
    }


def _operation(leaf: topics.Leaf) -> Json:
    by_hub = leaf in topics.PUBLISHED_BY_HUB
    return {
        "action": "receive" if by_hub else "send",
        "channel": {"$ref": f"#/channels/{leaf.value}"},
        "summary": f"The server {'receives' if by_hub else 'sends'} {leaf.value}.",
        "bindings": {"mqtt": {"qos": 1 if by_hub else 0, "retain": leaf is not topics.Leaf.RECORD}},
    }


def _schemas() -> Json:
    kinds = typing.get_args(record.Record)
    bodies = {kind.value: _object(cls, kind=kind.value) for kind, cls in zip(record.Kind, kinds, strict=True)}
    body = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in bodies]}
    return {
        **bodies,
        "record": _sealed(hub=_ID, epoch=_EPOCH, sequence=_whole(1), body=body),
        "status": _sealed(body=_object(hub_status.HubStatus)),
        "receipt": _sealed(**_object(Receipt)["properties"]),
        "desired": _sealed(body=_object(desired.DesiredState)),
    }


def _sealed(**properties: Json) -> Json:
    return _closed({**properties, "sig": _SIGNATURE, "v": {"const": wire.VERSION}})


def _closed(properties: Json) -> Json:
    return {"type": "object", "additionalProperties": False, "required": sorted(properties), "properties": properties}


def _whole(lowest: int = 0, highest: int = INTEGER_MAX) -> Json:
    return {"type": "integer", "minimum": lowest, "maximum": highest}


def _object(cls: type, **constants: str) -> Json:
    """Describe a dataclass by its annotations, as its ``to_wire`` writes it.

    A field that is None unless it is given came later than the rest: it may be absent, and is never null.
    """
    properties: Json = {name: {"const": value} for name, value in constants.items()}
    hints = typing.get_type_hints(cls)
    for field in dataclasses.fields(cls):
        if hints[field.name] is Moment:
            properties |= _object(Moment)["properties"]
        elif cls is measurement.Frame and field.name == "payload":
            properties["payload_hex"] = _HEX
        elif field.default is None:
            properties[field.name] = _value(field.name, hints[field.name])["oneOf"][0]
        else:
            properties[field.name] = _value(field.name, hints[field.name])
    absent = {field.name for field in dataclasses.fields(cls) if field.default is None}
    return _closed(properties) | {"required": sorted(properties.keys() - absent)}


_BY_NAME: Final[dict[str, Json]] = {
    "device_time": _WALL_CLOCK,
    "boot_id": _EPOCH,
    "epoch": _EPOCH,
    "sequence": _whole(1),
    "next_sequence": _whole(1),
    "version": _whole(1),
    "user_slot": _whole(0, measurement.USER_SLOT_MAX),
    "battery_percent": _whole(0, 100),
    "temperature_celsius": _whole(*hub_status.TEMPERATURES_CELSIUS),
}


def _value(name: str, hint: Any) -> Json:  # noqa: ANN401  (an annotation is whatever the author wrote)
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) in {types.UnionType, typing.Union}:
        inner = next(argument for argument in arguments if argument is not types.NoneType)
        return {"oneOf": [_value(name, inner), {"type": "null"}]}
    if name in _BY_NAME:
        return _BY_NAME[name]
    origin = typing.get_origin(hint)
    if origin is Mapping:
        return _values() if arguments[0] is Vital else {"type": "object", "additionalProperties": _whole()}
    if origin in {tuple, frozenset}:
        return _list(name, arguments[0])
    return _plain(hint)


def _list(name: str, member: Any) -> Json:  # noqa: ANN401
    if name == "above":
        pair = {"type": "array", "items": _whole(1), "minItems": 2, "maxItems": 2}
        return {"type": "array", "items": pair, "maxItems": RANGES_MAX}
    longest = {"held": EPOCHS_MAX, "raw": measurement.FRAMES_MAX}.get(name, MANY)
    return {"type": "array", "items": _value("", member), "maxItems": longest}


def _plain(hint: Any) -> Json:  # noqa: ANN401
    if isinstance(hint, EnumType):
        return {"enum": [member.value for member in typing.cast("list[StrEnum]", list(hint))]}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _object(hint)
    if isinstance(hint, typing.NewType):
        return _EPOCH if hint is identity.Epoch else _ID
    return {datetime: _INSTANT, bool: {"type": "boolean"}, int: _whole(), str: {"type": "string"}}[hint]


def _values() -> Json:
    """Describe the values of a measurement: every vital with its LOINC and MDC code and its UCUM unit."""
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {
            vital.value.name: {
                "description": f"LOINC {vital.value.loinc}, MDC {vital.value.mdc}; value × 10^scale in the UCUM unit",
                **_closed(
                    {
                        "value": _whole(-measurement.VALUE_MAX, measurement.VALUE_MAX),
                        "scale": {"const": vital.value.scale},
                        "unit": {"const": vital.value.unit},
                    }
                ),
            }
            for vital in Vital
        },
    }
