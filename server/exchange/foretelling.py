"""Foretelling: what an import of history does to people in care, before and as it is done, for people and machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from server.exchange.likeness import Likeness
from vitals.identity import PatientId

_G_PER_KG: Final = 1_000
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "kept": "tas in",
        "kept_questioned": "tas in, långt från personens egna",
        "here_already": "fanns redan här",
        "here_before": "kom redan med en tidigare import",
        "duplicate": "upprepar en annan rad",
        "new": "ny",
        "nobody": "rader som inte är någons i loggen",
        "rows": "rader",
        "weigh": "vikt här {here}, i loggen {log}",
        "doubt": "STOPP, är det samma person? {doubt}",
        "vouched": "säkert enligt kartan: {certain}",
        "cards": "Kort som ändras",
        "no_cards": "Inget kort ändras.",
        "opened": "nytt kort, sent",
        "reopened": "öppnas igen",
        "reinstated": "gäller ändå",
        "cleared": "gäller inte längre; kortet står kvar tills någon sett det, om det inte är lågt",
        "withdrawn": "gällde aldrig; kortet står kvar tills någon sett det",
        "missed": "började och slutade i det förflutna, utan kort: {count}",
        "moved": "började eller slutade en annan dag än det sades: {count}",
        "closed": "gäller nya personer och stängs utan kort: {count}",
        "dry": "Torrkörning: ingenting är skrivet.",
        "done": "Allt är skrivet.",
    },
    "en": {
        "kept": "come in",
        "kept_questioned": "come in, far from the person's own",
        "here_already": "were here already",
        "here_before": "came with an earlier import",
        "duplicate": "repeat another row",
        "new": "new",
        "nobody": "rows that are nobody's in the log",
        "rows": "rows",
        "weigh": "weight here {here}, in the log {log}",
        "doubt": "STOP, is it the same person? {doubt}",
        "vouched": "certain, says the map: {certain}",
        "cards": "Cards that change",
        "no_cards": "No card changes.",
        "opened": "a new card, late",
        "reopened": "is opened again",
        "reinstated": "is so after all",
        "cleared": "is no longer so; the card stays until somebody has seen it, unless it is low",
        "withdrawn": "never was so; the card stays until somebody has seen it",
        "missed": "began and ended in the past, without a card: {count}",
        "moved": "began or ended on another day than was said: {count}",
        "closed": "are so of new people, and are closed without a card: {count}",
        "dry": "Dry run: nothing is written.",
        "done": "All of it is written.",
    },
}


@dataclass(slots=True, kw_only=True)
class Told:
    """One person of the log: who it is here (None: nobody of the log's patients), and what becomes of the rows."""

    label: str
    patient: PatientId | None
    is_new: bool
    counts: Counter[str] = field(default_factory=Counter)
    first_at: datetime | None = None
    last_at: datetime | None = None
    likeness: Likeness | None = None
    certain: str = ""

    @property
    def doubt(self) -> Mapping[str, str] | None:
        """Say in both languages why rows may be another person's, unless somebody is certain."""
        return None if self.likeness is None or self.certain else self.likeness.doubt

    def see(self, what: str, at: datetime | None) -> None:
        """Count a row."""
        self.counts[what] += 1
        if at is not None:
            self.first_at = at if self.first_at is None else min(self.first_at, at)
            self.last_at = at if self.last_at is None else max(self.last_at, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What becomes of one card; ``says`` is what the rule says of it now, by language."""

    alert: int
    patient: PatientId
    rule: str
    severity: str
    act: str
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """All of it; ``missed``, ``moved`` and ``closed`` are counts of episodes."""

    is_dry: bool
    people: Sequence[Told]
    cards: Sequence[Card] = ()
    missed: int = 0
    moved: int = 0
    closed: int = 0

    @property
    def doubts(self) -> list[str]:
        """Say of whom the log may not be what the map says."""
        return [f"{each.label} may not be {each.patient}: {each.doubt['en']}" for each in self.people if each.doubt]

    @property
    def counts(self) -> Counter[str]:
        """Count the rows of everybody by what becomes of them."""
        return sum((each.counts for each in self.people), Counter())


def as_json(foretold: Foretold) -> dict[str, Any]:
    """Write it for machines."""
    return {
        "is_dry_run": foretold.is_dry,
        "rows": dict(sorted(foretold.counts.items())),
        "people": [
            {
                "label": each.label,
                "patient": None if each.is_new else each.patient,
                "is_new": each.is_new,
                "rows": dict(sorted(each.counts.items())),
                "first_at": None if each.first_at is None else each.first_at.isoformat(),
                "last_at": None if each.last_at is None else each.last_at.isoformat(),
                "weight_here_g": None if each.likeness is None else each.likeness.here_g,
                "weight_in_log_g": None if each.likeness is None else each.likeness.log_g,
                "doubt": each.doubt,
            }
            for each in foretold.people
        ],
        "cards": [
            {
                "alert": None if foretold.is_dry and each.act == "opened" else each.alert,
                "patient": each.patient,
                "rule": each.rule,
                "severity": each.severity,
                "act": each.act,
                "says": dict(each.says),
            }
            for each in foretold.cards
        ],
        "missed_without_card": foretold.missed,
        "moved": foretold.moved,
        "closed_as_history": foretold.closed,
    }


def as_text(foretold: Foretold, lang: str) -> Iterator[str]:
    """Write it for people, line by line."""
    words = _WORDS[lang]
    for each in foretold.people:
        yield from _person(each, lang)
    yield words["cards"] if foretold.cards else words["no_cards"]
    for card in foretold.cards:
        yield f"  {card.patient} {card.rule} ({card.severity}): {words[card.act]}"
        yield f"    {card.says.get(lang, '')}".rstrip()
    for name, count in (("missed", foretold.missed), ("moved", foretold.moved), ("closed", foretold.closed)):
        if count:
            yield words[name].format(count=count)
    yield words["dry"] if foretold.is_dry else words["done"]


def _person(told: Told, lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    who = words["new"] if told.is_new else told.patient
    name = f"{told.label} → {who}" if told.label else words["nobody"]
    span = "" if told.first_at is None or told.last_at is None else f"  {told.first_at.date()} – {told.last_at.date()}"
    yield f"{name}  {words['rows']}: {told.counts.total()}{span}"
    for what, count in sorted(told.counts.items()):
        yield f"  {count:>7}  {words.get(what, what)}"
    if told.likeness is not None and told.likeness.here_g is not None:
        yield f"  {words['weigh'].format(here=_kg(told.likeness.here_g), log=_kg(told.likeness.log_g))}"
    if told.doubt is not None:
        yield f"  {words['doubt'].format(doubt=told.doubt[lang])}"
    elif told.certain:
        yield f"  {words['vouched'].format(certain=told.certain)}"


def _kg(grams: int | None) -> str:
    return "–" if grams is None else f"{grams / _G_PER_KG:.1f} kg"
