"""``nara-hub doctor``: examines a hub from the card to the broker, and says in words what to do about what is wrong."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import shutil
import socket
import ssl
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Final

from edge.adapters.clock import kernel_is_synchronised
from edge.adapters.keys import KeyRing
from edge.config import ConfigError, HubConfig, read_config
from edge.devices.catalogue import family_named, is_fetched
from edge.finding import Finding, State

_FREE_AT_LEAST_BYTES: Final = 200_000_000
_RENEW_BEFORE: Final = timedelta(days=30)
_PATIENCE_S: Final = 5.0
_REFUSAL_WITHIN_S: Final = 1.0
"""TLS 1.3 tells a client that its certificate is refused only after the handshake."""


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns 0, or 1 if something is wrong."""
    is_wrong = False
    found = examine(arguments.dir, datetime.now(UTC), radio_fault=None if arguments.no_radio else _radio_fault)
    beside: Iterable[Finding] = () if arguments.no_radio else _beside_the_radio(arguments.dir)
    for finding in chain(found, beside):
        is_wrong |= finding.state is State.WRONG
        sys.stdout.write(json.dumps(asdict(finding)) + "\n" if arguments.json else _line(finding))
        sys.stdout.flush()
    return int(is_wrong)


def _line(finding: Finding) -> str:
    said = f"{finding.state:<9}{finding.what:<13}{finding.seen}\n"
    return f"{said}{'':<22}-> {finding.do}\n" if finding.do else said


def _radio_fault() -> str | None:
    try:
        from edge.adapters.ble_fault import adapter_fault  # noqa: PLC0415  (with --no-radio no bleak is needed)
    except ImportError as problem:
        return f"{problem.name} is missing: pip install 'hjartnara[edge]'"
    return asyncio.run(adapter_fault(_PATIENCE_S))


def _beside_the_radio(folder: Path) -> Iterator[Finding]:
    from edge.radio_doctor import bluez_version, examine_radio, told_by_the_hub  # noqa: PLC0415  (as above)

    yield from examine_radio(folder, version=bluez_version, told=told_by_the_hub)


def examine(
    folder: Path,
    now: datetime,
    *,
    is_synchronised: Callable[[], bool] = kernel_is_synchronised,
    radio_fault: Callable[[], str | None] | None = None,
) -> Iterator[Finding]:
    """Examine a hub's folder and machine, one thing after another; what needs what is missing is left out.

    ``radio_fault`` gives a sentence, or None if Bluetooth is well; without it the radio is not examined.
    """
    yield _card(folder)
    yield _clock(is_synchronised=is_synchronised())
    if radio_fault is not None:
        fault = radio_fault()
        yield Finding(what="radio", state=State.WELL if fault is None else State.WRONG, seen=fault or "it listens")
    try:
        config = read_config(folder, "")
    except ConfigError as problem:
        yield Finding(
            what="provisioning", state=State.WRONG, seen=str(problem), do="let it join a server: nara-hub join --help"
        )
        return
    yield Finding(what="provisioning", state=State.WELL, seen=f"hub {config.settings.hub} of home {config.home}")
    yield from _devices(config)
    certificate = _certificate(folder, now)
    yield certificate
    if certificate.state is not State.WRONG:
        yield _broker(config, folder)


def _card(folder: Path) -> Finding:
    place = folder if folder.exists() else folder.parent
    try:
        free = shutil.disk_usage(place).free
    except OSError as problem:
        return Finding(what="card", state=State.WRONG, seen=f"{place}: {problem.strerror}", do="is the card mounted?")
    seen = f"{free // 1_000_000:,} MB free at {place}"
    if free < _FREE_AT_LEAST_BYTES:
        return Finding(what="card", state=State.WRONG, seen=seen, do="make room: a full card keeps no measurement")
    return Finding(what="card", state=State.WELL, seen=seen)


