"""Reads signals.yaml: how numbers are made, which events and groups there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from server.rules.language.block import Block, as_phrases, as_table, open_block
from server.rules.language.finding import Findings
from server.rules.language.phrase import Phrase
from server.rules.language.quantity import Period, PeriodUnit, Quantity, Unit
from server.rules.language.repeat import Basis
from server.rules.language.signal import DayTakes, Gate, Measure, Protocol, Signals, Statistic, Window
from server.rules.language.source import Listing, Node, Word
from vitals.measurement import Flag
from vitals.vital import Vital

FLAG_RANGE: Final = (0, 1)
SPREADS_MAX: Final = 99
CHANGING: Final = (DayTakes.LAST.value, DayTakes.LOWEST.value)
_NO_TIME: Final = Period(1, PeriodUnit.DAYS)
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9 -]{0,62}[a-z0-9]")


def read_signals(node: Node, findings: Findings) -> Signals:
    """Read the file's tree; what could not be read is left out and noted."""
    block = open_block(node, "signals", findings, node.place)
    if block is None:
        return Signals(measures={}, events={})
    events = {key.text: log_words for key, log_words in _events(block)}
    measures = {}
    for key, value in _entries(block, "measures"):
        inner = open_block(value, "measure", findings, key.place)
        name = Phrase(key, findings).named("_")
        measure = None if inner is None or name is None else _measure(name, inner, events)
        if measure is not None:
            measures[measure.name] = measure
    groups = frozenset(name for phrase in block.phrases("groups") if (name := phrase.named()) is not None)
    return Signals(measures=measures, events=events, groups=groups)


def _entries(block: Block, name: str) -> Iterator[tuple[Word, Node]]:
    node = block.node(name)
    table = None if node is None else as_table(node, block.findings)
    if table is not None:
        yield from table.entries


def _events(block: Block) -> Iterator[tuple[Word, tuple[str, ...]]]:
    for key, value in _entries(block, "events"):
        if Phrase(key, block.findings).named("_") is None:
            continue
        is_empty = isinstance(value, Listing) and not value.items
        yield key, () if is_empty else tuple(phrase.text for phrase in as_phrases(value, block.findings))


def _measure(name: str, block: Block, events: Mapping[str, object]) -> Measure | None:
    vital, basis, flag = block.one_of("vital"), block.one_of("looked_at"), block.one_of("flag")
    counts_for, sitting = block.period("counts_for", is_calendar=False), block.block("sitting", "sitting")
    gap = None if sitting is None else sitting.period("gap", is_calendar=False)
    if vital is None or basis is None or counts_for is None:
        return None
    if block.has("flag") and flag is None:
        return None
    if flag is not None:
        return Measure(
            name=name,
            vital=Vital.named(vital),
            unit=Unit.STEPS,
            per_unit=1,
            plausible=FLAG_RANGE,
            basis=Basis(basis),
            counts_for=counts_for,
            sitting_gap=gap,
            flag=Flag(flag),
        )
    for needed in ("unit", "plausible"):
        if not block.has(needed):
            block.findings.add("E101", block.place, word=needed)
    word = block.one_of("unit")
    return None if word is None else _number(name, block, Vital.named(vital), Unit(word), events)


def _number(name: str, block: Block, vital: Vital, unit: Unit, events: Mapping[str, object]) -> Measure | None:
    """Read a measure with numbers."""
    day, sitting = block.block("day", "day"), block.block("sitting", "sitting")
    takes = None if day is None else day.one_of("takes")
    per_unit = 10**-vital.value.scale
    difference = Unit.POINTS if unit is Unit.PERCENT else unit
    plausible = _plausible(block, unit, per_unit)
    if plausible is None:
        return None
    if day is not None and takes in CHANGING:
        block.findings.add("W701", day.at("takes"), word=takes)
    return Measure(
        name=name,
        vital=vital,
        unit=unit,
        per_unit=per_unit,
        plausible=plausible,
        basis=Basis(block.one_of("looked_at") or Basis.READING),
        counts_for=block.period("counts_for", is_calendar=False) or _NO_TIME,
        day_takes=DayTakes(takes or DayTakes.FIRST_MORNING),
        repeat_within=None if day is None else day.period("repeat_within", is_calendar=False),
        sitting_gap=None if sitting is None else sitting.period("gap", is_calendar=False),
        drops_first_of=None if sitting is None else sitting.count("drops_first_of", "readings"),
        windows=dict(_windows(block, difference, events)),
        protocols=dict(_protocols(block)),
        gate=_gate(block, difference),
    )


