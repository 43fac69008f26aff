"""``hub.toml``: what a hub is told once, when it is provisioned."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from edge.hub import EnrolledDevice, HubSettings
from vitals.identity import DeviceId, HomeId, HubId, is_id


class ConfigError(Exception):
    """The hub's folder is not as it should be; the text names the file, the field and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubConfig:
    """All of hub.toml. ``is_clock_trusted`` is for machines whose host keeps the time."""

    home: HomeId
    settings: HubSettings
    broker_host: str
    broker_port: int
    is_clock_trusted: bool


def read_config(folder: Path, software: str) -> HubConfig:
    """Read hub.toml of a state folder; raises ConfigError."""
    path = folder / "hub.toml"
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path} is not there: this hub is not provisioned (nara-hub provision --help)") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ConfigError(f"{path}: {problem}") from None
    try:
        return _read(told, software)
    except (KeyError, TypeError, ValueError) as problem:
        raise ConfigError(f"{path}: {problem} is missing or wrong; provision the hub again") from None


def _read(told: dict[str, Any], software: str) -> HubConfig:
    settings = HubSettings(
        hub=HubId(_id(told, "hub")),
        zone=_zone(told["zone"]),
        software=software,
        status_every_s=int(told.get("status_every_s", 300)),
        devices=tuple(_device(device) for device in told.get("devices", [])),
    )
    return HubConfig(
        home=HomeId(_id(told, "home")),
        settings=settings,
        broker_host=str(told["broker"]["host"]),
        broker_port=int(told["broker"]["port"]),
        is_clock_trusted=bool(told.get("is_clock_trusted", False)),
    )


def _device(told: dict[str, Any]) -> EnrolledDevice:
    return EnrolledDevice(
        address=str(told["address"]).upper(), device=DeviceId(_id(told, "device")), name=told.get("name") or None
    )


def _id(told: dict[str, Any], name: str) -> str:
    text = str(told[name])
    if not is_id(text):
        raise ValueError(name)
    return text


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        raise ValueError("zone") from None
