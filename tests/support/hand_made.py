"""A desired state as the server writes it, made by hand: who lives here, what is asked, who looks when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from small_hub import HOME, HUB

from vitals.contact import Contact, Role
from vitals.coverage import Coverage, Staffed
from vitals.desired import Ask, DesiredState, Question
from vitals.identity import PatientId
from vitals.member import Member
from vitals.record import RecordRef
from vitals.screen import Screen
from vitals.symptom import ActNow, Call, Choice, Schedule, Symptom

KARIN: Final = PatientId("karinaaaaaaaaaaa")
OLLE: Final = PatientId("olleaaaaaaaaaaaa")
MONDAY: Final = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday; in Stockholm it is an hour later than here."""
FOR_LONG: Final = timedelta(days=3_650)


def symptom(name: str, schedule: Schedule = Schedule.DAILY, *choices: Choice) -> Symptom:
    """Make a question that is its own text; without choices it has *no*, *yes*."""
    return Symptom(
        symptom=name,
        version=1,
        schedule=schedule,
        label_sv=f"{name} sv",
        label_en=f"{name} en",
        sv=f"{name}, sv?",
        en=f"{name}, en?",
        choices=choices or (choice("no"), choice("yes", 1)),
    )


def choice(code: str, score: int = 0, call: Call | None = None, *, has_words: bool = False) -> Choice:
    """Make an answer that is its own text; ``call`` makes it one that says what to do at once."""
    said = None if call is None else ActNow(sv=f"Om {code}, sv.", en=f"If {code}, en.", call=call)
    return Choice(code=code, sv=f"{code} sv", en=f"{code} en", score=score, has_words=has_words, act_now=said)


A_FEW: Final = (
    symptom("as_usual", Schedule.OPENING, choice("yes"), choice("no", 1), choice("much_worse", 2, Call.EMERGENCY)),
    symptom("dizziness", Schedule.DAILY, choice("never"), choice("fainted", 1, Call.EMERGENCY)),
    symptom("propped_up", Schedule.DAILY, choice("no"), choice("yes", 1, Call.ADVICE)),
    symptom("something_else", Schedule.DAILY, choice("nothing"), choice("own_words", 1, has_words=True)),
    symptom("safe_at_home", Schedule.MONTHLY, choice("safe_2"), choice("safe_1", 1)),
)
"""One question of every kind."""


def contact(role: Role = Role.CONTACT, **more: Any) -> Contact:
    """Make a contact: Anna Berg, unless said otherwise."""
    made: dict[str, Any] = {
        "name": "Anna Berg",
        "telephone": "010-123 45 67",
        "hours_sv": "vardagar 8–16.30",
        "hours_en": "weekdays 8–16:30",
        "about": None,
        "expires_at": MONDAY + FOR_LONG,
    }
    return Contact(role=role, **(made | more))


UNIT: Final = {"name": "Rosenlunds vårdcentral", "telephone": "010-200 30 40"}


def weekdays(first: datetime, weeks: int = 2) -> Coverage:
    """Promise somebody from 8 to 16.30 by the clock of Stockholm's winter, Mondays to Fridays, from this Monday on."""
    days = [first + timedelta(days=day) for day in range(7 * weeks) if day % 7 < 5]
    return Coverage(
        staffed=tuple(
            Staffed(opens_at=day + timedelta(hours=7), closes_at=day + timedelta(hours=15, minutes=30)) for day in days
        ),
        expires_at=first + timedelta(weeks=weeks),
    )


def screen(*people: PatientId, **more: Any) -> Screen:
    """Make what a screen needs, for Karin alone unless said otherwise."""
    made: dict[str, Any] = {
        "people": tuple(Member(patient=who) for who in people or (KARIN,)),
        "symptoms": A_FEW,
        "contacts": (contact(), contact(Role.UNIT, **UNIT)),
        "coverage": weekdays(MONDAY),
    }
    return Screen(**(made | more))


def desired(shown: Screen | None = None, version: int = 1, **more: Any) -> DesiredState:
    """Make the document."""
    return DesiredState(home=HOME, hub=HUB, version=version, screen=shown or screen(), **more)


def ask(what: Ask, refers_to: RecordRef | None = None, **more: Any) -> Question:
    """Make a question of the server's, as the server makes it."""
    made: dict[str, Any] = {
        "question": what.value,
        "version": 1,
        "about": None,
        "expires_at": MONDAY + FOR_LONG,
    }
    return Question(ask=what, refers_to=refers_to, **(made | more))
