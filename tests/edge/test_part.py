"""What goes wrong in one part of a hub says where."""

from __future__ import annotations

import asyncio

import pytest

from edge.part import failures, named


def test_what_failed_is_taken_apart_with_the_part_it_failed_in() -> None:
    radio = ExceptionGroup("", [ValueError("a"), ExceptionGroup("", [KeyError("b")])])
    radio.add_note("the radio")
    line = OSError("c")
    line.add_note("the line")
    named = [(part, type(problem)) for part, problem in failures(ExceptionGroup("", [radio, line]))]
    assert named == [("the radio", ValueError), ("the radio", KeyError), ("the line", OSError)]


def test_a_part_that_fails_says_its_name() -> None:
    async def fail() -> None:
        raise ValueError

    with pytest.raises(ValueError) as caught:  # noqa: PT011  (it is the note that matters)
        asyncio.run(named("the radio", fail()))
    assert [part for part, _ in failures(caught.value)] == ["the radio"]
