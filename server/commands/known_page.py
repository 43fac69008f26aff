"""``nara patient show``: everything that the rules know of a patient, with who said it, when and why."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers
from server.commands.telling import known_of, rules_at_work
from server.patients.known import Happening, Knowledge, Known, as_told_last, in_force
from server.patients.register import PatientEntry
from server.rules.language.quantity import Quantity, Unit
from server.rules.language.read_back_words import name_of
from server.rules.standing import Standing, StandingSetting, StandingWeight, standing
from vitals.identity import PatientId

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "groups": "Grupper",
        "plan": "Vikt planerad",
        "weights": "Vikter",
        "settings": "Egna inställningar",
        "profiles": "Profiler",
        "going_on": "Pågår",
        "past": "Har hänt",
        "none": "inget",
        "follows": "följer av vårdnivå eller utskrivning",
        "from": "från {at}",
        "until": "till {at}",
        "enrolment": "inskrivningsvikten, tills något annat är överenskommet",
        "first_days": "medianen av de första 14 dagarna, tills något annat är överenskommet",
        "rule": "regelns värde {value}",
        "review": "ses över {day}",
        "overdue": "SKULLE HA SETTS ÖVER {day}",
        "void": "har aldrig hänt",
        "every_day": "varje dag",
        "unsteady": "ostadig, ombeds inte väga sig igen",
        "steady": "kan ombes väga sig igen",
        "target_weight": "målvikt",
        "discharge_weight": "utskrivningsvikt",
        "reference_weight": "referensvikt",
    },
    "en": {
        "groups": "Groups",
        "plan": "Weight planned",
        "weights": "Weights",
        "settings": "Own settings",
        "profiles": "Profiles",
        "going_on": "Going on",
        "past": "Has happened",
        "none": "none",
        "follows": "follows from care level or discharge",
        "from": "from {at}",
        "until": "until {at}",
        "enrolment": "the weight at enrolment, until another is agreed",
        "first_days": "the median of the first 14 days, until another is agreed",
        "rule": "the rule's own {value}",
        "review": "review {day}",
        "overdue": "REVIEW WAS DUE {day}",
        "void": "never happened",
        "every_day": "every day",
        "unsteady": "unsteady, not asked to weigh again",
        "steady": "may be asked to weigh again",
        "target_weight": "target weight",
        "discharge_weight": "discharge weight",
        "reference_weight": "reference weight",
    },
}
_DAYS: Final = {
    "sv": ("mån", "tis", "ons", "tor", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def add_parsers(patient: Subparsers) -> None:
    """Add the command to ``nara patient``."""
    show = patient.add_parser(
        "show",
        help="show everything that the rules know of a patient, and who said it",
        epilog="example: nara patient show PATIENT --lang en",
    )
    show.add_argument("patient", help="the patient's id")
    show.add_argument("--lang", choices=("sv", "en"), default="sv", help="the language of the page (%(default)s)")
    show.add_argument("--json", action="store_true", help="every row ever said, one JSON object a line")
    show.set_defaults(func=in_office(_show))


def _show(office: Office, arguments: argparse.Namespace) -> int:
    registry = office.registry()
    person, known = known_of(office, PatientId(arguments.patient))
    registry.note("patient_shown", (person.patient,))
    if arguments.json:
        for row in rows(known, registry.now):
            print(json.dumps(row, ensure_ascii=False))
        return 0
    holds = standing(known, person, rules_at_work(office), registry.now)
    print("\n".join(Page(person, arguments.lang).lines(holds)))
    return 0


def rows(known: Knowledge, now: datetime) -> Iterator[dict[str, Any]]:
    """Give every row of what was said, kind by kind, and whether it holds now; of events, whether it is the last."""
    for kind in ("groups", "plans", "weights", "settings", "profiles", "happenings", "requests"):
        said: list[Known] = list(getattr(known, kind))
        told = [each for each in said if isinstance(each, Happening)]
        holding = as_told_last(told) if kind == "happenings" else in_force(said, now)
        for each in said:
            values = {field.name: _plain(getattr(each, field.name)) for field in fields(each)}
            yield {"part": kind, **values, "holds": each in holding}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


class Page:
    """One patient's page in a language."""

    def __init__(self, person: PatientEntry, language: str) -> None:
        """Take whose clock is read, and the language."""
        self._zone, self._language, self._words = ZoneInfo(person.zone), language, _WORDS[language]
        self._patient = person.patient

    def lines(self, holds: Standing) -> Iterator[str]:
        """Write what holds, part by part."""
        yield self._patient
        parts = {
            "groups": [
                f"{name_of(each.group, self._language)}: "
                + (self._words["follows"] if each.said is None else self._origin(each.said))
                for each in holds.groups
            ],
            "plan": [self._plan(holds)],
            "weights": [self._weight(each) for each in holds.weights],
            "settings": [self._setting(each) for each in holds.settings],
            "profiles": [f"{each.profile}: {self._origin(each)}" for each in holds.profiles],
            "going_on": [self._happening(each) for each in holds.going_on],
            "past": [self._happening(each) for each in holds.past],
        }
        if holds.disagreement is not None:
            parts["profiles"].append(holds.disagreement.message(self._language))
        for part, lines in parts.items():
            yield f"{self._words[part]}:"
            yield from (f"  {line}" for line in lines or [self._words["none"]])

    def _plan(self, holds: Standing) -> str:
        plan = holds.plan
        if plan is None:
            return f"{self._words['every_day']}; {self._words['steady']}"
        every_day = len(plan.days) == len(_DAYS[self._language])
        days = " ".join(_DAYS[self._language][each] for each in sorted(plan.weekdays))
        steady = self._words["unsteady" if plan.is_unsteady else "steady"]
        return f"{self._words['every_day'] if every_day else days}; {steady}; {self._origin(plan)}"

    def _weight(self, weight: StandingWeight) -> str:
        origin = self._from(weight.from_at) + f"; {self._words.get(weight.origin, '')}"
        said = origin if weight.said is None else self._origin(weight.said)
        return f"{self._words[weight.what.value]} {self._amount(Quantity(weight.grams, Unit.KG))}: {said}"

    def _setting(self, setting: StandingSetting) -> str:
        said, words = setting.said, self._words
        parts = [self._origin(said)]
        if setting.of_rule is not None:
            parts.append(words["rule"].format(value=self._amount(setting.of_rule)))
        parts.append(words["overdue" if setting.is_overdue else "review"].format(day=said.review_on))
        if setting.refusal is not None:
            parts.append(setting.refusal.message(self._language))
        return f"{said.about} {self._amount(setting.value)}: {'; '.join(parts)}"

    def _happening(self, event: Happening) -> str:
        until = "" if event.until_at is None else ", " + self._words["until"].format(at=self._clock(event.until_at))
        void = f"; {self._words['void']}" if event.is_void else ""
        return f"{event.event} {name_of(event.kind, self._language)}: {self._origin(event, until)}{void}"

    def _origin(self, said: Known, until: str = "") -> str:
        role = f", {name_of(said.role, self._language)}" if said.role else ""
        reason = f": {said.reason}" if said.reason else ""
        return f"{self._from(said.from_at)}{until} ({said.who}{role}{reason})"

    def _from(self, at: datetime) -> str:
        return self._words["from"].format(at=self._clock(at))

    def _clock(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def _amount(self, amount: Quantity) -> str:
        return str(amount).replace(".", ",") if self._language == "sv" else str(amount)
