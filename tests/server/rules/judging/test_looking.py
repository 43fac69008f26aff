"""Who is judged with whom: many of whom the same came by themselves, few of each kind together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from diary_lines import wall
from rule_making import hours, rule, rule_set

from server.rules.judging.chart import new_chart, seconds
from server.rules.judging.looking import MANY, OLD_DAYS, Looking, together
from server.rules.judging.plan import CONTACT, Plan
from server.rules.judging.visit import Visit
from server.rules.language.condition import Silent
from server.rules.record import Joined
from vitals.identity import PatientId

ANNA = PatientId("annaaaaaaaaaaaaa")
NOW = wall("03-05 12:00")
WEIGHT = "body_weight"


def looking(*kinds: str, since: str = "03-05 07:00", zone: str = "Europe/Stockholm") -> Looking:
    chart = new_chart(Joined(patient=ANNA, zone=zone, plan_from=date(2026, 1, 1)))
    visit = Visit(patient=ANNA, chart=chart, published={}, from_s=seconds(wall(since)), now=NOW)
    return Looking(visit, visit.turn(()), frozenset(kinds))


def kinds_of(groups: Sequence[Sequence[Looking]]) -> list[list[set[str]]]:
    return [[{*each.kinds} for each in group] for group in groups]


def test_many_of_whom_the_same_came_are_apart_and_the_few_are_together() -> None:
    many = [looking(WEIGHT) for _ in range(MANY)]
    few = [looking(WEIGHT, "pulse_rate"), looking("symptom.tiredness"), looking("symptom.tiredness")]
    assert kinds_of([*together([*few, *many])]) == kinds_of([many, few])


def test_who_is_looked_at_further_back_or_lives_in_another_zone_is_apart() -> None:
    near, late, abroad = looking(WEIGHT), looking(WEIGHT, since="02-20 07:00"), looking(WEIGHT, zone="Europe/Helsinki")
    assert [*together([near, late, abroad, near])] == [[near, near], [late], [abroad]]
    assert (near.some_days, late.some_days) == (0, date(2026, 2, 20).toordinal() // OLD_DAYS)


def test_of_the_rules_that_are_asked_those_are_wanted_that_what_came_touches() -> None:
    hub, silent = rule("hub", Silent(period=hours(24))), rule("silent", Silent(period=hours(48)), quiet_while=("hub",))
    plan = Plan(rule_set(hub, silent))
    assert [each.name for each in looking(CONTACT).wanted([hub, silent], plan)] == ["hub", "silent"]
    assert [each.name for each in looking(CONTACT).wanted([silent], plan)] == ["silent"]
    assert looking("symptom.tiredness").wanted([hub, silent], plan) == []
