"""What stands of patients, as rows of a log: readings, answers, presses, events, silences, alerts, the people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from server.exchange.naming import Naming
from server.ledger.page import Observation, Stretch
from server.patients.known import Happening
from server.patients.saying import Saying
from server.rules.transition import Severity
from vitals.code import UNCHANGED
from vitals.identity import PatientId
from vitals.observation_log import UNITS, Entry, LogKind
from vitals.symptom import Symptom
from vitals.vital import Vital

KINDS: Final[Mapping[Vital, LogKind]] = {
    Vital.BODY_WEIGHT: LogKind.WEIGHT,
    Vital.SYSTOLIC: LogKind.SYSTOLIC,
    Vital.DIASTOLIC: LogKind.DIASTOLIC,
    Vital.PULSE_RATE: LogKind.PULSE,
    Vital.SPO2: LogKind.SPO2,
}
"""Whatever else is measured goes out under its own name and unit: a reader keeps it as an unknown kind."""
TYPED: Final = "typed"
"""The family of the device under which a patient's typed values stand: nobody can measure with it."""
ANSWER: Final = "score"
PRESS: Final = "press"
YES: Final = 3
"""The score of a yes to a question that has no other answer but no: a log's scores end at 3, severe."""
_YES_OR_NO: Final = 2
HEARD_FOR: Final = timedelta(seconds=1)
"""A hub that was heard once between two silences was heard for as long as a log can tell."""
CONTACT_WITHIN: Final = timedelta(hours=2)
"""A hub that was heard so recently is not silent: contacts nearer to each other are one (docs/rule-language.md, 19)."""


class Row(NamedTuple):
    """The cells of a row, and by what it is sorted in its file."""

    order: str
    cells: tuple[str, ...]


class Raised(NamedTuple):
    """What became of an alert at an instant: ``raised``, ``withdrawn`` or ``cleared``; ``about`` is its class."""

    patient: PatientId
    at: datetime
    severity: Severity
    rule: str
    kind: str
    about: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What goes out of a patient's enrolment; ``reference_g`` is the weight agreed on as the plan began.

    ``sex`` is ``female``, ``male`` or nothing; ``age_years`` is as the plan began. Without a hub in any home of theirs,
    nothing can be silent.
    """

    patient: PatientId
    zone: str
    plan_from: date
    age_years: int | None
    sex: str
    ended_on: date | None = None
    reference_g: int | None = None
    groups: frozenset[str] = frozenset()
    has_oximeter: bool = False
    has_hub: bool = True
    entry: Entry = Entry.AUTO


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the rules at work call things: questions by id, their names in logs, and the logs' words for events.

    ``classes`` are the rules that every nurse sees, each with its class of alerts.
    """

    symptoms: Mapping[str, Symptom] = field(default_factory=dict)
    log_codes: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, Sequence[str]] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)


def reading_row(observation: Observation, entry: Entry, naming: Naming) -> Row:
    """Write a reading that stands."""
    kind, unit = _kind(observation.vital)
    received = naming.instant(observation.patient, observation.received_at)
    cells = (
        naming.patient(observation.patient),
        naming.instant(observation.patient, observation.measured_at),
        received,
        kind,
        decimal(observation.value, -observation.vital.value.scale),
        unit,
        naming.device(observation.patient, "" if entry is Entry.MANUAL else observation.device),
        entry.value,
    )
    return Row(_order(received, observation.arrival, kind), cells)


def saying_rows(sayings: Iterable[Saying], words: Words, naming: Naming) -> Iterator[Row | None]:
    """Write one patient's answers and presses, given in order of time; None for an answer that says nothing any more.

    *Unchanged* is the answer before it, and the best one where there is none: a log knows scores only.
    """
    last: dict[str, int] = {}
    for each in sayings:
        if each.code is None:
            yield _said(each, each.about, "1", PRESS, naming)
            continue
        symptom = words.symptoms.get(each.about)
        score = None if symptom is None or symptom.version != each.version else _score(symptom, each.code, last)
        if score is None:
            yield None
            continue
        last[each.about] = score
        yield _said(each, words.log_codes.get(each.about, each.about), str(score), ANSWER, naming)


def context_row(happening: Happening, words: Words, naming: Naming) -> Row | None:
    """Write an event that stands; None for one that logs have no word for."""
    named = words.events.get(happening.kind, ())
    if happening.is_void or not named:
        return None
    kind, _, detail = named[0].partition(" ")
    at = naming.instant(happening.patient, happening.from_at)
    if not detail and happening.until_at is not None:
        detail = naming.instant(happening.patient, happening.until_at)
    patient = naming.patient(happening.patient)
    return Row(f"{at} {patient} {kind} {detail}", (patient, at, kind, detail))


