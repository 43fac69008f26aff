"""Rule by rule: what each showed, what it saw alone, and what it cost."""

from __future__ import annotations

from collections.abc import Iterator

from server.rules.backtest.drawing.markup import Markup, element, joined
from server.rules.backtest.drawing.table import table
from server.rules.backtest.episode import class_of
from server.rules.backtest.report.result import Result
from server.rules.backtest.report.seen import cells
from server.rules.backtest.report.tongue import Tongue
from server.rules.language.order import SEEN


def rule_table(told: Result, say: Tongue) -> Iterator[Markup]:
    """Write the section."""
    yield element("h2", say("part_rules"), id="rules")
    yield element("p", say("rules_says"))
    head = [
        say(each)
        for each in (
            "number", "rule", "severity", "class", "alerts", "alerts_per_year", "seen", "chance", "unexplained",
            "explained",
        )
    ]  # fmt: skip
    yield element("div", table(say("rules_table"), head, _rows(told, say), words=4, heading=1), class_="card")
    quiet = sorted(name for name, rule in told.rule_set.rules.items() if rule.status in SEEN and name not in told.rules)
    if quiet:
        yield element("p", say("silent", rules=", ".join(quiet)), class_="sub")


def _rows(told: Result, say: Tongue) -> Iterator[list[str]]:
    for number, (name, point) in enumerate(told.rules.items(), 1):
        rule = told.rule_set.rules[name]
        title = joined([rule.title[say.language], " ", element("code", name)])
        yield [
            str(number),
            title,
            say(rule.severity.value),
            say(class_of(rule).value),
            str(told.score.by_rule[name]),
            say.number(told.score.by_rule[name] / told.score.patient_years, 2),
            *cells(point, say),
        ]
