"""Mandate: who may set what for one patient, by what the rules themselves say; asked before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.rules.language.finding import Findings, Place
from server.rules.language.phrase import Phrase, closest, listed
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.rule import Setting
from server.rules.language.rule_set import Profile, RuleSet
from server.rules.language.signal import Signals
from server.rules.language.source import Word


class WhyRefused(StrEnum):
    """Why something may not be set."""

    NO_SUCH_RULE = "no_such_rule"
    NO_SUCH_SETTING = "no_such_setting"
    OTHER_UNIT = "other_unit"
    OUTSIDE = "outside"
    WRONG_ROLE = "wrong_role"
    NO_SUCH_PROFILE = "no_such_profile"
    PROFILES_DISAGREE = "profiles_disagree"


_SENTENCES: Final[Mapping[WhyRefused, Mapping[str, str]]] = {
    WhyRefused.NO_SUCH_RULE: {
        "sv": "det finns ingen regel {word}; regler med inställningar: {known}",
        "en": "there is no rule {word}; rules with settings: {known}",
    },
    WhyRefused.NO_SUCH_SETTING: {
        "sv": "regeln {rule} har ingen inställning {word}; den har: {known}",
        "en": "the rule {rule} has no setting {word}; it has: {known}",
    },
    WhyRefused.OTHER_UNIT: {
        "sv": "{word} har fel enhet: {setting} i {rule} anges i {unit}",
        "en": "{word} has the wrong unit: {setting} of {rule} is in {unit}",
    },
    WhyRefused.OUTSIDE: {
        "sv": "{word} är utanför det tillåtna: {setting} i {rule} får vara {lowest} till {highest}",
        "en": "{word} is outside what is allowed: {setting} of {rule} may be {lowest} to {highest}",
    },
    WhyRefused.WRONG_ROLE: {
        "sv": "{setting} i {rule} får bara ändras av: {known}",
        "en": "{setting} of {rule} may only be set by: {known}",
    },
    WhyRefused.NO_SUCH_PROFILE: {
        "sv": "det finns ingen profil {word}; det finns: {known}",
        "en": "there is no profile {word}; there are: {known}",
    },
    WhyRefused.PROFILES_DISAGREE: {
        "sv": "profilen {word} säger {mine} om {setting} i {rule}, och {other} säger {its}: ta bort den ena först",
        "en": "the profile {word} says {mine} of {setting} of {rule}, and {other} says {its}: take one away first",
    },
}
_ROLES: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {"nurse": "sjuksköterska", "physician": "läkare", "specialist": "specialist"},
    "en": {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """It may not be; ``facts`` are what its sentence is made of."""

    why: WhyRefused
    facts: Mapping[str, str]
    roles: tuple[str, ...] = ()

    def message(self, language: str) -> str:
        """Say why, and what may be.

        >>> Refusal(why=WhyRefused.NO_SUCH_PROFILE, facts={"word": "frail", "known": "frail-elderly"}).message("en")
        'there is no profile frail; there are: frail-elderly'
        """
        names = _ROLES[language]
        roles = {"known": ", ".join(names.get(role, role) for role in self.roles)} if self.roles else {}
        return _SENTENCES[self.why][language].format(**(dict(self.facts) | roles))


def may_set(rules: RuleSet, rule: str, setting: str, value: Quantity | None, role: str) -> Refusal | None:
    """Tell why a role may not set a rule's setting to a value for one patient; None: it may. No value: take it back."""
    if rule not in rules.rules:
        tunable = [name for name, each in rules.rules.items() if each.settings]
        return _no(WhyRefused.NO_SUCH_RULE, word=rule, known=_near(rule, tunable))
    settings = rules.rules[rule].settings
    if setting not in settings:
        return _no(WhyRefused.NO_SUCH_SETTING, word=setting, rule=rule, known=listed(settings) or "–")
    found = settings[setting]
    if role not in found.roles:
        return Refusal(why=WhyRefused.WRONG_ROLE, facts={"setting": setting, "rule": rule}, roles=found.roles)
    if value is None:
        return None
    return _out_of_range(found, value, rule)


def may_use(rules: RuleSet, profile: str, beside: Iterable[str], role: str) -> Refusal | None:
    """Tell why a role may not give a patient a profile beside those that the patient has; None: it may.

    A profile sets what it holds: the role must be one that may set each of it. Two profiles that say different things
    of one setting are refused, for neither is more right.
    """
    if profile not in rules.profiles:
        return _no(WhyRefused.NO_SUCH_PROFILE, word=profile, known=listed(rules.profiles) or "–")
    for rule, settings in rules.profiles[profile].settings.items():
        for setting, value in settings.items():
            refusal = may_set(rules, rule, setting, value, role)
            if refusal is not None:
                return refusal
    for other in beside:
        if other != profile and other in rules.profiles:
            refusal = _disagreement(rules.profiles[profile], rules.profiles[other])
            if refusal is not None:
                return refusal
    return None


def read_amount(text: str, unit: Unit | None = None) -> Quantity:
    """Read ``2.5 kg`` or ``2,5 kg`` as rule files do; raises ValueError that says what is wrong with it.

    >>> str(read_amount("80,5 kg"))
    '80.5 kg'
    """
    findings = Findings("")
    quantity = Phrase(Word(text.strip(), Place()), findings).quantity(unit)
    if quantity is None:
        raise ValueError("; ".join(found.message("en") for found in findings.found))
    return quantity


def weight_in_grams(amount: Quantity, signals: Signals) -> int:
    """Give a weight to be agreed on in grams; raises ValueError for another unit, or for one that nobody has."""
    if amount.unit is not Unit.KG:
        raise ValueError(f"{amount} is no weight: write it in kg")
    measure = signals.measures.get("weight")
    if measure is not None:
        lowest, highest = measure.plausible
        if not lowest <= amount.in_steps(measure.per_unit) <= highest:
            raise ValueError(f"{amount} is nobody's weight: it must be plausible, as signals.yaml has it")
    return amount.thousandths


def _out_of_range(setting: Setting, value: Quantity, rule: str) -> Refusal | None:
    lowest, highest = setting.allowed
    words = {"word": str(value), "setting": setting.name, "rule": rule}
    if value.unit is not setting.value.unit:
        return _no(WhyRefused.OTHER_UNIT, unit=setting.value.unit.value, **words)
    if not lowest <= value <= highest:
        return _no(WhyRefused.OUTSIDE, lowest=str(lowest), highest=str(highest), **words)
    return None


def _disagreement(mine: Profile, other: Profile) -> Refusal | None:
    for rule, settings in mine.settings.items():
        for setting, value in settings.items():
            its = other.settings.get(rule, {}).get(setting)
            if its not in (None, value):
                words = {"word": mine.name, "mine": str(value), "other": other.name, "its": str(its)}
                return _no(WhyRefused.PROFILES_DISAGREE, setting=setting, rule=rule, **words)
    return None


def _near(word: str, known: list[str]) -> str:
    return closest(word, known) or listed(known)


def _no(why: WhyRefused, **facts: str) -> Refusal:
    return Refusal(why=why, facts=facts)
