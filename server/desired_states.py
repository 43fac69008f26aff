"""What every hub is to know and ask: its home, the devices there, the people, and the open questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from server.heartbeats import Heartbeats
from server.ledger.page import Desired, Page
from server.ledger.port import Ledger
from server.looks import Looks
from server.patients.register import Register
from server.questions import Questions
from server.screens import screen_of, texts_of
from server.second_looks import SecondLooks
from vitals.desired import DesiredState
from vitals.fields import MANY
from vitals.hub_status import HubStatus
from vitals.identity import HubId
from vitals.symptom import Symptom

BELIEVED_AHEAD: Final = 1_000_000
"""A hub that says it holds a version so far ahead of ours is not believed: it would take the last numbers there are."""


class DesiredStates:
    """The desired state of every hub, as it was told last. The version only rises, also over a restored database."""

    def __init__(
        self,
        ledger: Ledger,
        heartbeats: Heartbeats,
        questions: Questions,
        looks: Looks,
        second_looks: SecondLooks,
        symptoms: Sequence[Symptom],
    ) -> None:
        """Learn what a hub was told when it is first asked for."""
        self._ledger, self._heartbeats, self._questions = ledger, heartbeats, questions
        self._looks, self._second_looks, self._symptoms = looks, second_looks, symptoms
        self._told: dict[HubId, Desired] = {}

    def renew(
        self,
        hubs: Iterable[HubId],
        statuses: Sequence[HubStatus],
        register: Register,
        now: datetime,
        page: Page,
    ) -> tuple[DesiredState, ...]:
        """Give what is new to tell these hubs, and those asked otherwise; and what a hub whose heartbeat came lacks.

        A question, a request and a person's look are told at once. What only time changes (a new week of staffed hours)
        and that the rules have looked goes out with the next heartbeat: so a hub hears of nothing more often than it
        beats.
        """
        holds = {status.hub: status.desired_version for status in statuses}
        changed = self._questions.changed | self._looks.changed | self._second_looks.changed
        wanted = [hub for hub in sorted({*hubs, *holds, *changed}) if hub in register.hubs]
        self._questions.changed.clear()
        self._looks.changed.clear()
        self._second_looks.changed.clear()
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
            questions=(*self._second_looks.of(hub, register, now), *self._questions.of(hub, now))[:MANY],
        )
        if self._has_screen(hub):
            people = sorted(register.members(home, now))
            seen = self._looks.of(hub, register.homes[home], register, now)
            shown = screen_of(people, register, self._symptoms, seen, now)
            state = replace(state, screen=shown, texts=texts_of(people, register, now))
        if version < holds <= version + BELIEVED_AHEAD:
            return replace(state, version=holds + 1)
        return state if _is_same(state.to_wire(), document) else replace(state, version=version + 1)

    def _has_screen(self, hub: HubId) -> bool:
        """Tell whether a hub can read of a screen: an older one would refuse the whole document.

        Every hub that can tells of its computer.
        """
        status = self._heartbeats.latest(hub)
        return status is not None and status.machine is not None

    def _load(self, hubs: Sequence[HubId]) -> None:
        unknown = [hub for hub in hubs if hub not in self._told]
        if unknown:
            self._told |= self._ledger.desired(unknown)


def _is_same(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Tell whether two documents say the same, whatever their versions."""
    return {**one, "version": 0} == {**other, "version": 0}
