"""Reads what can be said of a measure with numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from server.rules.language.block import Block
from server.rules.language.condition import (
    Arrives,
    Averages,
    Change,
    Comparison,
    Drift,
    Limit,
    Missing,
    Reference,
    Side,
    Sign,
    Trend,
)
from server.rules.language.quantity import Amount, Unit
from server.rules.language.repeat import Repeat
from server.rules.language.repeat_reader import read_repeat
from server.rules.language.scope import Scope
from server.rules.language.signal import Measure
from server.rules.language.verbs import Thing
from vitals.measurement import Flag

Reader = Callable[[Block, Scope, str], Sign | None]
"""Reads one verb of one thing, by the thing's name."""
LEVELS: Final = tuple(reference.value for reference in Reference)
ANYTHING: Final = "anything"


def read_limit(block: Block, scope: Scope, name: str) -> Limit | None:
    """Read ``weight: {at_least: 2 kg, above: baseline, on: 2 days in a row}``."""
    measure = scope.signals.measures[name]
    verb = next(word for word in Comparison if block.has(word))
    side = next((side for side in Side if block.has(side)), None)
    if block.has(Side.ABOVE) and block.has(Side.BELOW):
        block.findings.add("E110", block.key(Side.BELOW), word=Side.BELOW, other=Side.ABOVE)
    amount = amount_of(block, verb, scope, measure, is_distance=side is not None)
    using = using_of(block, scope, measure)
    is_known = using is not None or not block.has("using")
    needs = needs_of(block, is_protocol=using in measure.protocols) if is_known else None
    if block.has("or_else") and side is None:
        block.findings.add("E105", block.key("or_else"), word="or_else", verb=verb, known="above / below")
    reference = None if side is None else reference_of(block, side, scope, measure)
    or_else = reference_of(block, "or_else", scope, measure)
    on, skips, is_one_sitting = repeat_of(block), flags_of(block), block.is_yes("same_sitting")
    if amount is None or (side is not None and reference is None):
        return None
    return Limit(
        measure=name,
        comparison=verb,
        amount=amount,
        using=using,
        side=side,
        reference=reference,
        or_else=or_else,
        on=on,
        needs=needs,
        skips=skips,
        is_one_sitting=is_one_sitting,
    )


def read_change(block: Block, scope: Scope, name: str) -> Change | None:
    """Read ``weight: {rises_by: 2 kg, within: 3 days}``."""
    measure = scope.signals.measures[name]
    verb = "rises_by" if block.has("rises_by") else "falls_by"
    by = amount_of(block, verb, scope, measure, is_distance=True)
    days = block.days("within")
    since = block.phrase("since")
    is_since = since is not None and since.one_of((Reference.PREVIOUS_DAY.value,)) is not None
    using = using_of(block, scope, measure, is_window_only=True)
    if by is None or (days is None and not is_since):
        return None
    return Change(measure=name, is_rise=verb == "rises_by", by=by, within_days=days, using=using)


def read_trend(block: Block, scope: Scope, name: str) -> Trend | None:
    """Read ``weight: {trend_at_least: 0.5 kg per week, over: 14 days, needs: 7 days}``."""
    measure = scope.signals.measures[name]
    phrase = block.phrase("trend_at_least")
    rate = None if phrase is None else phrase.rate(measure.difference, "per week", "a week")
    over, needs, on = block.days("over"), needs_of(block), repeat_of(block)
    if rate is None or over is None or needs is None:
        return None
    return Trend(measure=name, per_week=rate, over_days=over, needs_days=needs, on=on)


def read_averages(block: Block, scope: Scope, name: str) -> Averages | None:
    """Read ``weight: {average_of: 3 days, exceeds_average_of: 28 days, by: 0.7 kg, needs: 14 days}``."""
    measure = scope.signals.measures[name]
    by = "by" if block.has("by") else "by_less_than"
    amount = amount_of(block, by, scope, measure, is_distance=True)
    short, long = block.days("average_of"), block.days("exceeds_average_of")
    needs, on = needs_of(block), repeat_of(block)
    if amount is None or short is None or long is None or needs is None:
        return None
    comparison = Comparison.AT_LEAST if by == "by" else Comparison.LESS_THAN
    return Averages(
        measure=name, short_days=short, long_days=long, comparison=comparison, amount=amount, needs_days=needs, on=on
    )


