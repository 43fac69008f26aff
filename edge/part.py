"""The parts of a hub at work: what goes wrong in one says where."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator


async def named(part: str, work: Awaitable[None]) -> None:
    """Do the work of one part of the hub; what goes wrong in it says where."""
    try:
        await work
    except Exception as problem:
        problem.add_note(part)
        raise


def failures(problem: Exception, part: str = "the hub") -> Iterator[tuple[str, Exception]]:
    """Take apart what ended a hub: where something failed, and what.

    >>> [part for part, _ in failures(ExceptionGroup("", [ValueError("x")]))]
    ['the hub']
    """
    part = next(iter(getattr(problem, "__notes__", ())), part)
    if isinstance(problem, ExceptionGroup):
        for each in problem.exceptions:
            yield from failures(each, part)
    else:
        yield part, problem
