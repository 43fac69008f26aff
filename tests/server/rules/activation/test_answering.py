"""The server is asked to let other rules run: it does, or says why not, and then nothing has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from diary_lines import story, wall
from engine_story import joined, records_of
from knowing import setting
from rule_pieces import EVA, GAIN, PATH, both, decided, edited, listed, live_folder, pieces, with_status

from server.patients.known import Knowledge
from server.rules.activation.activation import Activation, ActivationRequest, Answer, adoption
from server.rules.activation.answering import Answered, Office, answer
from server.rules.activation.approval import Given
from server.rules.activation.change import Situation
from server.rules.activation.decision import runnable
from server.rules.activation.release import RELEASE
from server.rules.activation.ruling import Ruling
from server.rules.judging.live import Live
from server.rules.record import EngineRecord
from server.rules.transition import EpisodeState

FILES = live_folder()
LIGHTER = edited(FILES, PATH, "value: 2 kg", "value: 1.2 kg")
NOW = wall("03-05 12:00")
RUNNING = replace(adoption(decided(FILES, FILES), {}, NOW - timedelta(days=1)), number=7)
RISES = "03-01..03-04 07:00 weight 80\n03-05 07:00 weight 81.5"


def records(diary: str = RISES) -> list[EngineRecord]:
    told = story(diary, "03-01")
    return [joined(told), *(record for _, record in records_of(told))]


def asked(files: Mapping[str, bytes], **more: Any) -> ActivationRequest:
    made = ActivationRequest(files=files, who=EVA, asked_at=NOW, instead_of=RUNNING.number, is_accepted=True, number=1)
    return replace(made, **more)


def answered(request: ActivationRequest, *given: Given, known: Knowledge | None = None) -> tuple[Live, Answered]:
    live = Live(runnable(RUNNING.files))
    live.step(records(), NOW)
    office = Office(given=given, listed=listed(FILES), known=known or Knowledge())
    return live, answer(request, RUNNING, live, Situation(records=records(), now=NOW), office)


def test_approved_rules_come_to_run_and_what_was_shown_is_kept() -> None:
    before, done = answered(asked(LIGHTER), *both(pieces(LIGHTER)[GAIN]))
    assert (done.request.answer, done.request.done_at) == (Answer.DONE, NOW)
    assert done.live is not before
    assert done.ruling == Ruling(rule_set=runnable(LIGHTER))
    assert [each.to_state for each in done.changed.shown] == [EpisodeState.RAISED]
    assert done.activation is not None
    assert (done.activation.files, done.activation.who, done.activation.at) == (LIGHTER, EVA, NOW)
    assert (done.activation.effect["raised"], done.activation.effect["patients"]) == (1, 1)


def nothing_happened(before: Live, done: Answered) -> bool:
    is_as_before = done.live is before and done.activation is None and done.ruling.rule_set == runnable(FILES)
    return is_as_before and not done.changed.transitions and not done.changed.episodes


@pytest.mark.parametrize(
    ("request_", "given", "known", "said"),
    [
        (asked(LIGHTER), (), None, Answer.UNAPPROVED),
        (asked({**FILES, PATH: b"rule: a"}), (), None, Answer.UNAPPROVED),
        (asked(LIGHTER, instead_of=6), both(pieces(LIGHTER)[GAIN]), None, Answer.STALE),
        (asked(LIGHTER, instead_of=None), both(pieces(LIGHTER)[GAIN]), None, Answer.STALE),
        (asked(LIGHTER, is_accepted=False), both(pieces(LIGHTER)[GAIN]), None, Answer.WAITS),
        (asked(with_status(FILES, PATH, "draft"), is_accepted=False), (), None, Answer.WAITS),
        (
            asked(LIGHTER),
            both(pieces(LIGHTER)[GAIN]),
            Knowledge(settings=[setting(f"{GAIN}.gain", 5_000)]),
            Answer.UNFIT,
        ),
    ],
)
def test_what_speaks_against_it_is_said_and_nothing_has_changed(
    request_: ActivationRequest, given: tuple[Given, ...], known: Knowledge | None, said: Answer
) -> None:
    before, done = answered(request_, *given, known=known)
    assert (done.request.answer, done.request.number) == (said, 1)
    assert nothing_happened(before, done)


def test_other_words_need_nobody_and_say_nothing() -> None:
    worded = edited(FILES, PATH, "purpose: Catch", "purpose: Find")
    _, done = answered(asked(worded, is_accepted=False))
    assert done.request.answer is Answer.DONE
    assert done.changed.transitions == ()
    assert done.activation is not None
    assert done.activation.files == worded


def test_the_very_first_rules_are_adopted_in_the_name_of_the_release() -> None:
    assert isinstance(RUNNING, Activation)
    assert (RUNNING.who, RUNNING.files, RUNNING.effect) == (RELEASE, FILES, {})
