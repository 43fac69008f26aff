"""Nudges a rule: every number a step up and down, every verb turned, every branch dropped, every guard taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any, Final

from server.rules.diary.vocabulary import WRITING_STEP
from server.rules.judging.needs import HUB
from server.rules.language.combination import Condition, Gathering, Group, Score
from server.rules.language.condition import Arrives, Comparison, Side
from server.rules.language.other_reader import HEARTBEATS_MAX
from server.rules.language.quantity import FromSetting, Period, Quantity, TimesOwnSpread
from server.rules.language.rule import Rule

_SHARED: Final = frozenset({"lines", "look_back", "is_unknown_zero"})
"""What the score in ``clear_when`` takes from ``raise_when`` if it says nothing else."""
_TURNED: Final[Mapping[Enum, tuple[Enum, ...]]] = {
    Comparison.AT_LEAST: (Comparison.MORE_THAN, Comparison.AT_MOST),
    Comparison.MORE_THAN: (Comparison.AT_LEAST, Comparison.LESS_THAN),
    Comparison.AT_MOST: (Comparison.LESS_THAN, Comparison.AT_LEAST),
    Comparison.LESS_THAN: (Comparison.AT_MOST, Comparison.MORE_THAN),
    Side.ABOVE: (Side.BELOW,),
    Side.BELOW: (Side.ABOVE,),
    Gathering.ALL: (Gathering.ANY,),
    Gathering.ANY: (Gathering.ALL,),
    Gathering.NONE: (Gathering.ANY,),
}
"""What each word turns into; words that are not here stay."""
_KEPT: Final = frozenset({"measure", "question", "reference", "using", "level", "basis", "unit", "name", "kind"})
"""Names: another one would be another rule, not a slip."""
_MAY_GO: Final = frozenset({"on", "or_else", "needs", "within", "for_days", "skips"})
"""Modifiers that can be taken away, where the noun can be without."""
_LISTS: Final = frozenset({"codes", "kinds", "rules", "skips"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A rule with one thing changed; ``says`` is where and what, ``raise_when.by: 2 kg -> 2.1 kg``."""

    says: str
    rule: Rule


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Give every mutant of a rule, each with exactly one change; what is said and approved is never changed."""
    for name, setting in rule.settings.items():
        for says, value in _changes("value", setting.value):
            changed = replace(setting, value=value)
            yield Mutant(says=f"settings.{name}.{says}", rule=replace(rule, settings={**rule.settings, name: changed}))
    for says, new in _nudged(rule.raise_when):
        yield Mutant(says=f"raise_when{says}", rule=replace(rule, raise_when=new, clear_when=_following(rule, new)))
    for part, kept in (("unless", _KEPT), ("clear_when", _KEPT | _followed(rule))):
        condition: Condition | None = getattr(rule, part)
        if condition is not None:
            changes = _nudged(condition, kept)
            yield from (Mutant(says=f"{part}{says}", rule=_with(rule, part, new)) for says, new in changes)
    yield from _guards(rule)


def _followed(rule: Rule) -> frozenset[str]:
    """Name what a score that ends a rule takes over from the one that raises it: there it is written once."""
    one = rule.raise_when
    if not isinstance(one, Score) or rule.clear_when is None:
        return frozenset()
    other = next((score for score in _scores(rule.clear_when) if score.lines == one.lines), None)
    return frozenset(name for name in _SHARED if other and getattr(one, name) == getattr(other, name))


def _scores(condition: Condition) -> Iterator[Score]:
    """Give the scores of a condition, however deep they stand."""
    match condition:
        case Score():
            yield condition
        case Group(parts=parts):
            for part in parts:
                yield from _scores(part)
        case _:
            pass


def _following(rule: Rule, raise_when: Condition) -> Condition | None:
    """Give what ends a rule, if it is raised by something else."""
    if rule.clear_when is None:
        return None
    return _taking_over(rule.clear_when, {name: getattr(raise_when, name) for name in _followed(rule)})


def _taking_over(condition: Condition, written_once: Mapping[str, Any]) -> Condition:
    """Give a condition whose scores say what is written once."""
    match condition:
        case Score():
            return replace(condition, **written_once)
        case Group(parts=parts):
            return replace(condition, parts=tuple(_taking_over(part, written_once) for part in parts))
        case _:
            return condition


def _guards(rule: Rule) -> Iterator[Mutant]:
    """Take away or nudge what stands around the conditions."""
    if rule.unless is not None:
        yield Mutant(says="unless removed", rule=replace(rule, unless=None))
    for other in rule.quiet_while:
        rest = tuple(each for each in rule.quiet_while if each != other)
        yield Mutant(says=f"quiet_while: {other} removed", rule=replace(rule, quiet_while=rest))
    for part in ("lasts", "stays_quiet"):
        period: Period | None = getattr(rule, part)
        for says, new in () if period is None else _changes(part, period):
            yield Mutant(says=says, rule=_with(rule, part, new))
    if rule.stays_quiet is not None:
        yield Mutant(says="after_closing removed", rule=replace(rule, stays_quiet=None))
    if rule.confirm is not None:
        yield Mutant(says="confirm removed", rule=replace(rule, confirm=None))
        for says, confirm in _nudged(rule.confirm):
            yield Mutant(says=f"confirm{says}", rule=_with(rule, "confirm", confirm))


def _with(thing: Any, part: str, value: Any) -> Any:  # noqa: ANN401  (one part of many types, by its name)
    return replace(thing, **{part: value})


def _nudged(thing: Any, kept: frozenset[str] = _KEPT) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  (any noun)
    """Change a noun of the language in one field, or in one of its parts, but not in those that are kept."""
    for each in fields(thing):
        value = getattr(thing, each.name)
        if each.name in kept or value is None or (each.name == "is_one_sitting" and not value):
            continue  # same_sitting where nothing is repeated says nothing
        if each.name in _MAY_GO and value and each.default is not MISSING:
            yield f".{each.name} removed", replace(thing, **{each.name: each.default})
        for says, new in _changes(each.name, value, kept):
            if not (isinstance(thing, Arrives) and thing.measure == HUB and new > HEARTBEATS_MAX):
                yield f".{says}", replace(thing, **{each.name: new})


def _changes(name: str, value: object, kept: frozenset[str] = _KEPT) -> Iterator[tuple[str, Any]]:
    """Give the values that a field may slip to, each with what is said of it."""
    if name in _LISTS:
        yield from ((f"{name}: {gone} dropped", rest) for gone, rest in _without_one(value))
        return
    if isinstance(value, tuple):
        yield from _parts(name, value, kept)
        return
    slip = next((make for kind, make in _SLIPS if isinstance(value, kind)), None)
    if slip is not None:
        yield from ((f"{name}: {_said(value)} -> {_said(new)}", new) for new in slip(value))
    elif is_dataclass(value):
        yield from ((f"{name}{says}", new) for says, new in _nudged(value, kept))


def _without_one(words: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  (a tuple or a frozen set of names)
    """Drop each of several words in turn; the last one is never dropped."""
    if len(words) > 1:
        for gone in sorted(words):
            yield gone, type(words)(each for each in words if each != gone)


def _parts(name: str, parts: tuple[Any, ...], kept: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Drop each part, and change each part."""
    for place, part in enumerate(parts):
        before, after = parts[:place], parts[place + 1 :]
        if len(parts) > 1 and name != "steps":
            yield f"{name}[{place + 1}] dropped", (*before, *after)
        for says, changed in _nudged(part, kept):
            yield f"{name}[{place + 1}]{says}", (*before, changed, *after)
    if name == "steps":
        yield "steps turned round", parts[::-1]


