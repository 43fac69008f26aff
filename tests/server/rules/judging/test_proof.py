"""Whatever a rule says, a yes brings forth exactly the names its texts may use, and the values bear it out."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from engine_story import block_from
from hypothesis import event, given
from oracle.story import Story
from properties import holds
from rule_making import kg, rule, rule_set
from rules_at_random import SETTING, conditions, signs
from stories_of_patients import STARTS, Week, stories

from server.rules.judging.proof import Here, Proof
from server.rules.judging.proving import here_at, prove
from server.rules.judging.truth import YES
from server.rules.judging.value import Figure
from server.rules.language.combination import Condition
from server.rules.language.condition import Averages, Change, Comparison, Drift, Limit, Side, Trend
from server.rules.language.named import produced

WEEK = Week(STARTS[0])
OTHER = rule(
    "other",
    Change(measure="weight", is_rise=True, by=kg(1_000), within_days=3),
    clear_when=Limit(measure="weight", comparison=Comparison.AT_MOST, amount=kg(80_000)),
)


def yeses(condition: Condition, told: Story, at_most: int = 6) -> list[tuple[Here, Proof]]:
    """Prove a condition at some of the looks at which it is yes."""
    made, to_at = rule("first", condition, settings={"limit": SETTING}), WEEK.end_at
    scene = block_from(rule_set(OTHER, made), told, to_at - timedelta(days=9), to_at).scene(made).alone(0)
    places = [place for place, answer in enumerate(scene.judge(condition, scene)) if answer == YES]
    return [(here, prove(here, condition)) for here in (here_at(scene, place) for place in places[-at_most:])]


@holds(40)
@given(condition=conditions(others=("other",)), told=stories(WEEK))
def test_a_yes_brings_forth_the_names_that_were_promised_and_no_other(condition: Condition, told: Story) -> None:
    found = yeses(condition, told)

    event(f"{type(condition).__name__}: {'yes' if found else 'never'}")
    for here, proof in found:
        assert set(proof.values) == set(produced(condition))
        for wording in here.wordings.values():
            assert all(wording.say(value) for value in proof.values.values())


@holds(40)
@given(condition=signs(others=("other",)), told=stories(WEEK))
def test_the_values_of_a_yes_bear_it_out(condition: Condition, told: Story) -> None:
    for _, proof in yeses(condition, told):
        assert is_borne_out(condition, {n: v.amount for n, v in proof.values.items() if isinstance(v, Figure)})


def is_borne_out(condition: Condition, values: dict[str, Fraction]) -> bool:
    """Hold what is said to the limit that is said: no float, no rounding."""
    match condition:
        case Limit(reference=None) | Trend():
            comparison = condition.comparison if isinstance(condition, Limit) else Comparison.AT_LEAST
            return is_so(comparison, values["now"], values["limit"])
        case Limit(side=side):
            apart = values["now"] - values["earlier"]
            return is_so(condition.comparison, -apart if side is Side.BELOW else apart, values["limit"])
        case Change(is_rise=is_rise):
            apart = values["now"] - values["earlier"]
            return is_so(Comparison.AT_LEAST, apart if is_rise else -apart, values["limit"])
        case Averages():
            return is_so(condition.comparison, values["now"] - values["earlier"], values["limit"])
        case Drift():
            return is_so(Comparison.AT_LEAST, values["change"], values["limit"])
        case _:
            return True


def is_so(comparison: Comparison, value: Fraction, limit: Fraction) -> bool:
    """Compare two fractions."""
    return {
        Comparison.AT_LEAST: value >= limit,
        Comparison.AT_MOST: value <= limit,
        Comparison.MORE_THAN: value > limit,
        Comparison.LESS_THAN: value < limit,
    }[comparison]
