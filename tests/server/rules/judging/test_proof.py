"""Whatever a rule says, a yes brings forth exactly the names its texts may use, and the values bear it out."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from diary_lines import story, wall
from hypothesis import event, given, settings
from judged_story import block_of
from random_conditions import CONDITIONS, SIGNS, diaries
from rule_making import kg, rule, rule_set

from server.rules.judging.proof import Here, Proof
from server.rules.judging.proving import here_at, prove
from server.rules.judging.truth import YES
from server.rules.judging.value import Figure
from server.rules.language.combination import Condition
from server.rules.language.condition import Averages, Change, Comparison, Drift, Limit, Side, Trend
from server.rules.language.named import produced
from server.rules.language.rule import Setting

GAIN = Setting(name="gain", value=kg(2_000), allowed=(kg(1_000), kg(4_000)), roles=("nurse",))
OTHER = rule(
    "other",
    Change(measure="weight", is_rise=True, by=kg(1_000), within_days=3),
    clear_when=Limit(measure="weight", comparison=Comparison.AT_MOST, amount=kg(80_000)),
)


def yeses(condition: Condition, diary: str, at_most: int = 6) -> list[tuple[Here, Proof]]:
    """Prove a condition at some of the looks at which it is yes."""
    made = rule("gain", condition, settings={"gain": GAIN})
    told, to_at = story(diary), wall("03-05 20:00")
    scene = block_of(rule_set(OTHER, made), told, to_at - timedelta(days=8), to_at).scene(made).alone(0)
    places = [place for place, answer in enumerate(scene.judge(condition, scene)) if answer == YES]
    return [(here, prove(here, condition)) for here in (here_at(scene, place) for place in places[-at_most:])]


@settings(max_examples=150, deadline=None)
@given(condition=CONDITIONS, diary=diaries())
def test_a_yes_brings_forth_the_names_that_were_promised_and_no_other(condition: Condition, diary: str) -> None:
    found = yeses(condition, diary)

    event(f"{type(condition).__name__}: {'yes' if found else 'never'}")
    for here, proof in found:
        assert set(proof.values) == set(produced(condition))
        for wording in here.wordings.values():
            assert all(wording.say(value) for value in proof.values.values())


@settings(max_examples=150, deadline=None)
@given(condition=SIGNS, diary=diaries())
def test_the_values_of_a_yes_bear_it_out(condition: Condition, diary: str) -> None:
    for _, proof in yeses(condition, diary):
        assert is_borne_out(condition, {n: v.amount for n, v in proof.values.items() if isinstance(v, Figure)})


def is_borne_out(condition: Condition, values: dict[str, Fraction]) -> bool:
    """Hold what is said to the limit that is said: no float, no rounding."""
    match condition:
        case Limit(reference=None) | Trend():
            comparison = condition.comparison if isinstance(condition, Limit) else Comparison.AT_LEAST
            return holds(comparison, values["now"], values["limit"])
        case Limit(side=side):
            apart = values["now"] - values["earlier"]
            return holds(condition.comparison, -apart if side is Side.BELOW else apart, values["limit"])
        case Change(is_rise=is_rise):
            apart = values["now"] - values["earlier"]
            return holds(Comparison.AT_LEAST, apart if is_rise else -apart, values["limit"])
        case Averages():
            return holds(condition.comparison, values["now"] - values["earlier"], values["limit"])
        case Drift():
            return holds(Comparison.AT_LEAST, values["change"], values["limit"])
        case _:
            return True


def holds(comparison: Comparison, value: Fraction, limit: Fraction) -> bool:
    """Compare two fractions."""
    return {
        Comparison.AT_LEAST: value >= limit,
        Comparison.AT_MOST: value <= limit,
        Comparison.MORE_THAN: value > limit,
        Comparison.LESS_THAN: value < limit,
    }[comparison]
