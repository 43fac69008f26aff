"""The manifest of an export: what is in it, and what is not; it names nobody of the register under pseudonyms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from server.exchange.naming import utc_text
from server.exchange.order import Order
from vitals.version import __version__

MANIFEST_FILE: Final = "manifest.json"


class RuleRun(NamedTuple):
    """A set of rules that ran: its number, from when, until when, its hash, the engine, and each rule in it."""

    number: int
    from_at: datetime
    to_at: datetime | None
    rules_hash: str
    engine: str
    rules: Sequence[tuple[str, str, str, str]]
    """Name, version, status and the hash of the logic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a manifest tells beside the order."""

    made_at: datetime
    patients: int
    in_small_cells: int
    zones: Sequence[str]
    key: str | None
    left_out: Mapping[str, int]
    nobodys: Mapping[str, int]
    files: Sequence[tuple[str, int, str]]


def manifest(order: Order, told: Told) -> dict[str, object]:
    """Write a manifest; who stands behind it, for what, and of when it is, is told only where ids are open too."""
    openly: dict[str, object] = {
        "purpose": order.purpose.strip(),
        "by": order.by,
        "and": order.also,
        "made_at": utc_text(told.made_at),
        "from": None if order.from_day is None else order.from_day.isoformat(),
        "to": None if order.to_day is None else order.to_day.isoformat(),
        "unit": order.unit,
        "zones": list(told.zones),
    }
    return {
        "format": "hjartnara observation log 1",
        "made_by": f"hjartnara {__version__}",
        "decision": order.decision,
        "pseudonymised": order.is_pseudonymised,
        "key": told.key,
        **({} if order.is_pseudonymised else openly),
        "patients": told.patients,
        "patients_in_cells_of_fewer_than_five": told.in_small_cells,
        "left_out": dict(sorted(told.left_out.items())),
        "records_that_are_nobodys_readings": dict(sorted(told.nobodys.items())),
        "files": [{"file": name, "rows": rows, "sha256": digest} for name, rows, digest in told.files],
    }


def rule_rows(runs: Iterable[RuleRun], order: Order) -> Iterator[tuple[str, ...]]:
    """Give the rules that ran in the period, run by run; a pseudonymised log does not say when."""
    mine = [each for each in runs if _is_in(each, order)]
    for run in mine:
        begins, ends = utc_text(run.from_at), "" if run.to_at is None else utc_text(run.to_at)
        when = ("", "") if order.is_pseudonymised else (begins, ends)
        for rule in run.rules:
            yield str(run.number), *when, run.rules_hash, run.engine, *rule


def _is_in(run: RuleRun, order: Order) -> bool:
    is_before = order.from_day is not None and run.to_at is not None and run.to_at.date() < order.from_day
    is_after = order.to_day is not None and run.from_at.date() > order.to_day
    return not (is_before or is_after)
