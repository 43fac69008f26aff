"""The order of keys inside a rule file: of blocks as the vocabulary has it, of conditions as they are read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.rules.language.finding import Findings
from server.rules.language.key import Holds, Key
from server.rules.language.source import Listing, Node, Table, read_source
from server.rules.language.verbs import VERBS
from server.rules.language.vocabulary import BLOCKS

COMBINING: Final = (
    "all_of", "any_of", "none_of", "at_least", "of", "first", "then", "then_also", "score", "within", "for",
)  # fmt: skip
"""What is combined comes before in which time."""
BESIDE: Final = (
    "above", "below", "or_else", "leaving", "since", "over", "exceeds_average_of", "by", "by_less_than", "due_by",
    "beyond", "is", "was", "within", "needs", "on", "same_sitting", "ignore_flags",
)  # fmt: skip
"""The keys beside a verb: against what, over which time, how often, of which readings."""
_VERBS: Final = tuple(dict.fromkeys(verb.name for verb in VERBS if verb.name not in BESIDE))
SIGN: Final = ("using", *_VERBS, *BESIDE)
_OPENS, _CLOSES = "{[", "}]"


@dataclass(frozen=True, slots=True)
class Part:
    """A table of a file, and the order of its keys."""

    table: Table
    order: Sequence[str]

    @property
    def is_in_order(self) -> bool:
        """Tell whether the keys stand as they should; those that are in no list come first."""
        ranks = self.ranks
        return ranks == sorted(ranks)

    @property
    def ranks(self) -> list[int]:
        """Give the place of each key in the order."""
        known = {name: place for place, name in enumerate(self.order)}
        return [known.get(key.text, -1) for key, _ in self.table.entries]


def ordered_within(text: str, block: str) -> str:
    r"""Put the keys of every table below the top in order, each with the comments right above it.

    >>> print(ordered_within("raise_when:\n  weight: {within: 3 days, rises_by: gain}\n", "rule"), end="")
    raise_when:
      weight: {rises_by: gain, within: 3 days}
    """
    # from the end of the file: what stands further up, or around, keeps its place
    for part in sorted(_parts(text, block), key=lambda each: each.table.place, reverse=True):
        if not part.is_in_order:
            text = (_in_flow(text, part) if part.table.is_flow else _in_block(text, part)) or text
    return text


def _parts(text: str, block: str) -> Iterator[Part]:
    root = read_source(text.encode(), Findings(""))
    if isinstance(root, Table):
        for key, value in root.entries:
            yield from _behind(_keys(block).get(key.text), value)


def _keys(block: str) -> Mapping[str, Key]:
    return {key.name: key for key in BLOCKS[block]}


def _of_block(node: Node, block: str) -> Iterator[Part]:
    if isinstance(node, Table):
        keys = _keys(block)
        yield Part(node, tuple(keys))
        for key, value in node.entries:
            yield from _behind(keys.get(key.text), value)


def _behind(key: Key | None, value: Node) -> Iterator[Part]:
    """Find the tables behind a key."""
    match None if key is None else key.holds, value:
        case Holds.BLOCK, Table() if key is not None:
            yield from _of_block(value, key.block)
        case Holds.NAMED_BLOCKS, Table(entries=entries) if key is not None and key.block:
            for _, inner in entries:
                yield from _of_block(inner, key.block)
        case Holds.BLOCKS, Listing(items=items) if key is not None:
            for item in items:
                yield from _of_block(item, key.block)
        case Holds.CONDITION, _:
            yield from _of_condition(value)
        case Holds.CONDITIONS, Listing(items=items):
            for item in items:
                yield from _of_condition(item)
        case _:
            pass


def _of_condition(node: Node) -> Iterator[Part]:
    """Find the tables of a condition: it itself, and what stands in it."""
    if not isinstance(node, Table):
        return
    yield Part(node, COMBINING)
    combining = _keys("combination")
    for key, value in node.entries:
        if key.text in combining:
            yield from _behind(combining[key.text], value)
        elif isinstance(value, Table):
            has_any = any(inner.text == "any" for inner, _ in value.entries)
            yield Part(value, SIGN if has_any else ("using", "is", *_VERBS, *(each for each in BESIDE if each != "is")))


def _in_flow(text: str, part: Part) -> str | None:
    """Turn the entries of a table in braces; what stands between them stays. None if it holds a comment."""
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: part.table.place.line - 1]) + part.table.place.column - 1
    start = text.rindex("{", 0, start) + 1
    spans = _spans(text, start)
    if spans is None or len(spans) != len(part.table.entries):
        return None
    order = sorted(range(len(spans)), key=lambda place: part.ranks[place])
    found, last = text[:start], start
    for (begin, end), place in zip(spans, order, strict=True):
        found += text[last:begin] + text[slice(*spans[place])]
        last = end
    return found + text[last:]


def _spans(text: str, start: int) -> list[tuple[int, int]] | None:
    """Find where each entry between braces begins and ends, without the blanks around it."""
    spans, begin, depth, quote = list[tuple[int, int]](), start, 0, ""
    for place in range(start, len(text)):
        letter = text[place]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"" and text[place - 1] in " {[,:\n":
            quote = letter
        elif letter == "#" and text[place - 1] in " \n":
            return None
        elif letter in _OPENS:
            depth += 1
        elif letter in ",}" and depth == 0:
            entry = text[begin:place]
            first = begin + len(entry) - len(entry.lstrip())
            spans += [(first, first + len(entry.strip()))] if entry.strip() else []
            begin = place + 1
            if letter == "}":
                return spans
        elif letter in _CLOSES:
            depth -= 1
    return None


def _in_block(text: str, part: Part) -> str | None:
    """Turn the entries of a table with a line for each key. None if two keys share a line."""
    lines = text.split("\n")
    column = part.table.place.column - 1
    keys = [key.place.line - 1 for key, _ in part.table.entries]
    if any(_indent(lines[line].replace("-", " ", 1)) > column for line in keys[:1]) or len({*keys}) < len(keys):
        return None
    if any(_indent(lines[line]) != column for line in keys[1:]):
        return None
    prefix = lines[keys[0]][:column]
    lines[keys[0]] = " " * column + lines[keys[0]][column:]
    starts = [keys[0], *(_with_comments(lines, line, column) for line in keys[1:])]
    ends = [*starts[1:], _end(lines, keys[-1], column)]
    chunks = [lines[start:end] for start, end in zip(starts, ends, strict=True)]
    order = sorted(range(len(chunks)), key=lambda place: part.ranks[place])
    turned = [line for place in order for line in chunks[place]]
    first = next(place for place, line in enumerate(turned) if line.strip() and not line.strip().startswith("#"))
    turned[first] = prefix + turned[first][column:]
    return "\n".join([*lines[: starts[0]], *turned, *lines[ends[-1] :]])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _with_comments(lines: list[str], line: int, column: int) -> int:
    """Go up over the comments right above a key, that stand where it stands."""
    while lines[line - 1].startswith(" " * column + "#"):
        line -= 1
    return line


def _end(lines: list[str], last: int, column: int) -> int:
    """Find the line after a table, whose last key stands on a line."""
    end = last + 1
    for place in range(last + 1, len(lines)):
        stripped = lines[place].strip()
        if (
            stripped
            and _indent(lines[place]) <= column
            and not (stripped.startswith("#") and _indent(lines[place]) >= column)
        ):
            break
        if stripped:
            end = place + 1
    return end
