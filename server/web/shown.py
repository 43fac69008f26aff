"""What the screens show, as the store gives it: people, their alerts, values and history, quarantine, hubs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from server.alerts.alert import Alert
from server.patients.saying import Saying
from server.rules.transition import EpisodeState, Severity
from vitals.device_kind import DeviceKind
from vitals.hub_status import HubStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who a row is about; the number is shown on the page and is never in an address or a title.

    ``contact`` is the named contact's full name. ``last_reading_at`` is the last reading of any kind, ``hub_heard_at``
    when a hub of the person's home was last heard; None: never. ``unit`` is the unit's name and telephone. Of who
    ``has_other_disease`` no title says that it is the heart for certain.
    """

    patient: str
    name: str
    personnummer: str
    born: date
    care_level: int
    matters: str
    contact: str
    zone: str
    last_reading_at: datetime | None
    hub_heard_at: datetime | None
    unit: str = ""
    has_other_disease: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LastLook:
    """Who, by full name, looked at anything of a patient's last, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value of one vital sign, in the vital's step; ``arrival`` is its number, by which it can be moved."""

    measured_at: datetime
    vital: str
    value: int
    flags: tuple[str, ...]
    arrival: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAlert:
    """One alert that is not closed: why, by which version of its rule, and what it rests on, measured and said.

    ``owner`` is a full name; ``taken_at`` is None until somebody has taken it. ``why`` is the tree of conditions as it
    was then; None where it was not kept, or is not asked for.
    """

    alert: Alert
    owner: str
    taken_at: datetime | None
    rule_version: str
    say: Mapping[str, str]
    facts: Mapping[str, int | str]
    is_late: bool
    measured_at: datetime
    behind: Sequence[Point]
    said: Sequence[Saying] = ()
    why: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEpisode:
    """Something that is so of a patient: raised, held back by something worse, or waiting for the patient's answer.

    ``at`` is when the server learned it, ``measured_at`` since when it is so; ``asked_until`` is until when an answer
    is waited for, None if nobody was asked.
    """

    episode: str
    patient: str
    rule: str
    state: EpisodeState
    severity: Severity
    at: datetime
    measured_at: datetime
    asked_until: datetime | None
    say: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistRow:
    """One patient with all open alerts, the most pressing first, and the weights of the last 30 days.

    ``episodes`` is all that is so of the patient, with an alert or without.
    """

    person: Person
    alerts: Sequence[OpenAlert]
    weights: Sequence[Point]
    episodes: Sequence[OpenEpisode] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """A patient who was asked to measure once more, and has not answered yet."""

    person: Person
    episode: OpenEpisode


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One event of one alert: ``who`` did it (``system`` or a staff name), ``name`` is the full name.

    ``at`` is when it happened on the list, ``measured_at`` when the alert became true in the patient's life.
    """

    alert: int
    rule: str
    act: str
    who: str
    name: str
    at: datetime
    measured_at: datetime
    say: Mapping[str, str]
    detail: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedAttempt:
    """A device of the patient's tried to measure and could not."""

    at: datetime
    kind: DeviceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientPage:
    """All of one patient's page; the history is the latest first, the points the oldest first.

    ``waiting`` counts the measurements of the home that are nobody's, and may be this patient's. ``said`` is the latest
    first, without what was *as usual*. ``unseen`` counts what nobody has seen of all that had come by number ``upto``.
    ``episodes`` is all that is so, with an alert or without; ``read`` and ``heard`` give by number what the alerts'
    trees rest on, measured and said.
    """

    person: Person
    alerts: Sequence[OpenAlert]
    history: Sequence[HistoryRow]
    points: Sequence[Point]
    attempts_failed: Sequence[FailedAttempt]
    waiting: int = 0
    said: Sequence[Saying] = ()
    unseen: int = 0
    upto: int = 0
    last_look: LastLook | None = None
    episodes: Sequence[OpenEpisode] = ()
    read: Mapping[int, Sequence[Point]] = field(default_factory=dict)
    heard: Mapping[int, Saying] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineRow:
    """One message set apart, with its bytes."""

    first_at: datetime
    last_at: datetime
    times: int
    topic: str
    payload: bytes
    why: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclaimedRow:
    """One measurement that is nobody's yet, or that waits for its time; ``record`` is its place in the journal.

    ``home`` and ``device`` are what technicians call them, or their ids where they have no name.
    """

    record: int
    received_at: datetime
    measured_at: datetime | None
    home: str
    device: str
    disposition: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRow:
    """One measurement was moved: from whom to whom (names, None is nobody; ``patients`` by id), by whom and why.

    ``by`` is a full name, or what is written in the journal; ``is_answer`` says that the home itself answered.
    """

    record: int
    at: datetime
    measured_at: datetime | None
    before: str | None
    patient: str | None
    by: str
    is_answer: bool
    reason: str
    patients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPage:
    """One measurement: its values, where it came from, whose it is, and who else it may have been.

    ``whose`` is a patient's id, None for nobody; ``people`` belonged to the home when it was measured, by id and name.
    ``is_movable`` is false for what is in quarantine, repeats another or waits for its time.
    """

    record: int
    measured_at: datetime | None
    received_at: datetime
    home: str
    device: str
    disposition: str
    reason: str
    values: Sequence[Point]
    whose: str | None
    people: Sequence[tuple[str, str]]
    moves: Sequence[MoveRow]
    is_movable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRow:
    """How one hub is; ``status`` is None if it was never heard. ``episodes`` is what rules say to technicians of it."""

    hub: str
    label: str
    home: str
    heard_at: datetime | None
    status: HubStatus | None
    episodes: Sequence[OpenEpisode] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may sign in."""

    staff: str
    full_name: str
    role: str
    password_hash: str
