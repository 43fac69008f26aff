from __future__ import annotations

import numpy as np
import pytest
from log_making import shipped

from server.rules.backtest.answers import choices_of, chosen
from server.rules.backtest.instants import DAY_S


def codes(question: str, *scores: int) -> list[str]:
    symptom = shipped().symptoms[question]
    found = chosen(symptom, np.arange(len(scores)) * DAY_S, np.array(scores))
    return [choices_of(symptom)[place].code for place in found.tolist()]


@pytest.mark.decision("E6")
def test_a_score_is_the_answer_of_that_score_and_the_worst_at_most() -> None:
    assert codes("breathlessness", 0, 1, 2, 3) == ["never", "stairs", "walking", "dressing"]
    assert codes("tiredness", 0, 1, 2, 3) == ["none", "some", "much", "much"]


@pytest.mark.decision("E6")
def test_a_question_of_yes_or_no_asks_whether_it_is_worse_than_usual() -> None:
    assert codes("sleeps_sitting_up", *[1] * 12, 2)[-2:] == ["no", "yes"]
    assert codes("sleeps_sitting_up", *[0] * 12, 1)[-2:] == ["no", "yes"]


def test_before_anybody_knows_what_is_usual_only_what_is_clear_is_a_yes() -> None:
    assert codes("sleeps_sitting_up", 1, 2) == ["no", "yes"]


def test_the_last_week_is_not_yet_usual() -> None:
    assert codes("sleeps_sitting_up", *[0] * 12, *[1] * 5)[-5:] == ["yes"] * 5


def test_what_is_usual_for_one_patient_says_nothing_of_another() -> None:
    symptom = shipped().symptoms["sleeps_sitting_up"]
    scores, at_s = np.array([*[1] * 12, 2, *[0] * 12, 1]), np.tile(np.arange(13), 2) * DAY_S
    found = chosen(symptom, at_s, scores, np.repeat([4, 7], 13))
    alone = [chosen(symptom, at_s[part], scores[part]) for part in (slice(13), slice(13, None))]
    assert found.tolist() == np.concatenate(alone).tolist()
