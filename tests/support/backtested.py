"""A small log with alerts written by hand, for what is counted and drawn of them: no engine, and every number known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from log_making import QUESTIONS, LogMaking, rules

from server.rules.backtest.episode import AlertClass, Ending, Episode
from server.rules.backtest.report.facts import Facts
from server.rules.backtest.report.result import Result, result
from server.rules.backtest.score import score
from server.rules.backtest.trial import Clock, Material
from server.rules.language.rule_set import RuleSet
from server.rules.transition import Severity

PATIENTS = 12
DAYS = 120
FIRST = date(2026, 1, 5)
FACTS = Facts(
    log="a-log", rules="some-rules", rules_hash="0123456789abcdef" * 4, made_on=date(2026, 11, 27), version="1.2.3",
    clock=Clock.AS_MEASURED,
)  # fmt: skip
GAIN, CREEP, MISSING = "weight-gain-2kg-3-days", "weight-creep", "missing-weight"
SEVERITIES = {GAIN: Severity.MEDIUM, CREEP: Severity.LOW, MISSING: Severity.LOW}


def instant(day: float) -> datetime:
    """Give an instant, days after the log's first day at noon (UTC)."""
    return datetime(FIRST.year, FIRST.month, FIRST.day, 12, tzinfo=UTC) + timedelta(days=day)


def alert(patient: int, day: float, rule: str = GAIN, says: str = "") -> Episode:
    """Raise something of a patient on a day."""
    return Episode(
        patient=f"p{patient}",
        rule=rule,
        severity=SEVERITIES[rule],
        alert_class=AlertClass.ABSENCE if rule == MISSING else AlertClass.SIGN,
        raised_s=int(instant(day).timestamp()),
        ended_s=int(instant(day + 2).timestamp()),
        ending=Ending.CLEARED,
        explanation={"sv": says or f"{rule} på svenska", "en": says or f"{rule} in English"},
    )


def rule_set() -> RuleSet:
    """Give the rules that the alerts are of."""
    return rules(GAIN, CREEP, MISSING)


def log_of(*, knows: bool = True) -> LogMaking:
    """Write a log of people who weigh every day; the first two worsen, if anybody knows."""
    made = LogMaking()
    for number in range(PATIENTS):
        weights = [70 + number + 0.1 * (day % 3) for day in range(DAYS)]
        made.patient(f"p{number}", FIRST.isoformat()).mornings(FIRST.isoformat(), weights, who=f"p{number}")
    if knows:
        made.event(f"{FIRST + timedelta(days=60)}T13:00:00", who="p0")
        made.event(f"{FIRST + timedelta(days=80)}T13:00:00", who="p1")
        made.event(f"{FIRST + timedelta(days=40)}T13:00:00", "minor", who="p2")
    return made


def alerts() -> list[Episode]:
    """The first was warned of ten days before, the second was not; two had alerts for nothing; some do not count."""
    counted = [alert(0, 50), alert(0, 58), alert(3, 20), alert(3, 40), alert(4, 30)]
    return [*counted, alert(1, 75, CREEP), alert(5, 10, MISSING), alert(5, 12, MISSING)]


def told(made: LogMaking | None = None, found: list[Episode] | None = None, **by_profile: list[Episode]) -> Result:
    """Give all that a report tells of it, and of what profiles would raise."""
    material: Material = (made or log_of()).material(rule_set())
    episodes = alerts() if found is None else found
    codes = {question: code for code, question in QUESTIONS.items()}
    profiles = {name: score(each, material.watched) for name, each in by_profile.items()}
    return result(material, rule_set(), episodes, score(episodes, material.watched), profiles, FACTS, log_codes=codes)
