"""The moments of a diary: what may be one, and what is judged at one."""

from __future__ import annotations

from dataclasses import dataclass

from server.rules.diary.forecast import Chronicle
from server.rules.judging.visit import Visit
from server.rules.language.rule import Rule

Past = tuple[int, int]
"""A moment that is past: the step whose chart was looked at, and the instant."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What may be a moment: at which step, when, and after which; ``is_by_time``: nothing of the step is told yet."""

    place: int
    at_s: int
    past: Past | None
    is_by_time: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A visit; ``rules`` are those that look again. ``place`` is the step that it belongs to, ``past`` it, once past.

    ``closed_s`` is when a nurse closes what is open, ``after`` what is foreseen to be published after it.
    """

    place: int
    visit: Visit
    rules: tuple[Rule, ...]
    past: Past
    closed_s: int | None = None
    after: Chronicle | None = None
