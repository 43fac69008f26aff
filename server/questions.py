"""What is asked of the homes: whose is this measurement? Each is asked once, on the hub that heard it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from server.ledger.page import JournalRow, Page, WhoseQuestion
from vitals.code import WHOSE
from vitals.desired import Ask, Question
from vitals.fields import MANY
from vitals.identity import HubId
from vitals.record import RecordRef

WHOSE_VERSION: Final = 1
"""The version of the question: it stands in an answer to it."""
OPEN_FOR: Final = timedelta(hours=48)
"""Who stood on the scale longer ago than that, nobody remembers: after it the staff's page is where it is settled."""
ASKED_WITHIN: Final = timedelta(days=7)
"""What came so long after it was measured is not asked about at all."""


class Questions:
    """The questions that are open, by the place of their measurement in the journal."""

    def __init__(self, still_open: Iterable[WhoseQuestion]) -> None:
        """Take up those that were open."""
        self._open: dict[int, WhoseQuestion] = {}
        self._of_hub: dict[HubId, dict[int, WhoseQuestion]] = {}
        for each in still_open:
            self._put(each)
        self.changed: set[HubId] = set()
        """The hubs whose questions are others than they were told."""

    def ask(self, row: JournalRow, measured_at: datetime, now: datetime, page: Page) -> None:
        """Ask whose a measurement is, unless it is too old for anybody to remember."""
        if now - measured_at > ASKED_WITHIN:
            return
        asked = WhoseQuestion(
            record=row.arrival,
            hub=row.hub,
            epoch=row.epoch,
            sequence=row.sequence,
            asked_at=now,
            expires_at=now + OPEN_FOR,
        )
        self._put(asked)
        page.questions[row.arrival] = asked
        self.changed.add(row.hub)

    def close(self, record: int, now: datetime, page: Page) -> None:
        """Ask no more about a measurement: somebody has said whose it is."""
        asked = self._open.get(record)
        if asked is not None:
            self._drop(asked)
            page.questions[record] = replace(asked, closed_at=now)
            self.changed.add(asked.hub)

    def of(self, hub: HubId, now: datetime) -> tuple[Question, ...]:
        """Give what is to be asked on a hub, as its desired state says it: the latest, as many as fit."""
        mine = self._of_hub.get(hub, {})
        for expired in [each for each in mine.values() if each.expires_at <= now]:
            self._drop(expired)
        return tuple(
            Question(
                question=WHOSE,
                version=WHOSE_VERSION,
                ask=Ask.WHOSE,
                about=None,
                refers_to=RecordRef(epoch=each.epoch, sequence=each.sequence),
                expires_at=each.expires_at,
            )
            for each in list(mine.values())[-MANY:]
        )

    def _put(self, asked: WhoseQuestion) -> None:
        self._open[asked.record] = asked
        self._of_hub.setdefault(asked.hub, {})[asked.record] = asked

    def _drop(self, asked: WhoseQuestion) -> None:
        del self._open[asked.record]
        del self._of_hub[asked.hub][asked.record]
