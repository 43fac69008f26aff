"""What every hub is to know and ask: its home, the devices there, the people, and the open questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from server.ledger.page import Desired, Page
from server.ledger.port import Ledger
from server.patients.register import Register
from server.questions import Questions
from vitals.desired import MANY, DesiredState
from vitals.hub_status import HubStatus
from vitals.identity import HubId

BELIEVED_AHEAD: Final = 1_000_000
"""A hub that says it holds a version so far ahead of ours is not believed: it would take the last numbers there are."""


class DesiredStates:
    """The desired state of every hub, as it was told last. The version only rises, also over a restored database."""

    def __init__(self, ledger: Ledger) -> None:
        """Learn what a hub was told when it is first asked for."""
        self._ledger = ledger
        self._told: dict[HubId, Desired] = {}

    def renew(
        self,
        hubs: Iterable[HubId],
        statuses: Sequence[HubStatus],
        register: Register,
        questions: Questions,
        now: datetime,
        page: Page,
    ) -> tuple[DesiredState, ...]:
        """Give what is new to tell these hubs, and those asked otherwise; and what a hub whose heartbeat came lacks."""
        holds = {status.hub: status.desired_version for status in statuses}
        wanted = [hub for hub in sorted({*hubs, *holds, *questions.changed}) if hub in register.hubs]
        questions.changed.clear()
        self._load(wanted)
        told: list[DesiredState] = []
        for hub in wanted:
            state = self._now(hub, holds.get(hub, 0), register, questions, now)
            version, _ = self._told.get(hub, (0, {}))
            if state.version != version:
                self._told[hub] = state.version, state.to_wire()
                page.desired[hub] = state
            if state.version != version or (hub in holds and holds[hub] != version):
                told.append(state)
        return tuple(told)

    def _now(self, hub: HubId, holds: int, register: Register, questions: Questions, now: datetime) -> DesiredState:
        """Say what a hub is to be told now, under the version it was told, or under the next if that was otherwise."""
        home = register.hubs[hub].home
        version, document = self._told.get(hub, (0, {}))
        state = DesiredState(
            home=home,
            hub=hub,
            version=max(version, 1),
            devices=tuple(register.devices_of(home)[:MANY]),
            questions=questions.of(hub, now),
        )
        if version < holds <= version + BELIEVED_AHEAD:
            return replace(state, version=holds + 1)
        return state if _is_same(state.to_wire(), document) else replace(state, version=version + 1)

    def _load(self, hubs: Sequence[HubId]) -> None:
        unknown = [hub for hub in hubs if hub not in self._told]
        if unknown:
            self._told |= self._ledger.desired(unknown)


def _is_same(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Tell whether two documents say the same, whatever their versions."""
    return {**one, "version": 0} == {**other, "version": 0}
