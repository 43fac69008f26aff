"""What every hub is to know and ask: its home, the devices there, the people, and the open questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from server.heartbeats import Heartbeats
from server.ledger.page import Desired, Page
from server.ledger.port import Ledger
from server.patients.register import Register
from server.questions import Questions
from vitals.desired import DesiredState
from vitals.fields import MANY
from vitals.hub_status import HubStatus
from vitals.identity import HomeId, HubId, PatientId
from vitals.member import Member
from vitals.screen import Screen

BELIEVED_AHEAD: Final = 1_000_000
"""A hub that says it holds a version so far ahead of ours is not believed: it would take the last numbers there are."""


class DesiredStates:
    """The desired state of every hub, as it was told last. The version only rises, also over a restored database."""

    def __init__(self, ledger: Ledger, heartbeats: Heartbeats, questions: Questions) -> None:
        """Learn what a hub was told when it is first asked for."""
        self._ledger, self._heartbeats, self._questions = ledger, heartbeats, questions
        self._told: dict[HubId, Desired] = {}

    def renew(
        self,
        hubs: Iterable[HubId],
        statuses: Sequence[HubStatus],
        register: Register,
        now: datetime,
        page: Page,
    ) -> tuple[DesiredState, ...]:
        """Give what is new to tell these hubs, and those asked otherwise; and what a hub whose heartbeat came lacks."""
        holds = {status.hub: status.desired_version for status in statuses}
        wanted = [hub for hub in sorted({*hubs, *holds, *self._questions.changed}) if hub in register.hubs]
        self._questions.changed.clear()
        self._load(wanted)
        told: list[DesiredState] = []
        for hub in wanted:
            state = self._now(hub, holds.get(hub, 0), register, now)
            version, _ = self._told.get(hub, (0, {}))
            if state.version != version:
                self._told[hub] = state.version, state.to_wire()
                page.desired[hub] = state
            if state.version != version or (hub in holds and holds[hub] != version):
                told.append(state)
        return tuple(told)

    def _now(self, hub: HubId, holds: int, register: Register, now: datetime) -> DesiredState:
        """Say what a hub is to be told now, under the version it was told, or under the next if that was otherwise."""
        home = register.hubs[hub].home
        version, document = self._told.get(hub, (0, {}))
        state = DesiredState(
            home=home,
            hub=hub,
            version=max(version, 1),
            devices=tuple(register.devices_of(home)[:MANY]),
            questions=self._questions.of(hub, now),
            screen=self._screen(hub, home, register, now),
        )
        if version < holds <= version + BELIEVED_AHEAD:
            return replace(state, version=holds + 1)
        return state if _is_same(state.to_wire(), document) else replace(state, version=version + 1)

    def _screen(self, hub: HubId, home: HomeId, register: Register, now: datetime) -> Screen | None:
        """Name the people of a home, for a hub that has a screen to show them on.

        An older hub refuses a document with a screen in it. Every hub that can read one tells of its computer.
        """
        status = self._heartbeats.latest(hub)
        if status is None or status.machine is None:
            return None
        return Screen(people=tuple(map(_member, sorted(register.members(home, now))[:MANY])))

    def _load(self, hubs: Sequence[HubId]) -> None:
        unknown = [hub for hub in hubs if hub not in self._told]
        if unknown:
            self._told |= self._ledger.desired(unknown)


def _member(patient: PatientId) -> Member:
    return Member(patient=patient)


def _is_same(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Tell whether two documents say the same, whatever their versions."""
    return {**one, "version": 0} == {**other, "version": 0}
