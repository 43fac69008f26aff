"""Heartbeats: the latest of every hub, the contacts and gaps they leave, and whose home has nothing left to send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from server.ledger.page import ContactRow, GapRow, Page, SetApart, StatusRow
from server.patients.arrival import Arrival, Refused, VerifyWith
from server.patients.contact import SILENT_AFTER, hour_of, life_at
from server.patients.gate import WhyQuarantined
from server.patients.register import Register
from server.rules.record import Contact
from vitals.fields import WireError
from vitals.hub_status import HubStatus
from vitals.identity import HomeId, HubId
from vitals.topics import Topic
from vitals.wire import decode_status


class Heartbeats:
    """The latest proof of life of every hub. A retained message or a last will proves nothing."""

    def __init__(self, latest: Mapping[HubId, StatusRow], verify: VerifyWith) -> None:
        """Take up the latest known of each hub."""
        self._latest = dict(latest)
        self._verify = verify

    def hear(self, arrivals: Iterable[Arrival], register: Register, page: Page) -> list[HubStatus]:
        """Take heartbeats in; gives those that were news."""
        news: list[HubStatus] = []
        for arrival in arrivals:
            read = self._read(arrival, register)
            if isinstance(read, Refused):
                page.set_apart.append(SetApart.of(read))
            elif register.hubs[read.hub].home == Topic.parse(arrival.topic).home and self._take(read, arrival, page):
                news.append(read)
        return news

    def contacts(self, hubs: Iterable[HubId], register: Register) -> list[Contact]:
        """Tell, for the homes of these hubs, since when nothing measured there can still be on its way."""
        homes = dict.fromkeys(register.hubs[hub].home for hub in hubs if hub in register.hubs)
        told: list[Contact] = []
        for home in homes:
            if (heard_at := self._empty_at(home, register)) is not None:
                told += [Contact(patient=who, heard_at=heard_at) for who in sorted(register.members(home, heard_at))]
        return told

    def latest(self, hub: HubId) -> HubStatus | None:
        """Give the latest heartbeat of a hub; None if it was never heard."""
        row = self._latest.get(hub)
        return None if row is None else row.status

    def can_ask(self, hub: HubId, now: datetime) -> bool:
        """Tell whether a hub has a screen and was heard lately: what is asked there is seen."""
        row = self._latest.get(hub)
        return row is not None and row.status.has_screen is True and now - row.heard_at <= SILENT_AFTER

    def hubs(self) -> list[HubId]:
        """List the hubs ever heard."""
        return list(self._latest)

    def _empty_at(self, home: HomeId, register: Register) -> datetime | None:
        """Give the instant until which every hub of a home has sent all it had; None if one never told."""
        known = [self._latest.get(hub) for hub in register.hubs_of(home)]
        times = [row.empty_at for row in known if row is not None and row.empty_at is not None]
        return min(times) if times and len(times) == len(known) else None

    def _read(self, arrival: Arrival, register: Register) -> HubStatus | Refused:
        try:
            topic = Topic.parse(arrival.topic)
            key = register.key_of(topic.hub, topic.home)
            if key is None:
                return Refused(arrival=arrival, why=WhyQuarantined.UNKNOWN_HUB, detail=f"hub {topic.hub}")
            status = decode_status(arrival.payload, lambda signed, signature: self._verify(key, signed, signature))
        except WireError as problem:
            why = WhyQuarantined.BAD_SIGNATURE if problem.field == "sig" else WhyQuarantined.UNREADABLE
            return Refused(arrival=arrival, why=why, detail=str(problem))
        if status.hub != topic.hub:
            return Refused(arrival=arrival, why=WhyQuarantined.WRONG_HUB, detail=f"hub {topic.hub}")
        return status

    def _take(self, status: HubStatus, arrival: Arrival, page: Page) -> bool:
        alive_at = life_at(status, arrival.received_at, is_retained=arrival.is_retained)
        before = self._latest.get(status.hub)
        if alive_at is None or (before is not None and alive_at < before.heard_at):
            return False
        is_empty = status.queue_depth == 0 and status.sent_at is not None
        empty_at = alive_at if is_empty else None if before is None else before.empty_at
        row = StatusRow(status=status, heard_at=alive_at, empty_at=empty_at)
        self._latest[status.hub] = page.statuses[status.hub] = row
        if before is None or hour_of(before.heard_at) != hour_of(alive_at):
            page.contacts.append(ContactRow(hub=status.hub, hour_at=hour_of(alive_at), heard_at=alive_at))
        if before is not None and alive_at - before.heard_at > SILENT_AFTER:
            page.gaps.append(GapRow(hub=status.hub, from_at=before.heard_at, to_at=alive_at))
        return True
