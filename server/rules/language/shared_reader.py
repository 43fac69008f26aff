"""Reads severities.yaml and the profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.rules.language.block import Block, as_table, known_keys, open_block
from server.rules.language.budget import KEY, read_budget
from server.rules.language.finding import Findings, Place
from server.rules.language.phrase import Phrase
from server.rules.language.quantity import Quantity
from server.rules.language.rule_set import Profile, SeverityRow
from server.rules.language.source import Node, Word
from server.rules.language.vocabulary import SEVERITIES
from server.rules.transition import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityFile:
    """What severities.yaml says; ``budget`` is that of the whole folder with its place, None if it has none."""

    rows: Mapping[Severity, SeverityRow]
    budget: tuple[int, Place] | None = None


def read_severities(node: Node, findings: Findings) -> SeverityFile:
    """Read severities.yaml; every severity must be there."""
    block = open_block(node, "severities", findings, node.place)
    rows_node = None if block is None else block.node("severities")
    table = None if rows_node is None else as_table(rows_node, findings)
    budget = None if block is None else read_budget(block)
    told = None if block is None or budget is None else (budget, block.at(KEY))
    if table is None:
        return SeverityFile(rows={}, budget=told)
    found = known_keys(table, SEVERITIES, findings)
    for name in SEVERITIES:
        if name not in found:
            findings.add("E101", table.place, word=name)
    rows = (_row(name, key, value, findings) for name, (key, value) in found.items())
    return SeverityFile(rows={row.severity: row for row in rows if row is not None}, budget=told)


def _row(name: str, key: Word, value: Node, findings: Findings) -> SeverityRow | None:
    block = open_block(value, "severity", findings, key.place)
    if block is None:
        return None
    phrase = block.phrase("respond_within")
    is_none = phrase is not None and phrase.text == "none"
    return SeverityRow(
        severity=Severity(name),
        respond_within=None if phrase is None or is_none else phrase.period(),
        when_unstaffed=block.texts("when_unstaffed"),
        latches=block.is_yes("latches"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileDraft:
    """A profile with the place of every value: its rules may not have been read yet."""

    profile: Profile
    findings: Findings
    name: Place
    values: Mapping[tuple[str, str], tuple[Word, Phrase, Quantity]]
    rules: Mapping[str, Place]


def read_profile(node: Node, findings: Findings) -> ProfileDraft | None:
    """Read one profile; what it says of rules is checked when all rules are read."""
    block = open_block(node, "profile", findings, node.place)
    if block is None:
        return None
    phrase = block.phrase("profile")
    name = (None if phrase is None else phrase.named()) or ""
    values, rules = _values(block)
    settings: dict[str, dict[str, Quantity]] = {}
    for (rule, setting), (_, _, quantity) in values.items():
        settings.setdefault(rule, {})[setting] = quantity
    profile = Profile(name=name, title=block.texts("title"), settings=settings)
    return ProfileDraft(profile=profile, findings=findings, name=block.at("profile"), values=values, rules=rules)


def _values(block: Block) -> tuple[dict[tuple[str, str], tuple[Word, Phrase, Quantity]], dict[str, Place]]:
    """Read the values by rule and setting, and where each rule is named."""
    values: dict[tuple[str, str], tuple[Word, Phrase, Quantity]] = {}
    rules: dict[str, Place] = {}
    node = block.node("settings")
    table = None if node is None else as_table(node, block.findings)
    for key, inner in () if table is None else table.entries:
        rules[key.text] = key.place
        row = as_table(inner, block.findings)
        for setting, value in () if row is None else row.entries:
            if not isinstance(value, Word):
                block.findings.add("E104", value.place)
                continue
            phrase = Phrase(value, block.findings)
            quantity = phrase.quantity()
            if quantity is not None:
                values[key.text, setting.text] = (setting, phrase, quantity)
    return values, rules
