"""Our own word with BlueZ beside bleak's: one connection to D-Bus, and the agent that stays registered on it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final, cast

from dbus_fast import AuthError, BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from edge.adapters.agent import CAPABILITY, Agent, Answers
from edge.pace import USUAL, Pace, nth

LOG = logging.getLogger("nara.hub.radio")
BLUEZ: Final = "org.bluez"
PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_AGENT_PATH: Final = "/nara/agent"
_MANAGER: Final = "org.bluez.AgentManager1"
_DBUS: Final = "org.freedesktop.DBus"
_DBUS_PATH: Final = "/org/freedesktop/DBus"
_WHO_OWNS_BLUEZ: Final = f"type='signal',sender='{_DBUS}',member='NameOwnerChanged',arg0='{BLUEZ}'"
_NOBODY_THERE: Final = frozenset({f"{_DBUS}.Error.ServiceUnknown", f"{_DBUS}.Error.NameHasNoOwner"})
_NOT_RUNNING: Final = "bluetoothd does not run: systemctl start bluetooth"


class BluezError(Exception):
    """BlueZ, or the bus on the way to it, refused; ``name`` is D-Bus's name for why."""

    def __init__(self, name: str, text: str) -> None:
        """Take what D-Bus says."""
        super().__init__(f"{text} ({name})" if text else name)
        self.name = name


class Bluez:
    """A connection to the system's bus that comes back by itself, with our agent on it."""

    def __init__(self, answers: Answers, pace: Pace = USUAL) -> None:
        """Take who answers when a device is to be paired, and how long to wait for what."""
        self._answers = answers
        self._pace = pace
        self._bus: MessageBus | None = None
        self._is_default = False
        self._changed = asyncio.Event()
        self.agent_fault: str | None = "not registered yet"
        """Why BlueZ could ask nobody at this moment; None if it can."""

    async def run(self) -> None:
        """Keep the agent registered until cancelled: whatever dies, we are there again when it lives."""
        failures = 0
        while True:
            try:
                async with self._on_the_bus() as bus:
                    failures = 0
                    await self._stay_registered(bus)
            except (OSError, EOFError, TimeoutError, AuthError, BluezError) as problem:
                self._say(f"no D-Bus system bus: {problem}")
            await asyncio.sleep(nth(self._pace.absent_s, failures))
            failures += 1

    async def call(
        self,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        body: Sequence[Any] = (),
        *,
        within_s: float | None = None,
        to: str = BLUEZ,
    ) -> list[Any]:
        """Call a method, give what it returns; raises BluezError, or TimeoutError when nobody answers."""
        if self._bus is None or not self._bus.connected:
            raise BluezError("org.freedesktop.DBus.Error.Disconnected", "no D-Bus system bus")
        message = Message(
            destination=to, path=path, interface=interface, member=member, signature=signature, body=list(body)
        )
        async with asyncio.timeout(self._pace.scan_call_s if within_s is None else within_s):
            reply = cast("Message | None", await self._bus.call(message))  # None: the bus went away meanwhile
        if reply is None:
            raise BluezError("org.freedesktop.DBus.Error.Disconnected", "no D-Bus system bus")
        if reply.message_type is MessageType.ERROR:
            raise BluezError(str(reply.error_name), str(reply.body[0]) if reply.body else "")
        return list(reply.body)

    async def switch(self, path: str, interface: str, name: str, *, is_on: bool) -> None:
        """Set a property that is true or false; raises BluezError, or TimeoutError."""
        await self.call(path, PROPERTIES, "Set", "ssv", [interface, name, Variant("b", is_on)])

    async def be_default(self, *, is_wanted: bool) -> None:
        """Ask to be the agent for everybody's pairings, or no longer; raises BluezError, or TimeoutError.

        BlueZ knows no way back but to register anew, behind the others.
        """
        self._is_default = is_wanted
        if is_wanted:
            await self.call("/org/bluez", _MANAGER, "RequestDefaultAgent", "o", [_AGENT_PATH])
        else:
            await self.call("/org/bluez", _MANAGER, "UnregisterAgent", "o", [_AGENT_PATH])
            await self._register()

    @contextlib.asynccontextmanager
    async def _on_the_bus(self) -> AsyncIterator[MessageBus]:
        bus = MessageBus(bus_type=BusType.SYSTEM)
        try:
            async with asyncio.timeout(self._pace.scan_call_s):
                await bus.connect()
            bus.export(_AGENT_PATH, Agent(self._answers))
            bus.add_message_handler(self._heard)
            self._bus = bus
            await self.call(_DBUS_PATH, _DBUS, "AddMatch", "s", [_WHO_OWNS_BLUEZ], to=_DBUS)
            yield bus
        finally:
            self._bus = None
            bus.disconnect()

    async def _stay_registered(self, bus: MessageBus) -> None:
        """Register, and again whenever bluetoothd comes back; returns when the bus is gone."""
        failures = 0
        while bus.connected:
            self._changed.clear()
            try:
                await self._register()
                failures = 0
            except (BluezError, TimeoutError) as problem:
                is_gone = isinstance(problem, BluezError) and problem.name in _NOBODY_THERE
                self._say(_NOT_RUNNING if is_gone else f"BlueZ takes no agent: {problem}")
                failures += 1
            waits_s = self._pace.check_s if failures == 0 else nth(self._pace.absent_s, failures - 1)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(waits_s):
                    await self._changed.wait()

    async def _register(self) -> None:
        """Register, or see that we are; BlueZ takes one agent of every client."""
        try:
            await self.call("/org/bluez", _MANAGER, "RegisterAgent", "os", [_AGENT_PATH, CAPABILITY])
        except BluezError as problem:
            if problem.name != "org.bluez.Error.AlreadyExists":
                raise
        else:
            if self._is_default:
                await self.call("/org/bluez", _MANAGER, "RequestDefaultAgent", "o", [_AGENT_PATH])
        self._say(None)

    def _heard(self, message: Message) -> None:
        """Notice that bluetoothd has gone or come: an agent dies with the one it was registered with."""
        if message.member == "NameOwnerChanged" and message.body[0] == BLUEZ:
            if not message.body[2]:
                self._say(_NOT_RUNNING)
            self._changed.set()

    def _say(self, fault: str | None) -> None:
        if fault != self.agent_fault:
            self.agent_fault = fault
            LOG.log(
                logging.INFO if fault is None else logging.WARNING, "pairing: %s", fault or "the agent is registered"
            )
