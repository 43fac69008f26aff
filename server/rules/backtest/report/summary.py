"""The head of a report: what it is not, what it is of, and the four numbers that matter most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from server.rules.backtest.drawing.markup import Markup, element
from server.rules.backtest.episode import AlertClass
from server.rules.backtest.report.facts import HASH_SHOWN
from server.rules.backtest.report.result import Result
from server.rules.backtest.report.tongue import Tongue

PARTS = ("seen", "cost", "rules", "examples", "rows", "terms")


def summary(told: Result, say: Tongue) -> Iterator[Markup]:
    """Write the head."""
    yield element("h1", say("heading"))
    yield element("p", element("strong", say("limits")), " ", say("limits_says"), class_="limits")
    yield element("p", _about(told, say), " ", _made(told, say), class_="sub")
    yield element("dl", *_tiles(told, say), class_="facts")
    links = (element("li", element("a", say(f"part_{part}"), href=f"#{part}")) for part in PARTS)
    yield element("nav", element("ul", *links, class_="parts"), aria_label=say("parts"), class_="contents")


def _about(told: Result, say: Tongue) -> str:
    facts, watched = told.facts, told.material.watched
    first, last = "–", "–"
    if len(watched.names):
        first, last = (
            say.day(datetime.fromtimestamp(int(at_s), UTC).astimezone(told.material.log.zone).date())
            for at_s in (watched.first_s.min(), watched.end_s.max())
        )
    return say(
        "about",
        log=facts.log,
        patients=say.number.count(told.score.patients),
        years=say.number(told.score.patient_years, 1),
        first=first,
        last=last,
        rules=f"{facts.rules} ({facts.rules_hash[:HASH_SHOWN]})",
    )


def _made(told: Result, say: Tongue) -> str:
    facts = told.facts
    profile = say("with_profile", profile=facts.profile) if facts.profile else ""
    return say("made", day=say.day(facts.made_on), version=facts.version, clock=say(facts.clock), profile=profile)


def _tiles(told: Result, say: Tongue) -> Iterator[Markup]:
    number, score = say.number, told.score
    sensitivity, burden = score.sensitivity, score.burden
    if sensitivity is not None:
        seen = sensitivity.in_14_days
        yield _tile(
            say("tile_seen"),
            number.percent(seen.value),
            say(
                "tile_seen_says",
                interval=number.interval(seen.low * 100, seen.high * 100, 0),
                events=sensitivity.events,
                chance="–" if sensitivity.chance_14_days is None else number.percent(sensitivity.chance_14_days),
            ),
        )
    cost = burden.unexplained_per_year
    interval = number.interval(cost.low, cost.high, 2)
    explained = told.explained
    says = (
        say("tile_cost_blind", interval=interval)
        if explained is None
        else say("tile_cost_says", interval=interval, explained=number.percent(explained))
    )
    yield _tile(say("tile_cost"), number(cost.value, 2), says)
    if score.lead is not None and score.lead.first is not None:
        low, middle, high = score.lead.first
        yield _tile(
            say("tile_lead"), number(middle, 1), say("tile_lead_says", low=number(low, 1), high=number(high, 1))
        )
    cards = {each.value: number(burden.cards_per_100_a_day[each], 2) for each in AlertClass}
    yield _tile(say("tile_cards"), cards.pop(AlertClass.SIGN.value), say("tile_cards_says", **cards))


def _tile(name: str, value: str, says: str) -> Markup:
    return element("div", element("dt", name), element("dd", value, class_="big"), element("dd", says, class_="sub"))
