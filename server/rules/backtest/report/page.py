"""The page of a report, in one language; the other language stands in a file beside it."""

from __future__ import annotations

from typing import Final

from server.rules.backtest.drawing.markup import element
from server.rules.backtest.drawing.sheet import sheet
from server.rules.backtest.report.cost import cost
from server.rules.backtest.report.result import Result
from server.rules.backtest.report.rows import rows
from server.rules.backtest.report.rule_table import rule_table
from server.rules.backtest.report.seen import seen
from server.rules.backtest.report.stories import stories
from server.rules.backtest.report.summary import summary
from server.rules.backtest.report.terms import terms
from server.rules.backtest.report.tongue import LANGUAGES, Tongue

SECTIONS: Final = (summary, seen, cost, rule_table, stories, rows, terms)


def file_name(language: str) -> str:
    """Name the file of a report.

    >>> file_name("sv")
    'report.sv.html'
    """
    return f"report.{language}.html"


def report(told: Result, language: str) -> str:
    """Write the report in Swedish (``sv``) or English (``en``)."""
    say = Tongue(language)
    other = next(each for each in LANGUAGES if each != language)
    link = element("a", say("other_language"), href=file_name(other), hreflang=other, lang=other)
    return sheet(
        title=say("title", log=told.facts.log),
        language=language,
        top=element("nav", link, aria_label=say("language")),
        body=[part for section in SECTIONS for part in section(told, say)],
    )
