"""Thirty days without a line, twenty measurements a day: nothing is lost, there is room, and all is in soon after."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from small_hub import AT, SmallHub, trusted, weighing

from edge.events import HubTime, LineUp, ReceiptCame, Tick
from edge.uplink import IN_FLIGHT_MAX
from simulator.payload import weight_measurement
from vitals.identity import Epoch
from vitals.receipt import Held, Receipt

DAYS, A_DAY = 30, 20
ALL = DAYS * A_DAY
ROOM_BYTES = 6_000_000
"""Half a megabyte of records, and SQLite's log beside them, which it lets grow to four."""
DAY_MS = 24 * 3_600_000


def after(days: float) -> HubTime:
    """Give the hub's time so many days on."""
    return replace(trusted(round(days * DAY_MS)), wall_at=AT + timedelta(days=days))


@pytest.mark.decision("A8")
def test_a_month_without_a_line_is_kept_whole_and_drained_within_a_minute_the_newest_first(tmp_path: Path) -> None:
    hub = SmallHub(str(tmp_path / "outbox.db"))
    hub.start(after(0), is_up=False)
    for number in range(ALL):
        hub.conductor.hear(weighing(weight_measurement(60 + number * 0.05)), after((number + 1) / A_DAY))
    assert hub.conductor.hub.queue_depth == ALL
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < ROOM_BYTES

    now_ms = round((DAYS + 0.001) * DAY_MS)
    begun_ms = now_ms
    heard: Counter[int] = Counter()
    hub.conductor.hear(LineUp(), after(now_ms / DAY_MS))
    first = hub.line.records()
    assert first[0].sequence == ALL, "what was measured last is what somebody waits for"
    assert len(first) == IN_FLIGHT_MAX
    heard.update(envelope.sequence for envelope in first)
    epoch: Epoch = first[0].epoch
    while hub.conductor.hub.queue_depth:
        now_ms += 1_000
        held = Held(epoch=epoch, upto=0, above=()).add(sorted(heard))
        hub.conductor.hear(ReceiptCame(Receipt(hub=first[0].hub, held=(held,))), after(now_ms / DAY_MS))
        hub.conductor.hear(Tick(), after(now_ms / DAY_MS))
        heard.update(envelope.sequence for envelope in hub.line.records())
    assert set(heard) == set(range(1, ALL + 1))
    assert max(heard.values()) == 1, "what is in flight is not sent again while receipts come"
    assert now_ms - begun_ms < 60_000
