"""One phrase of a diary: a reading, an answer, a button, an event, something agreed, a correction."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_diaries import words

from server.rules.diary.case import DiaryError
from server.rules.diary.phrase import (
    AgreedSaid,
    AnswerSaid,
    ChangeSaid,
    CloseSaid,
    EventSaid,
    HubSaid,
    PressSaid,
    ReadingSaid,
    Said,
    read_phrase,
)
from server.rules.language.quantity import Quantity, Unit

KG_80 = Quantity(80_000, Unit.KG)


def said(text: str) -> list[Said]:
    return list(read_phrase(text, 3, words()))


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("weight 80.0 kg", ReadingSaid(measure="weight", value=KG_80)),
        ("weight 80,0 kg to 82 kg", ReadingSaid(measure="weight", value=KG_80, to=Quantity(82_000, Unit.KG))),
        (
            "pulse 70 bpm [irregular_pulse, body_movement]",
            ReadingSaid(
                measure="pulse",
                value=Quantity(70_000, Unit.BPM),
                flags=frozenset({"irregular_pulse", "body_movement"}),
            ),
        ),
        ("answers dizziness often", AnswerSaid(question="dizziness", code="often")),
        ("answers dizziness unchanged", AnswerSaid(question="dizziness", code="unchanged")),
        ("presses worried", PressSaid(button="worried")),
        ("event discharged", EventSaid(event="discharged", until=None, has_ended=False)),
        ("event travelling ends", EventSaid(event="travelling", until=None, has_ended=True)),
        (
            "event travelling until 2026-03-09 08:00",
            EventSaid(event="travelling", until=datetime(2026, 3, 9, 8), has_ended=False),
        ),
        ("agrees target_weight 80 kg", AgreedSaid(name="target_weight", is_setting=False, value=KG_80)),
        ("sets gain 2.5 kg", AgreedSaid(name="gain", is_setting=True, value=Quantity(2_500, Unit.KG))),
        ("hub silent", HubSaid(is_heard=False)),
        ("hub heard", HubSaid(is_heard=True)),
        ("closes", CloseSaid()),
        (
            "correct 2026-03-04 07:10 weight to 80.0 kg",
            ChangeSaid(measured=datetime(2026, 3, 4, 7, 10), measure="weight", value=KG_80),
        ),
        (
            "correct 2026-03-04 07:10 to 80.0 kg",
            ChangeSaid(measured=datetime(2026, 3, 4, 7, 10), measure=None, value=KG_80),
        ),
        ("withdraw 2026-03-04 07:10", ChangeSaid(measured=datetime(2026, 3, 4, 7, 10), measure=None, value=None)),
    ],
)
def test_every_phrase_means_one_thing(text: str, means: Said) -> None:
    assert said(text) == [means]


def test_as_usual_answers_the_opening_and_every_daily_question() -> None:
    assert said("answers as usual") == [
        AnswerSaid(question="as_usual", code="yes"),
        *(AnswerSaid(question=each, code="unchanged") for each in words().daily),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("wieght 80 kg", "there is no measure 'wieght'; there are diastolic"),
        ("weight 80", "nothing that a diary can say"),
        ("weight 80 stone", "not an amount with its unit"),
        ("weight 80 mmHg", "weight is written in kg, not in mmHg"),
        ("weight 80 kg [wet]", "there is no flag 'wet'"),
        ("answers dizzyness often", "there is no question"),
        ("answers dizziness maybe", "there is no answer 'maybe'"),
        ("presses snooze", "there is no button"),
        ("event party", "there is no event"),
        ("event travelling for a week", "write event travelling"),
        ("agrees target 80 kg", "there is no agreed weight"),
        ("sets limit 2 kg", "there is no setting 'limit'"),
        ("sets gain 2 mmHg", "gain is written in kg"),
        ("correct 2026-03-04 07:10", "write correct"),
        ("withdraw 2026-03-04 07:10 to 80 kg", "write correct"),
        ("correct yesterday to 80 kg", "write correct"),
    ],
)
def test_a_slip_is_told_with_what_there_is(text: str, says: str) -> None:
    with pytest.raises(DiaryError, match=says) as wrong:
        said(text)
    assert wrong.value.line == 3


@given(st.text(max_size=50))
def test_whatever_is_written_is_read_or_refused_in_words(text: str) -> None:
    with suppress(DiaryError):
        said(text)
