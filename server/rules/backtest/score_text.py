"""The score in words, for people, and as plain values for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from server.rules.backtest.chance import DERANGEMENTS, RESAMPLES
from server.rules.backtest.drawing.number import Number
from server.rules.backtest.episode import AlertClass
from server.rules.backtest.score import Score

LIMITS: Final[Mapping[str, str]] = {
    "sv": "Simulerade eller historiska data, räknade i efterhand: ett mått på regler, aldrig på klinisk nytta.",
    "en": "Simulated or retrospective data: a measure of rules, never of clinical performance.",
}
"""What stands above every figure."""
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "no_events": "Ingen events.csv: bara belastningen kan räknas.",
        "watched": "Patienter {patients}, patientår {years}. Räknade varningar {alerts}: tecken, medel eller hög.",
        "events": "Större händelser {events}",
        "in_14": "  sedda inom 14 dagar", "in_30": "  sedda inom 30 dagar",
        "actionable": "  sedda minst ett dygn före", "chance": "av en slump {share}",
        "minor": "Mindre händelser sedda inom 14 dagar",
        "lead": "Framförhållning från första varningen (dygn)", "run": "  från den sista obrutna följden",
        "quartiles": "{middle} ({low}–{high})",
        "unexplained": "Oförklarade episoder per patientår", "all": "  alla episoder per patientår",
        "worst": "  andel hos den värsta tiondelen",
        "cards": "Kort per 100 patienter och dag (per patientår)",
        "sign": "  tecken", "absence": "  utebliven mätning", "technical": "  tekniska",
        "rules": "Varningar per regel", "profiles": "Profiler: sedda inom 14 dagar, oförklarade per patientår",
        "defined": "Sedd: en varning i [händelse − 14 d, händelse).\n"
        "Slump: samma varningar hos andra patienter ({chance} ombyten).\n"
        "Episod: den första varningen öppnar sju dagar; förklarad om någon varning ligger från 30 dagar före\n"
        "till 3 dagar efter en större händelse (från 14 dagar före en mindre).\n"
        "Kort: en dag då något visades om en patient.\n"
        "Intervall: 95 %, {resamples} omdragningar av patienter.",
    },
    "en": {
        "no_events": "No events.csv: only the burden can be counted.",
        "watched": "Patients {patients}, patient-years {years}. Alerts counted {alerts}: signs, medium or high.",
        "events": "Major events {events}",
        "in_14": "  seen within 14 days", "in_30": "  seen within 30 days",
        "actionable": "  seen at least a day before", "chance": "by chance {share}",
        "minor": "Minor events seen within 14 days",
        "lead": "Lead from the first alert (days)", "run": "  from the last unbroken run",
        "quartiles": "{middle} ({low}–{high})",
        "unexplained": "Unexplained episodes per patient-year", "all": "  all episodes per patient-year",
        "worst": "  share of the worst tenth of patients",
        "cards": "Cards per 100 patients a day (per patient-year)",
        "sign": "  signs", "absence": "  absence", "technical": "  technical",
        "rules": "Alerts by rule", "profiles": "Profiles: seen within 14 days, unexplained per patient-year",
        "defined": "Seen: an alert in [event − 14 d, event).\n"
        "Chance: the same alerts handed to other patients ({chance} derangements).\n"
        "Episode: the first alert opens seven days; explained if any of its alerts lies from 30 days before\n"
        "to 3 days after a major event (from 14 days before a minor one).\n"
        "Card: a day on which something was shown of a patient.\n"
        "Intervals: 95 %, {resamples} resamples of patients.",
    },
}  # fmt: skip


def score_lines(score: Score, language: str) -> Iterator[str]:
    """Write a score as lines: what it is not, then what was seen, then what it cost, then how it is defined."""
    words = _WORDS[language]
    number = Number(language)
    yield LIMITS[language]
    yield words["watched"].format(patients=score.patients, years=number(score.patient_years, 1), alerts=score.alerts)
    yield ""
    table = [*score_table(score, language)]
    width = max(len(name) for name, _ in table)
    yield from (f"{name.ljust(width)}  {value}".rstrip() for name, value in table)
    yield ""
    yield words["rules"]
    longest = max((len(rule) for rule in score.by_rule), default=0)
    for rule, count in sorted(score.by_rule.items(), key=lambda each: (-each[1], each[0])):
        yield f"  {rule.ljust(longest)}  {count:>6}  {number(count / score.patient_years, 2)}"
    yield ""
    yield words["defined"].format(chance=DERANGEMENTS, resamples=number(RESAMPLES, 0))


def score_table(score: Score, language: str) -> Iterator[tuple[str, str]]:
    """Give every measure by name with its value as text; the name of a part of another is moved in by two spaces."""
    words, number = _WORDS[language], Number(language)
    yield from _seen(score, words, number)
    yield from _cost(score, words, number)


def profile_lines(scores: Mapping[str, Score], language: str) -> Iterator[str]:
    """Write what every profile would give, a line each; nothing without profiles."""
    if not scores:
        return
    number = Number(language)
    yield ""
    yield _WORDS[language]["profiles"]
    longest = max(map(len, scores))
    for name, score in scores.items():
        seen = "" if score.sensitivity is None else number.share(score.sensitivity.in_14_days)
        yield f"  {name.ljust(longest)}  {seen.rjust(16)}  {number.figure(score.burden.unexplained_per_year)}"


def _seen(score: Score, words: Mapping[str, str], number: Number) -> Iterator[tuple[str, str]]:
    sensitivity, lead = score.sensitivity, score.lead
    if sensitivity is None or lead is None:
        yield words["no_events"], ""
        return
    yield words["events"].format(events=sensitivity.events), ""
    for name, figure, chance in (
        ("in_14", sensitivity.in_14_days, sensitivity.chance_14_days),
        ("in_30", sensitivity.in_30_days, sensitivity.chance_30_days),
        ("actionable", sensitivity.actionable, None),
    ):
        by_chance = "" if chance is None else ", " + words["chance"].format(share=f"{number(chance * 100, 1)} %")
        yield words[name], number.share(figure) + by_chance
    if score.minor is not None:
        yield words["minor"], number.share(score.minor)
    for name, quartiles in (("lead", lead.first), ("run", lead.run)):
        if quartiles is not None:
            low, middle, high = (number(each, 1) for each in quartiles)
            yield words[name], words["quartiles"].format(low=low, middle=middle, high=high)


def _cost(score: Score, words: Mapping[str, str], number: Number) -> Iterator[tuple[str, str]]:
    burden = score.burden
    yield words["unexplained"], number.figure(burden.unexplained_per_year)
    yield words["all"], number(burden.episodes_per_year, 2)
    yield words["worst"], f"{number(burden.worst_tenth * 100, 0)} %"
    yield words["cards"], ""
    for each in AlertClass:
        a_day, a_year = burden.cards_per_100_a_day[each], burden.cards_per_year[each]
        yield words[each.value], f"{number(a_day, 2)} ({number(a_year, 2)})"


def score_values(score: Score) -> dict[str, Any]:
    """Give a score as plain values; a figure is [value, low, high]."""
    sensitivity, lead, burden = score.sensitivity, score.lead, score.burden
    return {
        "patients": score.patients,
        "patient_years": score.patient_years,
        "alerts": score.alerts,
        "sensitivity": None
        if sensitivity is None
        else {
            "events": sensitivity.events,
            "in_14_days": [*sensitivity.in_14_days],
            "in_30_days": [*sensitivity.in_30_days],
            "actionable": [*sensitivity.actionable],
            "chance_14_days": sensitivity.chance_14_days,
            "chance_30_days": sensitivity.chance_30_days,
        },
        "minor": None if score.minor is None else [*score.minor],
        "lead_days": None if lead is None else {"first": lead.first, "run": lead.run},
        "unexplained_per_year": [*burden.unexplained_per_year],
        "episodes_per_year": burden.episodes_per_year,
        "worst_tenth": burden.worst_tenth,
        "cards_per_100_a_day": {each.value: value for each, value in burden.cards_per_100_a_day.items()},
        "cards_per_year": {each.value: value for each, value in burden.cards_per_year.items()},
        "by_rule": {**score.by_rule},
    }
