"""What the server is told by its environment; docs/configuration.md lists every name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from vitals.fields import WireError
from vitals.invitation import server_address

MQTTS_PORT: Final = 8883
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class ConfigError(Exception):
    """A setting is wrong; the text names it and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConfig:
    """All settings. ``broker_url`` is None with the embedded broker; ``demo_clock`` is the simulator's socket."""

    data: Path
    database_url: str
    broker_url: str | None
    mqtt_host: str
    mqtt_port: int
    mqtt_names: tuple[str, ...]
    web_host: str
    web_port: int
    join_url: str
    influx_url: str | None
    influx_token: str
    influx_org: str
    influx_bucket: str
    demo_clock: str | None

    @property
    def pki(self) -> Path:
        """The folder of the certificate authority."""
        return self.data / "pki"

    @property
    def hub_broker(self) -> tuple[str, int]:
        """Where hubs find the broker."""
        if self.broker_url is None:
            return self.mqtt_names[0], self.mqtt_port
        place = urlsplit(self.broker_url)
        return place.hostname or "", place.port or MQTTS_PORT


def read_config(environment: Mapping[str, str] = os.environ) -> ServerConfig:
    """Read the settings; raises ConfigError.

    >>> read_config({"NARA_DATA": "/srv/nara"}).database_url
    'sqlite:////srv/nara/nara.db'
    """
    data = Path(environment.get("NARA_DATA", "~/.local/share/nara")).expanduser()
    config = ServerConfig(
        data=data,
        database_url=environment.get("NARA_DATABASE_URL") or f"sqlite:///{data / 'nara.db'}",
        broker_url=_url(environment, "NARA_BROKER_URL", ("mqtts",)),
        mqtt_host=environment.get("NARA_MQTT_HOST", "127.0.0.1"),
        mqtt_port=_port(environment, "NARA_MQTT_PORT", "8883"),
        mqtt_names=_names(environment),
        web_host=environment.get("NARA_WEB_HOST", "127.0.0.1"),
        web_port=_port(environment, "NARA_WEB_PORT", "8080"),
        join_url=_join_url(environment),
        influx_url=_url(environment, "NARA_INFLUX_URL", ("http", "https")),
        influx_token=environment.get("NARA_INFLUX_TOKEN", ""),
        influx_org=environment.get("NARA_INFLUX_ORG", "nara"),
        influx_bucket=environment.get("NARA_INFLUX_BUCKET", "nara"),
        demo_clock=environment.get("NARA_DEMO_CLOCK") or None,
    )
    if config.web_host not in LOOPBACK:
        raise ConfigError(
            "NARA_WEB_HOST must be a loopback address: signing in has one factor only in this version,"
            " and a screen with patients must not be reachable from other machines"
        )
    if not config.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ConfigError("NARA_DATABASE_URL must begin with sqlite:/// or postgresql://")
    influx = urlsplit(config.influx_url or "")
    if influx.scheme == "http" and influx.hostname not in LOOPBACK:
        raise ConfigError("NARA_INFLUX_URL must be https:// unless InfluxDB runs on this machine: it gets measurements")
    return config


def _url(environment: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    """Read an address, None if it is not set; a wrong one is not repeated, for it may hold a password."""
    text = environment.get(name)
    if not text:
        return None
    try:
        place = urlsplit(text)
        is_well = place.scheme in schemes and bool(place.hostname) and place.port != 0
    except ValueError:
        is_well = False
    if not is_well:
        raise ConfigError(f"{name} must be {' or '.join(f'{scheme}://host:port' for scheme in schemes)}")
    return text


def _join_url(environment: Mapping[str, str]) -> str:
    """Read where new hubs find the screens' server; by default only those on this machine do."""
    text = environment.get("NARA_JOIN_URL")
    if not text:
        host, port = environment.get("NARA_WEB_HOST", "127.0.0.1"), environment.get("NARA_WEB_PORT", "8080")
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    try:
        return server_address(text)
    except WireError as problem:
        raise ConfigError(f"NARA_JOIN_URL {problem.problem}") from None


def _names(environment: Mapping[str, str]) -> tuple[str, ...]:
    names = tuple(name.strip() for name in environment.get("NARA_MQTT_NAMES", "127.0.0.1,localhost").split(","))
    if not all(names):
        raise ConfigError("NARA_MQTT_NAMES must be the names that hubs find the broker by, with commas between them")
    return names


def _port(environment: Mapping[str, str], name: str, default: str) -> int:
    text = environment.get(name, default)
    if not text.isdecimal() or not 0 < int(text) < 65_536:  # noqa: PLR2004
        raise ConfigError(f"{name} is {text!r}, not a port number")
    return int(text)
