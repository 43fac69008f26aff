"""Taking the server's answer: who this hub is, whose broker it trusts, which devices it may read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from edge.adapters.keys import write_private
from vitals.identity import is_id


class BundleError(Exception):
    """The file is not a server's answer; the text names the field."""


def install(folder: Path, bundle: dict[str, Any]) -> None:
    """Write a bundle into a hub's state folder; raises BundleError and writes nothing if a field is missing."""
    try:
        files = {
            "ca.crt": bundle["ca"].encode(),
            "tls.crt": bundle["certificate"].encode(),
            "server.pub": bytes.fromhex(bundle["server_key"]),
            "hub.toml": _toml(bundle).encode(),
        }
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise BundleError(f"{problem} is missing or wrong: ask the server for a new bundle") from None
    for name, content in files.items():
        write_private(folder / name, content)


def _toml(bundle: dict[str, Any]) -> str:
    """Write hub.toml; JSON strings, numbers and booleans are TOML's too."""
    for name in ("home", "hub"):
        if not is_id(bundle[name]):
            raise ValueError(name)
    lines = [f"{name} = {json.dumps(bundle[name])}" for name in ("home", "hub", "zone", "status_every_s")]
    lines.append(f"is_clock_trusted = {json.dumps(bool(bundle.get('is_clock_trusted', False)))}")
    lines += ["", "[broker]"]
    lines += [f"{name} = {json.dumps(bundle['broker'][name])}" for name in ("host", "port")]
    for device in bundle["devices"]:
        lines += ["", "[[devices]]"]
        lines += [f"{name} = {json.dumps(device.get(name) or '')}" for name in ("address", "device", "family", "name")]
    return "\n".join(lines) + "\n"
