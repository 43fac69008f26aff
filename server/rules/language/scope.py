"""What the reader of one rule knows while it reads: the folder's names, the rule's settings, and where words stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from server.rules.language.combination import Score
from server.rules.language.finding import Findings, Place
from server.rules.language.phrase import Phrase, closest, listed
from server.rules.language.quantity import Amount, FromSetting, Quantity, SettingName, TimesOwnSpread, Unit
from server.rules.language.rule import Setting
from server.rules.language.signal import Measure, Signals
from vitals.symptom import Symptom

OWN_SPREAD: Final = "own spread"


@dataclass(frozen=True, slots=True)
class Use:
    """Another rule that is spoken of, and where."""

    rule: str
    place: Place
    is_quieting: bool


@dataclass(slots=True)
class Places:
    """Where the parts of what was read stand: by the object, which is kept, and a word of it."""

    found: dict[tuple[int, str], Place] = field(default_factory=dict)
    kept: list[object] = field(default_factory=list)

    def put(self, thing: object, word: str, place: Place) -> None:
        """Remember where a word of it stands."""
        self.kept.append(thing)
        self.found[id(thing), word] = place

    def of(self, thing: object, *words: str) -> Place:
        """Tell where the first of the words stands that has a place; the beginning of the file if none has."""
        return next((self.found[id(thing), word] for word in words if (id(thing), word) in self.found), Place())


@dataclass(slots=True, kw_only=True)
class Scope:
    """The names that hold in one rule file."""

    findings: Findings
    signals: Signals
    questions: Mapping[str, Symptom]
    are_signals_whole: bool = True
    are_questions_whole: bool = True
    settings: dict[str, Setting] = field(default_factory=dict)
    are_settings_whole: bool = True
    used: set[str] = field(default_factory=set)
    uses: list[Use] = field(default_factory=list)
    places: Places = field(default_factory=Places)
    is_clearing: bool = False
    raised_score: Score | None = None
    is_raise_whole: bool = True

    def setting(self, phrase: Phrase, unit: Unit | None) -> str | None:
        """Read the name of a setting whose values have the unit."""
        name = phrase.text
        self.used.add(name)
        if name not in self.settings:
            if self.are_settings_whole:
                phrase.wrong("E404", known=listed(self.settings), close=closest(name, self.settings))
            return None
        value = self.settings[name].value
        if unit is not None and value.unit is not unit:
            phrase.wrong("E204", word=f"{name} ({value})", unit=unit.value)
            return None
        return name

    def amount(self, phrase: Phrase, unit: Unit, measure: Measure | None = None) -> Amount | None:
        """Read an amount, a setting, what is made of a setting, or so many own spreads."""
        tokens = phrase.tokens()
        words = [token.text for token in tokens]
        if words[2:] == OWN_SPREAD.split() and words[1] in ("x", "×") and measure is not None:
            return self.spreads(phrase, measure)
        if words[:2] == ["half", "of"] and len(words) == len(("half", "of", "gain")):
            name = self.setting(phrase.part(tokens[2]), unit)
            return None if name is None else FromSetting(name, is_half=True)
        if len(words) > 2 and words[1] in ("plus", "minus"):  # noqa: PLR2004  (a name, the word, an amount)
            name, plus = self.setting(phrase.part(tokens[0], tokens[1]), unit), phrase.part(tokens[2]).quantity(unit)
            if name is None or plus is None:
                return None
            sign = -1 if words[1] == "minus" else 1
            return FromSetting(name, plus=Quantity(sign * plus.thousandths, plus.unit))
        if words and words[0][0].isalpha() and len(words) == 1:
            name = self.setting(phrase, unit)
            return None if name is None else SettingName(name)
        return self.measured(phrase, phrase.quantity(unit), measure)

    def spreads(self, phrase: Phrase, measure: Measure) -> TimesOwnSpread | None:
        """Read ``2 x own spread``, for a measure that has one."""
        if OWN_SPREAD not in measure.windows:
            phrase.wrong("E401", word=OWN_SPREAD, thing=measure.name, known=listed(measure.windows), close="")
            return None
        number = phrase.tokens()[0].text.replace(",", ".")
        whole, _, tenth = number.partition(".")
        if not whole.isdecimal() or len(tenth) > 1 or (tenth and not tenth.isdecimal()) or len(whole) > len("99"):
            phrase.wrong("E208", phrase.tokens()[0], example="2 x own spread")
            return None
        return TimesOwnSpread(int(whole) * 10 + int(tenth or 0))

    def measured(self, phrase: Phrase, quantity: Quantity | None, measure: Measure | None) -> Quantity | None:
        """Refuse an amount that is finer than what the measure is kept in."""
        if quantity is None or measure is None:
            return quantity
        try:
            quantity.in_steps(measure.per_unit)
        except ValueError:
            phrase.wrong("E205", example=str(Quantity(1_000 // measure.per_unit, quantity.unit)))
            return None
        return quantity

    def named(
        self, phrase: Phrase, code: str, known: Iterable[str], *, is_whole: bool = True, thing: str = ""
    ) -> str | None:
        """Read a name of a closed list; nothing is said where the list itself could not be read."""
        names = tuple(known)
        if phrase.text in names:
            return phrase.text
        if is_whole:
            phrase.wrong(code, known=listed(names), close=closest(phrase.text, names), thing=thing)
        return None
