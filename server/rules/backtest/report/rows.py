"""The rows of the log that do not count, by reason, and those that were changed."""

from __future__ import annotations

from collections.abc import Iterator

from server.rules.backtest.drawing.markup import Markup, element
from server.rules.backtest.drawing.table import table
from server.rules.backtest.report.result import Result
from server.rules.backtest.report.tongue import Tongue


def rows(told: Result, say: Tongue) -> Iterator[Markup]:
    """Write the section."""
    made, number = told.material, say.number
    read = len(made.log.rows)
    refused = sorted(((len(places), why.value) for why, places in made.refused.items()), reverse=True)
    mended = sorted(((len(places), how.value) for how, places in made.admission.mended.items()), reverse=True)
    used = read - sum(count for count, _ in refused)
    yield element("h2", say("part_rows"), id="rows")
    yield element("p", say("rows_says", read=number.count(read), used=number.count(used)))
    if not refused and not mended:
        yield element("p", say("no_rows"))
        return
    tables = [
        element(
            "div",
            table(
                say(caption),
                [say(first), say("rows"), say("share_of_rows")],
                [(say(name), number.count(count), f"{number(100 * count / read, 2)} %") for count, name in counted],
            ),
            class_="card",
        )
        for caption, first, counted in (("rows_table", "why", refused), ("mended_table", "what_was_done", mended))
        if counted
    ]
    yield element("div", *tables, class_="grid")
