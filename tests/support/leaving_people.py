"""What stands of one invented patient, for tests of what leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from small_server import at

from server.exchange.rows import Person, Words
from server.ledger.page import Observation
from server.patients.known import Happening
from server.patients.saying import Saying
from vitals.identity import DeviceId, PatientId
from vitals.symptom import Choice, Schedule, Symptom
from vitals.vital import Vital

ANNA: Final = PatientId("a" * 16)
EVENTS: Final = {
    "diuretic_changed": ("diuretic_change",),
    "diuretic_increased": ("diuretic_change up",),
    "travelling": ("absence_announced",),
    "plan_paused": (),
}


def person(**said: Any) -> Person:
    """Give a patient."""
    anna = Person(patient=ANNA, zone="Europe/Stockholm", plan_from=date(2026, 3, 2), age_years=83, sex="female")
    return replace(anna, **said)


def weight(grams: int, day: int, **said: Any) -> Observation:
    """Give a weight of hers at seven on a day."""
    seen = Observation(
        arrival=day + 1,
        vital=Vital.BODY_WEIGHT,
        patient=ANNA,
        value=grams,
        measured_at=at(day),
        received_at=at(day),
        device=DeviceId("s" * 16),
        flags=(),
    )
    return seen._replace(**said)


def saying(about: str, code: str | None, day: int, version: int = 1) -> Saying:
    """Let her say something at seven on a day."""
    return Saying(
        record=100 + day, patient=ANNA, about=about, version=version, code=code, words="her own words", is_acute=False,
        measured_at=at(day), received_at=at(day), say={},
    )  # fmt: skip


def happening(kind: str, day: int, until: datetime | None = None, **said: Any) -> Happening:
    """Let care have noted something at seven on a day."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    return Happening(patient=ANNA, from_at=at(day), who="eva", said_at=now, kind=kind, until_at=until, number=1, **said)


def question(name: str, *codes: str) -> Symptom:
    """Ask something with these answers, the best first."""
    choices = tuple(Choice(code=code, sv=code, en=code, score=score) for score, code in enumerate(codes))
    return Symptom(
        symptom=name,
        version=1,
        schedule=Schedule.DAILY,
        label_sv=name,
        label_en=name,
        sv=name,
        en=name,
        choices=choices,
    )


WORDS: Final = Words(
    symptoms={
        "breathlessness": question("breathlessness", "never", "stairs", "walking"),
        "dizzy": question("dizzy", "no", "yes"),
    },
    log_codes={"breathlessness": "dyspnea", "dizzy": "dizzy"},
    events=EVENTS,
    classes={"weight-gain": "sign"},
)
