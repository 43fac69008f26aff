from __future__ import annotations

import pytest
from log_making import LogMaking

from server.rules.backtest.trial import Clock, episodes
from server.rules.comparison.difference import compared
from server.rules.comparison.difference_page import difference_page
from server.rules.comparison.variants import alone
from server.rules.language.quantity import Quantity, Unit
from tests.server.rules.comparison.test_variants import GAIN, everything

GAINS = [80.0, 80.2, 79.9] * 6 + [81.0, 82.4, 82.6, 82.5]


@pytest.mark.parametrize(("language", "lost"), [("sv", "bara de gamla reglerna ser"), ("en", "only the old rules see")])
def test_the_page_has_the_chart_of_every_event_and_stands_alone(language: str, lost: str) -> None:
    old, new = (alone(everything(), GAIN, "gain", Quantity(each, Unit.KG)) for each in (2_000, 4_000))
    made = LogMaking().patient("anna").mornings("2026-03-02", GAINS).event("2026-03-23T12:00:00").material(old)
    before, after = (episodes(made, rules, Clock.AS_MEASURED) for rules in (old, new))
    told = compared(before, after, made.watched, {})
    page = difference_page(told, Clock.AS_MEASURED, made.load, new, language)
    assert lost in page
    assert 'id="lost-0"' in page
    assert 'id="gained-0"' not in page
    assert "<script" not in page
    assert page.count("<h1>") == 1
