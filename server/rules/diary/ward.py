"""Plays many diaries at once, as if each were played alone, line by line.

Most lines change nothing. So a passage of a diary, in which all comes in order, is first judged as a whole, as it looks
at its end: that tells what will be published, and when. Then only those of its moments are judged, each as if played
alone, at which something is foreseen, or which the end cannot tell of; many in one block. As soon as one brings what
was not foreseen, what lies after it is looked at anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.rules.diary.bed import Bed
from server.rules.diary.closure import that_may_be_so, with_what_it_reads
from server.rules.diary.moment import Moment
from server.rules.diary.script import Script
from server.rules.judging.block import Block
from server.rules.judging.plan import Plan
from server.rules.judging.turn import Turn
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet

BLOCK_DAYS: Final = 800
"""What begins within so many days shares a block: one more block costs more than days that are not theirs."""
_Place = tuple[str, tuple[str, ...], int]


def play(scripts: Sequence[Script], rule: Rule, rule_set: RuleSet, *, is_worded: bool = True) -> list[Bed]:
    """Play the diaries of a rule, as it is given, with those that it reads, each to its end.

    Not ``is_worded``: texts are made only where a diary says what they must be.
    """
    part = with_what_it_reads(rule, rule_set)
    plan = Plan(that_may_be_so(part, rule, {name for script in scripts for name in script.told}))
    beds = [Bed(script, plan, is_worded=is_worded) for script in scripts]
    going = beds
    while going:
        _round(going, plan)
        going = [bed for bed in going if not bed.has_ended]
    return beds


def _round(beds: Sequence[Bed], plan: Plan) -> None:
    """Judge what lies ahead of every bed, and let each hear what came of it."""
    ahead = [bed.look_ahead() for bed in beds]
    groups: dict[_Place, list[tuple[Moment, Turn]]] = {}
    for moment in (each for moments in ahead for each in moments):
        turn = moment.visit.turn(moment.rules)
        groups.setdefault(_group(moment, turn), []).append((moment, turn))
    seats: dict[int, tuple[Block, int]] = {}
    for judged in groups.values():
        block = Block(plan, judged[0][0].rules, [turn for _, turn in judged], beds[0].script.codes)
        seats |= {id(moment): (block, who) for who, (moment, _) in enumerate(judged)}
    for bed, moments in zip(beds, ahead, strict=True):
        bed.hear([seats[id(moment)] for moment in moments])


def _group(moment: Moment, turn: Turn) -> _Place:
    """Say which moments are judged together: of one zone, by the same rules, and about the same days."""
    rules = tuple(rule.name for rule in moment.rules)
    return turn.chart.zone.key, rules, turn.first_day // BLOCK_DAYS
