"""Known: all that a page is made of, and the questions that every page asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import Final

from edge.events import HubTime
from edge.household import LANGUAGES, Language
from edge.pairing.talk import Progress
from edge.today import Item, Today
from vitals.desired import Question, Text
from vitals.identity import PatientId
from vitals.measurement import Measurement
from vitals.member import Member
from vitals.record import Answer, Button, RecordRef
from vitals.screen import Screen
from vitals.seen import Seen
from vitals.symptom import Schedule, Symptom
from vitals.vital import Vital

DAY_BEGINS: Final = 7
DAY_ENDS: Final = 21
"""Nobody is reminded of anything from 21 to 7, by the home's own clock."""
A_DAY: Final = timedelta(hours=16)
"""Without trusted time, what was kept so lately in the same boot counts as today's."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the hub knows at one instant; ``has_scale`` says whether anybody can weigh here at all.

    ``can_pair`` says whether this hub's radio can pair devices now, ``pairing`` how the latest pairing stands.
    Made anew for every page; what is looked for often is looked up once.
    """

    now: HubTime
    zone: tzinfo
    today: Today
    has_scale: bool
    default_language: Language = LANGUAGES[0]
    can_pair: bool = False
    pairing: Progress | None = None

    @property
    def language(self) -> Language:
        """The language chosen on the screen, else the one the hub was set up with."""
        return self.today.household.language or self.default_language

    @property
    def at(self) -> datetime | None:
        """The home's own time; None while no time can be trusted, and then nothing is promised by the clock."""
        return self.now.wall_at.astimezone(self.zone) if self.now.is_trusted else None

    @property
    def is_daytime(self) -> bool:
        """Tell whether somebody may be reminded; without trusted time nobody is."""
        return self.at is not None and DAY_BEGINS <= self.at.hour < DAY_ENDS

    @property
    def screen(self) -> Screen | None:
        """What the server told of this screen."""
        return None if self.today.desired is None else self.today.desired.screen

    @property
    def is_blank(self) -> bool:
        """Tell whether nobody lives here any more: then the screen asks and promises nothing."""
        return self.screen is not None and not self.screen.people

    @property
    def people(self) -> tuple[Member, ...]:
        """The patients of this home."""
        return () if self.screen is None else self.screen.people

    @property
    def only(self) -> PatientId | None:
        """The only patient of this home; None in a shared home, and while the hub was told nothing."""
        return self.people[0].patient if len(self.people) == 1 else None

    @property
    def reminded(self) -> tuple[PatientId, ...]:
        """Whom the screen may ask to weigh and to answer."""
        return tuple(member.patient for member in self.people if member.is_reminded)

    def member(self, patient: PatientId | None) -> Member | None:
        """Find a person of this home."""
        return next((member for member in self.people if member.patient == patient), None)

    def has_passed(self, expires_at: datetime) -> bool:
        """Tell whether a promise can no longer be shown: it expired, or nobody knows."""
        return not self.now.is_trusted or self.now.wall_at >= expires_at

    def symptoms(self, schedule: Schedule) -> tuple[Symptom, ...]:
        """The questions of one schedule."""
        told = () if self.screen is None else self.screen.symptoms
        return tuple(symptom for symptom in told if symptom.schedule is schedule)

    def symptom(self, name: str) -> Symptom | None:
        """Find a question by its id."""
        told = () if self.screen is None else self.screen.symptoms
        return next((symptom for symptom in told if symptom.symptom == name), None)

    def questions(self) -> tuple[Question, ...]:
        """What the server asks, as long as it may be asked."""
        told = () if self.today.desired is None else self.today.desired.questions
        return tuple(question for question in told if not self.has_passed(question.expires_at))

    def texts(self) -> tuple[Text, ...]:
        """What the server wants said, as long as it may be said."""
        told = () if self.today.desired is None else self.today.desired.texts
        return tuple(text for text in told if not self.has_passed(text.expires_at))

    def seen(self, item: Item) -> Seen | None:
        """Find out whether somebody, or the rules, looked at a record; a person's look counts more."""
        looks = () if self.screen is None else self.screen.seen
        of_it = [look for look in looks if look.record == ref(item)]
        return max(of_it, key=lambda look: (look.by is not None, look.at), default=None)

    @cached_property
    def items(self) -> list[Item]:
        """What was kept today, the latest last."""
        return [item for item in self.today.items.values() if self.is_of_today(item)]

    def is_of_today(self, item: Item) -> bool:
        """Tell whether a record is of this day; without trusted time, whether it was kept lately in this boot."""
        moment = item.record.moment
        if self.at is not None and moment.measured_at is not None:
            return moment.measured_at.astimezone(self.zone).date() == self.at.date()
        return self.is_lately(item, A_DAY)

    def is_lately(self, item: Item, within: timedelta) -> bool:
        """Tell whether a record was kept within some time of now, as far as anybody can tell."""
        moment = item.record.moment
        if self.now.is_trusted and moment.measured_at is not None:
            return self.now.wall_at - moment.measured_at < within
        passed = timedelta(milliseconds=self.now.monotonic_ms - moment.monotonic_ms)
        return moment.boot_id == self.now.boot_id and passed < within

    def weighings(self) -> list[Item]:
        """The weighings of today."""
        return [item for item in self.items if is_weighing(item)]

    def answers(self, question: str, about: PatientId | None) -> list[Item]:
        """All answers of one person to one question that are remembered, the latest last."""
        return self._answers_by_question.get((question, about), [])

    def has_answered(self, question: str, about: PatientId | None) -> bool:
        """Tell whether somebody answered a question today."""
        answers = self.answers(question, about)
        return bool(answers) and self.is_of_today(answers[-1])

    def answer_to(self, refers_to: RecordRef | None, question: str) -> Item | None:
        """Find the latest answer to a question about one of the hub's own records."""
        return self._answers_by_record.get((refers_to, question))

    def presses(self, button: str, about: PatientId | None) -> list[Item]:
        """All presses of one button by one person that are remembered, the latest last."""
        return self._presses_by_button.get((button, about), [])

    @cached_property
    def _answers_by_question(self) -> dict[tuple[str, PatientId | None], list[Item]]:
        found: dict[tuple[str, PatientId | None], list[Item]] = {}
        for item in self.today.items.values():
            if isinstance(item.record, Answer):
                found.setdefault((item.record.question, item.record.about), []).append(item)
        return found

    @cached_property
    def _answers_by_record(self) -> dict[tuple[RecordRef | None, str], Item]:
        return {
            (item.record.refers_to, item.record.question): item
            for item in self.today.items.values()
            if isinstance(item.record, Answer)
        }

    @cached_property
    def _presses_by_button(self) -> dict[tuple[str, PatientId | None], list[Item]]:
        found: dict[tuple[str, PatientId | None], list[Item]] = {}
        for item in self.today.items.values():
            if isinstance(item.record, Button):
                found.setdefault((item.record.button, item.record.about), []).append(item)
        return found


def ref(item: Item) -> RecordRef:
    """Name a record as the contract does."""
    return RecordRef(epoch=item.key.epoch, sequence=item.key.sequence)


def is_weighing(item: Item) -> bool:
    """Tell whether a record is a weight."""
    return isinstance(item.record, Measurement) and Vital.BODY_WEIGHT in item.record.values