def _quantity(value: Quantity) -> Iterator[Quantity]:
    step = WRITING_STEP[value.unit]
    yield replace(value, thousandths=value.thousandths + step)
    yield replace(value, thousandths=value.thousandths - step)


def _from_setting(value: FromSetting) -> Iterator[FromSetting]:
    if value.is_half:
        yield replace(value, is_half=False)
    if value.plus is not None:
        yield from (replace(value, plus=plus) for plus in _quantity(value.plus))


def _number(value: int) -> Iterator[int]:
    yield value + 1
    if value > 1:
        yield value - 1


def _period(value: Period) -> Iterator[Period]:
    yield from (replace(value, count=count) for count in _number(value.count))


def _spread(value: TimesOwnSpread) -> Iterator[TimesOwnSpread]:
    yield from (replace(value, tenths=tenths) for tenths in _number(value.tenths))


def _truth(value: bool) -> Iterator[bool]:  # noqa: FBT001  (a value of the language, not an option)
    yield not value


def _turned(value: Enum) -> Iterator[Enum]:
    # words of two lists may be spelled alike, and are equal then
    yield from (turned for word, others in _TURNED.items() if word is value for turned in others)


_SLIPS: Final[tuple[tuple[type, Callable[[Any], Iterator[Any]]], ...]] = (
    (Quantity, _quantity),
    (FromSetting, _from_setting),
    (Period, _period),
    (TimesOwnSpread, _spread),
    (bool, _truth),
    (int, _number),
    (Enum, _turned),
)
"""How each kind of value slips; a truth is asked for before a number, which it also is."""


def _said(value: object) -> str:
    return value.value if isinstance(value, Enum) else str(value)
