"""What the rules would have cost: alerts of each patient, who bears them, and the cards of every week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median_low
from typing import Final

from server.rules.backtest.drawing.bars import Bar, bars
from server.rules.backtest.drawing.figure import figure, folded
from server.rules.backtest.drawing.lines import line, upright
from server.rules.backtest.drawing.markup import Markup, element
from server.rules.backtest.drawing.plot import Axis, plot
from server.rules.backtest.drawing.ranking import ROW, Ranked, ranking
from server.rules.backtest.drawing.scale import marks, top
from server.rules.backtest.drawing.table import table
from server.rules.backtest.episode import AlertClass
from server.rules.backtest.report.load import Week, borne
from server.rules.backtest.report.result import Result
from server.rules.backtest.report.tongue import Tongue
from server.rules.backtest.score import TENTH

BINS_MOST: Final = 30
"""From here on several counts share a bar."""
SHOWN: Final = 20
RANKED: Final = 10
KINDS: Final = {AlertClass.SIGN: "one", AlertClass.ABSENCE: "light", AlertClass.TECHNICAL: "three"}


def cost(told: Result, say: Tongue) -> Iterator[Markup]:
    """Write the section."""
    yield element("h2", say("part_cost"), id="cost")
    yield element("p", say("cost_says"))
    if told.alerts_of_each:
        yield element("div", _histogram(told, say), _worst(told, say), class_="grid")
    if told.weeks:
        yield element("div", _cards(told, say), _by_rule(told, say), class_="grid")


def bins(counts: Sequence[int]) -> list[tuple[int, int, int]]:
    """Count patients by their alerts: from, to (inclusive), patients. Those without any stand alone.

    >>> bins([0, 0, 1, 3]), bins([0, 61])[-1]
    ([(0, 0, 2), (1, 1, 1), (2, 2, 0), (3, 3, 1)], (61, 63, 1))
    """
    width = -(-max(counts, default=0) // BINS_MOST) or 1
    by_bin = Counter(0 if not each else 1 + (each - 1) // width for each in counts)
    found = [(0, 0, by_bin[0])]
    found += [(1 + width * place, width * (place + 1), by_bin[place + 1]) for place in range(max(by_bin, default=0))]
    return found


def _histogram(told: Result, say: Tongue) -> Markup:
    counts = told.alerts_of_each
    binned = bins(counts)
    high = top(max(patients for _, _, patients in binned), 4)
    words = [str(low) if low == last else f"{low}–{last}" for low, last, _ in binned]
    across = Axis(
        says=say("histogram_across"), low=-0.5, high=len(binned) - 0.5, marks=[*enumerate(words)],
    )  # fmt: skip
    up = Axis(
        says=say("histogram_up"), low=0, high=high, marks=[(each, say.number.plain(each)) for each in marks(0, high, 4)]
    )
    drawn = bars([Bar(n - 0.5, n + 0.5, [(each[2], "one" if n else "light")]) for n, each in enumerate(binned)])
    rows = [(word, str(patients)) for word, (_, _, patients) in zip(words, binned, strict=True)]
    return figure(
        "histogram",
        say("histogram"),
        say("histogram_says", median=median_low(counts), most=max(counts)),
        lambda size: plot(size, across, up, [drawn]),
        below=[
            folded(
                say("same_numbers"),
                table(say("histogram_table"), [say("alerts"), say("patients")], rows),
                kind="paper",
            )
        ],
    )


def _worst(told: Result, say: Tongue) -> Markup:
    number, per_patient = say.number, told.score.burden.per_patient
    says = (
        say("worst_says", share=number.percent(told.score.burden.worst_tenth))
        if any(per_patient)
        else say("worst_none")
    )
    shares = [(each, f"{number(each * 100, 0)} %") for each in (0, 0.25, 0.5, 0.75, 1)]
    drawn = [
        line([[(0, 0), (1, 1)]], "limit"),
        upright(1 / TENTH, say("worst_tenth"), "chance"),
        line([borne(per_patient)], "one"),
    ]
    shown = told.heaviest[:SHOWN]
    head = [say(each) for each in ("patient", "most_raised", "unexplained_episodes", "per_year", "alerts")]
    rows = [
        (each.name, each.rule or "–", str(each.unexplained), number(each.per_year, 1), str(each.alerts))
        for each in shown
    ]
    caption = say("worst_table", shown=len(shown), count=len(told.heaviest))
    return figure(
        "worst",
        say("worst"),
        says,
        lambda size: plot(
            size,
            Axis(says=say("worst_across"), low=0, high=1, marks=shares),
            Axis(says=say("worst_up"), low=0, high=1, marks=shares),
            drawn,
        ),
        key=[("line one", say("key_borne")), ("line limit", say("key_even"))],
        below=[folded(caption, table(caption, head, rows, words=2), kind="paper")],
    )


def _cards(told: Result, say: Tongue) -> Markup:
    number, weeks = say.number, told.weeks
    classes = [each for each in AlertClass if any(week.cards[each] for week in weeks)]
    high = top(max(sum(week.rate(each) for each in classes) for week in weeks), 4)
    length = (weeks[1].begins_on - weeks[0].begins_on).days // 7 if len(weeks) > 1 else 1
    means = {each.value: number(told.score.burden.cards_per_100_a_day[each], 2) for each in AlertClass}
    across = Axis(
        says=say("cards_across", first=say.day(weeks[0].begins_on), last=say.day(weeks[-1].begins_on)),
        low=0,
        high=len(weeks),
        marks=_months(weeks),
    )
    up = Axis(
        says=say("cards_up"),
        low=0,
        high=high,
        marks=[(each, number.plain(each)) for each in marks(0, high, 4)],
    )
    drawn = bars(
        [
            Bar(place, place + 1, [(week.rate(each), KINDS[each]) for each in classes])
            for place, week in enumerate(weeks)
        ]
    )
    head = [say("week"), say("patients_watched"), *(say(each.value) for each in AlertClass)]
    rows = [
        (
            say.day(week.begins_on),
            number(week.patient_days / (7 * length), 0),
            *(number(week.rate(each), 2) for each in AlertClass),
        )
        for week in weeks
    ]
    return figure(
        "cards",
        say("cards"),
        say("cards_says", weeks=say("one_week") if length == 1 else say("many_weeks", count=length), **means),
        lambda size: plot(size, across, up, [drawn]),
        key=[(f"bar {KINDS[each]}", say(each.value)) for each in classes],
        below=[folded(say("same_numbers"), table(say("cards_table"), head, rows), kind="paper")],
    )


def _by_rule(told: Result, say: Tongue) -> Markup:
    """Rank rules by the episodes that each makes alone; what is explained comes first in its bar."""
    number, years = say.number, told.score.patient_years
    points = sorted(told.rules.values(), key=lambda each: (-each.episodes, each.name))[:RANKED]
    ranked = [
        Ranked(
            told.rule_set.rules[each.name].title[say.language],
            [(each.episodes / years - each.unexplained_per_year, "one"), (each.unexplained_per_year, "light")],
            number(each.episodes / years, 2),
        )
        for each in points
    ]
    key = [("bar light", say("key_unexplained"))]
    if told.material.watched.events is not None:
        key.insert(0, ("bar one", say("key_explained")))
    height = max(1, len(ranked)) * ROW
    return figure(
        "by-rule",
        say("by_rule"),
        say("by_rule_says", count=len(ranked)),
        lambda size: ranking(size, ranked),
        key=key,
        heights=(height, height),
        below=[element("p", element("a", say("rules_table"), href="#rules"), class_="sub")],
    )


def _months(weeks: Sequence[Week]) -> list[tuple[float, str]]:
    """Mark where months begin."""
    found, before = [], ""
    for place, week in enumerate(weeks):
        month = f"{week.begins_on:%Y-%m}"
        if month != before:
            found.append((float(place), month))
            before = month
    return found
