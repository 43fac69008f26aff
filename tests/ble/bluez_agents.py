"""org.bluez.AgentManager1, and how a pairing asks the agent it falls to, after BlueZ's src/agent.c and src/device.c."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bumble.pairing import PairingDelegate
from dbus_fast import Message, MessageType

from tests.ble.bluez import BluezError, Tree

MANAGER = "org.bluez.AgentManager1"
AGENT = "org.bluez.Agent1"
PATH = "/org/bluez"
_CAPABILITIES = {
    "": PairingDelegate.DISPLAY_OUTPUT_AND_KEYBOARD_INPUT,
    "KeyboardDisplay": PairingDelegate.DISPLAY_OUTPUT_AND_KEYBOARD_INPUT,
    "KeyboardOnly": PairingDelegate.KEYBOARD_INPUT_ONLY,
    "DisplayOnly": PairingDelegate.DISPLAY_OUTPUT_ONLY,
    "DisplayYesNo": PairingDelegate.DISPLAY_OUTPUT_AND_YES_NO_INPUT,
    "NoInputNoOutput": PairingDelegate.NO_OUTPUT_NO_INPUT,
}


@dataclass(frozen=True, slots=True)
class RegisteredAgent:
    """Who answers when a device wants to be paired."""

    owner: str
    path: str
    capability: str


class BluezAgents:
    """The agents, the default one first; the first to be registered is the default until another asks to be."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.registered: list[RegisteredAgent] = []
        tree.client_gone.append(self._client_gone)
        calls = {
            "RegisterAgent": self._register,
            "UnregisterAgent": self._unregister,
            "RequestDefaultAgent": self._request_default,
        }
        tree.add(PATH, MANAGER, {}, calls)

    def of(self, client: str | None) -> RegisteredAgent | None:
        """Give a client's own agent, or else the default one."""
        own = [agent for agent in self.registered if agent.owner == client]
        return next(iter([*own, *self.registered]), None)

    async def ask(self, agent: RegisteredAgent, member: str, signature: str, body: Sequence[Any]) -> list[Any] | None:
        """Ask an agent; None if it refuses."""
        reply = await self._tree.bus.call(
            Message(
                destination=agent.owner,
                path=agent.path,
                interface=AGENT,
                member=member,
                signature=signature,
                body=list(body),
            )
        )
        return None if reply.message_type is MessageType.ERROR else list(reply.body)

    async def _register(self, message: Message) -> None:
        path, capability = message.body
        if any(agent.owner == message.sender for agent in self.registered):
            raise BluezError("AlreadyExists", "Already Exists")
        if capability not in _CAPABILITIES:
            raise BluezError("InvalidArguments", "Invalid arguments in method call")
        self.registered.append(RegisteredAgent(str(message.sender), path, capability))

    async def _unregister(self, message: Message) -> None:
        self.registered.remove(self._own(message))

    async def _request_default(self, message: Message) -> None:
        agent = self._own(message)
        self.registered.remove(agent)
        self.registered.insert(0, agent)

    def _own(self, message: Message) -> RegisteredAgent:
        for agent in self.registered:
            if (agent.owner, agent.path) == (message.sender, message.body[0]):
                return agent
        raise BluezError("DoesNotExist", "Does Not Exist")

    async def _client_gone(self, client: str) -> None:
        self.registered = [agent for agent in self.registered if agent.owner != client]


class Questions(PairingDelegate):
    """One pairing's questions, asked of one agent; with none, whatever is asked is answered no."""

    def __init__(self, agents: BluezAgents, agent: RegisteredAgent | None, device: str, *, is_ours: bool) -> None:
        """``is_ours`` says that a client has asked for this pairing: then Just Works asks nobody."""
        super().__init__(
            PairingDelegate.NO_OUTPUT_NO_INPUT if agent is None else _CAPABILITIES[agent.capability],
        )
        self._agents = agents
        self._agent = agent
        self._device = device
        self._is_ours = is_ours

    async def confirm(self, auto: bool = False) -> bool:
        """Just Works: BlueZ wants an agent even when it has nothing to ask."""
        del auto
        if self._agent is None:
            return False
        return self._is_ours or await self._asked("RequestAuthorization", "o") is not None

    async def compare_numbers(self, number: int, digits: int) -> bool:
        """Let people compare six digits."""
        del digits
        return await self._asked("RequestConfirmation", "ou", number) is not None

    async def get_number(self) -> int | None:
        """Let people type what the device shows."""
        answer = await self._asked("RequestPasskey", "o")
        return None if answer is None else int(answer[0])

    async def display_number(self, number: int, digits: int) -> None:
        """Show people what to type on the device."""
        del digits
        await self._asked("DisplayPasskey", "ouq", number, 0)

    async def _asked(self, member: str, signature: str, *more: Any) -> list[Any] | None:
        if self._agent is None:
            return None
        return await self._agents.ask(self._agent, member, signature, [self._device, *more])
