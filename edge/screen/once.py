"""Once: how a form that is sent twice makes one record, and how nothing else is taken for a repeat.

Every form carries the place of the latest record of its own kind, as the hub knew it when the page was made. A second
tap carries the place from before the first, and says the same: it is known, and changes nothing. The place is on the
card, so this holds too when the power fails between the two. Who says something else, or says it again later, is heard.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from edge.said import Answered, Said
from edge.screen.known import Known
from edge.today import Item
from vitals.identity import PatientId
from vitals.record import RecordRef

FIRST: Final = "first"
REPEATED_WITHIN: Final = timedelta(minutes=10)
"""Longer than impatience and than a power cut with its restart; shorter than until somebody means it anew."""


def answer_token(known: Known, question: str, about: PatientId | None) -> str:
    """Give the token of a form that answers a question for somebody."""
    return _place(_latest(known.answers(question, about)))


def press_token(known: Known, button: str, about: PatientId | None) -> str:
    """Give the token of a button."""
    return _place(_latest(known.presses(button, about)))


def whose_token(known: Known, refers_to: RecordRef, question: str) -> str:
    """Give the token of a form that says whose a record is."""
    return _place(known.answer_to(refers_to, question))


def is_sent_again(said: Said, token: str | None, known: Known) -> bool:
    """Tell whether a form was sent before: after its page was made, just now, somebody said the very same."""
    latest = _latest_like(said, known)
    if latest is None or token == _place(latest):
        return False
    return said.record(latest.record.moment) == latest.record and known.is_lately(latest, REPEATED_WITHIN)


def _latest_like(said: Said, known: Known) -> Item | None:
    if not isinstance(said, Answered):
        return _latest(known.presses(said.button, said.about))
    if said.refers_to is not None:
        return known.answer_to(said.refers_to, said.question)
    return _latest(known.answers(said.question, said.about))


def _latest(items: list[Item]) -> Item | None:
    return items[-1] if items else None


def _place(item: Item | None) -> str:
    return FIRST if item is None else f"{item.key.epoch}-{item.key.sequence}"