def _clock(*, is_synchronised: bool) -> Finding:
    if is_synchronised:
        return Finding(what="clock", state=State.WELL, seen="a time server keeps it")
    return Finding(
        what="clock",
        state=State.DOUBTFUL,
        seen="no time server has set it: measurements are kept, and dated once one has",
        do="see: timedatectl; is the network up, and does it let NTP (UDP 123) through?",
    )


def _devices(config: HubConfig) -> Iterator[Finding]:
    """Look whether every enrolled device is of a family that this hub can fetch from."""
    if not config.settings.devices:
        yield Finding(
            what="devices",
            state=State.DOUBTFUL,
            seen="hub.toml names none",
            do="has one been paired? else: nara-hub pair",
        )
    for device in config.settings.devices:
        family = family_named(device.family)
        seen = f"{device.address} is of the family {device.family or '(none)'}"
        if family is None:
            yield Finding(what="device", state=State.WRONG, seen=f"{seen}, unknown here", do="see: nara-hub devices")
        elif not is_fetched(family):
            yield Finding(what="device", state=State.WRONG, seen=f"{seen}, which this hub does not talk to yet")
        elif "bind_key" in family.needs and device.bind_key is None:
            yield Finding(
                what="device", state=State.WRONG, seen=f"{seen}, and has no bind_key", do="write it in hub.toml"
            )
        else:
            yield Finding(what="device", state=State.WELL, seen=seen)


def _certificate(folder: Path, now: datetime) -> Finding:
    try:
        until = KeyRing(folder).certified_until()
    except (OSError, ValueError) as problem:
        return Finding(what="certificate", state=State.WRONG, seen=str(problem), do="provision this hub again")
    seen = f"good until {until:%Y-%m-%d}"
    if until <= now:
        return Finding(what="certificate", state=State.WRONG, seen=f"ran out on {until:%Y-%m-%d}", do="provision again")
    if until - now < _RENEW_BEFORE:
        return Finding(what="certificate", state=State.DOUBTFUL, seen=seen, do="provision this hub again before then")
    return Finding(what="certificate", state=State.WELL, seen=seen)


def _broker(config: HubConfig, folder: Path) -> Finding:
    """Shake hands as the hub would, without a word of MQTT: a second session would end the running hub's."""
    place = f"{config.broker_host}:{config.broker_port}"
    try:
        _shake_hands(config, folder)
    except TimeoutError:
        return _unreachable(place, "no answer", "is the network up? does a firewall stand between?")
    except ssl.SSLCertVerificationError as problem:
        return _unreachable(place, f"not our server's broker: {problem.verify_message}", "provision this hub again")
    except ssl.SSLError as problem:
        return _unreachable(place, f"it refuses this hub: {problem.reason}", "was it moved? provision it again")
    except socket.gaierror:
        return _unreachable(place, "nobody knows the name", "is the network up, and the name right in hub.toml?")
    except OSError as problem:
        return _unreachable(place, problem.strerror or str(problem), "is the server up? is the port right?")
    return Finding(what="broker", state=State.WELL, seen=f"{place} answers, and takes this hub's certificate")


def _shake_hands(config: HubConfig, folder: Path) -> None:
    """Raise what is wrong with the way to the broker; a broker that is well waits for our first word."""
    context = ssl.create_default_context(cafile=str(folder / "ca.crt"))
    context.load_cert_chain(folder / "tls.crt", folder / "tls.key")
    with (
        socket.create_connection((config.broker_host, config.broker_port), _PATIENCE_S) as plain,
        context.wrap_socket(plain, server_hostname=config.broker_host) as line,
    ):
        line.settimeout(_REFUSAL_WITHIN_S)
        with contextlib.suppress(TimeoutError):
            if line.recv(1) == b"":
                raise ConnectionResetError(0, "it hung up at once")


def _unreachable(place: str, seen: str, do: str) -> Finding:
    return Finding(what="broker", state=State.WRONG, seen=f"{place}: {seen}", do=do)
