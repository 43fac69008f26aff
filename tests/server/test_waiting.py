from __future__ import annotations

import asyncio

import pytest
from pages import AT

from server.adapters.mqtt import Letter
from server.alerts.alert import StaffId
from server.alerts.worklist import Take
from server.ledger.audit import Noted
from server.patients.move import Move
from server.waiting import Asked, Batch, Stepped

LETTER = Letter(topic="nara", payload=AT.isoformat().encode(), is_retained=False, acknowledge=lambda: None)
DEED = Take(alert=1, version=1, who=StaffId("anna"))
NOTE = Noted(who="anna", what="worklist_seen")
MOVE = Move(record=1, patient=None, who="anna", reason="phoned")


def asked(what: Take | Move | Noted) -> Asked:
    return Asked(what, asyncio.get_running_loop().create_future())


def test_everything_is_sorted_by_who_waits_for_it() -> None:
    async def sort() -> Batch:
        batch, step = Batch(), Stepped(lambda: None)
        for what in (step, asked(NOTE), LETTER, None, asked(DEED), asked(MOVE), LETTER):
            batch.put(what)
        return batch

    batch = asyncio.run(sort())
    assert sizes(batch) == [2, 1, 1, 1, 1]
    parts = batch.one_by_one()
    assert [sum(sizes(part)) for part in parts] == [1] * 6
    assert parts[-1].steps, "a step comes last: it is answered when all else is done"


def sizes(batch: Batch) -> list[int]:
    return [len(each) for each in (batch.letters, batch.deeds, batch.moves, batch.notes, batch.steps)]


def test_an_answer_comes_from_any_thread_and_only_the_first_counts() -> None:
    async def ask() -> object:
        waits = asked(NOTE)
        await asyncio.to_thread(waits.answer, None)
        await asyncio.to_thread(waits.refuse, ValueError("too late"))
        return await waits.future

    assert asyncio.run(ask()) is None


def test_a_refusal_reaches_whoever_asked_and_lets_the_clock_go_on() -> None:
    quiet: list[str] = []

    async def ask() -> None:
        batch, waits, moving = Batch(), asked(DEED), asked(MOVE)
        batch.put(waits)
        batch.put(moving)
        batch.put(Stepped(lambda: quiet.append("quiet")))
        batch.refuse(ValueError("not done"))
        with pytest.raises(ValueError, match="not done"):
            await waits.future
        with pytest.raises(ValueError, match="not done"):
            await moving.future

    asyncio.run(ask())
    assert quiet == ["quiet"]


def test_nobody_minds_a_loop_that_has_ended() -> None:
    async def make() -> Asked:
        return asked(NOTE)

    asyncio.run(make()).answer(None)
