"""Says amounts, spans of time and repeats aloud."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from server.rules.language.quantity import Amount, FromSetting, Period, Quantity, SettingName, Unit
from server.rules.language.read_back_words import PHRASES, name_of
from server.rules.language.repeat import DaysInARow, OfTheLast, Repeat
from server.rules.language.rule import Setting

_UNITS: Final[Mapping[str, Mapping[Unit, str]]] = {
    "sv": {Unit.BPM: "slag/min", Unit.POINTS: "poäng", Unit.STEPS: "steg"},
    "en": {},
}
_SPANS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "sv": {"day": ("dag", "dagar"), "hour": ("timme", "timmar"), "minute": ("minut", "minuter")},
    "en": {"day": ("day", "days"), "hour": ("hour", "hours"), "minute": ("minute", "minutes")},
}
_HOUR_S: Final = 3_600
_MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A language, and the settings of the rule that is read: a limit is said with the value that holds.

    ``points`` are a score's if the rule ``is_of_score``, else between two saturations.
    """

    language: str
    settings: Mapping[str, Setting]
    is_of_score: bool = False

    def say(self, key: str, **filled: object) -> str:
        """Fill in a phrase."""
        return PHRASES[self.language][key].format(**filled)

    def name(self, word: str) -> str:
        """Say what something is called.

        >>> Voice(language="sv", settings={}).name("copd"), Voice(language="en", settings={}).name("heart-failure")
        ('KOL', 'heart failure')
        """
        return name_of(word, self.language)

    def names(self, words: Iterable[str], joint: str = "and") -> str:
        """Say several in one breath.

        >>> Voice(language="sv", settings={}).names(["copd", "dialysis", "lvad"])
        'KOL, dialys och hjärtpump'
        """
        said = [self.name(word) for word in words]
        return self.joined(said, joint)

    def joined(self, said: list[str], joint: str = "and") -> str:
        """Join what is said already."""
        word = PHRASES[self.language][joint]
        return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} {word} {said[-1]}"

    def count(self, number: int, span: str) -> str:
        """Count days, hours or minutes.

        >>> Voice(language="sv", settings={}).count(1, "day"), Voice(language="en", settings={}).count(3, "day")
        ('1 dag', '3 days')
        """
        one, many = _SPANS[self.language][span]
        return f"{number} {one if number == 1 else many}"

    def before(self, days: int) -> str:
        """Name the days before.

        >>> Voice(language="sv", settings={}).before(3)
        'de 3 dagarna före'
        """
        return self.say("before_one") if days == 1 else self.say("before", count=days)

    def quoted(self, text: str) -> str:
        """Put a text within the language's own quotation marks."""
        return f"”{text}”" if self.language == "sv" else f"“{text}”"

    def period(self, period: Period) -> str:
        """Say a span; two weeks are 14 days, and 60 minutes one hour, so that what means the same reads the same."""
        if period.is_calendar:
            return self.count(period.days, "day")
        if period.seconds % _HOUR_S == 0:
            return self.count(period.seconds // _HOUR_S, "hour")
        return self.count(period.seconds // _MINUTE_S, "minute")

    def quantity(self, quantity: Quantity) -> str:
        """Say an amount.

        >>> Voice(language="sv", settings={}).quantity(Quantity(1_500, Unit.KG))
        '1,5 kg'
        """
        number = str(quantity).removesuffix(f" {quantity.unit}")
        unit = _UNITS[self.language].get(quantity.unit, quantity.unit.value)
        if quantity.unit is Unit.POINTS and not self.is_of_score:
            unit = self.say("percent")
        return f"{number.replace('.', ',') if self.language == 'sv' else number} {unit}"

    def amount(self, amount: Amount) -> str:
        """Say what something is compared with: of a setting the value that holds, and the setting's name."""
        match amount:
            case Quantity():
                return self.quantity(amount)
            case SettingName(name=name):
                return f"{self.quantity(self.settings[name].value)} ({name})"
            case FromSetting():
                return f"{self.quantity(amount.of(self.settings[amount.name].value))} ({self._made(amount)})"
            case _:
                whole, part = divmod(amount.tenths, 10)
                comma = "," if self.language == "sv" else "."
                return self.say("spreads", number=f"{whole}{comma}{part}" if part else whole)

    def repeat(self, on: Repeat) -> str:
        """Say how often."""
        match on:
            case DaysInARow(count=count):
                return self.say("in_a_row", days=self.count(count, "day"))
            case OfTheLast():
                basis = PHRASES[self.language][on.basis.value]
                return self.say("of_last", count=on.count, among=on.among, basis=basis, period=self.period(on.within))
            case _:
                return self.say("close", count=on.count, period=self.period(on.within))

    def _made(self, amount: FromSetting) -> str:
        if amount.plus is None:
            return self.say("half", name=amount.name) if amount.is_half else amount.name
        word = "minus" if amount.plus.thousandths < 0 else "plus"
        distance = Quantity(abs(amount.plus.thousandths), amount.plus.unit)
        return self.say(word, name=amount.name, amount=self.quantity(distance))
