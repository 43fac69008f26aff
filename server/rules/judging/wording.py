"""Values in words, Swedish and English: amounts as people write them, days by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from server.rules.judging.value import (
    Absent,
    Chosen,
    Count,
    Day,
    Figure,
    Kind,
    Listed,
    Moment,
    Span,
    Titles,
    Value,
    half_up,
)
from server.rules.language.quantity import Unit
from server.rules.language.read_back_number import Voice
from server.rules.language.rule_set import RuleSet
from vitals.code import UNCHANGED

LANGUAGES: Final = ("sv", "en")
_NAME: Final = re.compile(r"\{([^{}]*)\}")
_OR_OTHER: Final = {
    "sv": ("hjärtsvikt", ", eller på den andra sjukdomen"),
    "en": ("heart failure", ", or of the other disease"),
}
_SENTENCE: Final = re.compile(r"(?<=[.;!?])\s+")
_WEEK_DAYS: Final = 7
_WEEKDAYS: Final = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: Final = {
    "sv": (
        "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
        "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "today": "i dag", "unknown": "okänd", "unknown day": "okänd dag", "nothing": "inget", "time": "{day} kl. {at}",
        "weekly": "{amount} i veckan", "apart": "procentenheter", "unchanged": "som vanligt", "steps": "steg",
        "bpm": "slag/min", "points": "poäng", "never": "{name}: inget har kommit än",
        "never weight": "Ingen vikt har kommit än", "never anything": "Inget har kommit än",
    },
    "en": {
        "today": "today", "unknown": "unknown", "unknown day": "an unknown day", "nothing": "nothing",
        "time": "{day} at {at}", "weekly": "{amount} a week", "apart": "percentage points", "unchanged": "as usual",
        "steps": "steps", "bpm": "bpm", "points": "points", "never": "{name}: nothing has come yet",
        "never weight": "No weight has come yet", "never anything": "Nothing has come yet",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One language; ``today`` is the number of the local day that is spoken of, ``at_s`` the instant.

    Of who ``has_other_disease`` no title of a rule says that it is the heart for certain.
    """

    voice: Voice
    rule_set: RuleSet
    zone: ZoneInfo
    today: int
    at_s: int
    has_other_disease: bool = False

    def filled(self, text: str, values: Mapping[str, Value]) -> str:
        """Fill the names of a text in; a name that is not there stays as it is written.

        A sentence about a reading that there never was says only that.
        """
        return " ".join(self._sentence(each, values) for each in _SENTENCE.split(text))

    def _sentence(self, text: str, values: Mapping[str, Value]) -> str:
        for found in _NAME.finditer(text):
            value = values.get(found[1])
            if isinstance(value, Absent):
                return self.never(value.of) + (text[-1] if text[-1] in ".;!?" else "")
        return _NAME.sub(lambda found: self.say(values[found[1]]) if found[1] in values else found[0], text)

    def never(self, measure: str) -> str:
        """Say that nothing has come of a measure yet."""
        words = _WORDS[self.voice.language]
        return words.get(f"never {measure}") or words["never"].format(name=self.voice.name(measure))

    def say(self, value: Value) -> str:
        """Say a value."""
        match value:
            case Figure():
                return self.figure(value)
            case Span(days=days):
                return self.voice.count(days, "day")
            case Day(number=number):
                return self.day(number, self.today)
            case Moment(at_s=at_s):
                return self.time(at_s)
            case Count(number=number):
                return str(number)
            case _:
                return self._named(value)

    def _named(self, value: Chosen | Kind | Titles | Listed | Absent) -> str:
        match value:
            case Chosen(question=question, code=code):
                return self.answer(question, code)
            case Kind(name=name):
                return self.voice.name(name)
            case Titles(rules=rules):
                return self.voice.joined([self.title(rule) for rule in rules])
            case Listed(said=said):
                return "; ".join(said[self.voice.language]) or self.word("nothing")
            case _:
                return self.word("unknown day" if value.is_day else "unknown")

    def word(self, key: str) -> str:
        """Give one of the few words that need no grammar."""
        return _WORDS[self.voice.language][key]

    def figure(self, value: Figure, places: int = 1) -> str:
        """Say an amount: a written one as it was written, else with a decimal where a kilogram or a mean needs one."""
        if value.is_written:
            number = _decimals(value.amount, 0, 3)
        elif value.unit is Unit.KG:
            number = _decimals(value.amount, 1, places)
        else:
            number = _decimals(value.amount, 0 if value.amount.denominator == 1 else 1, places)
        if self.voice.language == "sv":
            number = number.replace(".", ",")
        said = f"{number} {self.unit(value)}"
        return self.word("weekly").format(amount=said) if value.is_weekly else said

    def unit(self, value: Figure) -> str:
        """Name the unit of an amount."""
        if value.is_apart and value.unit in {Unit.PERCENT, Unit.POINTS}:
            return self.word("apart")
        return _WORDS[self.voice.language].get(value.unit.value, value.unit.value)

    def day(self, number: int, today: int) -> str:
        """Name a day: today, the weekday of one of the six days before, else the date.

        >>> voice = Voice(language="sv", settings={})
        >>> made = Wording(voice=voice, rule_set=None, zone=ZoneInfo("UTC"), today=9, at_s=0)
        >>> made.day(739_679, 739_682), made.day(739_682, 739_682), made.day(739_600, 739_682)
        ('onsdag', 'i dag', '15 december 2025')
        """
        if number == today:
            return self.word("today")
        when = date.fromordinal(number)
        if 0 < today - number < _WEEK_DAYS:
            return _WEEKDAYS[self.voice.language][when.weekday()]
        year = "" if when.year == date.fromordinal(today).year else f" {when.year}"
        return f"{when.day} {_MONTHS[self.voice.language][when.month - 1]}{year}"

    def time(self, at_s: int) -> str:
        """Say an instant as the clocks of the patient's home show it, with its date's name."""
        when, now = (datetime.fromtimestamp(each, UTC).astimezone(self.zone) for each in (at_s, self.at_s))
        clock = f"{when:%H.%M}" if self.voice.language == "sv" else f"{when:%H:%M}"
        return self.word("time").format(day=self.day(when.toordinal(), now.toordinal()), at=clock)

    def answer(self, question: str, code: str) -> str:
        """Say an answer as the patient saw it."""
        choice = self.rule_set.symptoms[question].choice(code)
        if choice is None:
            return self.word("unchanged") if code == UNCHANGED else code
        return choice.sv if self.voice.language == "sv" else choice.en

    def label(self, question: str) -> str:
        """Name a question shortly."""
        symptom = self.rule_set.symptoms[question]
        return symptom.label_sv if self.voice.language == "sv" else symptom.label_en

    def title(self, rule: str) -> str:
        """Say what another rule is called."""
        known = self.rule_set.rules.get(rule)
        title = rule if known is None else known.title[self.voice.language]
        return or_other_disease(title, self.voice.language) if self.has_other_disease else title


def or_other_disease(title: str, language: str) -> str:
    """Let a title that names heart failure name the other disease too, for whom one may explain the same signs.

    >>> or_other_disease("Flera tecken på försämrad hjärtsvikt", "sv")
    'Flera tecken på försämrad hjärtsvikt, eller på den andra sjukdomen'
    >>> or_other_disease("Weight gain", "en")
    'Weight gain'
    """
    names, other = _OR_OTHER[language]
    return f"{title}{other}" if names in title.lower() else title


def _decimals(amount: Fraction, least: int, most: int) -> str:
    """Write a number with so many decimals at most, and at least; half away from zero."""
    scaled = half_up(amount, 10**most)
    whole, part = divmod(abs(scaled), 10**most)
    digits = f"{part:0{most}d}"
    digits = digits[:least] + digits[least:].rstrip("0")
    return f"{'−' if scaled < 0 else ''}{whole}" + (f".{digits}" if digits else "")
