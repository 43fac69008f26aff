"""Taking the server's answer: who this hub is, whose broker it trusts, which devices it may read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from edge.adapters.keys import KeyRing, write_private
from edge.config import FILE, parse_config

_DEVICE_FIELDS = ("address", "device", "family", "name", "bind_key")


class BundleError(Exception):
    """The file is not a server's answer to this hub; the text says what is wrong with it."""


def request_of(keys: KeyRing) -> dict[str, str]:
    """Write what a server needs to take this hub in: the public halves of its keys."""
    return {"csr": keys.certificate_request().decode(), "signing_key": keys.public_signing_key().hex()}


def install(folder: Path, bundle: dict[str, Any]) -> None:
    """Write a bundle into a hub's state folder; raises BundleError, and then nothing has been written.

    hub.toml is written last: where it is, the rest is too.
    """
    try:
        files = {
            "ca.crt": bundle["ca"].encode(),
            "tls.crt": bundle["certificate"].encode(),
            "server.pub": _key(bundle["server_key"]),
            FILE: _toml(bundle).encode(),
        }
        is_ours = KeyRing(folder).is_certified_by(bundle["certificate"])
    except FileNotFoundError:
        raise BundleError("this hub has not asked yet: nara-hub provision --request FILE") from None
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise BundleError(f"{problem}: ask the server for a new bundle") from None
    if not is_ours:
        raise BundleError("it answers another hub's request: give this hub's own to the server")
    for name, content in files.items():
        write_private(folder / name, content)


def _toml(bundle: dict[str, Any]) -> str:
    """Write hub.toml, and read it once before anybody relies on it."""
    lines = [f"{name} = {_quoted(bundle[name])}" for name in ("home", "hub", "zone", "status_every_s")]
    lines.append(f"is_clock_trusted = {_quoted(bundle.get('is_clock_trusted', False) is True)}")
    lines += ["", "[broker]"]
    lines += [f"{name} = {_quoted(bundle['broker'][name])}" for name in ("host", "port")]
    for device in bundle["devices"]:
        lines += ["", "[[devices]]"]
        lines += [f"{name} = {_quoted(device.get(name) or '')}" for name in _DEVICE_FIELDS]
    text = "\n".join(lines) + "\n"
    parse_config(text, "")
    return text


def _quoted(value: object) -> str:
    """Write a value as TOML: JSON's own way, except for what a name may contain and TOML writes otherwise.

    >>> print(_quoted("Våg 🙂"), _quoted(True))
    "Våg 🙂" true
    """
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != 32:  # noqa: PLR2004  (an Ed25519 public key)
        raise ValueError("server_key")
    return key
