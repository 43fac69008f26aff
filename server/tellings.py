"""Tellings: what somebody at a screen says of a patient for the rules, taken down with who said it."""

from __future__ import annotations

from collections.abc import Sequence

from server.ledger.audit import Noted
from server.ledger.page import Page
from server.patients.known import Tell, Told
from server.patients.register import Register


def take_down(tells: Sequence[Tell], register: Register, page: Page) -> tuple[list[Told], list[Noted]]:
    """Keep what is said of patients that there are, and note who said it; nothing is kept of anybody else."""
    answers: list[Told] = []
    noted: list[Noted] = []
    for tell in tells:
        is_kept = tell.patient in register.patients
        answers.append(Told(is_kept=is_kept))
        if is_kept:
            page.known += tell.said
            noted.append(Noted(who=tell.who, what=tell.what, patients=(tell.patient,), detail=tell.detail))
    return answers, noted
