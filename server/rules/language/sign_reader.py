"""Reads a condition on one thing: which verb, whether its modifiers belong to it, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.rules.language.block import Block, as_table, known_keys
from server.rules.language.condition import Sign
from server.rules.language.number_reader import NUMBER_READERS, Reader
from server.rules.language.other_reader import OTHER_READERS
from server.rules.language.phrase import closest, listed
from server.rules.language.scope import Scope
from server.rules.language.source import Node, Table, Word
from server.rules.language.verbs import FIXED, QUESTION_PREFIX, Thing, Verb, keys_of, verbs_of

EVERY_KEY: Final = {name for thing in Thing for name in keys_of(thing)}
_READERS: Final[Mapping[tuple[Thing, str], Reader]] = {**NUMBER_READERS, **OTHER_READERS}


def read_sign(key: Word, node: Node, scope: Scope) -> Sign | None:
    """Read ``weight: {rises_by: 2 kg, within: 3 days}``; what is wrong is noted in the scope's findings."""
    thing = thing_named(key, scope)
    table = as_table(node, scope.findings)
    if thing is None or table is None:
        return None
    block = _block(key, table, thing, scope)
    verb = _verb(key, block, thing)
    if verb is None or not _fits(block, verb):
        return None
    name = key.text.removeprefix(QUESTION_PREFIX)
    sign = _READERS[thing, verb.name](block, scope, name)
    if sign is not None:
        scope.places.put(sign, "thing", key.place)
        for word in block.values:
            scope.places.put(sign, word, block.at(word))
        scope.places.put(sign, "verb", block.at(verb.name))
    return sign


def thing_named(key: Word, scope: Scope) -> Thing | None:
    """Tell what a condition is about; an unknown name is noted."""
    name = key.text
    if name in FIXED:
        return FIXED[name]
    if name.startswith(QUESTION_PREFIX):
        return _question(key, scope)
    measure = scope.signals.measures.get(name)
    if measure is not None:
        return Thing.NUMBER if measure.flag is None else Thing.FLAG
    if scope.are_signals_whole:
        known = [*scope.signals.measures, *FIXED, *(QUESTION_PREFIX + question for question in scope.questions)]
        scope.findings.add("E400", key.place, word=name, known=listed(known), close=closest(name, known))
    return None


def _question(key: Word, scope: Scope) -> Thing | None:
    name = key.text.removeprefix(QUESTION_PREFIX)
    if name in scope.questions:
        return Thing.QUESTION
    if scope.are_questions_whole:
        place = key.at(len(QUESTION_PREFIX), len(name))
        close = closest(name, scope.questions)
        scope.findings.add("E403", place, word=name, known=listed(scope.questions), close=close)
    return None


def _block(key: Word, table: Table, thing: Thing, scope: Scope) -> Block:
    """Keep the keys that may be said of the thing; one that was surely meant is read as that."""
    may = keys_of(thing)
    said: list[tuple[Word, Node]] = []
    for word, value in table.entries:
        if word.text in may or word.text not in EVERY_KEY:
            said.append((word, value))
        else:
            known = listed(verbs_of(thing))
            scope.findings.add("E301", word.place, verb=word.text, thing=key.text, known=known)
    found = known_keys(Table(tuple(said), table.place, table.is_flow), may, scope.findings)
    is_whole = len(found) == len(table.entries)
    return Block(found, scope.findings, key.place, tuple(may.values()), is_whole=is_whole)


def _verb(key: Word, block: Block, thing: Thing) -> Verb | None:
    """Find the only verb; none is not told where another key was already refused."""
    verbs = verbs_of(thing)
    said = [name for name in block.values if name in verbs and not _is_modifier(name, block, verbs)]
    if not said:
        if block.is_whole:
            block.findings.add("E107", key.place, thing=key.text, known=listed(verbs))
        return None
    for other in said[1:]:
        block.findings.add("E108", block.key(other), word=other, verb=said[0])
    return verbs[said[0]] if len(said) == 1 else None


def _is_modifier(name: str, block: Block, verbs: Mapping[str, Verb]) -> bool:
    """Tell whether a word that can be a verb stands here beside one."""
    return any(name in verbs[other].modifiers for other in block.values if other in verbs and other != name)


def _fits(block: Block, verb: Verb) -> bool:
    """Look whether every key goes with the verb, and whether those that it needs are there."""
    is_right = True
    for name in block.values:
        if name != verb.name and name not in verb.modifiers:
            known = listed(verb.modifiers)
            block.findings.add("E105", block.key(name), word=name, verb=verb.name, known=known)
            is_right = False
    for group in verb.needs:
        there = [name for name in group if block.has(name)]
        if not there:
            block.findings.add("E109", block.key(verb.name), verb=verb.name, known=" / ".join(group))
        for other in there[1:]:
            block.findings.add("E110", block.key(other), word=other, other=there[0])
        is_right = is_right and len(there) == 1
    return is_right
