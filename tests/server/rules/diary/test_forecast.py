"""A forecast: what will be published of a passage, as its end tells it, instant by instant."""

from __future__ import annotations

from server.rules.diary.forecast import Forecast, until
from server.rules.judging.walk import FOREVER, Ending, Told
from server.rules.transition import EpisodeState

ONE = Told(start_s=100, raised_s=100, end_s=300, ending=Ending.CLEARED)


def states(forecast: Forecast) -> list[EpisodeState]:
    return [each.state for each in forecast.published.get("tiny", ())]


def test_an_episode_comes_and_goes_at_its_instants() -> None:
    forecast = Forecast({}, {"tiny": [ONE]}, 0)
    found = []
    for at_s in (50, 150, 250, 350):
        forecast.go_to(at_s)
        found.append(states(forecast))
    assert found == [[], [EpisodeState.RAISED], [EpisodeState.RAISED], [EpisodeState.CLEARED]]


def test_it_is_stirred_at_first_and_whenever_an_instant_has_come() -> None:
    forecast = Forecast({}, {"tiny": [ONE]}, 0)
    assert forecast.is_stirred(50)
    forecast.go_to(50)
    assert [forecast.is_stirred(at_s) for at_s in (99, 100)] == [False, True]


def test_what_was_foreseen_before_stays_as_it_was() -> None:
    forecast = Forecast({}, {"tiny": [ONE]}, 0)
    forecast.go_to(150)
    before = forecast.published
    forecast.go_to(350)
    assert [each.state for each in before["tiny"]] == [EpisodeState.RAISED]


def test_an_end_that_is_still_to_come_is_none() -> None:
    covered = Told(start_s=100, raised_s=100, covered_until_s=200, end_s=300, ending=Ending.CLEARED)
    assert until(covered, 150) == Told(start_s=100, raised_s=100, covered_until_s=FOREVER)
    assert until(covered, 300) == covered
    asked = Told(start_s=100, raised_s=200, asked_until_s=250)
    assert until(asked, 150) == Told(start_s=100, raised_s=None, asked_until_s=250)


def test_alerts_of_an_age_are_told_by_all_their_instants() -> None:
    forecast = Forecast({}, {"tiny": [ONE]}, 0)
    assert forecast.later({0, 10}) == {110, 310}
