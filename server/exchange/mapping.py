"""A map of a log's people: who each of them is here, said twice over, so that no slip gives a row to somebody else."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from vitals.identity import PatientId

NEW: Final = "new"
"""Written in the place of a patient: whoever this is, is nobody who is here."""
MAP_COLUMNS: Final = ("patient_id", "patient", "born", "certain")
_NEEDED: Final = MAP_COLUMNS[:3]


class Meant(NamedTuple):
    """A line of a map: whom the log's ``label`` means. ``patient`` is None for somebody new.

    ``born`` is the date of birth, which must be the register's. ``certain`` says how somebody knows, where the weights
    of the log are far from those that are here.
    """

    line: int
    label: str
    patient: PatientId | None
    born: date | None
    certain: str = ""


class Person(NamedTuple):
    """What the register has of a patient to be held against a map: the date of birth, the zone, and the home now."""

    born: date
    zone: str
    is_followed: bool


class MapError(Exception):
    """A map that cannot be followed; ``faults`` are all that is wrong with it, the file named by who reads it."""

    def __init__(self, faults: Iterable[str]) -> None:
        """Take what is wrong, one sentence each."""
        self.faults = [*faults]
        super().__init__("\n".join(self.faults))


def read_map(lines: Iterable[str]) -> list[Meant]:
    """Read a map; raises MapError with everything that is wrong with how it is written.

    >>> read_map(["patient_id,patient,born", "anna,new,", "bo,aaaaaaaaaaaaaaaa,1943-03-18"])[1].born
    datetime.date(1943, 3, 18)
    """
    rows = csv.DictReader(lines, strict=True)
    try:
        missing = [name for name in _NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            raise MapError([f"there is no column {', '.join(missing)}: the first line names {', '.join(MAP_COLUMNS)}"])
        read = [_meant(rows.line_num, row) for row in rows]
    except csv.Error as problem:
        raise MapError([f"line {rows.line_num}: {problem}"]) from problem
    faults = [each for each in read if isinstance(each, str)]
    if faults:
        raise MapError(faults)
    return [each for each in read if isinstance(each, Meant)]


def _meant(line: int, row: Mapping[str, str | None]) -> Meant | str:
    label, patient, born, certain = ((row.get(name) or "").strip() for name in MAP_COLUMNS)
    if not label or not patient:
        return f"line {line}: say of whom it speaks, and who that is: a patient's id, or {NEW}"
    try:
        day = date.fromisoformat(born) if born else None
    except ValueError:
        return f"line {line}: {born!r} is no date of birth: write 1943-03-18"
    if patient != NEW and day is None:
        return f"line {line}: give the date of birth of {patient}: who is here already is named twice over"
    return Meant(line, label, None if patient == NEW else PatientId(patient), day, certain)


def faults(
    meant: Collection[Meant], labels: Collection[str], people: Mapping[PatientId, Person], zone: str
) -> Iterator[str]:
    """Say what is wrong with a map for a log of these ``labels``, held against who is here.

    Every label is on it once, nobody here is meant twice, and whoever is meant was born on that day, is followed still,
    and lives where the log's clocks are.
    """
    said = Counter(each.label for each in meant)
    yield from (f"{label} of the log is not on the map" for label in sorted({*labels} - {*said}))
    yield from (f"line {each.line}: there is no {each.label} in the log" for each in meant if each.label not in labels)
    yield from (f"{label} is on the map {count} times" for label, count in said.items() if count > 1)
    named = Counter(each.patient for each in meant if each.patient is not None)
    yield from (f"{patient} is meant by {count} of the log's people" for patient, count in named.items() if count > 1)
    for each in meant:
        person = people.get(each.patient) if each.patient is not None else None
        if each.patient is not None and person is None:
            yield f"line {each.line}: there is no patient {each.patient}: nara patient list"
        elif person is not None and person.born != each.born:
            yield f"line {each.line}: {each.patient} was not born on {each.born}: is {each.label} somebody else?"
        elif person is not None and not person.is_followed:
            yield f"line {each.line}: {each.patient} is not followed any more"
        elif person is not None and person.zone != zone:
            yield f"line {each.line}: {each.patient} lives in {person.zone}, and the log is read in {zone} (--zone)"
