"""A patient's story as a nurse would write it in a book: one line a record, in the wall time of the patient's zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from oracle.story import Agreed, Answer, Asked, Button, Closing, Event, Reading, Story, Unsettled

YEAR: Final = 2026
STOCKHOLM: Final = "Europe/Stockholm"
VITALS: Final = {
    "weight": ("body_weight", 1_000),
    "systolic": ("systolic", 10),
    "diastolic": ("diastolic", 10),
    "pulse": ("pulse_rate", 10),
    "spo2": ("spo2", 10),
}


def wall(text: str, zone: str = STOCKHOLM) -> datetime:
    """Read a wall time of 2026; a ``b`` behind it means the second of two.

    >>> wall("03-05 07:00").isoformat(), wall("10-25 02:30b").isoformat()
    ('2026-03-05T06:00:00+00:00', '2026-10-25T01:30:00+00:00')
    """
    naive = datetime.fromisoformat(f"{YEAR}-{text.removesuffix('b')}")
    return naive.replace(tzinfo=ZoneInfo(zone), fold=int(text.endswith("b"))).astimezone(UTC)


def story(diary: str, plan_from: str = "01-01", zone: str = STOCKHOLM, **rest: object) -> Story:
    """Read a diary: ``03-05 07:00 weight 80.1``, or ``03-01..03-05`` for the same on each of several days.

    Its words are a vital with its value and the device's flags, ``answer``, ``button``, ``contact``, ``event``,
    ``agreed``, ``asked`` and ``closed``; ``perhaps 71.6`` is a weight that may be another's.
    Readings are numbered as they stand, from 1, and come a minute late.
    """
    records: list[object] = []
    for line in filter(None, map(str.strip, diary.splitlines())):
        when, clock, *words = line.split()
        for day in _days(when):
            records.append(_record(wall(f"{day} {clock}", zone), words, len(records) + 1, zone))
    return Story(
        plan_from=date.fromisoformat(f"{YEAR}-{plan_from}"),
        zone=zone,
        readings=[each for each in records if isinstance(each, Reading)],
        unsettled=[each for each in records if isinstance(each, Unsettled)],
        answers=[each for each in records if isinstance(each, Answer)],
        buttons=[each for each in records if isinstance(each, Button)],
        events=[each for each in records if isinstance(each, Event)],
        contacts=[each for each in records if isinstance(each, datetime)],
        agreed=[each for each in records if isinstance(each, Agreed)],
        asked=[each for each in records if isinstance(each, Asked)],
        closings=[each for each in records if isinstance(each, Closing)],
        **rest,  # type: ignore[arg-type]  # the fields of a story, by their names
    )


def _days(when: str) -> list[str]:
    first, _, last = when.partition("..")
    start = date.fromisoformat(f"{YEAR}-{first}")
    count = (date.fromisoformat(f"{YEAR}-{last or first}") - start).days
    return [f"{start + timedelta(days=each):%m-%d}" for each in range(count + 1)]


def _record(at: datetime, words: list[str], number: int, zone: str) -> object:
    kind, *rest = words
    until_at = None
    if "until" in rest:
        place = rest.index("until")
        until_at, rest = wall(" ".join(rest[place + 1 :]), zone), rest[:place]
    if kind in VITALS:
        vital, per_unit = VITALS[kind]
        steps = round(float(rest[0]) * per_unit)
        return Reading(number, vital, steps, at, at + timedelta(minutes=1), frozenset(rest[1:]))
    if kind == "asked" and until_at is not None:
        return Asked(rest[0], rest[1], at, until_at)
    makers: dict[str, Callable[[], object]] = {
        "answer": lambda: Answer(rest[0], rest[1], at),
        "perhaps": lambda: Unsettled(number, round(float(rest[0]) * 1_000), at),
        "button": lambda: Button(rest[0], at),
        "contact": lambda: at,
        "event": lambda: Event(rest[0], at, until_at),
        "agreed": lambda: Agreed(rest[0], int(rest[1]), at),
        "closed": lambda: Closing(rest[0], at),
    }
    return makers[kind]()
