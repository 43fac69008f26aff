"""The worker and those who wait for it: the web's questions, a stop, and the simulated clock."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from brokers import wait_until
from sqlalchemy import select
from working_desk import Desk, take

from server.adapters.store import schema
from server.alerts.alert import Act, AlertEvent, AlertState, StaffId
from server.alerts.outcome import OutcomeAction, OutcomeCause
from server.alerts.worklist import Close, Conflict
from server.ledger.audit import Noted
from server.serving import BATCH_MAX

# --- What the web asks for --------------------------------------------------------------------------------------------


def test_deeds_are_answered_in_their_order_when_they_are_written(desk: Desk) -> None:
    desk.worker.start()
    alert = desk.gain()
    desk.ledger.door.clear()
    desk.hear(*desk.weighings(1))

    async def act() -> list[AlertEvent | Conflict]:
        desk.ledger.is_at_the_door.clear()
        answers = asyncio.gather(
            desk.worker.act(take(alert)), desk.worker.act(take(alert, who="eva")), desk.worker.act(take(alert + 1))
        )
        await asyncio.sleep(0.2)
        assert not answers.done()
        desk.ledger.door.set()
        return list(await answers)

    first, second, third = asyncio.run(act())
    assert isinstance(first, AlertEvent)
    assert (first.act, first.who, first.after.state) == (Act.TAKEN, "anna", AlertState.TAKEN)
    assert isinstance(second, Conflict)
    assert second.now is not None
    assert second.now.owner == "anna"
    assert isinstance(third, Conflict)
    assert third.now is None


def test_a_deed_is_done_once_though_the_store_fails_on_the_way(desk: Desk) -> None:
    desk.worker.start()
    alert = desk.gain()
    desk.ledger.fails_before = 2
    taken = asyncio.run(desk.worker.act(take(alert)))
    assert isinstance(taken, AlertEvent)
    closing = Close(
        alert=alert, version=2, who=StaffId("anna"), cause=OutcomeCause.EXPECTED, action=OutcomeAction.PHONE_ADVICE
    )
    closed = asyncio.run(desk.worker.act(closing))
    assert isinstance(closed, AlertEvent)
    with desk.engine.connect() as connection:
        acts = connection.execute(select(schema.ALERT_EVENT.c.act).order_by(schema.ALERT_EVENT.c.version)).scalars()
        assert list(acts) == ["opened", "taken", "closed"]


def test_a_note_is_in_the_chain_when_it_is_answered(desk: Desk) -> None:
    desk.worker.start()
    asyncio.run(desk.worker.note(Noted(who="anna", what="worklist_seen", patients=(desk.town.patient,))))
    with desk.engine.connect() as connection:
        wanted = select(schema.AUDIT.c.what, schema.AUDIT.c.patients).where(schema.AUDIT.c.chain == "pipeline")
        assert [tuple(row) for row in connection.execute(wanted)] == [("worklist_seen", [desk.town.patient])]


def test_who_has_gone_away_is_not_answered_and_stops_nobody(desk: Desk) -> None:
    desk.worker.start()
    desk.ledger.door.clear()

    async def lose_patience() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(desk.worker.note(Noted(who="anna", what="worklist_seen")), 0.2)

    asyncio.run(lose_patience())  # and the loop is closed before the answer comes
    desk.ledger.door.set()
    desk.hear(*desk.weighings(1))
    wait_until(lambda: desk.acknowledged, "the letter is acknowledged")
    assert desk.worker.is_alive


def test_open_pages_are_told_of_a_new_alert_and_of_what_becomes_of_it(desk: Desk) -> None:
    feed = desk.worker._feed
    desk.worker.start()

    async def listen() -> list[tuple[int, bool, bool]]:
        news = feed.subscribe()
        alert = await asyncio.to_thread(desk.gain)
        first = await asyncio.wait_for(news.get(), 5)
        await desk.worker.act(take(alert))
        second = await asyncio.wait_for(news.get(), 5)
        feed.unsubscribe(news)
        assert alert == first.alert == second.alert
        return [(each.version, each.is_new, each.is_open) for each in (first, second)]

    assert asyncio.run(listen()) == [(1, True, True), (2, False, True)]


# --- Stopping and stepping --------------------------------------------------------------------------------------------


def test_stopping_finishes_the_batch_in_hand_and_leaves_the_rest_at_the_broker(desk: Desk) -> None:
    desk.hear(*desk.weighings(BATCH_MAX + 10))
    desk.ledger.door.clear()
    desk.worker.start()
    assert desk.ledger.is_at_the_door.wait(5)
    stopping = threading.Thread(target=desk.worker.stop)
    stopping.start()
    time.sleep(0.1)
    desk.ledger.door.set()
    stopping.join(5)
    assert not desk.worker.is_alive
    assert (len(desk.acknowledged), desk.rows()) == (BATCH_MAX, BATCH_MAX)


def test_stopping_does_not_wait_for_a_store_that_is_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.serving._RETRY_FIRST_S", 60.0)
    desk.worker.start()
    desk.ledger.fails_before = 10_000
    desk.hear(*desk.weighings(2))
    desk.ledger.is_at_the_door.wait(5)
    began = time.monotonic()
    desk.worker.stop()
    assert not desk.worker.is_alive
    assert time.monotonic() - began < 5
    assert (desk.acknowledged, desk.rows()) == ([], 0)


def test_whoever_asks_while_the_server_ends_is_told_that_it_is_not_done(desk: Desk) -> None:
    desk.worker.start()
    desk.ledger.fails_before = 10_000

    async def ask() -> list[object]:
        asked = asyncio.gather(
            desk.worker.note(Noted(who="anna", what="worklist_seen")), desk.worker.act(take(1)), return_exceptions=True
        )
        await asyncio.sleep(0.2)
        await asyncio.to_thread(desk.worker.stop)
        return [*await asked, *await asyncio.gather(desk.worker.act(take(1)), return_exceptions=True)]

    assert [str(answer) for answer in asyncio.run(ask())] == ["the server ends, and this is not written"] * 3


def test_what_still_waits_when_the_server_ends_is_refused_too(desk: Desk) -> None:
    desk.worker.start()
    desk.ledger.door.clear()
    desk.hear(*desk.weighings(1))
    assert desk.ledger.is_at_the_door.wait(5)

    async def ask() -> object:
        asked = asyncio.gather(desk.worker.note(Noted(who="anna", what="worklist_seen")), return_exceptions=True)
        await asyncio.sleep(0.1)
        stopping = asyncio.create_task(asyncio.to_thread(desk.worker.stop))
        await asyncio.sleep(0.1)
        desk.ledger.door.set()
        await stopping
        return (await asyncio.wait_for(asked, 5))[0]

    assert str(asyncio.run(ask())) == "the server ends, and this is not written"
    assert len(desk.acknowledged) == 1


@pytest.mark.decision("H5")
def test_a_step_of_the_simulated_clock_is_answered_when_all_that_came_before_is_done(desk: Desk) -> None:
    told: list[tuple[int, int]] = []
    desk.hear(*desk.weighings(BATCH_MAX + 5))
    desk.worker.stepped(lambda: told.append((len(desk.acknowledged), desk.receipts()[-1].held[0].upto)))
    desk.worker.start()
    wait_until(lambda: told, "the step is answered")
    assert told == [(BATCH_MAX + 5, BATCH_MAX + 5)]
