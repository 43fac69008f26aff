"""What stands on a patient's page of what the rules know: what holds, with names, by the patient's own clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from server.patients.known import NEW_TARGET, Happening, Knowledge
from server.patients.register import PatientEntry
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.rule_set import RuleSet
from server.rules.standing import Standing, standing
from server.web.words import Language

NOT_NOTED: Final = frozenset({"enrolled", NEW_TARGET})
"""Events that nobody notes by themselves: they follow from something else that is said."""
PAST_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownView:
    """What holds, full names by user name, the events that may be noted, and what the patient's clock shows now."""

    holds: Standing
    names: Mapping[str, str]
    kinds: Sequence[str]
    local_now: str

    @property
    def events(self) -> list[Happening]:
        """The events that are shown: all that go on, and the latest of the others."""
        return [*self.holds.going_on, *self.holds.past[:PAST_SHOWN]]

    def name(self, who: str) -> str:
        """Give a full name, or what is written where there is none."""
        return self.names.get(who, who)


def view_of(
    person: PatientEntry, known: Knowledge, names: Mapping[str, str], rules: RuleSet | None, now: datetime
) -> KnownView:
    """Put together what a page shows; without rules no event can be noted."""
    kinds = [] if rules is None else sorted(rules.signals.events.keys() - NOT_NOTED)
    local_now = now.astimezone(ZoneInfo(person.zone)).strftime("%Y-%m-%dT%H:%M")
    return KnownView(holds=standing(known, person, rules, now), names=names, kinds=kinds, local_now=local_now)


def kilograms(grams: int, language: Language) -> str:
    """Write a weight with its unit, to the gram.

    >>> kilograms(80_500, "sv")
    '80,5 kg'
    """
    return amount(Quantity(grams, Unit.KG), language)


def amount(quantity: Quantity, language: Language) -> str:
    """Write an amount in the language's own way.

    >>> amount(Quantity(2_500, Unit.KG), "sv"), amount(Quantity(2_500, Unit.KG), "en")
    ('2,5 kg', '2.5 kg')
    """
    return str(quantity).replace(".", ",") if language == "sv" else str(quantity)
