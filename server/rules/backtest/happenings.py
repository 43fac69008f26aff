"""What the care team told of a patient, as the events that rules speak of; and when hubs were heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from server.patients.known import ADMITTED, DISCHARGED, LASTING
from server.rules.backtest.instants import DAY_S, UNREADABLE, read_instants
from server.rules.backtest.log import Silence, ToldOf
from server.rules.judging.truth import Ints
from server.rules.local_day import day_end, local_day

HOUR_S: Final = 3_600
HOME_AGAIN_S: Final = DAY_S
"""Who measures at home a day after an admission or a journey began is there again, whatever was told."""
AWAY_AT_MOST_DAYS: Final = 14
NEWLY_HOME_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a patient: what it is called in rules, from when, until when (None: it has no length)."""

    kind: str
    from_s: int
    until_s: int | None


def happenings(
    told: Iterable[ToldOf], words: Mapping[str, Sequence[str]], measured_s: Ints, zone: ZoneInfo
) -> list[Happening]:
    """Give one patient's events; ``words`` are the log's words for each (``signals.yaml``), ``measured_s`` is in order.

    An admission ends with the discharge, or when the patient is measured at home again; a journey as its detail says (a
    day, or how many days), or else by such a measuring, and after two weeks.
    """
    ordered = sorted(told, key=lambda each: each.at_s)
    found: list[Happening] = []
    for each in ordered:
        said = {each.kind.strip(), f"{each.kind.strip()} {each.detail.strip()}"}
        for event, names in words.items():
            if said & {*names}:
                until_s = _until(event, each, ordered, words, measured_s, zone) if event in LASTING else None
                found.append(Happening(event, each.at_s, until_s))
    return found


def _until(
    event: str, told: ToldOf, ordered: Sequence[ToldOf], words: Mapping[str, Sequence[str]], measured_s: Ints,
    zone: ZoneInfo,
) -> int | None:  # fmt: skip
    place = int(np.searchsorted(measured_s, told.at_s + HOME_AGAIN_S))
    home = [int(measured_s[place])] if place < len(measured_s) else []
    if event == ADMITTED:
        ends = [each.at_s for each in ordered if each.at_s > told.at_s and each.kind in words.get(DISCHARGED, ())]
        return min([*ends[:1], *home], default=None)
    said_s = _said(told, zone)
    return min([told.at_s + AWAY_AT_MOST_DAYS * DAY_S, *home]) if said_s is None else said_s


def _said(told: ToldOf, zone: ZoneInfo) -> int | None:
    """Read until when somebody said to be away: so many days, or through a day."""
    words = told.detail.split()
    if words and words[0].isdigit():
        return told.at_s + int(words[0]) * DAY_S
    at_s = int(read_instants([words[-1]], zone)[0]) if words else UNREADABLE
    if at_s <= told.at_s:
        return None
    is_date = len(words[-1]) == len(date.min.isoformat())
    return at_s + DAY_S if is_date else at_s


def newly_home(found: Iterable[Happening], zone: ZoneInfo) -> list[tuple[int, int]]:
    """Give the local days (first, and the one after the last) on which a patient is newly home (decision F6)."""
    discharged = sorted(each.from_s for each in found if each.kind == DISCHARGED)
    admitted = sorted(each.from_s for each in found if each.kind == ADMITTED)
    spans: list[tuple[int, int]] = []
    for at_s in discharged:
        first = local_day(datetime.fromtimestamp(at_s, UTC), zone)
        again = [local_day(datetime.fromtimestamp(each, UTC), zone) for each in admitted if each > at_s]
        last = min([first + NEWLY_HOME_DAYS, *again])
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        elif last > first:
            spans.append((first, last))
    return spans


def contact(from_s: int, to_s: int, silences: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give when a hub was heard, hour by hour, as stretches (first, last) between its silences.

    >>> contact(0, 100_000, [(10_000, 50_000), (40_000, 60_000), (99_000, 200_000)])
    [(0, 10000), (60000, 99000)]
    """
    found: list[tuple[int, int]] = []
    at_s = from_s
    for begins_s, ends_s in sorted(silences):
        if begins_s > at_s:
            found.append((at_s, min(begins_s, to_s)))
        at_s = max(at_s, ends_s)
        if at_s > to_s:
            return found
    return [*found, (at_s, to_s)]


def silences_of(silences: Iterable[Silence], patients: int) -> list[list[tuple[int, int]]]:
    """Give each patient's silences; one without an end lasts."""
    found: list[list[tuple[int, int]]] = [[] for _ in range(patients)]
    for each in silences:
        found[each.patient].append((each.from_s, np.iinfo(np.int64).max if each.to_s == UNREADABLE else each.to_s))
    return found


def late_s(measured_s: Ints, received_s: Ints) -> list[tuple[int, int]]:
    """Give when a hub can not have been heard: from a measuring until it was received, more than an hour later (E5)."""
    is_late = received_s - measured_s > HOUR_S
    if not is_late.any():
        return []
    return sorted({*zip(measured_s[is_late].tolist(), received_s[is_late].tolist(), strict=True)})


def day_begins_s(day: int, zone: ZoneInfo) -> int:
    """Give the instant at which a local day begins."""
    return int(day_end(day - 1, zone).timestamp())