def _plausible(block: Block, unit: Unit, per_unit: int) -> tuple[int, int] | None:
    phrase = block.phrase("plausible")
    found = None if phrase is None else phrase.range(unit)
    if phrase is None or found is None:
        return None
    try:
        return found[0].in_steps(per_unit), found[1].in_steps(per_unit)
    except ValueError:
        phrase.wrong("E205", example=str(Quantity(1_000 // per_unit, unit)))
        return None


def _windows(block: Block, unit: Unit, events: Mapping[str, object]) -> Iterator[tuple[str, Window]]:
    for key, value in _entries(block, "windows"):
        inner = open_block(value, "window", block.findings, key.place)
        name = _name(key, block.findings)
        if inner is None or name is None:
            continue
        takes, days, needs = inner.one_of("takes"), inner.days("of"), inner.count("needs", "days")
        ending, floor = _ending(inner), inner.phrase("never_below")
        restarts = [phrase.one_of(events, "E406") for phrase in inner.phrases("restarts_on")]
        after = inner.count("needs_after_restart", "days")
        least = None if floor is None else floor.quantity(unit)
        if takes is not None and days is not None and needs is not None:
            yield (
                name,
                Window(
                    name=name,
                    statistic=Statistic(takes),
                    days=days,
                    ending_days_ago=ending,
                    needs=needs,
                    restarts_on=tuple(kind for kind in restarts if kind),
                    needs_after_restart=after,
                    never_below=least,
                ),
            )


def _ending(inner: Block) -> int:
    """Read ``7 days ago``; 0 if it is not there."""
    phrase = inner.phrase("ending")
    if phrase is None:
        return 0
    tokens = phrase.tokens()
    if len(tokens) < 2 or tokens[-1].text != "ago":  # noqa: PLR2004  (a span and the word)
        phrase.wrong("E208", example="7 days ago")
        return 0
    return phrase.part(tokens[0], tokens[-1]).days() or 0


def _protocols(block: Block) -> Iterator[tuple[str, Protocol]]:
    for key, value in _entries(block, "protocols"):
        inner = open_block(value, "protocol", block.findings, key.place)
        name = _name(key, block.findings)
        if inner is None or name is None:
            continue
        days, skips = inner.days("over"), inner.one_of("skips")
        mornings, evenings = inner.count("mornings", "readings"), inner.count("evenings", "readings")
        if days is not None and mornings is not None and evenings is not None:
            yield (
                name,
                Protocol(name=name, days=days, mornings=mornings, evenings=evenings, skips_first_day=skips is not None),
            )


def _gate(block: Block, unit: Unit) -> Gate | None:
    inner = block.block("gate", "gate")
    if inner is None:
        return None
    days, needs = inner.days("compares_with"), inner.count("needs", "readings")
    allow, within, rate = (inner.phrase(name) for name in ("allow", "witness_within", "allow_per_day"))
    most = None if allow is None else allow.quantity(unit)
    more = None if rate is None else rate.rate(unit, "a day", "per day")
    spreads, agree = inner.whole("spreads", 1, SPREADS_MAX), None if within is None else within.quantity(unit)
    period = inner.period("witness_period", is_calendar=False)
    if days is None or needs is None or most is None or more is None:
        return None
    if spreads is None or agree is None or period is None:
        return None
    return Gate(
        days=days,
        needs=needs,
        allow=most,
        allow_per_day=more,
        spreads_tenths=spreads * 10,
        witness_within=agree,
        witness_period=period,
    )


def _name(key: Word, findings: Findings) -> str | None:
    """Read the name of a window or a protocol, which may have spaces."""
    if _NAME.fullmatch(key.text):
        return key.text
    findings.add("E218", key.place, word=key.text, marks="-")
    return None
