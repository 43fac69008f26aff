"""What stands behind a key, word by word: amounts, time spans, how often; a mistake is told of the very word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final

from server.rules.language.finding import Findings
from server.rules.language.quantity import Period, PeriodUnit, Quantity, Unit
from server.rules.language.source import Word

UNITS: Final = {unit.value: unit for unit in Unit} | {"point": Unit.POINTS, "step": Unit.STEPS}
_OTHER_UNITS: Final = {
    "kilo": "kg", "kilogram": "kg", "kgs": "kg",
    "mmhg": "mmHg", "mm": "mmHg", "slag": "bpm", "percent": "%", "procent": "%",
    "poäng": "points", "steg": "steps", "/min": "bpm",
}  # fmt: skip
_PERIODS: Final = {unit.value: unit for unit in PeriodUnit} | {unit.value[:-1]: unit for unit in PeriodUnit}
_OTHER_PERIODS: Final = {
    "d": "days",
    "dag": "days", "dagar": "days", "dygn": "days", "h": "hours", "hr": "hours", "hrs": "hours", "tim": "hours",
    "timme": "hours", "timmar": "hours", "m": "minutes", "min": "minutes", "mins": "minutes", "minut": "minutes",
    "minuter": "minutes", "w": "weeks", "v": "weeks", "vecka": "weeks", "veckor": "weeks",
}  # fmt: skip
_NUMERALS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10,
}  # fmt: skip
_TRUTHS: Final = {"yes": True, "no": False, "true": True, "false": False}
_NUMBER: Final = re.compile(r"(-?\d{1,9})(?:[.,](\d{1,9}))?")
_SPAN: Final = re.compile(r"(\d{1,6})\s*(\S+)")
_TOKEN: Final = re.compile(r"\S+")
COUNT_MAX: Final = 100_000
"""No count, span or number of days is longer."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a phrase and where it begins in it."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A scalar that is read word by word."""

    word: Word
    findings: Findings

    @property
    def text(self) -> str:
        """The whole phrase."""
        return self.word.text

    def tokens(self) -> list[Token]:
        """Divide it into words."""
        return [Token(found.group(), found.start()) for found in _TOKEN.finditer(self.text)]

    def wrong(self, code: str, token: Token | None = None, /, **facts: str) -> None:
        """Note a mistake at one word of the phrase, or at all of it."""
        place = self.word.place if token is None else self.word.at(token.offset, len(token.text))
        self.findings.add(code, place, **{"word": self.text if token is None else token.text, **facts})

    def part(self, first: Token, behind: Token | None = None) -> Phrase:
        """Take the words from one token to before another as a phrase of its own."""
        end = len(self.text) if behind is None else behind.offset
        text = self.text[first.offset : end].rstrip()
        return Phrase(Word(text, self.word.at(first.offset, len(text)), self.word.is_exact), self.findings)

    def quantity(self, unit: Unit | None = None) -> Quantity | None:
        """Read an amount with its unit; with ``unit``, that one."""
        found = _NUMBER.match(self.text)
        if found is None:
            self._no_number(f"2 {unit or Unit.KG}")
            return None
        rest, number = self.text[found.end() :].strip(), found.group().replace(",", ".")
        whole, decimals = found.group(1), (found.group(2) or "").rstrip("0")
        if not rest:
            self.wrong("E201", example=f"{number} {unit or Unit.KG}")
        elif rest not in UNITS:
            self._no_unit(rest)
        elif not self.text[found.end()].isspace():
            self.wrong("E202", example=f"{number} {UNITS[rest]}")
        elif len(decimals) > len("000"):
            self.wrong("E205", example=f"0.001 {UNITS[rest]}")
        elif unit not in (None, UNITS[rest]):
            self.wrong("E204", unit=unit or "")
        else:
            thousandths = int(whole.lstrip("-")) * 1_000 + int(decimals.ljust(3, "0"))
            return Quantity(-thousandths if whole.startswith("-") else thousandths, UNITS[rest])
        return None

    def _no_number(self, example: str) -> None:
        tokens = self.tokens()
        if tokens and tokens[0].text.lower() in _NUMERALS:
            figures = " ".join([str(_NUMERALS[tokens[0].text.lower()]), *(token.text for token in tokens[1:])])
            self.wrong("E210", tokens[0], example=figures)
        else:
            self.wrong("E202", example=example)

    def _no_unit(self, rest: str) -> None:
        token = Token(rest, self.text.rindex(rest))
        close = _OTHER_UNITS.get(rest.lower(), "") or closest(rest, UNITS)
        self.wrong("E203", token, known=", ".join(unit.value for unit in Unit), close=close)

    def period(self, *, is_calendar: bool | None = None) -> Period | None:
        """Read a time span; with ``is_calendar``, of local days or of elapsed time only."""
        found = _SPAN.fullmatch(self.text)
        if found is None or found.group(2) not in _PERIODS or found.end(1) == found.start(2):
            self._no_period()
            return None
        period = Period(int(found.group(1)), _PERIODS[found.group(2)])
        if period.count == 0:
            self.wrong("E221")
            return None
        if period.count > COUNT_MAX:
            self.wrong("E206", example="3 days")
            return None
        if is_calendar is not None and period.is_calendar is not is_calendar:
            self.wrong("E207", example=_other_span(period))
            return None
        return period

    def days(self) -> int | None:
        """Read a time span of local days, as their number."""
        period = self.period(is_calendar=True)
        return None if period is None else period.days

    def _no_period(self) -> None:
        tokens = self.tokens()
        found = _SPAN.fullmatch(self.text)
        if tokens and tokens[0].text.lower() in _NUMERALS:
            return self._no_number("")
        if found is None:
            return self.wrong("E206", example="3 days / 24 hours")
        unit = found.group(2).lower()
        meant = _OTHER_PERIODS.get(unit, "") or closest(unit, _PERIODS)
        count = found.group(1)
        example = str(Period(int(count), _PERIODS[meant])) if meant else f"{count} days / {count} hours"
        return self.wrong("E206", example=example)

    def whole(self, least: int, most: int = COUNT_MAX) -> int | None:
        """Read a whole number without a unit."""
        if self.text.lower() in _NUMERALS:
            self.wrong("E210", example=str(_NUMERALS[self.text.lower()]))
        elif re.fullmatch(r"\d{1,9}", self.text) is None or not least <= int(self.text) <= most:
            self.wrong("E212", least=str(least), most=str(most))
        else:
            return int(self.text)
        return None

    def count(self, *nouns: str) -> int | None:
        """Read ``12 readings``, ``1 step``: a whole number of one of the nouns, which are given in the plural."""
        found = re.fullmatch(r"(\d{1,6})\s+(\S+)", self.text)
        words = {noun for plural in nouns for noun in (plural, plural[:-1])}
        if found is not None and found.group(2) in words and 0 < int(found.group(1)) <= COUNT_MAX:
            return int(found.group(1))
        tokens = self.tokens()
        if tokens and tokens[0].text.lower() in _NUMERALS:
            self._no_number("")
        elif found is not None and found.group(2) not in words:
            self.wrong("E208", tokens[1], example=f"{found.group(1)} {nouns[0]}")
        else:
            self.wrong("E208", example=f"2 {nouns[0]}")
        return None

    def one_of(self, words: Iterable[str], code: str = "E200") -> str | None:
        """Read one of a few words; else the nearest is suggested."""
        known = tuple(words)
        if self.text in known:
            return self.text
        self.wrong(code, known=listed(known), close=closest(self.text, known))
        return None

    def yes_no(self) -> bool | None:
        """Read yes or no; ``true`` and ``false`` are as good."""
        if self.text in _TRUTHS:
            return _TRUTHS[self.text]
        self.wrong("E215", close={"ja": "yes", "nej": "no"}.get(self.text.lower(), ""))
        return None

    def day(self) -> date | None:
        """Read a date."""
        try:
            if len(self.text) == len("2027-03-01"):
                return date.fromisoformat(self.text)
        except ValueError:
            pass
        self.wrong("E214")
        return None

    def minute(self) -> int | None:
        """Read a time of day, as the minute of the day."""
        found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", self.text)
        if found is None:
            self.wrong("E213")
            return None
        return int(found.group(1)) * 60 + int(found.group(2))

    def named(self, marks: str = "-") -> str | None:
        """Read a name: lower-case letters, figures and the one mark."""
        if re.fullmatch(rf"[a-z][a-z0-9]*(?:{marks}[a-z0-9]+)*", self.text) and len(self.text) <= len("x" * 64):
            return self.text
        self.wrong("E218", marks=marks)
        return None

    def sentence(self, longest: int) -> str | None:
        """Read free text."""
        if not self.text.strip() or len(self.text) > longest:
            self.wrong("E219", most=str(longest))
            return None
        return self.text

    def range(self, unit: Unit | None = None) -> tuple[Quantity, Quantity] | None:
        """Read ``1 kg to 4 kg``."""
        tokens = self.tokens()
        middle = next((token for token in tokens if token.text == "to"), None)
        example = f"1 {unit or Unit.KG} to 4 {unit or Unit.KG}"
        if middle is None or middle in (tokens[0], tokens[-1]):
            self.wrong("E216", example=example)
            return None
        behind = tokens[tokens.index(middle) + 1]
        low, high = self.part(tokens[0], middle).quantity(unit), self.part(behind).quantity(unit)
        if low is None or high is None:
            return None
        if low.unit is not high.unit:
            self.part(behind).wrong("E204", unit=low.unit.value)
            return None
        if low > high:
            self.wrong("E216", example=f"{high} to {low}")
            return None
        return low, high

    def rate(self, unit: Unit, *per: str) -> Quantity | None:
        """Read ``0.5 kg per week``; ``per`` are the ways to say the time, the first of them suggested."""
        for words in per:
            if self.text.endswith(f" {words}"):
                text = self.text.removesuffix(words).rstrip()
                return Phrase(Word(text, self.word.at(0, len(text)), self.word.is_exact), self.findings).quantity(unit)
        self.wrong("E208", example=f"0.5 {unit} {per[0]}")
        return None


def closest(word: str, known: Iterable[str]) -> str:
    """Find the word that was probably meant, or nothing.

    >>> closest("setings", ["settings", "severity"])
    'settings'
    """
    return next(iter(get_close_matches(word, list(known), 1, 0.6)), "")


def listed(words: Iterable[str]) -> str:
    """Write words one after another, or a dash for none."""
    return ", ".join(words) or "–"


def _other_span(period: Period) -> str:
    """Say elapsed time in days, or days in elapsed time."""
    if period.is_calendar:
        return str(Period(period.days * 24, PeriodUnit.HOURS))
    return str(Period(max(1, period.seconds // 86_400), PeriodUnit.DAYS))
