"""The numbers of trends, parting averages and sums, against those made by hand."""

from __future__ import annotations

from explained_story import explained, facts
from rule_making import kg, rule

from server.rules.judging.truth import UNKNOWN
from server.rules.judging.value import numbers_of
from server.rules.language.combination import Condition
from server.rules.language.condition import Averages, Comparison, Drift, Side, Trend
from server.rules.language.rule import Say

UP, DOWN = Comparison.AT_LEAST, Comparison.LESS_THAN
T = "03-05 20:00"


def test_a_trend_is_the_slope_that_half_of_the_pairs_reach() -> None:
    trend = Trend(measure="weight", per_week=kg(500), over_days=14, needs_days=3)
    say = Say(nurse={"sv": "{now}, gräns {limit}, {days}", "en": "{now}, limit {limit}"})
    diary = "03-03 07:00 weight 80\n03-04 07:00 weight 80.1\n03-05 07:00 weight 80.3"
    found = facts(rule("trend", trend, say=say), diary, T)

    # slopes a week: 0.7, 1.4 and 1.05
    assert found.say == {
        "sv": "1,1 kg i veckan, gräns 0,5 kg i veckan, 14 dagar",
        "en": "1.1 kg a week, limit 0.5 kg a week",
    }
    assert found.numbers == {"now_g_per_week": 1_050, "limit_g_per_week": 500, "days": 14}
    assert found.arrivals == (1, 2, 3)


def test_averages_tell_both_means_and_how_far_apart_they_are() -> None:
    apart = Averages(measure="weight", short_days=3, long_days=28, comparison=UP, amount=kg(700), needs_days=7)
    found = facts(rule("macd", apart), "02-20..03-03 07:00 weight 80\n03-05 07:00 weight 82.8", T)

    # (80 + 82.8) / 2 = 81.4 against (12 x 80 + 82.8) / 13 = 80.21538...
    assert found.numbers == {"now_g": 81_400, "earlier_g": 80_215, "change_g": 1_185, "limit_g": 700, "days": 28}
    assert found.arrivals == (12, 13)


def test_a_mean_that_came_down_is_apart_without_a_sign() -> None:
    near = Averages(measure="weight", short_days=3, long_days=28, comparison=DOWN, amount=kg(300), needs_days=2)
    found = facts(rule("macd", near), "03-02..03-03 07:00 weight 81\n03-05 07:00 weight 78", T, days=0)

    assert found.numbers["change_g"] == 500


def test_small_distances_add_up() -> None:
    drift = Drift(measure="weight", by=kg(1_500), side=Side.ABOVE, reference="baseline", leak=kg(200), over_days=28)
    diary = "01-20..02-25 07:00 weight 80\n02-26..03-05 07:00 weight 80.5"
    found = facts(rule("drift", drift), diary, T)

    # five days of 0.5 kg over 80 kg, each with 0.2 kg forgiven
    assert found.numbers == {"now_g": 80_500, "earlier_g": 80_000, "change_g": 1_500, "limit_g": 1_500, "days": 28}


def test_where_nothing_is_known_only_what_is_written_is_told() -> None:
    trend = Trend(measure="weight", per_week=kg(500), over_days=14, needs_days=3)
    apart = Averages(measure="weight", short_days=3, long_days=28, comparison=UP, amount=kg(700), needs_days=7)
    drift = Drift(measure="weight", by=kg(1_500), side=Side.ABOVE, reference="baseline", leak=kg(200), over_days=28)
    one = "03-05 07:00 weight 80"

    assert numbers_when_unknown(trend, "") == {"limit_g_per_week": 500, "days": 14}
    assert numbers_when_unknown(trend, one) == {"limit_g_per_week": 500, "days": 14}
    assert numbers_when_unknown(apart, "") == {"days": 28}
    assert numbers_when_unknown(apart, one) == {"now_g": 80_000, "limit_g": 700, "days": 28}
    assert numbers_when_unknown(drift, "") == {"days": 28}
    assert numbers_when_unknown(drift, one) == {"now_g": 80_000, "limit_g": 1_500, "days": 28}


def numbers_when_unknown(condition: Condition, diary: str) -> dict[str, int | str]:
    """Give the numbers of something that cannot be told at the end of 5 March."""
    root = explained(rule("gain", condition), diary, T).raise_when
    assert root.answer == UNKNOWN
    return numbers_of(root.values)
