"""Unfit: patients' own settings that a new set of rules would not allow, or would no longer know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.patients.known import K, OwnSetting, ProfileUse, in_force
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.rule_set import RuleSet


class WhyUnfit(StrEnum):
    """What is wrong with a patient's own value."""

    OUTSIDE = "outside"
    """The rule allows less than it did."""
    OTHER_UNIT = "other_unit"
    GONE = "gone"
    """The rule has no such setting any more: the value would silently count for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """One patient's own setting, why it cannot be, and what is allowed (empty if there is no such setting)."""

    setting: OwnSetting
    why: WhyUnfit
    allowed: str = ""

    @property
    def value(self) -> str:
        """Give the patient's value with its unit."""
        return str(Quantity(self.setting.value or 0, Unit(self.setting.unit)))


def unfit_settings(rules: RuleSet, settings: Iterable[OwnSetting], now: datetime) -> list[Unfit]:
    """List the own values that hold now or will, and that these rules do not allow: until each is set anew, no change.

    A value of a rule that is gone as a whole bounds nothing and is left alone.
    """
    found = (_unfit(rules, each) for each in _holding(settings, now))
    return sorted(_some(found), key=lambda each: (each.setting.about, each.setting.patient, each.setting.from_at))


def lost_profiles(rules: RuleSet, uses: Iterable[ProfileUse], now: datetime) -> list[ProfileUse]:
    """List who has, or will have, a profile that these rules do not have any more: its values would count no longer."""
    lost = [each for each in _holding(uses, now) if each.is_on and each.profile not in rules.profiles]
    return sorted(lost, key=lambda each: (each.profile, each.patient, each.from_at))


def _holding(said: Iterable[K], now: datetime) -> list[K]:
    """Give what holds now, and what will."""
    said = list(said)
    instants = {now} | {each.from_at for each in said if each.from_at > now}
    return list({id(each): each for at in instants for each in in_force(said, at)}.values())


def _unfit(rules: RuleSet, own: OwnSetting) -> Unfit | None:
    rule = rules.rules.get(own.rule)
    if rule is None or own.value is None:
        return None
    setting = rule.settings.get(own.setting)
    if setting is None:
        return Unfit(setting=own, why=WhyUnfit.GONE)
    lowest, highest = setting.allowed
    allowed = f"{lowest} – {highest}"
    if own.unit != setting.value.unit.value:
        return Unfit(setting=own, why=WhyUnfit.OTHER_UNIT, allowed=allowed)
    if not lowest.thousandths <= own.value <= highest.thousandths:
        return Unfit(setting=own, why=WhyUnfit.OUTSIDE, allowed=allowed)
    return None


def _some(found: Iterable[Unfit | None]) -> Iterator[Unfit]:
    for each in found:
        if each is not None:
            yield each
