"""Many patients judged at once, each on their own days: layer by layer, and asked for a second look as live."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from server.rules.backtest.asking import Ask, Asker, ask_of, unanswered
from server.rules.backtest.case import Case
from server.rules.backtest.happenings import day_begins_s
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.layers import is_of_newly_home, layers, may_ask, names
from server.rules.judging.block import Block
from server.rules.judging.chart import Chart
from server.rules.judging.ground import Ground
from server.rules.judging.plan import Plan
from server.rules.judging.turn import Turn
from server.rules.judging.walk import FOREVER, Ending, Start, Told
from server.rules.knowledge import NEWLY_HOME
from server.rules.language.rule import Rule

DAYS_AT_ONCE: Final = 48_000
"""So many patient-days stand in arrays at one time."""
BLOCK_DAYS: Final = 1_500
"""To judge people apart costs about as much as so many patient-days more."""
PATIENTS_AT_ONCE: Final = 1_000
"""So many patients have their charts open at one time."""
LOOK_BACK_DAYS: Final = 110
"""About how far arrays reach back before the first day judged."""
Times = Sequence[tuple[int, int | None]]


@dataclass(slots=True, kw_only=True)
class Person:
    """A patient to judge from local day ``first_day`` on, up to ``to_s``.

    Walks that nothing is left for begin at ``from_s``. ``starts`` and ``before`` say, by rule, how the others begin
    and when earlier episodes were active. What was found stands in ``told``, and in ``blocks`` where: block and place
    in it.
    """

    case: Case
    chart: Chart
    first_day: int
    to_s: int
    from_s: int = 0
    starts: Mapping[str, Start] = field(default_factory=dict)
    before: Mapping[str, Times] = field(default_factory=dict)
    told: dict[str, list[Told]] = field(default_factory=dict)
    blocks: dict[str, tuple[Block, int]] = field(default_factory=dict)
    unanswered: dict[str, list[Ask]] = field(default_factory=dict)

    def turn(self) -> Turn:
        """Say what is to be judged, with what was found by now."""
        active: dict[str, Times] = {**self.before}
        for rule, told in self.told.items():
            mine = [(each.raised_s, each.end_s) for each in told if each.raised_s is not None]
            active[rule] = [*self.before.get(rule, ()), *mine]
        return Turn(
            chart=self.chart,
            first_day=self.first_day,
            from_s=self.from_s,
            to_s=self.to_s,
            starts=self.starts,
            active=active,
        )

    def ask(self, rule: str, asks: Sequence[Ask]) -> None:
        """Let the patient have been asked this by a rule, and nothing else since the first day."""
        since_s = day_begins_s(self.first_day, self.case.zone)
        kept = [each for each in self.chart.asked if each[2] != rule or each[0] < since_s]
        self.chart.asked = sorted({*kept, *asks})

    def take(self, rules: Sequence[Rule], block: Block, place: int) -> None:
        """Keep what a block found, of a rule for some days only what lies in them."""
        for rule in rules:
            self.blocks[rule.name] = (block, place)
            self.told[rule.name] = []
            if not block.told[rule.name][place]:
                continue
            asks = self.unanswered.get(rule.name, ())
            found = [unanswered(each, ask_of(asks, each), self.to_s) for each in block.told[rule.name][place]]
            if is_of_newly_home(rule) and NEWLY_HOME not in self.case.groups:
                spans = [[day_begins_s(day, self.case.zone) for day in span] for span in self.case.newly_home]
                found = [
                    part
                    for each in found
                    for begins_s, ends_s in spans
                    for part in within(each, begins_s, ends_s, self.to_s)
                ]
            self.told[rule.name] = found

    def forget(self) -> None:
        """Let go of what was judged: blocks are large."""
        self.blocks.clear()
        self.told.clear()

    def says(self, rule: Rule, told: Told) -> Mapping[str, str]:
        """Give what the nurse is told of an episode, by language."""
        block, place = self.blocks[rule.name]
        return block.facts(rule, place, told).say


def together(people: Sequence[Person]) -> Iterator[list[Person]]:
    """Divide people into such as are judged together: not too many, and on about the same days.

    Arrays hold everybody's days for each, so somebody on other days stands apart where that costs less.
    """
    part: list[Person] = []
    first, last_s = 0, 0
    for person in sorted(people, key=lambda each: (each.first_day // 14, each.to_s // (14 * DAY_S), each.case.place)):
        whole_first = min(first, person.first_day) if part else person.first_day
        whole_last_s = max(last_s, person.to_s) if part else person.to_s
        days = _days(whole_first, whole_last_s) * (len(part) + 1)
        apart = _days(first, last_s) * len(part) + _days(person.first_day, person.to_s) + BLOCK_DAYS
        if part and (days > DAYS_AT_ONCE or days > apart):
            yield part
            part, whole_first, whole_last_s = [], person.first_day, person.to_s
        part.append(person)
        first, last_s = whole_first, whole_last_s
    if part:
        yield part


def _days(first_day: int, to_s: int) -> int:
    """Count about how many days arrays hold of somebody who is judged from a day on up to an instant."""
    return day_number(to_s) - first_day + LOOK_BACK_DAYS


_EPOCH_DAY: Final = 719_163


def day_number(at_s: int) -> int:
    """Give about which day an instant lies on."""
    return at_s // DAY_S + _EPOCH_DAY


def judge_people(people: Sequence[Person], plan: Plan, codes: Mapping[str, int]) -> None:
    """Judge people layer by layer; what was found stands with each of them.

    All layers stand on one ground. Whoever is asked something on the way is known otherwise from then on, and goes on
    with others of whom that is so.
    """
    ground = Ground(plan, plan.rules, [person.turn() for person in people], codes)
    apart: set[int] = set()
    for rules in layers(plan):
        moved = _judge(rules, people, plan, codes, ground=ground, apart=apart)
        if apart:
            _judge(rules, [people[who] for who in sorted(apart)], plan, codes)
        apart |= moved


def _judge(
    rules: Sequence[Rule],
    people: Sequence[Person],
    plan: Plan,
    codes: Mapping[str, int],
    *,
    ground: Ground | None = None,
    apart: Collection[int] = (),
) -> set[int]:
    """Judge people, but for some who stand ``apart``, by the rules of a layer; gives those who were asked for it."""
    block = Block(plan, rules, [person.turn() for person in people], codes, ground=ground)
    again: set[int] = set()
    for rule in filter(may_ask, rules):
        again |= _ask(rule, rules, block, people, plan, codes, apart)
    for who, person in enumerate(people):
        if who not in again and who not in apart:
            person.take(rules, block, who)
    asked = [people[who] for who in sorted(again)]
    if asked:
        second = Block(plan, rules, [person.turn() for person in asked], codes)
        for place, person in enumerate(asked):
            person.take(rules, second, place)
    return again


def _ask(
    rule: Rule,
    rules: Sequence[Rule],
    block: Block,
    people: Sequence[Person],
    plan: Plan,
    codes: Mapping[str, int],
    apart: Collection[int],
) -> set[int]:
    """Ask people for a second look; gives those of whom more is otherwise by it than when they are raised.

    What was asked first decides what is asked after it, so with every try one more request is right at least.
    """
    asker = Asker(rule, block, plan.rule_set.signals)
    trying: dict[int, list[Ask]] = {}
    for who, told in enumerate(block.told[rule.name]):
        if who in apart or not told:
            continue
        asks = asker.asks(people[who].case, told)
        if asks and asker.is_plain(people[who].case, asks, told):
            people[who].unanswered[rule.name] = asks
        elif asks:
            trying[who] = asks
    found = {*trying}
    tried_by = [rule] if not plan.reads(rule) & names(rules) else rules
    while trying:
        for who, asks in trying.items():
            people[who].ask(rule.name, asks)
        tried = Block(plan, tried_by, [people[who].turn() for who in trying], codes)
        wanted = {
            who: asker.asks(people[who].case, told) for who, told in zip(trying, tried.told[rule.name], strict=True)
        }
        trying = {who: asks for who, asks in wanted.items() if asks != trying[who]}
    return found


def within(told: Told, begins_s: int, ends_s: int, now_s: int) -> Iterator[Told]:
    """Give the part of an episode that lies in a span, if any of it is raised there; a span ends when it is over."""
    if told.raised_s is None or told.raised_s >= ends_s or (told.end_s is not None and told.end_s <= begins_s):
        return
    raised_s = max(told.raised_s, begins_s)
    if ends_s > now_s or (told.end_s is not None and told.end_s <= ends_s):
        yield replace(told, raised_s=raised_s)
    else:
        yield replace(told, raised_s=raised_s, end_s=ends_s, ending=Ending.LASTED)


def shown_s(told: Told) -> int | None:
    """Give the instant at which an episode came before nurses; None if it never did."""
    if told.raised_s is None or told.covered_until_s == FOREVER:
        return None
    return told.raised_s if told.covered_until_s is None else told.covered_until_s
