"""Household: what the people of a home chose on their screen; it stays on this hub's card and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Literal

from vitals.fields import Json
from vitals.identity import PatientId, is_id

Language = Literal["sv", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("sv", "en")
NICKNAME_MAX: Final = 16


class Colour(StrEnum):
    """The colours people can be known by; none says that anything is well or wrong, so neither green nor red."""

    BLUE = "blue"
    YELLOW = "yellow"
    PURPLE = "purple"
    BROWN = "brown"
    PINK = "pink"
    GREY = "grey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one person is known in the home."""

    colour: Colour
    nickname: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """The language of the screen, None until somebody chose, and how each person is known.

    >>> chosen = Household(language="en").known_as(PatientId("a" * 16), Look(colour=Colour.BLUE, nickname="Kaj"))
    >>> Household.from_json(chosen.to_json()) == chosen
    True
    """

    language: Language | None = None
    looks: Mapping[PatientId, Look] = field(default_factory=dict)

    def known_as(self, patient: PatientId, look: Look) -> Household:
        """Give the household once this person has chosen."""
        return replace(self, looks={**self.looks, patient: look})

    def spoken_to_in(self, language: Language) -> Household:
        """Give the household once a language was chosen."""
        return replace(self, language=language)

    def to_json(self) -> Json:
        """Write it for the card."""
        looks = {who: {"colour": look.colour.value, "nickname": look.nickname} for who, look in self.looks.items()}
        return {"language": self.language, "looks": looks}

    @classmethod
    def from_json(cls, told: Json) -> Household:
        """Read it from the card; raises KeyError, TypeError or ValueError for what was never written."""
        return cls(
            language=next((language for language in LANGUAGES if language == told["language"]), None),
            looks={
                PatientId(who): Look(colour=Colour(look["colour"]), nickname=look["nickname"])
                for who, look in told["looks"].items()
                if is_id(who)
            },
        )


@dataclass(frozen=True, slots=True)
class HouseholdChosen:
    """Somebody chose a colour, a nickname or a language."""

    household: Household


@dataclass(frozen=True, slots=True)
class RememberHousehold:
    """Keep what was chosen over restarts."""

    household: Household
