"""Asking: the questions of the day and of the month, and what must be said at once after an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from edge.household import Language
from edge.screen.care import call, say_call
from edge.screen.known import Known
from edge.screen.once import answer_token, press_token
from edge.screen.prompt import Prompt, Push, Way, name_of
from edge.screen.words import word
from vitals.code import ACT_NOW_READ
from vitals.identity import PatientId
from vitals.record import Answer
from vitals.symptom import ActNow, Call, Choice, Schedule, Symptom

MONTH_DAYS: Final = 28
ACT_NOW_SHOWN: Final = timedelta(hours=12)
"""How long a text that asks to act at once stands until somebody says to have read it."""


def question(known: Known, symptom: Symptom, about: PatientId | None) -> Prompt:
    """Ask one question, with every answer as a button."""
    token = answer_token(known, symptom.symptom, about)
    return Prompt(
        heading=text(symptom, known.language),
        sentences=_for_whom(known, about),
        pushes=tuple(
            Push(
                label=text(choice, known.language),
                to="/answer",
                carries={
                    "question": symptom.symptom,
                    "version": str(symptom.version),
                    "code": choice.code,
                    "who": about or "",
                    "token": token,
                },
            )
            for choice in symptom.choices
        ),
    )


def which(known: Known, about: PatientId) -> Prompt:
    """List the daily questions, each as a way to it."""
    done = word("answered", known.language)
    return Prompt(
        heading=word("which", known.language),
        sentences=_for_whom(known, about),
        ways=tuple(
            Way(
                label=symptom.label_sv if known.language == "sv" else symptom.label_en,
                to=f"/ask/{symptom.symptom}/{about}",
                note=done if known.has_answered(symptom.symptom, about) else None,
            )
            for symptom in known.symptoms(Schedule.DAILY)
        ),
        back="done",
    )


def opening(known: Known) -> Symptom | None:
    """Give the one question of every day."""
    return next(iter(known.symptoms(Schedule.OPENING)), None)


def yet_to_answer(known: Known, symptom: Symptom) -> list[PatientId]:
    """List those who may be asked this question today and have not answered it."""
    return [who for who in known.reminded if not known.has_answered(symptom.symptom, who)]


def due_this_month(known: Known, about: PatientId) -> Symptom | None:
    """Give the first monthly question that somebody has not answered for four weeks."""
    return next((symptom for symptom in known.symptoms(Schedule.MONTHLY) if _is_due(known, symptom, about)), None)


def _is_due(known: Known, symptom: Symptom, about: PatientId) -> bool:
    answers = known.answers(symptom.symptom, about)
    latest = answers[-1].record.moment.measured_at if answers else None
    if latest is None:
        return not answers
    return (known.now.wall_at - latest).days >= MONTH_DAYS


def act_now(known: Known) -> Prompt | None:
    """Say what must be done at once after an answer, until somebody says to have read it; the gravest first."""
    unread = list(_unread(known))
    if not unread:
        return None
    about, said = min(unread, key=lambda each: [*Call].index(each[1].call))
    carries = {"button": ACT_NOW_READ, "who": about or "", "token": press_token(known, ACT_NOW_READ, about)}
    return Prompt(
        heading=word("act_now", known.language),
        sentences=(*_for_whom(known, about), text(said, known.language)),
        call=say_call(call(said.call, known, about), known.language),
        pushes=(Push(label=word("act_now_read", known.language), to="/press", carries=carries),),
    )


def _unread(known: Known) -> Iterator[tuple[PatientId | None, ActNow]]:
    for place, item in enumerate(known.today.items.values()):
        answer = item.record
        if not isinstance(answer, Answer) or not known.is_lately(item, ACT_NOW_SHOWN):
            continue
        choice = chosen(known, answer)
        if choice is not None and choice.act_now is not None and place > _last_read(known, answer.about):
            yield answer.about, choice.act_now


def _last_read(known: Known, about: PatientId | None) -> int:
    """Give the place of the latest record that says that somebody has read what to do; -1 if there is none."""
    reads = known.presses(ACT_NOW_READ, about)
    return list(known.today.items).index(reads[-1].key) if reads else -1


def chosen(known: Known, answer: Answer) -> Choice | None:
    """Find the words of an answer, if the question is still asked."""
    symptom = known.symptom(answer.question)
    return None if symptom is None else symptom.choice(answer.code)


def text(said: Symptom | Choice | ActNow, language: Language) -> str:
    """Give a text that clinicians wrote, in the language of the screen."""
    return said.sv if language == "sv" else said.en


def _for_whom(known: Known, about: PatientId | None) -> tuple[str, ...]:
    """Say for whom a page is, where more than one person lives."""
    if about is None or known.only is not None:
        return ()
    return (word("for_whom", known.language).format(who=name_of(known, about)),)
