"""Reads ``alert_rules/symptoms.yaml`` as the server will: the questions, and the names they have in logs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from vitals.symptom import ActNow, Call, Choice, Schedule, Symptom

FILE: Final = Path(__file__).parents[2] / "alert_rules" / "symptoms.yaml"


def rows() -> list[dict[str, Any]]:
    """Read the file's rows as they stand."""
    read: list[dict[str, Any]] = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))["symptoms"]
    return read


def symptoms() -> tuple[Symptom, ...]:
    """Read the questions."""
    return tuple(map(_symptom, rows()))


def _symptom(row: dict[str, Any]) -> Symptom:
    return Symptom(
        symptom=row["id"],
        version=row["version"],
        schedule=Schedule(row["schedule"]),
        label_sv=row["label"]["sv"],
        label_en=row["label"]["en"],
        sv=row["text"]["sv"],
        en=row["text"]["en"],
        choices=tuple(map(_choice, row["answers"])),
    )


def _choice(answer: dict[str, Any]) -> Choice:
    act_now = answer.get("act_now")
    return Choice(
        code=answer["code"],
        sv=answer["sv"],
        en=answer["en"],
        score=answer["score"],
        has_words=answer.get("has_words", False),
        act_now=None if act_now is None else ActNow(sv=act_now["sv"], en=act_now["en"], call=Call(act_now["call"])),
    )
