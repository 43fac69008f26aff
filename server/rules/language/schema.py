"""The JSON schema of a rule file, for editors that complete and explain keys; the checker itself is the judge."""

from __future__ import annotations

from typing import Any, Final

from server.rules.language.key import Holds, Key
from server.rules.language.signal import Signals
from server.rules.language.verbs import FIXED, QUESTION_PREFIX, Thing, keys_of
from server.rules.language.vocabulary import BLOCKS

Json = dict[str, Any]
DRAFT: Final = "http://json-schema.org/draft-07/schema#"
"""What yaml-language-server reads best."""


def schema(signals: Signals, questions: list[str], block: str = "rule") -> Json:
    """Make the schema of one kind of file; the measures and questions are those of the folder.

    Every choice is told by its key, so there are only ``properties``: an editor's complaint is of the key at hand.
    """
    things = {
        name: _thing(Thing.NUMBER if each.flag is None else Thing.FLAG) for name, each in signals.measures.items()
    }
    things |= {f"{QUESTION_PREFIX}{name}": _thing(Thing.QUESTION) for name in questions}
    things |= {name: _thing(thing) for name, thing in FIXED.items()}
    condition = {**_object(BLOCKS["combination"]), "required": []}
    condition["properties"] |= things
    blocks = {name: _object(keys) for name, keys in BLOCKS.items()}
    return {
        "$schema": DRAFT,
        "title": f"Hjärtnära: {block}",
        "$ref": f"#/definitions/{block}",
        "definitions": {**blocks, "condition": condition},
    }


def _thing(thing: Thing) -> Json:
    return {"description": thing.value, **_object(tuple(keys_of(thing).values()))}


def _object(keys: tuple[Key, ...]) -> Json:
    return {
        "type": "object",
        "properties": {key.name: {"description": key.about, **_value(key)} for key in keys},
        "required": [key.name for key in keys if key.is_needed],
        "additionalProperties": False,
    }


def _value(key: Key) -> Json:
    """Say what may stand behind a key; a scalar has no type, for 3.1 is a number to YAML and a version to us."""
    inner: Json = {"$ref": f"#/definitions/{key.block}"} if key.block else {}
    condition: Json = {"$ref": "#/definitions/condition"}
    by_shape: dict[Holds, Json] = {
        Holds.BLOCK: {"allOf": [inner]},
        Holds.BLOCKS: {"type": "array", "items": inner},
        Holds.NAMED_BLOCKS: {"type": "object", "additionalProperties": inner},
        Holds.CONDITION: {"allOf": [condition]},
        Holds.CONDITIONS: {"type": "array", "items": condition},
    }
    if key.holds in by_shape:
        return by_shape[key.holds]
    among: Json = {"enum": list(key.among)} if key.among else {}
    return {"items": among} if key.holds in (Holds.NAMES, Holds.PHRASES) else among
