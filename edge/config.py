"""``hub.toml``: what a hub is told once, when it is provisioned."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from edge.devices.link import Consent, Secrets
from edge.enrolled import EnrolledDevice
from edge.household import LANGUAGES, Language
from edge.hub import HubSettings
from vitals.identity import DeviceId, HomeId, HubId, is_id

FILE: Final = "hub.toml"
_ADDRESS: Final = re.compile(r"([0-9A-F]{2}:){5}[0-9A-F]{2}")
_BIND_KEY: Final = re.compile("(?:[0-9a-fA-F]{32})?")
_PORTS: Final = range(1, 65_536)
_USERS: Final = range(255)
_CODES: Final = range(10_000)


class ConfigError(Exception):
    """The hub's folder is not as it should be; the text names the file, the field and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenConfig:
    """The screen's port on loopback, and its language until somebody chooses another on it."""

    port: int
    language: Language = LANGUAGES[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class HubConfig:
    """All of hub.toml. ``is_clock_trusted`` is for machines whose host keeps the time."""

    home: HomeId
    settings: HubSettings
    broker_host: str
    broker_port: int
    is_clock_trusted: bool
    screen: ScreenConfig | None = None

    def with_screen(self, port: int) -> HubConfig:
        """Give the configuration of the same hub with its screen on this port; raises ConfigError."""
        if port not in _PORTS:
            raise ConfigError(f"{port} is no port for a screen: choose one from 1 to 65535")
        screen = ScreenConfig(port=port) if self.screen is None else replace(self.screen, port=port)
        return replace(self, screen=screen, settings=replace(self.settings, has_screen=True))


def read_config(folder: Path, software: str) -> HubConfig:
    """Read hub.toml of a state folder; raises ConfigError."""
    path = folder / FILE
    try:
        return parse_config(path.read_text(encoding="utf-8"), software)
    except FileNotFoundError:
        raise ConfigError(f"{path} is not there: this hub is not provisioned (nara-hub join --help)") from None
    except OSError as problem:
        raise ConfigError(f"{path} cannot be read: {problem.strerror}") from None
    except ValueError as problem:
        raise ConfigError(f"{path}: {problem}; provision the hub again") from None


def parse_config(text: str, software: str) -> HubConfig:
    """Read the text of a hub.toml; raises ValueError that names the field."""
    told = tomllib.loads(text)
    try:
        return _config(told, software)
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise ValueError(f"{_field(problem)} is missing or wrong") from None


def _config(told: dict[str, Any], software: str) -> HubConfig:
    settings = HubSettings(
        hub=HubId(_id(told, "hub")),
        zone=_zone(told["zone"]),
        software=software,
        status_every_s=_whole(told.get("status_every_s", 300), range(1, 86_401), "status_every_s"),
        devices=tuple(_device(device) for device in told.get("devices", [])),
        has_screen="screen" in told,
    )
    return HubConfig(
        home=HomeId(_id(told, "home")),
        settings=settings,
        broker_host=_text(told["broker"], "host"),
        broker_port=_whole(told["broker"]["port"], _PORTS, "port"),
        is_clock_trusted=told.get("is_clock_trusted", False) is True,
        screen=_screen(told["screen"]) if "screen" in told else None,
    )


def _screen(told: dict[str, Any]) -> ScreenConfig:
    language = next((language for language in LANGUAGES if language == told.get("language", LANGUAGES[0])), None)
    if language is None:
        raise ValueError("language")
    return ScreenConfig(port=_whole(told["port"], _PORTS, "port"), language=language)


def _device(told: dict[str, Any]) -> EnrolledDevice:
    address = _text(told, "address").upper()
    if not _ADDRESS.fullmatch(address):
        raise ValueError("address")
    return EnrolledDevice(
        address=address,
        device=DeviceId(_id(told, "device")),
        name=told.get("name") or None,
        family=str(told.get("family") or ""),
        bind_key=_key(told, "bind_key"),
        secrets=Secrets(consents=_consents(told.get("consents", [])), unlock_key=_key(told, "unlock_key")),
    )


def _consents(told: list[list[object]]) -> tuple[Consent, ...]:
    """Read pairs of a scale's user and that user's code."""
    return tuple(Consent(_whole(index, _USERS, "consents"), _whole(code, _CODES, "consents")) for index, code in told)


def _key(told: dict[str, Any], name: str) -> bytes | None:
    text = told.get(name) or ""
    if not isinstance(text, str) or not _BIND_KEY.fullmatch(text):
        raise ValueError(name)
    return bytes.fromhex(text) or None


def _id(told: dict[str, Any], name: str) -> str:
    text = _text(told, name)
    if not is_id(text):
        raise ValueError(name)
    return text


def _text(told: dict[str, Any], name: str) -> str:
    text = told[name]
    if not isinstance(text, str) or not text:
        raise ValueError(name)
    return text


def _whole(number: object, within: range, name: str) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number not in within:
        raise ValueError(name)
    return number


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError("zone") from None


def _field(problem: Exception) -> str:
    """Name the field: a KeyError and our own errors carry it, and what else goes wrong is a table that is none."""
    return str(problem.args[0]) if isinstance(problem, KeyError | ValueError) else "a table"
