"""Write the parts of the manual that are taken from the code: contract, lives of an alert, words of the rule language.

Usage: ``make docs``. A test compares what is kept with what this would write, so that picture and code cannot drift.
"""  # noqa: INP001  (a script beside what it writes)

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from server.adapters.rule_folder import RELEASE_LIST, read_files
from server.alerts import alert
from server.exchange.dictionary import dictionary_table
from server.rules.activation.release import release_list
from server.rules.judging import publishing
from server.rules.language import reference
from server.rules.language.reading import read_folder
from server.rules.language.schema import schema
from vitals import asyncapi

DOCS: Final = Path(__file__).parent
SHIPPED_RULES: Final = DOCS.parent / "alert_rules"
_LEAD: Final = """\
# The two lives of an alert

*Is it true?* and *who cares?* are two questions, kept in two tables of the code. Both pictures are drawn from those
tables by `make docs`; what is not in a table cannot happen.
"""
_EVERY_COLUMN: Final = "## Every column\n\n"

MEANINGS: Final[Mapping[str, str]] = {
    "measured": "the values say so",
    "missed": "it began and ended before we heard of either: shown, never notified",
    "corrected": "late, corrected or withdrawn values say that it never was so",
    "reinstated": "such values say that it is so after all",
    "moved": "such values say that it began or ended on another day",
    "nurse_closed": "a nurse has dealt with it",
    "asked": "the patient is asked to measure once more, which rule files can want",
    "confirmed": "the second measurement says the same",
    "unanswered": "nobody answered in time",
    "dropped": "the second measurement says otherwise",
    "ended": "what ends the rule's episodes has come true",
    "lasted": "it was to last so long, and has",
    "covered": "a worse alert of the same patient stands before it",
    "uncovered": "what stood before it has ended",
    "rule_changed": "the rule says otherwise now, or is gone",
    "left": "the patient is no longer watched",
}


def pages() -> dict[Path, str]:
    """Give every page that is taken from the code, by its path."""
    language = DOCS / "rule-language.md"
    return {
        DOCS / "contract" / "asyncapi.json": asyncapi.text(),
        DOCS / "lives.md": lives(),
        DOCS / "rule-errors.md": reference.errors_page(),
        SHIPPED_RULES / "schema.json": rule_schema(),
        SHIPPED_RULES / RELEASE_LIST: release_hashes(),
        language: reference.with_reference(language.read_text(encoding="utf-8")),
        DOCS / "exchange.md": exchange((DOCS / "exchange.md").read_text(encoding="utf-8")),
    }


def exchange(page: str) -> str:
    """Put the data dictionary at the end of its page."""
    head, title, _ = page.partition(_EVERY_COLUMN)
    return f"{head}{title}{dictionary_table()}\n"


def rule_schema() -> str:
    """Write the JSON schema of a rule file, with the measures and questions of the rules that ship."""
    reading = read_folder(read_files(SHIPPED_RULES), date.min)
    return json.dumps(schema(reading.signals, [*reading.symptoms]), ensure_ascii=False, indent=1) + "\n"


def release_hashes() -> str:
    """List what this release stands behind of the rules that ship; a mistake in them stands in nobody's way here."""
    files = read_files(SHIPPED_RULES)
    rules = read_folder(files, date.min).proposed
    return "" if rules is None else release_list(rules, files)


def lives() -> str:
    """Draw both lives as Mermaid state diagrams."""
    true = picture((start, str(cause), end) for (start, cause), end in publishing.MOVES.items())
    cared = picture((start, str(act), end) for (start, act), end in alert.MOVES.items())
    return "\n".join(
        [
            _LEAD,
            "## Is it true? An episode (`server/rules/judging/publishing.py`)\n",
            true,
            "\n| why | what it means |\n|---|---|",
            "\n".join(f"| {cause} | {meaning} |" for cause, meaning in MEANINGS.items()),
            "\n## Who cares? An alert (`server/alerts/alert.py`)\n",
            cared,
            "\nAn alert of high or medium severity stays on the list, marked as calm or withdrawn, until a person",
            "closes it; the others leave by themselves.\n",
        ]
    )


def picture(moves: Iterable[tuple[str, str, str]]) -> str:
    """Draw one state diagram; moves between the same two states share an arrow.

    >>> print(picture([("open", "taken", "taken"), ("open", "closed", "closed")]))
    ```mermaid
    stateDiagram-v2
        open --> taken: taken
        open --> closed: closed
    ```
    """
    arrows: dict[tuple[str, str], list[str]] = {}
    for start, why, end in moves:
        arrows.setdefault((start, end), []).append(why)
    drawn = [f"    {start} --> {end}: {', '.join(whys)}" for (start, end), whys in arrows.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *drawn, "```"])


def main() -> None:
    """Write every page."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