def person_row(person: Person, naming: Naming) -> Row:
    """Write a patient's enrolment."""
    patient = naming.patient(person.patient)
    flags = [group in person.groups for group in ("takes-diuretics", "known-atrial-fibrillation", "copd")]
    diuretics, has_af, has_copd = flags
    cells = (
        patient,
        "" if person.age_years is None else str(naming.age(person.age_years)),
        person.sex,
        naming.day(person.patient, person.plan_from),
        "" if person.ended_on is None else naming.day(person.patient, person.ended_on),
        "" if person.ended_on is None else "left",
        "" if person.reference_g is None else decimal(person.reference_g, 3),
        "yes" if diuretics else "",
        str(int(has_af)),
        str(int(has_copd)),
        str(int(person.has_oximeter)),
        person.entry.value,
    )
    return Row(patient, cells)


def silence_rows(
    person: Person, begins_at: datetime, stretches: Sequence[Stretch], now: datetime, naming: Naming
) -> Iterator[Row]:
    """Write when a patient's hub was not heard: before, between and after the stretches in which it was, in order."""
    silent_from = begins_at
    for each in stretches:
        if each.from_at > silent_from:
            yield _silence(person, silent_from, naming.instant(person.patient, each.from_at), naming)
        silent_from = max(silent_from, each.to_at + HEARD_FOR)
    if now - silent_from > CONTACT_WITHIN:
        yield _silence(person, silent_from, "", naming)


def alert_row(raised: Raised, naming: Naming) -> Row:
    """Write what became of an alert; what it says may name days and words of the patient, and goes out openly only."""
    severity = Severity.INFO if raised.severity is Severity.TECHNICAL else raised.severity
    at, patient = naming.instant(raised.patient, raised.at), naming.patient(raised.patient)
    at = f"{at.removesuffix('Z')}+00:00" if naming.is_open else at
    says = raised.says if naming.is_open else ""
    cells = (patient, at, severity.value, raised.rule, raised.kind, raised.about, says)
    return Row(f"{at} {patient} {raised.rule} {'2' if raised.kind == 'raised' else '1'}", cells)


def decimal(steps: int, places: int) -> str:
    """Write whole steps as a decimal number, exactly and without needless zeros.

    >>> decimal(81_400, 3), decimal(720, 1), decimal(-5, 1)
    ('81.4', '72', '-0.5')
    """
    whole, part = divmod(abs(steps), 10**places)
    decimals = f"{part:0{places}}".rstrip("0") if places else ""
    return f"{'-' if steps < 0 else ''}{whole}{'.' if decimals else ''}{decimals}"


def csv_line(cells: Iterable[str]) -> str:
    """Write cells as a line of CSV, without its end.

    >>> csv_line(["a", "b, c"])
    'a,"b, c"'

    Source: RFC 4180.
    """
    return ",".join(_quoted(cell) if any(sign in cell for sign in ',"\r\n') else cell for cell in cells)


def age_on(born: date, day: date) -> int:
    """Count the years of somebody's life on a day.

    >>> age_on(date(1943, 3, 18), date(2026, 3, 17)), age_on(date(1943, 3, 18), date(2026, 3, 18))
    (82, 83)
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _kind(vital: Vital) -> tuple[str, str]:
    kind = KINDS.get(vital)
    return (vital.value.name, vital.value.unit) if kind is None else (kind.value, UNITS[kind])


def _score(symptom: Symptom, code: str, last: Mapping[str, int]) -> int | None:
    if code == UNCHANGED:
        return last.get(symptom.symptom, 0)
    chosen = symptom.choice(code)
    if chosen is None:
        return None
    best = min(each.score for each in symptom.choices)
    if len(symptom.choices) == _YES_OR_NO:
        return YES if chosen.score > best else 0
    return chosen.score


def _said(saying: Saying, kind: str, value: str, unit: str, naming: Naming) -> Row:
    received = naming.instant(saying.patient, saying.received_at)
    measured = "" if saying.measured_at is None else naming.instant(saying.patient, saying.measured_at)
    cells = (naming.patient(saying.patient), measured, received, kind, value, unit, "", Entry.MANUAL.value)
    return Row(_order(received, saying.record, kind), cells)


def _silence(person: Person, begins_at: datetime, ends: str, naming: Naming) -> Row:
    begins, patient = naming.instant(person.patient, begins_at), naming.patient(person.patient)
    return Row(f"{patient} {begins}", (patient, begins, ends))


def _order(received: str, arrival: int, kind: str) -> str:
    return f"{received} {arrival:015} {kind}"
