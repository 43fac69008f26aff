"""A rule read aloud for one patient: what it does, with the values that hold for the patient, and whence they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from server.patients.known import Knowledge, OwnSetting, in_force, is_overdue
from server.patients.register import PatientEntry
from server.rules.knowledge import tuned_by
from server.rules.language.quantity import Quantity
from server.rules.language.read_back import sentences, voice_of
from server.rules.language.rule import Rule, Setting
from server.rules.language.rule_set import RuleSet
from server.web.words import Language

Origin = Literal["patient", "profile", "rule"]
_DEEPER: Final = "    "
_DASH: Final = "– "


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and the parts of what it says."""

    says: str
    parts: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """A setting: the value that holds and whence; ``said`` is who set it for the patient, ``profile`` a title.

    ``of_rule`` is the rule's own value, empty where that is what holds.
    """

    name: str
    value: str
    origin: Origin
    of_rule: str = ""
    said: OwnSetting | None = None
    profile: str = ""
    is_overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Aloud:
    """A rule as it runs now for one patient."""

    version: str
    lines: Sequence[Line]
    settings: Sequence[Tuned]

    @property
    def own(self) -> list[Tuned]:
        """The settings that are not as the rule has them."""
        return [each for each in self.settings if each.origin != "rule"]


def aloud(
    name: str, rules: RuleSet | None, known: Knowledge, person: PatientEntry, now: datetime, language: Language
) -> Aloud | None:
    """Read a rule aloud as it holds for a patient now; None for one that is not among the rules."""
    rule = None if rules is None else rules.rules.get(name)
    if rules is None or rule is None:
        return None
    values = {each: _value(rule, setting, rules, known, now) for each, setting in rule.settings.items()}
    tuned = replace(rule, settings={each: replace(rule.settings[each], value=value) for each, value in values.items()})
    return Aloud(
        version=rule.version,
        lines=nested(sentences(tuned, rules, language)),
        settings=list(_settings(rule, values, rules, known, person, now, language)),
    )


def nested(lines: Sequence[str]) -> list[Line]:
    """Put lines that stand deeper under the one before them.

    >>> nested(["Raises when any of this holds:", "    – one", "    – two", "Ends by itself."])[0].parts[1]
    Line(says='two', parts=[])
    """
    top: list[Line] = []
    levels = [top]
    for line in lines:
        depth = (len(line) - len(line.lstrip(" "))) // len(_DEEPER)
        made = Line(line.strip().removeprefix(_DASH))
        del levels[depth + 1 :]
        levels[-1].append(made)
        levels.append(made.parts)
    return top


def _value(rule: Rule, setting: Setting, rules: RuleSet, known: Knowledge, now: datetime) -> Quantity:
    what = f"{rule.name}.{setting.name}"
    value = tuned_by(what, known.settings, known.profiles, rules.profiles, now)
    return setting.value if value is None else Quantity(value, setting.value.unit)


def _settings(
    rule: Rule,
    values: Mapping[str, Quantity],
    rules: RuleSet,
    known: Knowledge,
    person: PatientEntry,
    now: datetime,
    language: Language,
) -> Iterator[Tuned]:
    voice, today = voice_of(rule, language), now.astimezone(ZoneInfo(person.zone)).date()
    own = {each.about: each for each in in_force(known.settings, now) if each.value is not None}
    on = [
        rules.profiles[each.profile]
        for each in in_force(known.profiles, now)
        if each.is_on and each.profile in rules.profiles
    ]
    for name in sorted(values):
        value, of_rule = voice.quantity(values[name]), voice.quantity(rule.settings[name].value)
        said = own.get(f"{rule.name}.{name}")
        profile = next((each for each in on if name in each.settings.get(rule.name, {})), None)
        if said is not None:
            yield Tuned(
                name=name,
                value=value,
                origin="patient",
                of_rule=of_rule,
                said=said,
                is_overdue=is_overdue(said, today),
            )
        elif profile is not None and values[name] == profile.settings[rule.name][name]:
            yield Tuned(name=name, value=value, origin="profile", of_rule=of_rule, profile=profile.title[language])
        else:
            yield Tuned(name=name, value=value, origin="rule")
