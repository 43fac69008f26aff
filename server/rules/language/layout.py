"""Lays a rule file out as all are laid out: keys in one order, amounts and times in one spelling; comments stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from server.rules.language.finding import Findings, Place
from server.rules.language.key import Holds, Key
from server.rules.language.key_order import ordered_within
from server.rules.language.phrase import Phrase
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.source import Listing, Node, Table, Word, read_source
from server.rules.language.verbs import MODIFIERS, VERBS
from server.rules.language.vocabulary import BLOCKS

_SPELLED: Final = frozenset(
    {Holds.AMOUNT, Holds.QUANTITY, Holds.RANGE, Holds.RATE, Holds.PERIOD, Holds.REPEAT, Holds.COUNT}
)
"""What has one spelling."""
_SIGN_KEYS: Final[Mapping[str, Key]] = {key.name: key for key in (*MODIFIERS, *(verb.key for verb in VERBS))}
_COMBINING: Final[Mapping[str, Key]] = {key.name: key for key in BLOCKS["combination"]}


def laid_out(text: str, block: str = "rule") -> str | None:
    r"""Lay a file out; None if it is no YAML that the language takes.

    >>> print(laid_out("severity: low\n\n# its name\nrule: a\n"), end="")
    # its name
    rule: a
    severity: low
    """
    findings = Findings("")
    root = read_source(text.encode(), findings)
    if findings.found or not isinstance(root, Table):
        return None
    spelled = _spelled(text.replace("\r\n", "\n").removeprefix("\ufeff"), list(_changes(root, block)))
    top = _ordered(spelled, root, [key.name for key in BLOCKS[block]])
    return next((found for found in (ordered_within(top, block), top) if _says_the_same(found, root)), None)


def _says_the_same(text: str, root: Node) -> bool:
    findings = Findings("")
    again = read_source(text.encode(), findings)
    return not findings.found and _same(root, again)


@dataclass(frozen=True, slots=True)
class _Change:
    """One word of the file that has another spelling."""

    place: Place
    old: str
    new: str


def _changes(node: Node, block: str) -> Iterator[_Change]:
    """Find the amounts and times of a block."""
    keys = {key.name: key for key in BLOCKS[block]}
    for key, value in node.entries if isinstance(node, Table) else ():
        if key.text in keys:
            yield from _behind(keys[key.text], value)


def _behind(key: Key, value: Node) -> Iterator[_Change]:
    match key.holds, value:
        case holds, Word() if holds in _SPELLED:
            yield from _spelling(value)
        case Holds.BLOCK, _:
            yield from _changes(value, key.block)
        case Holds.NAMED_BLOCKS, Table(entries=entries) if key.block:
            for _, inner in entries:
                yield from _changes(inner, key.block)
        case Holds.BLOCKS, Listing(items=items):
            for item in items:
                yield from _changes(item, key.block)
        case Holds.CONDITION, _:
            yield from _in_condition(value)
        case Holds.CONDITIONS, Listing(items=items):
            for item in items:
                yield from _in_condition(item)
        case _:
            pass


def _in_condition(node: Node) -> Iterator[_Change]:
    for key, value in node.entries if isinstance(node, Table) else ():
        if key.text in _COMBINING:
            yield from _behind(_COMBINING[key.text], value)
        elif isinstance(value, Table):
            for inner, word in value.entries:
                if inner.text in _SIGN_KEYS:
                    yield from _behind(_SIGN_KEYS[inner.text], word)


def _spelling(word: Word) -> Iterator[_Change]:
    """Spell a phrase: a point in decimals, one blank between words, day for one and days for more."""
    new = re.sub(r"(?<=\d),(?=\d)", ".", " ".join(word.text.split()))
    new = re.sub(r"-?\d+(?:\.\d+)? \S+", lambda found: _said(found.group()), new)
    if new != word.text and word.is_exact:
        yield _Change(word.place, word.text, new)


def _said(pair: str) -> str:
    """Spell a number and its noun as the nouns themselves are written; what is neither stays."""
    findings = Findings("")
    phrase = Phrase(Word(pair, Place()), findings)
    found = phrase.period() or phrase.quantity()
    is_counted = isinstance(found, Quantity) and found.unit in (Unit.STEPS, Unit.POINTS)
    return pair if found is None or is_counted else str(found)


def _spelled(text: str, changes: list[_Change]) -> str:
    """Put the spellings in, from the end of each line."""
    lines = text.split("\n")
    for change in sorted(changes, key=lambda each: each.place, reverse=True):
        line, start = lines[change.place.line - 1], change.place.column - 1
        lines[change.place.line - 1] = f"{line[:start]}{change.new}{line[start + len(change.old) :]}"
    return "\n".join(lines)


def _ordered(text: str, root: Table, order: list[str]) -> str:
    """Put the top keys in order, each with the comments right above it; an empty line before one goes with it."""
    lines = [line.rstrip() for line in text.split("\n")]
    starts = [_start(lines, key.place.line - 1) for key, _ in root.entries]
    if root.is_flow or len(set(starts)) < len(starts):
        return "\n".join(lines).rstrip("\n") + "\n"
    ends = [*starts[1:], len(lines)]
    named = sorted(
        zip((key.text for key, _ in root.entries), starts, ends, strict=True),
        key=lambda each: order.index(each[0]) if each[0] in order else len(order),
    )
    chunks = []
    for _, start, end in named:
        is_apart = start > starts[0] and not lines[start - 1]
        chunks.append("\n" * is_apart + "\n".join(lines[start:end]).rstrip("\n"))
    head = "\n".join(lines[: starts[0]]).rstrip("\n")
    body = "\n".join(chunks).lstrip("\n")
    gap = "\n\n" if starts[0] and not lines[starts[0] - 1] else "\n"
    return f"{head}{gap}{body}\n" if head else f"{body}\n"


def _start(lines: list[str], line: int) -> int:
    """Go up over the comments right above a key, if an empty line or a key stands above them."""
    start = line
    while start > 0 and lines[start - 1].startswith("#"):
        start -= 1
    return start if start > 0 or line == 0 else line


def _same(one: Node | None, two: Node | None) -> bool:
    """Tell whether two trees say the same, but for spellings and the order of keys."""
    match one, two:
        case Word(), Word():
            return _plain(one.text) == _plain(two.text)
        case Listing(), Listing():
            return len(one.items) == len(two.items) and all(map(_same, one.items, two.items))
        case Table(), Table():
            first = {key.text: value for key, value in one.entries}
            second = {key.text: value for key, value in two.entries}
            return first.keys() == second.keys() and all(_same(first[key], second[key]) for key in first)
        case _:
            return False


def _plain(text: str) -> str:
    """Take away what spelling may change."""
    return re.sub(r"\s+|(?<=\d)[.,]0*(?=\D)|(?<=[.,]\d)0+(?=\D)", "", text.replace(",", ".")).replace("days", "day")
