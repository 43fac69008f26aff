"""The banner: what every page, and the command, says of the rules while not all is well with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.rules.activation.decision import OVERDUE, Decision, Light, Lot
from server.rules.language.finding import Finding

NAMED: Final = 3
"""So many names stand in a banner; the rest are counted."""
_MANY: Final = {"sv": "regler och regelfiler", "en": "rules and rule files"}
_AND_MORE: Final = {"sv": "{names} och {count} till", "en": "{names} and {count} more"}


class Matter(StrEnum):
    """What a banner is about, the gravest first."""

    BROKEN = "broken"
    KEPT = "kept"
    WAITS = "waits"
    CHANGED = "changed"
    OVERDUE = "overdue"
    ON_RELEASE = "on_release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """One sentence or two, by language (``sv``, ``en``)."""

    matter: Matter
    says: Mapping[str, str]


_SAYS: Final[Mapping[Matter, Mapping[str, str]]] = {
    Matter.BROKEN: {
        "sv": "Reglerna i mappen kunde inte läsas: de senast godkända gäller. {where}",
        "en": "The rules in the folder could not be read: those approved last apply. {where}",
    },
    Matter.KEPT: {
        "sv": "Ändrat utan godkännande, så den senast godkända versionen gäller: {names}.",
        "en": "Changed without approval, so the version approved last applies: {names}.",
    },
    Matter.WAITS: {
        "sv": "Väntar på godkännande och gäller inte än: {names}.",
        "en": "Waiting for approval and not in use yet: {names}.",
    },
    Matter.CHANGED: {
        "sv": "Reglerna i mappen är ändrade och godkända, men inte tagna i bruk.",
        "en": "The rules in the folder have changed and are approved, but not in use.",
    },
    Matter.OVERDUE: {
        "sv": "Skulle ha setts över, och gäller än: {names}.",
        "en": "Overdue for review, and still in use: {names}.",
    },
    Matter.ON_RELEASE: {
        "sv": "{count} gäller bara för utvärdering tills två personer på enheten har godkänt dem.",
        "en": "{count} apply for evaluation only until two people of the unit have approved them.",
    },
}


def banners(decision: Decision, *, is_running: bool = True) -> list[Banner]:
    """Say what is not well, the gravest first; ``is_running`` tells whether what was decided is what runs."""
    found = []
    if decision.light is Light.BROKEN:
        errors = [finding for finding in decision.findings if finding.is_error]
        where = {language: _where(errors, language) for language in ("sv", "en")}
        found.append(Banner(matter=Matter.BROKEN, says=_filled(Matter.BROKEN, where=where)))
    for matter, lot in ((Matter.KEPT, Lot.KEPT), (Matter.WAITS, Lot.WAITS)):
        found += _of_names(matter, decision.named(lot))
    if not is_running and decision.light is not Light.BROKEN:
        found.append(Banner(matter=Matter.CHANGED, says=_filled(Matter.CHANGED)))
    found += _of_names(Matter.OVERDUE, [_name(each.file) for each in decision.findings if each.code == OVERDUE])
    if decision.on_release:
        count = {language: _counted(len(decision.on_release), language) for language in ("sv", "en")}
        found.append(Banner(matter=Matter.ON_RELEASE, says=_filled(Matter.ON_RELEASE, count=count)))
    return found


def no_folder(why: str) -> Banner:
    """Say that there is no folder to read."""
    return Banner(matter=Matter.BROKEN, says=_filled(Matter.BROKEN, where={"sv": why, "en": why}))


def _of_names(matter: Matter, names: Sequence[str]) -> list[Banner]:
    if not names:
        return []
    listed = {language: _listed(names, language) for language in ("sv", "en")}
    return [Banner(matter=matter, says=_filled(matter, names=listed))]


def _filled(matter: Matter, **words: Mapping[str, str]) -> dict[str, str]:
    return {
        language: text.format(**{name: by_language[language] for name, by_language in words.items()})
        for language, text in _SAYS[matter].items()
    }


def _listed(names: Sequence[str], language: str) -> str:
    first = ", ".join(names[:NAMED])
    rest = len(names) - NAMED
    return _AND_MORE[language].format(names=first, count=rest) if rest > 0 else first


def _counted(count: int, language: str) -> str:
    one = {"sv": "1 regel eller regelfil", "en": "1 rule or rule file"}
    return one[language] if count == 1 else f"{count} {_MANY[language]}"


def _where(errors: Sequence[Finding], language: str) -> str:
    """Point at the first mistake: file, line, what it is; and count the others."""
    first = errors[0]
    row = {"sv": "rad", "en": "line"}[language]
    more = "" if len(errors) == 1 else {"sv": " ({} fel)", "en": " ({} mistakes)"}[language].format(len(errors))
    return f"{first.file}, {row} {first.line}: {first.message(language)}{more}."


def _name(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".yaml")
