"""A block of keys read by its vocabulary: what is unknown, missing or of the wrong shape is noted once, here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from server.rules.language.finding import Findings, Place
from server.rules.language.key import Key
from server.rules.language.phrase import Phrase, closest, listed
from server.rules.language.quantity import Period
from server.rules.language.source import Listing, Node, Table, Word
from server.rules.language.vocabulary import BLOCKS

TEXT_MAX: Final = 400
_TORN_LEFT: Final = re.compile(r"-?\d+")
_TORN_RIGHT: Final = re.compile(r"\d+(?: .*)?")


@dataclass(frozen=True, slots=True)
class Block:
    """The known keys of a block that were written, each with its place."""

    values: Mapping[str, tuple[Word, Node]]
    findings: Findings
    place: Place
    keys: tuple[Key, ...] = ()
    is_whole: bool = True
    """No key was unknown."""

    def has(self, name: str) -> bool:
        """Tell whether a key is there."""
        return name in self.values

    def node(self, name: str) -> Node | None:
        """Give what stands behind a key."""
        return self.values[name][1] if name in self.values else None

    def at(self, name: str) -> Place:
        """Point at the value of a key, or at the block."""
        return self.values[name][1].place if name in self.values else self.place

    def key(self, name: str) -> Place:
        """Point at a key itself, or at the block."""
        return self.values[name][0].place if name in self.values else self.place

    def phrase(self, name: str) -> Phrase | None:
        """Give the single value behind a key; none if the key is not there or holds something else."""
        node = self.node(name)
        return None if node is None else as_phrase(node, self.findings)

    def phrases(self, name: str, *, may_be_one: bool = False) -> list[Phrase]:
        """Give the values of a list; the empty one and what stands twice are noted. One may do without its list."""
        node = self.node(name)
        if node is None:
            return []
        if may_be_one and isinstance(node, Word):
            return [Phrase(node, self.findings)]
        return list(as_phrases(node, self.findings))

    def block(self, name: str, vocabulary: str) -> Block | None:
        """Open the block behind a key."""
        if name not in self.values:
            return None
        key, node = self.values[name]
        return open_block(node, vocabulary, self.findings, key.place)

    def one_of(self, name: str) -> str | None:
        """Read one of the few words that the vocabulary has for a key."""
        phrase = self.phrase(name)
        among = next(key.among for key in self.keys if key.name == name)
        return None if phrase is None else phrase.one_of(among)

    def text(self, name: str, longest: int = TEXT_MAX) -> str:
        """Read free text, or nothing if the key is not there."""
        phrase = self.phrase(name)
        return "" if phrase is None else phrase.sentence(longest) or ""

    def period(self, name: str, *, is_calendar: bool | None = None) -> Period | None:
        """Read a time span."""
        phrase = self.phrase(name)
        return None if phrase is None else phrase.period(is_calendar=is_calendar)

    def days(self, name: str) -> int | None:
        """Read a number of local days."""
        phrase = self.phrase(name)
        return None if phrase is None else phrase.days()

    def count(self, name: str, *nouns: str) -> int | None:
        """Read a number of something."""
        phrase = self.phrase(name)
        return None if phrase is None else phrase.count(*nouns)

    def whole(self, name: str, least: int, most: int) -> int | None:
        """Read a whole number."""
        phrase = self.phrase(name)
        return None if phrase is None else phrase.whole(least, most)

    def is_yes(self, name: str) -> bool:
        """Read yes or no; no if it is not there."""
        phrase = self.phrase(name)
        return phrase is not None and phrase.yes_no() is True

    def texts(self, name: str, longest: int = TEXT_MAX) -> dict[str, str]:
        """Read a text in both languages."""
        inner = self.block(name, "texts")
        return {} if inner is None else {language: inner.text(language, longest) for language in ("sv", "en")}


def as_phrase(node: Node, findings: Findings) -> Phrase | None:
    """Take a node as one value."""
    if isinstance(node, Word):
        return Phrase(node, findings)
    findings.add("E104", node.place)
    return None


def as_phrases(node: Node, findings: Findings) -> Iterator[Phrase]:
    """Take a node as a list of values."""
    if not isinstance(node, Listing):
        findings.add("E103", node.place, word=node.text if isinstance(node, Word) else "…")
        return
    if not node.items:
        findings.add("E111", node.place)
    seen: set[str] = set()
    for item in node.items:
        phrase = as_phrase(item, findings)
        if phrase is None:
            continue
        if phrase.text in seen:
            phrase.wrong("E113")
        seen.add(phrase.text)
        yield phrase


def as_table(node: Node, findings: Findings) -> Table | None:
    """Take a node as keys with values, a torn decimal comma mended and told."""
    if not isinstance(node, Table):
        findings.add("E102", node.place)
        return None
    return Table(tuple(_mended(node, findings)), node.place, node.is_flow) if node.is_flow else node


def open_block(node: Node, vocabulary: str, findings: Findings, at: Place) -> Block | None:
    """Open a block; ``at`` is where to point if something is missing."""
    table = as_table(node, findings)
    if table is None:
        return None
    keys = BLOCKS[vocabulary]
    found = known_keys(table, [key.name for key in keys], findings)
    for key in keys:
        if key.is_needed and key.name not in found:
            findings.add("E601" if vocabulary == "texts" else "E101", at, word=key.name)
    return Block(found, findings, at, keys)


def known_keys(table: Table, names: Iterable[str], findings: Findings) -> dict[str, tuple[Word, Node]]:
    """Keep the keys that are known and note the others; one that was surely meant is read as that."""
    known = tuple(names)
    found: dict[str, tuple[Word, Node]] = {}
    meant: dict[str, tuple[Word, Node]] = {}
    is_divided = False
    for key, value in table.entries:
        close = "" if key.text in known else closest(key.text, known)
        if key.text in known:
            found[key.text] = (key, value)
        elif table.is_flow and found and isinstance(value, Word) and not value.text and not close:
            if not is_divided:
                findings.add("E114", key.place, word=key.text)
            is_divided = True
            continue
        else:
            findings.add("E100", key.place, word=key.text, known=listed(known), close=close)
            meant |= {close: (key, value)} if close else {}
        is_divided = False
    return {**meant, **found}


def _mended(table: Table, findings: Findings) -> Iterator[tuple[Word, Node]]:
    """Put ``1`` and ``5 kg`` together again, which a decimal comma has torn apart in flow style."""
    entries = list(table.entries)
    while entries:
        key, value = entries.pop(0)
        if entries and _is_torn(value, *entries[0]):
            right, _ = entries.pop(0)
            whole = f"{value.text}.{right.text}" if isinstance(value, Word) else right.text
            reach = right.place.column + right.place.length - value.place.column
            place = Place(value.place.line, value.place.column, max(reach, 1))
            findings.add("E106", place, word=whole)
            value = Word(whole, place, is_exact=False)
        yield key, value


def _is_torn(left: Node, right: Word, behind: Node) -> bool:
    return (
        isinstance(left, Word)
        and isinstance(behind, Word)
        and not behind.text
        and _TORN_LEFT.fullmatch(left.text) is not None
        and _TORN_RIGHT.fullmatch(right.text) is not None
    )
