"""Several processes that share one piece of work: each takes the next part, and what they found comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TypeVar, cast

T = TypeVar("T")


_at_hand: list[Callable[[int], object]] = []
"""What is to be done: the processes are copies of this one, and find it here."""


def crew(work: Callable[[int], T], count: int, processes: int) -> Iterator[tuple[int, T]]:
    """Do the parts 0 to ``count`` of some work; gives each with what came of it, as it is done."""
    _at_hand.append(work)
    try:
        with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
            parts = {pool.submit(_do, part): part for part in range(count)}
            for done in as_completed(parts):
                yield parts[done], cast("T", done.result())
    finally:
        _at_hand.pop()


def _do(part: int) -> object:
    return _at_hand[-1](part)
