"""The pipeline's thread tells hubs what they are to ask, and moves what the staff and commands say."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from brokers import wait_until
from contract_samples import STATUS
from pages import AT
from working_desk import SERVER_KEY, Desk

from server.patients.move import Move, Moved, NotMoved, WhyNotMoved
from vitals.topics import Leaf
from vitals.wire import decode_desired


@pytest.mark.decision("A3")
def test_a_hub_that_is_behind_is_told_on_its_own_topic_signed_and_retained(desk: Desk) -> None:
    status = replace(STATUS, hub=desk.town.hub, sent_at=AT, desired_version=0)
    topic = desk.town.letters.topic.replace(Leaf.RECORD, Leaf.STATUS)
    desk.worker.start()
    desk.worker.heard(desk.letter(desk.town.letters.status(status), topic))
    wait_until(lambda: desk.published, "the desired state")
    ((where, payload),) = desk.published
    assert where == f"nara/v1/{desk.town.home}/{desk.town.hub}/{Leaf.DESIRED}"
    told = decode_desired(payload, lambda signed, signature: bool(SERVER_KEY.verify_key.verify(signed, signature)))
    assert (told.hub, told.version, told.devices) == (desk.town.hub, 1, (desk.town.scale,))


def test_the_staff_move_a_reading_and_hear_of_it_when_it_is_written(desk: Desk) -> None:
    desk.worker.start()
    desk.hear(*desk.weighings(1))
    wait_until(lambda: desk.acknowledged, "it is written")
    moves = [Move(record=record, patient=None, who="anna", reason="a guest") for record in (1, 7)]

    async def ask() -> list[Moved | NotMoved]:
        return list(await asyncio.gather(*(desk.worker.move(each) for each in moves)))

    assert asyncio.run(ask()) == [
        Moved(record=1, before=desk.town.patient, patient=None),
        NotMoved(record=7, why=WhyNotMoved.NO_SUCH_READING),
    ]


def test_a_move_that_a_command_asked_for_is_done_and_answered(desk: Desk) -> None:
    desk.worker.start()
    desk.hear(*desk.weighings(1))
    wait_until(lambda: desk.acknowledged, "it is written")
    registry = desk.town.registry
    asked = registry.ask_to_move(Move(record=1, patient=None, who="command:eva", reason="a guest"))
    wait_until(lambda: registry.said_to(asked) == "moved", "the server has looked at the register", 5)


def test_what_a_command_asked_for_while_no_server_ran_is_done_at_its_start(desk: Desk) -> None:
    desk.worker.start()
    desk.hear(*desk.weighings(1))
    wait_until(lambda: desk.acknowledged, "it is written")
    desk.worker.stop()
    wrong = Move(record=1, patient=desk.town.add_patient("191212121212", name="Tolvan"), who="c", reason="a guess")
    nobody = Move(record=1, patient=None, who="c", reason="a guest")
    registry = desk.town.registry
    first, second = registry.ask_to_move(nobody), registry.ask_to_move(wrong)
    assert registry.said_to(first) is None
    next_one = desk.again()
    next_one.start()
    wait_until(lambda: registry.said_to(second) is not None, "it is answered", 5)
    next_one.stop()
    assert (registry.said_to(first), registry.said_to(second)) == ("moved", "moved")
