"""``nara-hub decode``: what captured payloads mean, one JSON line per case for machines, a table for people."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

from edge.devices.capture import Capture
from edge.gatt.octets import DecodeError
from edge.gatt.uuid import short_form

if TYPE_CHECKING:
    from edge.naming.named import Named


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to ``nara-hub``."""
    parser = subparsers.add_parser(
        "decode",
        help="tell what captured payloads mean",
        description="Tell what captured Bluetooth payloads mean.",
        epilog="examples: nara-hub decode --characteristic 2a9d 008c3c    nara-hub decode --jsonl captured.jsonl",
    )
    parser.add_argument("--jsonl", metavar="FILE", help="a file with one case per line (- is standard input)")
    parser.add_argument("--characteristic", metavar="UUID", help="for example 2a9d (weight) or 2a35 (blood pressure)")
    parser.add_argument("--name", help="the name the device advertises; some makers need it")
    parser.add_argument("payload", nargs="?", metavar="HEX", help="one payload in hexadecimal")
    parser.set_defaults(func=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns 0, or 1 when one payload could not be decoded, or 2 for misuse."""
    if arguments.jsonl is not None and arguments.payload is None:
        return _run_file(arguments.jsonl, sys.stdout)
    if arguments.characteristic is not None and arguments.payload is not None and arguments.jsonl is None:
        return _run_one(arguments.characteristic, arguments.payload, arguments.name)
    arguments.parser.print_usage(sys.stderr)
    sys.stderr.write("nara-hub decode: give either --jsonl FILE, or --characteristic UUID and HEX\n")
    return 2


def decode_lines(lines: Iterable[str]) -> Iterator[Named]:
    """Decode cases line by line: always one answer per line that is not blank, whatever the line holds.

    >>> list(decode_lines(['{"id": "a", "kind": "gatt", "characteristic_uuid": "2a9d", "payload_hex": "00"}']))
    [{'id': 'a', 'reject': 'truncated'}]
    """
    for line in lines:
        if line.strip():
            yield _answer(line)


def _answer(line: str) -> Named:
    try:
        case = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "reject": "the line is not JSON"}
    if not isinstance(case, dict):
        return {"id": None, "reject": "the line is not a JSON object"}
    try:
        return {"id": case.get("id"), **_decode(case)}
    except DecodeError as refusal:
        return {"id": case.get("id"), "reject": str(refusal)}


def _decode(case: dict[str, Any]) -> Named:
    family = case.get("family")
    called = family if isinstance(family, str) else None
    named = _name(_capture(case), called)
    return (
        {"unsupported": str(called or case.get("characteristic_uuid") or "advertisement")}
        if named is None
        else {"result": named}
    )


def _name(capture: Capture, called: str | None = None) -> Named | None:
    from edge.naming.case import name_capture  # noqa: PLC0415  (a hub at work names nothing, and its memory is small)

    return name_capture(capture, called)


def _capture(case: dict[str, Any]) -> Capture:
    """Take what a line tells of one result; raises DecodeError for what cannot be meant."""
    frames = case.get("frames_hex") or [case.get("payload_hex")]
    if not isinstance(frames, list):
        raise DecodeError("frames_hex is not a list")
    name, address, key, context = (
        case.get(field) for field in ("advertised_name", "address", "bindkey_hex", "context")
    )
    return Capture(
        source=_source(case),
        payloads=tuple(map(_bytes, frames)),
        is_advertisement=case.get("kind") == "adv",
        name=name if isinstance(name, str) else None,
        address=address if isinstance(address, str) else None,
        bind_key=_bytes(key) if isinstance(key, str) else None,
        context=context if isinstance(context, dict) else {},
    )


def _source(case: dict[str, Any]) -> str:
    """Say where a payload was: a characteristic, the service of an advertisement's data, or a company id."""
    for field in ("characteristic_uuid", "service_uuid"):
        uuid = case.get(field)
        if isinstance(uuid, str):
            return short_form(uuid)
    company = case.get("manufacturer_id")
    try:
        return f"company:{int(str(company), 16):04x}"
    except ValueError:
        return ""


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise DecodeError("payload_hex is missing or not a text")
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise DecodeError("payload_hex is not hexadecimal") from None


def _run_file(path: str, output: TextIO) -> int:
    try:
        with sys.stdin if path == "-" else open(path, encoding="utf-8", errors="replace") as lines:  # noqa: PTH123
            output.writelines(json.dumps(answer, ensure_ascii=False) + "\n" for answer in decode_lines(lines))
    except OSError as problem:
        sys.stderr.write(f"nara-hub decode: cannot read {path}: {problem.strerror}\n")
        return 2
    return 0


def _run_one(characteristic: str, text: str, name: str | None) -> int:
    try:
        named = _name(Capture(source=short_form(characteristic), payloads=(_bytes(text),), name=name))
    except DecodeError as refusal:
        sys.stderr.write(f"nara-hub decode: {refusal}\n")
        return 1
    if named is None:
        sys.stderr.write(f"nara-hub decode: no decoder for characteristic {characteristic}\n")
        return 1
    rows = [(field, value) for field, value in named.items() if value is not None]
    if not rows:
        sys.stdout.write("it says that nothing is known\n")
    width = max((len(field) for field, _ in rows), default=0)
    for field, value in rows:
        sys.stdout.write(f"{field:<{width}}  {_shown(value)}\n")
    return 0


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{field} {_shown(inner)}" for field, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def main(words: list[str] | None = None) -> int:
    """Run as ``python -m edge.decode``."""
    parser = argparse.ArgumentParser(prog="nara-hub")
    add_parser(parser.add_subparsers(required=True))
    arguments = parser.parse_args(words)
    return run(arguments)
