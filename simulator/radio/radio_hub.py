"""A hub whose devices are on the air: what they measure goes through Bluetooth, from the advertisement on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.hub import HomeHub
from simulator.radio.home import RadioHome
from simulator.radio.profile import Profile


class RadioHub(HomeHub):
    """Like any home's hub, but with its radio on; only its devices are virtual."""

    def __init__(
        self, label: str, folder: Path, sockets: Path, clock: Path | None, devices: Mapping[str, Profile]
    ) -> None:
        """Take where its files are, and its devices by address."""
        self._home = RadioHome(sockets / f"{label}.air", devices)
        super().__init__(label, folder, sockets, clock)

    def _words(self) -> Sequence[str]:
        where = ["--dir", str(self.folder), "--indications", str(self._socket_path)]
        return [*self._home.command(), "run", *where]

    def indicate(
        self,
        address: str,
        characteristic: str,
        payload: bytes,
        name: str | None = None,  # noqa: ARG002  (a device on the air has told its name)
    ) -> list[Any] | None:
        """Let a device measure, and wait until the hub has confirmed it; where it was kept, only the hub knows."""
        self._home.measure(address, characteristic, payload)
        return None

    def close(self) -> None:
        """Switch the devices off."""
        self._home.close()
        super().close()
