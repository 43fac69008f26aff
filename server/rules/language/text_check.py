"""Looks whether the texts name only numbers that the rule produces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from server.rules.language.named import NAMES, names_of
from server.rules.language.phrase import closest, listed
from server.rules.language.rule_reader import Draft
from server.rules.language.source import Table, Word

_NAME: Final = re.compile(r"\{([^{}]*)\}")


def check_texts(draft: Draft) -> None:
    """Note names that are not produced, and braces that do not match."""
    findings = draft.scope.findings
    known = {*NAMES, *draft.rule.settings} if draft.raise_when is None else names_of(draft.rule)
    for word in _texts(draft):
        rest = _NAME.sub(lambda found: " " * len(found.group()), word.text)
        brace = re.search(r"[{}]", rest)
        if brace is not None:
            findings.add("E606", word.at(brace.start(), 1))
        for found in _NAME.finditer(word.text):
            name = found.group(1)
            if name not in known and (draft.scope.are_settings_whole or name in NAMES):
                place = word.at(found.start(1), len(name))
                findings.add("E501", place, word=name, known=listed(sorted(known)), close=closest(name, known))


def _texts(draft: Draft) -> Iterator[Word]:
    say = draft.block.node("say")
    for _, reader in say.entries if isinstance(say, Table) else ():
        for _, text in reader.entries if isinstance(reader, Table) else ():
            if isinstance(text, Word):
                yield text
