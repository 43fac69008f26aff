"""Years of patients who never lived: what each weighed, measured, answered and agreed on, and when it was received.

There is enough of everything for every shipped rule to begin and to end: fluid that comes and goes, plateaus, silences,
other people on the scale, loose cuffs, bad days. A year comes again from its number alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import sin
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from server.rules.record import Agreed, Answer, Contact, EngineRecord, Event, Joined, Observed, Press
from vitals.code import UNCHANGED, WORRIED
from vitals.identity import PatientId
from vitals.measurement import Flag
from vitals.vital import Vital

Heard = tuple[datetime, EngineRecord]
"""A record, and when the server received it."""
FIRST_DAY: Final = date(2026, 1, 5)
YEAR_DAYS: Final = 365
HUB_HOURS: Final = (1, 7, 13, 19)
"""When a hub that works is heard."""
WORSE: Final = {
    "breathlessness": ("never", "stairs", "walking", "dressing", "at_rest"),
    "dizziness": ("never", "sometimes", "often", "fainted"),
    "ankle_swelling": ("none", "some", "much"),
    "tiredness": ("none", "some", "much"),
    "woke_breathless": ("no", "yes"),
    "sleeps_sitting_up": ("no", "yes"),
    "chest_pain": ("no", "yes"),
    "vomiting_or_diarrhoea": ("no", "yes"),
}
"""The daily questions of ``symptoms.yaml`` that rules read, the best answer first."""
_GROUPS: Final = (
    ("copd", 0.1),
    ("known-atrial-fibrillation", 0.15),
    ("takes-diuretics", 0.8),
    ("first-30-days-home", 0.1),
    ("care-level-3", 0.1),
    ("dialysis", 0.02),
)
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True, slots=True)
class _Spell:
    """A time in which fluid gathers (grams; fewer than none: it is lost), stays for some days, and goes again."""

    start: int
    grams: int
    rise_days: int
    stay_days: int
    fall_days: int

    def at(self, day: int) -> float:
        """Give what is gathered on a day, in grams."""
        since = day - self.start
        if since < 0:
            return 0
        if since < self.rise_days:
            return self.grams * (since + 1) / self.rise_days
        since -= self.rise_days + self.stay_days
        return self.grams * max(0.0, min(1.0, 1 - since / self.fall_days))


class PatientYear:
    """One patient: ``joined`` is how the year begins, ``heard`` everything else in the order in which it happened."""

    def __init__(self, number: int, zone: str = "Europe/Stockholm", days: int = YEAR_DAYS) -> None:
        """Live a year; ``number`` is all that it is made of."""
        self.patient = PatientId("".join(_LETTERS[(number >> (5 * place)) & 31] for place in range(16)))
        self.days = days
        self._chance = chance = Random(number)  # noqa: S311  (a year that comes again)
        self._zone = ZoneInfo(zone)
        self._number = 0
        self._usual_g = chance.randrange(55_000, 110_000, 100)
        self._noise_g = chance.choice((200, 300, 450, 650))
        self._habit = chance.choice((0.6, 0.85, 0.95, 1.0))
        self._pressure = chance.choice((0.2, 0.5, 1.0))
        self._usual = {"systolic": 1_250, "diastolic": 750, "pulse": 720, "spo2": 955}
        self._spells = [self._spell() for _ in range(chance.randrange(1, 7))]
        self._gone = self._times(2, 12, 3)
        self._hub_gone = self._times(1, 5, 3)
        self.joined = Joined(
            patient=self.patient,
            zone=zone,
            plan_from=FIRST_DAY,
            weekdays=frozenset(chance.choice((range(7), range(7), (0, 2, 4), (0, 3)))),
            groups=frozenset({"heart-failure", *(group for group, share in _GROUPS if chance.random() < share)}),
            is_unsteady=chance.random() < 0.1,
        )
        self.heard = self._all()

    def _all(self) -> list[Heard]:
        found = [*self._days(), *self._care(), *self._contacts()]
        return sorted(((self._received(at), record) for at, record in found), key=lambda each: each[0])

    def at(self, day: int, minutes: float) -> datetime:
        """Give the instant of a day of the year, so many minutes after the wall's midnight."""
        whole = int(minutes * 60)
        naive = datetime.combine(FIRST_DAY + timedelta(days=day), datetime.min.time()) + timedelta(seconds=whole)
        return naive.replace(tzinfo=self._zone).astimezone(UTC)

    def number(self) -> int:
        """Give the next arrival's number."""
        self._number += 1
        return self._number

    def weighed(self, at: datetime, day: int) -> Observed:
        """Step on the scale."""
        grams = self._usual_g + sum(spell.at(day) for spell in self._spells) + 400 * sin(day / 30)
        grams += self._chance.gauss(0, self._noise_g)
        return self._observed(Vital.BODY_WEIGHT, 100 * round(grams / 100), at)

    def _spell(self) -> _Spell:
        chance = self._chance
        return _Spell(
            start=chance.randrange(20, self.days) if self.days > 20 else 5,
            grams=chance.choice((-4_000, -2_500, 2_000, 2_500, 3_500, 6_000)),
            rise_days=chance.choice((2, 3, 6, 20, 45)),
            stay_days=chance.choice((0, 5, 40, 90)),
            fall_days=chance.choice((2, 5, 15, 60)),
        )

    def _times(self, least: int, most: int, count: int) -> list[tuple[int, int]]:
        """Choose times of so many days."""
        starts = [self._chance.randrange(self.days) for _ in range(self._chance.randrange(count + 1))]
        return [(start, start + self._chance.randint(least, most)) for start in starts]

    def _received(self, at: datetime) -> datetime:
        """Tell when the server hears: at once, or when the hub is back."""
        day = (at.astimezone(self._zone).date() - FIRST_DAY).days
        back = max((until for start, until in self._hub_gone if start <= day < until), default=None)
        soon = timedelta(seconds=self._chance.randrange(1, 90))
        return (at if back is None else self.at(back, 8 * 60)) + soon

    def _observed(self, vital: Vital, value: int, at: datetime, flags: frozenset[Flag] = frozenset()) -> Observed:
        number = self.number()
        return Observed(arrival=number, patient=self.patient, vital=vital, value=value, measured_at=at, flags=flags)

    def _days(self) -> Iterator[Heard]:
        for day in range(self.days):
            if any(start <= day < until for start, until in self._gone):
                continue
            morning = self._chance.gauss(7 * 60 + 20, 25) if self._chance.random() < 0.93 else 60 * 19.5
            if self._chance.random() < self._habit:
                yield from self._weighings(day, morning)
            if self._chance.random() < self._pressure:
                yield from self._sitting(day, morning + 5)
            if self._chance.random() < self._pressure / 2:
                yield from self._sitting(day, 60 * 18 + self._chance.randrange(60))
            if self._chance.random() < self._habit * 0.7:
                yield from self._answers(day, morning + 9)

    def _weighings(self, day: int, minutes: float) -> Iterator[Heard]:
        for _ in range(self._chance.choice((1, 1, 1, 1, 1, 1, 2))):
            at = self.at(day, minutes)
            yield at, self.weighed(at, day)
            minutes += self._chance.choice((2, 9, 12))
        if self._chance.random() < 0.01:
            at = self.at(day, minutes + 1)
            yield at, self._observed(Vital.BODY_WEIGHT, self._usual_g - 15_000 + self._chance.randrange(500), at)

    def _sitting(self, day: int, minutes: float) -> Iterator[Heard]:
        chance = self._chance
        is_low, is_fast, is_high = (chance.random() < share for share in (0.008, 0.008, 0.004))
        for place in range(chance.choice((1, 2, 2, 3))):
            at = self.at(day, minutes + 1.5 * place)
            flags = frozenset(
                flag for flag in Flag if chance.random() < (0.08 if flag is Flag.IRREGULAR_PULSE else 0.01)
            )
            drift = int(120 * sin(day / 17))
            systolic = self._usual["systolic"] + drift - 480 * is_low + 650 * is_high
            pulse = self._usual["pulse"] - drift + 600 * is_fast - 100 * is_low
            for vital, value, spread in (
                (Vital.SYSTOLIC, systolic, 70),
                (Vital.DIASTOLIC, self._usual["diastolic"] + drift // 2, 50),
                (Vital.PULSE_RATE, pulse, 60),
            ):
                yield at, self._observed(vital, round(value + chance.gauss(0, spread)), at, flags)
            if chance.random() < 0.5:
                fall = 70 * (chance.random() < 0.08) + 30 * (sin(day / 11) > 0.8)
                yield (
                    at,
                    self._observed(Vital.SPO2, min(1_000, round(self._usual["spo2"] - fall + chance.gauss(0, 8))), at),
                )

    def _answers(self, day: int, minutes: float) -> Iterator[Heard]:
        at, chance = self.at(day, minutes), self._chance
        is_full = max(spell.at(day) for spell in self._spells) > 1_500
        if chance.random() < (0.3 if is_full else 0.8):
            yield at, self._answer("as_usual", "yes", at)
            yield from ((at, self._answer(question, UNCHANGED, at)) for question in WORSE)
            return
        yield at, self._answer("as_usual", "much_worse" if chance.random() < 0.005 else "no", at)
        for question, codes in WORSE.items():
            steps = chance.choices((0, 1, 2, 3), (6, 3, 1, 0.1) if is_full else (12, 1, 0.1, 0.01))[0]
            steps = steps if len(codes) > 2 else int(chance.random() < 0.01)
            yield at, self._answer(question, codes[min(steps, len(codes) - 1)], at)

    def _answer(self, question: str, code: str, at: datetime) -> Answer:
        return Answer(arrival=self.number(), patient=self.patient, question=question, code=code, measured_at=at)

    def _care(self) -> Iterator[Heard]:
        """Tell what care did: weights and limits agreed, diuretics changed, stays in hospital, journeys."""
        chance = self._chance
        whats = ("reference_weight", "target_weight", "weight-gain-2kg-3-days.gain", "weight-creep.creep")
        for what in whats:
            for day in sorted(chance.sample(range(self.days), chance.randrange(3))):
                value = (
                    self._usual_g + chance.randrange(-500, 600, 100)
                    if "." not in what
                    else chance.choice((1_500, 2_500))
                )
                at = self.at(day, 60 * 10)
                yield at, Agreed(patient=self.patient, what=what, value=value, from_at=at)
        kinds = ("diuretic_increased", "diuretic_decreased", "diuretic_changed", "new_target_weight", "discharged")
        events: list[tuple[str, int | None]] = [(kind, None) for kind in chance.choices(kinds, k=chance.randrange(6))]
        events += [
            (kind, chance.randint(1, 9)) for kind in ("admitted", "travelling", "plan_paused") if chance.random() < 0.4
        ]
        for number, (kind, length) in enumerate(events):
            day = chance.randrange(self.days)
            at = self.at(day, 60 * 11)
            event = Event(number=number, patient=self.patient, kind=kind, from_at=at)
            yield at, event
            if length is not None:
                until_at = self.at(day + length, 60 * 14)
                yield until_at, Event(number=number, patient=self.patient, kind=kind, from_at=at, until_at=until_at)
        for day in chance.sample(range(self.days), chance.randrange(3)):
            at = self.at(day, 60 * 21)
            yield at, Press(arrival=self.number(), patient=self.patient, kind=WORRIED, measured_at=at)

    def _contacts(self) -> Iterator[Heard]:
        for day in range(self.days):
            if not any(start <= day < until for start, until in self._hub_gone):
                for hour in HUB_HOURS:
                    at = self.at(day, 60 * hour)
                    yield at, Contact(patient=self.patient, heard_at=at)
