"""From activations, requests and approvals to rows of tables, and back; texts of rules are kept once each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from server.adapters.store import schema
from server.adapters.store.rows import RowValues
from server.adapters.store.upsert import upsert
from server.ledger.page import Page
from server.rules.activation.activation import Activation, ActivationRequest, Answer, Pilots
from server.rules.activation.approval import Given, Part
from server.rules.language.rule import Status


def keep_texts(connection: Connection, files: Mapping[str, bytes]) -> dict[str, str]:
    """Keep the texts of files that are not kept yet; gives their digests by path."""
    digests = {path: hashlib.sha256(text).hexdigest() for path, text in files.items()}
    texts = {digests[path]: text for path, text in files.items()}
    rows = [{"digest": digest, "text": text} for digest, text in sorted(texts.items())]
    upsert(connection, schema.RULE_TEXT, rows, changes={})
    return digests


def texts_of(connection: Connection, digests: Iterable[str]) -> dict[str, bytes]:
    """Give texts by their digests."""
    table = schema.RULE_TEXT
    wanted = select(table).where(table.c.digest.in_(sorted(set(digests))))
    return {row.digest: row.text for row in connection.execute(wanted)}


def add_request(connection: Connection, request: ActivationRequest) -> int:
    """Add a request; gives its number."""
    values = {
        "files": keep_texts(connection, request.files),
        "pilots": _pilots_json(request.pilots),
        "instead_of": request.instead_of,
        "is_accepted": request.is_accepted,
        "who": request.who,
        "asked_at": request.asked_at,
    }
    table = schema.RULE_REQUEST
    number: int = connection.execute(insert(table).values(values).returning(table.c.number)).scalar_one()
    return number


def write_rules(connection: Connection, page: Page) -> None:
    """Write what a page says of which rules run."""
    for each in page.activations:
        values = {
            "rules_hash": each.rules_hash,
            "engine_version": each.engine_version,
            "files": keep_texts(connection, each.files),
            "pilots": _pilots_json(each.pilots),
            "effect": each.effect,
            "who": each.who,
            "at": each.at,
        }
        connection.execute(insert(schema.RULE_ACTIVATION).values(values))
    table = schema.RULE_REQUEST
    for request in page.activation_requests:
        answer = None if request.answer is None else request.answer.value
        done = update(table).where(table.c.number == request.number)
        connection.execute(done.values(answer=answer, done_at=request.done_at))


def activation(row: RowMapping, texts: Mapping[str, bytes]) -> Activation:
    """Read an activation."""
    return Activation(
        files=_files(row, texts),
        rules_hash=row["rules_hash"],
        who=row["who"],
        at=row["at"],
        pilots=_pilots(row),
        effect=row["effect"],
        engine_version=row["engine_version"],
        number=row["number"],
    )


def request(row: RowMapping, texts: Mapping[str, bytes]) -> ActivationRequest:
    """Read a request."""
    return ActivationRequest(
        files=_files(row, texts),
        who=row["who"],
        asked_at=row["asked_at"],
        instead_of=row["instead_of"],
        is_accepted=row["is_accepted"],
        pilots=_pilots(row),
        answer=None if row["answer"] is None else Answer(row["answer"]),
        done_at=row["done_at"],
        number=row["number"],
    )


def approval_values(given: Given) -> RowValues:
    """Write an approval."""
    values = {each.name: getattr(given, each.name) for each in fields(given)}
    return values | {"use": given.use.value, "part": given.part.value}


def approval(row: RowMapping) -> Given:
    """Read an approval."""
    read: dict[str, Any] = {name: row[name] for name in ("piece", "version", "logic", "who", "at")}
    return Given(use=Status(row["use"]), part=Part(row["part"]), **read)


def pilots(connection: Connection) -> Pilots:
    """Read in which units rules are tried out now."""
    found: dict[str, set[str]] = {}
    table = schema.RULE_PILOT
    for row in connection.execute(select(table).order_by(table.c.number)):
        change = {row.unit}
        units = found.setdefault(row.rule, set())
        found[row.rule] = units | change if row.is_in else units - change
    return {rule: frozenset(units) for rule, units in found.items() if units}


def _files(row: RowMapping, texts: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: texts[digest] for path, digest in row["files"].items()}


def _pilots_json(told: Pilots) -> dict[str, list[str]]:
    return {rule: sorted(units) for rule, units in sorted(told.items())}


def _pilots(row: RowMapping) -> dict[str, frozenset[str]]:
    return {rule: frozenset(units) for rule, units in row["pilots"].items()}
