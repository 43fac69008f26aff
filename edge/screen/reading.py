"""Readings: what was measured today, in the patient's words, and how far each record has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from edge.household import Language
from edge.screen.known import Known, is_weighing, ref
from edge.screen.when import clock, moment
from edge.screen.words import word
from edge.today import Item
from vitals.code import WHOSE, WORRIED
from vitals.desired import Ask
from vitals.measurement import Measurement
from vitals.record import Answer, AttemptFailed, Button, Undecoded
from vitals.vital import Vital

_SHOWN_MAX: Final = 4
"""The latest of a day that fit the smallest screen."""


class HowFar(StrEnum):
    """How far a record has come on its way to a person in care."""

    SAVED = "saved"
    WAITS = "waits"
    """Saved, and there is no line to send it on."""
    SENT = "sent"
    CHECKED = "checked"
    """The rules have looked, no person has."""
    SEEN = "seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One line: what it is, when it was (None without trusted time), how far it has come, and that in words."""

    what: str
    at: str | None
    way: HowFar
    said: str


def readings(known: Known) -> list[Reading]:
    """List the latest of today, the latest first; all answers together are one line, the last."""
    items = [item for item in known.items if is_shown(item)]
    answers = [item for item in items if isinstance(item.record, Answer)]
    shown = [item for item in items if not isinstance(item.record, Answer)]
    lines = [reading(item, known) for item in shown[: -_SHOWN_MAX - 1 : -1]]
    return [*lines, _together(answers, known)] if answers else lines


def reading(item: Item, known: Known) -> Reading:
    """Say one record."""
    way = way_of(item, known)
    return Reading(what=what(item, known), at=at(item, known), way=way, said=say_way(item, way, known))


def _together(answers: list[Item], known: Known) -> Reading:
    """Say all answers of the day as one line, no further than the one that has come least far."""
    least = min(answers, key=lambda item: [*HowFar].index(way_of(item, known)))
    way = HowFar.WAITS if any(way_of(item, known) is HowFar.WAITS for item in answers) else way_of(least, known)
    said = say_way(least, way, known)
    name = "answers_shared" if known.only is None else "answers"
    return Reading(what=word(name, known.language), at=at(answers[-1], known), way=way, said=said)


def is_shown(item: Item) -> bool:
    """Tell whether a record is one that somebody in the home made and may wonder about."""
    if isinstance(item.record, Button):
        return item.record.button == WORRIED
    return isinstance(item.record, Measurement | Answer | AttemptFailed | Undecoded)


def way_of(item: Item, known: Known) -> HowFar:
    """Tell how far a record has come."""
    look = known.seen(item)
    if look is not None:
        return HowFar.CHECKED if look.by is None else HowFar.SEEN
    if item.is_sent:
        return HowFar.SENT
    return HowFar.SAVED if known.today.is_up else HowFar.WAITS


def say_way(item: Item, way: HowFar, known: Known) -> str:
    """Say how far a record has come."""
    look = known.seen(item)
    if way is not HowFar.SEEN or look is None or look.by is None:
        return word(f"way_{way}", known.language)
    if known.at is None:
        return word("way_seen", known.language).format(who=look.by)
    when = moment(look.at.astimezone(known.zone), known.at, known.language)
    return word("way_seen_at", known.language).format(who=look.by, at=when)


def at(item: Item, known: Known) -> str | None:
    """Say when a record was made."""
    local = local_time(item, known)
    return None if local is None else clock(local, known.language)


def local_time(item: Item, known: Known) -> datetime | None:
    """Give a record's own time in the home, if it has one."""
    measured_at = item.record.moment.measured_at
    return None if measured_at is None else measured_at.astimezone(known.zone)


def what(item: Item, known: Known) -> str:
    """Say what a record is. A value is shown only where it cannot be another person's."""
    language = known.language
    record = item.record
    if isinstance(record, Measurement):
        if known.only is None or _may_be_somebody_elses(item, known):
            return word("weighing" if is_weighing(item) else "measuring", language)
        return values(record, language)
    if isinstance(record, AttemptFailed):
        return word("attempt_failed", language)
    if isinstance(record, Undecoded):
        return word("undecoded", language)
    return word("worried_pressed", language)


def values(measurement: Measurement, language: Language) -> str:
    """Say the values of a measurement, without judging them."""
    said: list[str] = []
    told = measurement.values
    if Vital.BODY_WEIGHT in told:
        said.append(f"{number(told[Vital.BODY_WEIGHT], 3, language, at_least=1, at_most=2)} kg")
    if Vital.SYSTOLIC in told and Vital.DIASTOLIC in told:
        said.append("/".join(number(told[vital], 1, language) for vital in (Vital.SYSTOLIC, Vital.DIASTOLIC)))
    if Vital.PULSE_RATE in told:
        said.append(f"{word('pulse', language)} {number(told[Vital.PULSE_RATE], 1, language)}")
    if Vital.SPO2 in told:
        said.append(f"{word('oxygen', language)} {number(told[Vital.SPO2], 1, language)} %")
    if Vital.BODY_TEMPERATURE in told:
        said.append(f"{number(told[Vital.BODY_TEMPERATURE], 1, language, at_least=1)} °C")
    return ", ".join(said) or word("measuring", language)


def number(value: int, places: int, language: Language, *, at_least: int = 0, at_most: int = 1) -> str:
    """Write a whole number of steps as a decimal number, with no more places than it needs.

    >>> number(81_400, 3, "sv", at_least=1, at_most=2), number(81_350, 3, "en", at_least=1, at_most=2)
    ('81,4', '81.35')
    >>> number(1_280, 1, "sv"), number(1_285, 1, "sv")
    ('128', '128,5')
    """
    step = 10 ** (places - at_most)
    whole, rest = divmod((value + step // 2) // step, 10**at_most)
    decimals = f"{rest:0{at_most}}"
    while len(decimals) > at_least and decimals.endswith("0"):
        decimals = decimals[:-1]
    mark = "," if language == "sv" else "."
    return f"{whole}{mark}{decimals}" if decimals else str(whole)


def _may_be_somebody_elses(item: Item, known: Known) -> bool:
    """Tell whether the server asks, or was told, that a measurement is not this person's."""
    asked = any(question.ask is Ask.WHOSE and question.refers_to == ref(item) for question in known.questions())
    answer = known.answer_to(ref(item), WHOSE)
    if answer is not None and isinstance(answer.record, Answer):
        return answer.record.about is None
    return asked
