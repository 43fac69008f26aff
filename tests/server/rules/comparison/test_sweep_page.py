from __future__ import annotations

from dataclasses import replace

import pytest

from server.rules.backtest.trial import Clock
from server.rules.comparison.sweep_page import sweep_page
from tests.server.rules.comparison.test_sweep_text import swept

pytestmark = pytest.mark.timeout(120)


@pytest.mark.parametrize(("language", "now"), [("sv", "nu 2 kg"), ("en", "now 2 kg")])
def test_the_page_stands_alone_and_names_the_value_that_holds_in_both_pictures(language: str, now: str) -> None:
    page = sweep_page(swept(), Clock.AS_MEASURED, language)
    assert f'<html lang="{language}">' in page
    assert "<script" not in page
    assert "http:" not in page.replace("http-equiv", "")
    assert page.count(now) >= 3
    assert page.count("<svg") == page.count("</svg>") > 2


@pytest.mark.parametrize("events", [None, 0])
def test_without_major_events_there_is_no_curve_but_the_burden(events: int | None) -> None:
    found = swept()
    points = tuple(
        replace(
            each,
            rule=replace(each.rule, seen=None, chance=None),
            all_rules=replace(each.all_rules, seen=None, chance=None),
        )
        for each in found.points
    )
    page = sweep_page(replace(found, events=events, points=points), Clock.AS_RECEIVED, "en")
    assert 'id="curve"' not in page
    assert 'id="burden"' in page
