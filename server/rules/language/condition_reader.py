"""Reads a whole condition: one sign, or a combination of conditions, at most three deep."""

from __future__ import annotations

from typing import Final

from server.rules.language.block import Block, as_table, open_block
from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import Comparison
from server.rules.language.finding import Place
from server.rules.language.number_reader import repeat_of
from server.rules.language.phrase import listed
from server.rules.language.quantity import Unit
from server.rules.language.repeat import DaysInARow
from server.rules.language.scope import Scope
from server.rules.language.sign_reader import EVERY_KEY, read_sign
from server.rules.language.source import Listing, Node, Table
from server.rules.language.vocabulary import BLOCKS

DEPTH_MAX: Final = 3
POINTS_MAX: Final = 20
COMBINATIONS: Final = {
    "all_of": ("within", "for"),
    "any_of": ("within", "for"),
    "none_of": ("within", "for"),
    "at_least": ("of", "within", "for"),
    "first": ("then", "then_also", "within"),
    "score": (),
}
"""What a combination may begin with, and what may stand beside it."""
_KEYS: Final = tuple(key.name for key in BLOCKS["combination"])
_ONLY_COMBINING: Final = frozenset(_KEYS) - (EVERY_KEY - COMBINATIONS.keys())
"""The words that tell a combination from a sign whose measure was forgotten."""
_STEPS: Final = ("first", "then", "then_also")


def read_condition(node: Node, scope: Scope, at: Place, depth: int = 1) -> Condition | None:
    """Read a condition; what is wrong is noted in the scope's findings, and None is returned."""
    table = as_table(node, scope.findings)
    if table is None:
        return None
    combining = [key for key, _ in table.entries if key.text in _KEYS]
    bare = [key for key, _ in table.entries if key.text in EVERY_KEY and key.text not in COMBINATIONS]
    if bare and not any(key.text in _ONLY_COMBINING for key in combining):
        scope.findings.add("E115", bare[0].place, word=bare[0].text)
        return None
    if not combining:
        return _sign(table, scope, at)
    if depth > DEPTH_MAX:
        scope.findings.add("E302", combining[0].place, most=str(DEPTH_MAX))
        return None
    others = [key for key, _ in table.entries if key.text not in _KEYS]
    for key in others:
        scope.findings.add("E112", key.place, word=key.text)
    found = _combination(table, scope, at, depth)
    return None if others else found


def _sign(table: Table, scope: Scope, at: Place) -> Condition | None:
    if not table.entries:
        scope.findings.add("E102", at)
        return None
    for key, _ in table.entries[1:]:
        scope.findings.add("E112", key.place, word=key.text)
    found = [read_sign(key, value, scope) for key, value in table.entries]
    return found[0] if len(found) == 1 else None


def _combination(table: Table, scope: Scope, at: Place, depth: int) -> Condition | None:
    """Tell which combination it is and read it."""
    said = {key.text: (key, value) for key, value in table.entries if key.text in _KEYS}
    block = Block(said, scope.findings, at, BLOCKS["combination"])
    heads = [name for name in block.values if name in COMBINATIONS]
    if not heads:
        first = next(iter(block.values))
        needed = next(head for head, may in COMBINATIONS.items() if first in may)
        scope.findings.add("E109", block.key(first), verb=first, known=needed)
        return None
    head = heads[0]
    for name in block.values:
        if name != head and name not in COMBINATIONS[head]:
            code = "E108" if name in heads else "E105"
            known = listed(COMBINATIONS[head])
            scope.findings.add(code, block.key(name), word=name, verb=head, known=known)
    is_right = all(name == head or name in COMBINATIONS[head] for name in block.values)
    found: Condition | None
    if head == "first":
        found = _sequence(block, scope, depth)
    elif head == "score":
        found = _score(block, scope, depth)
    else:
        found = _group(block, head, scope, depth)
    if found is not None:
        scope.places.put(found, "thing", block.key(head))
        for name in block.values:
            scope.places.put(found, name, block.at(name))
    return found if is_right else None


def _group(block: Block, head: str, scope: Scope, depth: int) -> Group | None:
    gathering = Gathering(head)
    place = "of" if gathering is Gathering.AT_LEAST else head
    within, for_days = block.phrase("within"), block.days("for")
    period = None if within is None else within.period()
    if not block.has(place):
        scope.findings.add("E109", block.key(head), verb=head, known="of")
        return None
    parts = _parts(block, place, scope, depth)
    if parts is None:
        return None
    least = _least(block, len(parts)) if gathering is Gathering.AT_LEAST else None
    if (gathering is Gathering.AT_LEAST and least is None) or (within is not None and period is None):
        return None
    read = tuple(part for part in parts if part is not None)
    if not parts or len(read) < len(parts):
        return None
    return Group(gathering=gathering, parts=read, least=least, within=period, for_days=for_days)