def read_drift(block: Block, scope: Scope, name: str) -> Drift | None:
    """Read ``weight: {drifts_by: 1.5 kg, above: baseline, leaving: 0.2 kg a day, over: 28 days}``."""
    measure = scope.signals.measures[name]
    side = Side.ABOVE if block.has(Side.ABOVE) else Side.BELOW
    by = amount_of(block, "drifts_by", scope, measure, is_distance=True)
    reference = reference_of(block, side, scope, measure)
    phrase = block.phrase("leaving")
    leak = None if phrase is None else phrase.rate(measure.difference, "a day", "per day")
    over = block.days("over")
    if by is None or reference is None or leak is None or over is None:
        return None
    return Drift(measure=name, by=by, side=side, reference=reference, leak=leak, over_days=over)


def read_missing(block: Block, scope: Scope, name: str) -> Missing | None:  # noqa: ARG001  (all readers are called alike)
    """Read ``weight: {missing_for: 2 days, due_by: "12:00", beyond: own habit}``."""
    days, due, beyond = block.days("missing_for"), block.phrase("due_by"), block.phrase("beyond")
    minute = None if due is None else due.minute()
    is_beyond = beyond is not None and beyond.one_of(("own habit",)) is not None
    if days is None or minute is None:
        return None
    return Missing(measure=name, days=days, due_minute=minute, is_beyond_habit=is_beyond)


def read_arrives(block: Block, scope: Scope, name: str) -> Arrives | None:
    """Read ``weight: {arrives: 1 reading}``."""
    phrase = block.phrase("arrives")
    count = None if phrase is None else phrase.count("readings")
    if phrase is not None and not scope.is_clearing:
        block.findings.add("E303", block.key("arrives"), word="arrives")
    return None if count is None else Arrives(measure=name, count=count)


def amount_of(block: Block, key: str, scope: Scope, measure: Measure, *, is_distance: bool) -> Amount | None:
    """Read an amount of the measure, or of its differences."""
    phrase = block.phrase(key)
    if phrase is None:
        return None
    return scope.amount(phrase, measure.difference if is_distance else measure.unit, measure)


def using_of(block: Block, scope: Scope, measure: Measure, *, is_window_only: bool = False) -> str | None:
    """Read the name of a window, or of a protocol."""
    phrase = block.phrase("using")
    if phrase is None:
        return None
    known = [*measure.windows, *(() if is_window_only else measure.protocols)]
    return scope.named(phrase, "E401", known, thing=measure.name, is_whole=scope.are_signals_whole)


def reference_of(block: Block, key: str, scope: Scope, measure: Measure) -> str | None:
    """Read what a distance is counted from."""
    phrase = block.phrase(key)
    if phrase is None:
        return None
    if phrase.text == Reference.LEVEL_BEFORE.value and not scope.is_clearing:
        phrase.wrong("E303")
        return None
    weights = [level for level in LEVELS if not level.endswith("_weight") or measure.unit is Unit.KG]
    known = [*measure.windows, *weights]
    return scope.named(phrase, "E408", known, thing=measure.name, is_whole=scope.are_signals_whole)


def needs_of(block: Block, *, is_protocol: bool = False) -> int | None:
    """Read the least number of days, or of a protocol's readings."""
    phrase = block.phrase("needs")
    return None if phrase is None else phrase.count("readings" if is_protocol else "days")


def repeat_of(block: Block, unsaid: type[Repeat] | None = None) -> Repeat | None:
    """Read how often; ``unsaid`` is the kind that has no meaning here."""
    phrase = block.phrase("on")
    found = None if phrase is None else read_repeat(phrase)
    if phrase is None or unsaid is None or not isinstance(found, unsaid):
        return found
    phrase.wrong("E307", example="2 of last 3 readings within 7 days")
    return None


def flags_of(block: Block) -> frozenset[str]:
    """Read the flags whose readings do not count."""
    flags = [flag.value for flag in Flag]
    return frozenset(phrase.text for phrase in block.phrases("ignore_flags") if phrase.one_of(flags) is not None)


NUMBER_READERS: Final[Mapping[tuple[Thing, str], Reader]] = {
    **{(Thing.NUMBER, verb.value): read_limit for verb in Comparison},
    (Thing.NUMBER, "rises_by"): read_change,
    (Thing.NUMBER, "falls_by"): read_change,
    (Thing.NUMBER, "trend_at_least"): read_trend,
    (Thing.NUMBER, "average_of"): read_averages,
    (Thing.NUMBER, "drifts_by"): read_drift,
    (Thing.NUMBER, "missing_for"): read_missing,
    (Thing.ANYTHING, "missing_for"): read_missing,
    (Thing.NUMBER, "arrives"): read_arrives,
    (Thing.FLAG, "arrives"): read_arrives,
    (Thing.ANYTHING, "arrives"): read_arrives,
}
"""By thing and verb."""
