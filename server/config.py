"""What the server is told by its environment; docs/configuration.md lists every name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
        host, _, port = self.broker_url.partition("://")[2].rpartition(":")
        return host, int(port)


def read_config(environment: Mapping[str, str] = os.environ) -> ServerConfig:
    """Read the settings; raises ConfigError.

    >>> read_config({"NARA_DATA": "/srv/nara"}).database_url
    'sqlite:////srv/nara/nara.db'
    """
    data = Path(environment.get("NARA_DATA", "~/.local/share/nara")).expanduser()
    config = ServerConfig(
        data=data,
        database_url=environment.get("NARA_DATABASE_URL", f"sqlite:///{data / 'nara.db'}"),
        broker_url=environment.get("NARA_BROKER_URL"),
        mqtt_host=environment.get("NARA_MQTT_HOST", "127.0.0.1"),
        mqtt_port=_port(environment, "NARA_MQTT_PORT", "8883"),
        mqtt_names=tuple(environment.get("NARA_MQTT_NAMES", "127.0.0.1,localhost").split(",")),
        web_host=environment.get("NARA_WEB_HOST", "127.0.0.1"),
        web_port=_port(environment, "NARA_WEB_PORT", "8080"),
        influx_url=environment.get("NARA_INFLUX_URL"),
        influx_token=environment.get("NARA_INFLUX_TOKEN", ""),
        influx_org=environment.get("NARA_INFLUX_ORG", "nara"),
        influx_bucket=environment.get("NARA_INFLUX_BUCKET", "nara"),
        demo_clock=environment.get("NARA_DEMO_CLOCK"),
    )
    if config.web_host not in LOOPBACK:
        raise ConfigError(
            "NARA_WEB_HOST must be a loopback address: signing in has one factor only in this version,"
            " and a screen with patients must not be reachable from other machines"
        )
    return config


def _port(environment: Mapping[str, str], name: str, default: str) -> int:
    text = environment.get(name, default)
    if not text.isdigit() or not 0 < int(text) < 65_536:  # noqa: PLR2004
        raise ConfigError(f"{name} is {text!r}, not a port number")
    return int(text)