def _least(block: Block, many: int) -> int | None:
    phrase = block.phrase("at_least")
    least = None if phrase is None else phrase.whole(1, 99)
    if phrase is not None and least is not None and least > many:
        phrase.wrong("E211", word=str(least), many=str(many))
        return None
    return least


def _parts(block: Block, name: str, scope: Scope, depth: int) -> list[Condition | None] | None:
    node = block.node(name)
    if not isinstance(node, Listing):
        scope.findings.add("E103", block.at(name), word="…")
        return None
    if not node.items:
        scope.findings.add("E111", node.place)
    return [read_condition(item, scope, item.place, depth + 1) for item in node.items]


def _sequence(block: Block, scope: Scope, depth: int) -> Sequence | None:
    phrase = block.phrase("within")
    for needed in ("then", "within"):
        if not block.has(needed):
            scope.findings.add("E109", block.key("first"), verb="first", known=needed)
    within = None if phrase is None else phrase.period()
    steps = [
        read_condition(node, scope, block.key(name), depth + 1)
        for name in _STEPS
        if (node := block.node(name)) is not None
    ]
    read = tuple(step for step in steps if step is not None)
    if within is None or len(read) < max(len(steps), 2):
        return None
    return Sequence(steps=read, within=within)


def _score(block: Block, scope: Scope, depth: int) -> Score | None:
    inner = block.block("score", "score")
    if inner is None:
        return None
    said = [word for word in Comparison if inner.has(word)]
    if not said:
        known = ", ".join(Comparison)
        scope.findings.add("E107", inner.place, thing="score", known=known)
    for other in said[1:]:
        scope.findings.add("E108", inner.key(other), word=other, verb=said[0])
    phrase = inner.phrase(said[0]) if said else None
    amount = None if phrase is None else scope.amount(phrase, Unit.POINTS)
    lines, look_back = _lines(inner, scope, depth), inner.phrase("look_back")
    period = None if look_back is None else look_back.period()
    unknown = inner.one_of("if_unknown")
    on = _row(inner)
    raised = scope.raised_score
    is_counted = inner.has("from")
    if raised is not None and not is_counted:
        lines, period = raised.lines, period or raised.look_back
        unknown = unknown or ("count as zero and say so" if raised.is_unknown_zero else "cannot tell")
    for needed, there in (("look_back", look_back or period), ("if_unknown", inner.node("if_unknown") or unknown)):
        if there is None and is_counted:
            scope.findings.add("E101", inner.place, word=needed)
    if amount is None or lines is None or period is None or unknown is None or len(said) != 1:
        return None
    scope.places.put(amount, "amount", inner.at(said[0]))
    is_zero = unknown != "cannot tell"
    found = Score(comparison=said[0], amount=amount, lines=lines, look_back=period, is_unknown_zero=is_zero, on=on)
    scope.places.put(found, "verb", inner.at(said[0]))
    return found


def _row(inner: Block) -> DaysInARow | None:
    on = repeat_of(inner)
    if on is not None and not isinstance(on, DaysInARow):
        inner.findings.add("E208", inner.at("on"), word="on", example="2 days in a row")
        return None
    return on


def _lines(inner: Block, scope: Scope, depth: int) -> tuple[Points, ...] | None:
    node = inner.node("from")
    if node is None:
        if scope.raised_score is None and scope.is_raise_whole:
            scope.findings.add("E306", inner.place)
        return None
    if not isinstance(node, Listing):
        scope.findings.add("E103", node.place, word="…")
        return None
    if not node.items:
        scope.findings.add("E111", node.place)
    lines = [_line(item, scope, depth) for item in node.items]
    read = tuple(line for line in lines if line is not None)
    return read if read and len(read) == len(lines) else None


def _line(item: Node, scope: Scope, depth: int) -> Points | None:
    block = open_block(item, "points", scope.findings, item.place)
    if block is None:
        return None
    phrase, when = block.phrase("points"), block.node("when")
    points = None if phrase is None else phrase.whole(1, POINTS_MAX)
    condition = None if when is None else read_condition(when, scope, block.key("when"), depth + 1)
    return None if points is None or condition is None else Points(points=points, when=condition)
