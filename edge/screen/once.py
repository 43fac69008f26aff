"""Once: how a form that is sent twice makes one record.

Every form carries the place of the latest record of its own kind, as the hub knew it when the page was made. A second
tap carries the place from before the first: it is known, and changes nothing. The place is on the card, so this holds
too when the power fails between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from edge.screen.known import Known
from edge.today import Item
from vitals.identity import PatientId
from vitals.record import RecordRef

FIRST: Final = "first"


def answer_token(known: Known, question: str, about: PatientId | None) -> str:
    """Give the token of a form that answers a question for somebody."""
    return _place(known.answers(question, about))


def press_token(known: Known, button: str, about: PatientId | None) -> str:
    """Give the token of a button."""
    return _place(known.presses(button, about))


def whose_token(known: Known, refers_to: RecordRef, question: str) -> str:
    """Give the token of a form that says whose a record is."""
    answer = known.answer_to(refers_to, question)
    return _place([] if answer is None else [answer])


def _place(items: Sequence[Item]) -> str:
    return f"{items[-1].key.epoch}-{items[-1].key.sequence}" if items else FIRST
