"""bluetoothd as bleak sees it: org.bluez on a bus, as a tree of objects that a bumble stack brings to life.

It copies what BlueZ 5.66 to 5.8x does as far as this hub's radio can tell (bleak 3.1's BlueZ backend is the caller):
which objects there are, which signals come and in which order, and that an indication is confirmed before any client
has seen it. No service cache, no passive scan, no D-Bus policy.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

NAME = "org.bluez"
OBJECT_MANAGER = "org.freedesktop.DBus.ObjectManager"
PROPERTIES = "org.freedesktop.DBus.Properties"

Properties = dict[str, Variant]
Call = Callable[[Message], Awaitable[bytes | None]]
"""What is done when a member is called; what it gives, if anything, is the value that was read."""


class BluezError(Exception):
    """An error that goes over the bus."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(name, text)
        self.name = name if "." in name else f"org.bluez.Error.{name}"
        self.text = text


class Tree:
    """The objects on the bus: ``add``, ``change`` and ``remove`` tell everybody, as BlueZ does."""

    def __init__(self, address: str) -> None:
        self.bus = MessageBus(bus_address=address)
        self.objects: dict[str, dict[str, Properties]] = {}
        self.called: list[str] = []
        """The members called, in order."""
        self.fail_next: defaultdict[str, list[BluezError]] = defaultdict(list)
        """Errors to answer the next calls of a member with."""
        self.client_gone: list[Callable[[str], Coroutine[Any, Any, None]]] = []
        """What is to be done when a client leaves the bus, by its unique name: what it asked for ends with it."""
        self.set: dict[tuple[str, str], Callable[[Any], Awaitable[None]]] = {}
        """What a client may set: by path and property."""
        self._calls: dict[tuple[str, str, str], Call] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Go on the bus, as org.bluez."""
        await self.bus.connect()
        self.bus.add_message_handler(self._take)
        await self.bus.call(
            Message(
                destination="org.freedesktop.DBus",
                path="/org/freedesktop/DBus",
                interface="org.freedesktop.DBus",
                member="AddMatch",
                signature="s",
                body=["type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'"],
            )
        )
        await self.bus.request_name(NAME)

    async def close(self) -> None:
        """Leave the bus."""
        for task in list(self._tasks):
            task.cancel()
        self.bus.disconnect()
        await self.bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # dbus-fast's own

    def add(self, path: str, interface: str, properties: Properties, calls: Mapping[str, Call] | None = None) -> None:
        """Add an object with one interface."""
        self.objects[path] = {interface: properties}
        for member, call in (calls or {}).items():
            self._calls[path, interface, member] = call
        self._signal("/", OBJECT_MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, self.objects[path]])

    def remove(self, path: str) -> None:
        """Remove an object and all below it, the lowest first."""
        for gone in sorted((each for each in self.objects if f"{each}/".startswith(f"{path}/")), reverse=True):
            interfaces = list(self.objects.pop(gone))
            self._signal("/", OBJECT_MANAGER, "InterfacesRemoved", "oas", [gone, interfaces])

    def change(self, path: str, interface: str, changed: Properties, gone: Sequence[str] = ()) -> None:
        """Change properties of an object that is there."""
        if path not in self.objects:
            return
        properties = self.objects[path][interface]
        properties.update(changed)
        lost = [name for name in gone if properties.pop(name, None) is not None]
        self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, changed, lost])

    def aside(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something without waiting for it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _signal(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        self._send(Message.new_signal(path, interface, member, signature, body))

    def _send(self, message: Message) -> None:
        """Send without waiting; at the end of a world the bus may break while we do."""
        if self.bus.connected:
            self.bus.send(message).add_done_callback(lambda sent: sent.cancelled() or sent.exception())

    def _take(self, message: Message) -> bool:
        if message.message_type is MessageType.SIGNAL and message.member == "NameOwnerChanged":
            name, _, owner = message.body
            for end in self.client_gone if not owner else ():
                self.aside(end(name))
        if message.message_type is not MessageType.METHOD_CALL:
            return False
        self.aside(self._answer(message))
        return True

    async def _answer(self, message: Message) -> None:
        self.called.append(str(message.member))
        try:
            reply = await self._reply(message)
        except BluezError as problem:
            reply = Message.new_error(message, problem.name, problem.text)
        self._send(reply)

    async def _reply(self, message: Message) -> Message:
        path, interface, member = str(message.path), str(message.interface), str(message.member)
        if self.fail_next[member]:
            raise self.fail_next[member].pop(0)
        if (interface, member) == (OBJECT_MANAGER, "GetManagedObjects"):
            return Message.new_method_return(message, "a{oa{sa{sv}}}", [self.objects])
        if path not in self.objects:
            raise BluezError("org.freedesktop.DBus.Error.UnknownObject", f"no {path}")
        if (interface, member) == (PROPERTIES, "Get"):
            return Message.new_method_return(message, "v", [self._property(path, *message.body)])
        if (interface, member) == (PROPERTIES, "Set"):
            await self._set_property(path, *message.body)
            return Message.new_method_return(message)
        if (call := self._calls.get((path, interface, member))) is None:
            raise BluezError("org.freedesktop.DBus.Error.UnknownMethod", f"no {interface}.{member} here")
        value = await call(message)
        return Message.new_method_return(message, *(() if value is None else ("ay", [value])))

    def _property(self, path: str, interface: str, name: str) -> Variant:
        try:
            return self.objects[path][interface][name]
        except KeyError:
            raise BluezError("org.freedesktop.DBus.Error.InvalidArgs", f"no such property '{name}'") from None

    async def _set_property(self, path: str, interface: str, name: str, value: Variant) -> None:
        if (setter := self.set.get((path, name))) is None:
            raise BluezError("org.freedesktop.DBus.Error.PropertyReadOnly", f"Property '{name}' is not writable")
        await setter(value.value)
        self.change(path, interface, {name: value})
