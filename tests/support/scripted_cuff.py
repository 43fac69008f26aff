"""An Omron cuff that answers out of a memory of its own, behind a key: what it says to what is written to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import xor

from scripted_link import ScriptedLink

from edge.devices.link import Secrets
from edge.devices.omron import CHANNELS, COMMANDS, UNLOCK
from edge.devices.omron_memory import MODELS

KEY = bytes(range(16))
FIRST = "5b78194819d71b42000014006996"
"""A captured record of the 7322T, moved to the year before."""
NEWER = "7d5d46182b2541160000200000010200"
"""A record out of a newer cuff's log (eigger/hass-omron#92), with its year moved."""


class ScriptedCuff:
    """A cuff of the four-channel kind: bytes at addresses, behind a key."""

    def __init__(self, model: str = "HEM-7322T-D", *, channels: int = 4) -> None:
        self.channels = CHANNELS[:channels]
        self.memory = bytearray(b"\xff" * 0x1000)
        self.values = {"2a24": model.encode().hex()}
        self.breaks_at: int | None = None
        self.key = KEY
        self.flashes_p, self.takes_keys, self.awaits_key, self.says_no_times = False, True, False, 0
        self.is_greeted, self.has_lock, self.is_silent, self.babbles = True, True, False, False
        self.answered = 0

    def put(self, user: int, slot: int, record: str, model: str = "HEM-7322T") -> None:
        at, data = MODELS[model].locate(user, slot), bytes.fromhex(record)
        self.memory[at : at + len(data)] = data

    def react(self, characteristic: str, payload: bytes) -> Iterable[tuple[str, str]]:
        if characteristic == UNLOCK:
            return [] if self.is_silent else [(UNLOCK, self.lock(payload[0], payload[1:]))]
        assert characteristic == COMMANDS
        assert reduce(xor, payload) == 0
        kind, address, size = payload[1:3], int.from_bytes(payload[3:5], "big"), payload[5]
        if kind == b"\x01\x00":
            self.answered += 1
            data = bytes(self.memory[address : address + size])
            return self.spoken(b"\x81\x00" + payload[3:6] + data + b"\x00")
        return self.spoken({b"\x00\x00": b"\x80\x00", b"\x0f\x00": b"\x8f\x00"}[bytes(kind)] + payload[3:6] + b"\x00")

    def lock(self, kind: int, key: bytes) -> str:
        if kind == 0x11:
            return f"9100{key[:4].hex()}" if self.is_greeted else "9101"
        if kind == 1:
            return "8100" if key == self.key else "8101"
        if kind == 2 and self.flashes_p and self.says_no_times <= 0:
            self.awaits_key = True
            return "8200"
        if kind == 0 and self.awaits_key and self.takes_keys:
            self.key, self.awaits_key = key, False
            return "8000"
        self.says_no_times -= 1
        return f"{0x80 + kind:02x}01"

    def spoken(self, frame: bytes) -> Iterator[tuple[str, str]]:
        """Give an answer in pieces of sixteen bytes over the channels."""
        whole = bytes((len(frame) + 2,)) + frame
        whole += bytes((reduce(xor, whole),))
        if self.breaks_at == self.answered:
            whole = whole[:-1] + bytes((whole[-1] ^ 1,))
        if self.babbles:
            yield UNLOCK, "8100"
        for number, at in enumerate(range(0, len(whole), 16)):
            yield self.channels[number % len(self.channels)], whole[at : at + 16].hex()

    def link(self, **more: object) -> ScriptedLink:
        given = {"secrets": Secrets(unlock_key=KEY), "values": self.values} | more
        offered = (*self.channels, COMMANDS, "2a24", *((UNLOCK,) if self.has_lock else ()))
        return ScriptedLink(offered, reacts=self.react, **given)  # type: ignore[arg-type]  # what a test says otherwise
