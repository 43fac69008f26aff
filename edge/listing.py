"""``nara-hub devices``: which scales, cuffs and oximeters this hub can read, and how each is paired."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from dataclasses import asdict
from typing import Any, Final

from edge.devices.catalogue import FAMILIES, is_fetched, is_talk_specified
from edge.devices.family import IMPLANTS, Family, Standing

_WIDTH: Final = 79
_LIKELY: Final = "?"
_STANDINGS: Final = {
    Standing.CAPTURED: "read from captured payloads",
    Standing.LIKELY: "likely: by documents only",
}
_SPECIFIED, _AFTER_OTHERS = "specified", "likely"
_TALKS: Final = {
    _SPECIFIED: "It is asked as the Bluetooth profile says.",
    _AFTER_OTHERS: "What is said to it is likely: after documents and other people's code. No whole talk with one has"
    " been seen.",
}
_MEASURED: Final = {
    "body_weight": "weight",
    "systolic": "blood pressure",
    "diastolic": "blood pressure",
    "mean_pressure": "blood pressure",
    "pulse_rate": "pulse",
    "spo2": "oxygen",
    "body_temperature": "temperature",
}
_NEEDED: Final = {
    "consent_code": "the code of four digits that the scale shows",
    "bind_key": "the bind_key that the maker's app gave the scale, in hub.toml",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to ``nara-hub``."""
    parser = subparsers.add_parser(
        "devices",
        help="list the devices this hub can read",
        description="List the devices this hub can read, what each measures, and how sure we are of it."
        " 'Read from captured payloads' means that bytes logged from such a device decode to what it showed."
        " We have not held one ourselves.",
        epilog="examples: nara-hub devices    nara-hub devices a-and-d-scale    nara-hub devices --json",
    )
    parser.add_argument("family", nargs="?", help="tell all about one of them, and how it is paired")
    parser.add_argument("--json", action="store_true", help="print one JSON object per family")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns 0, or 1 if there is no such family."""
    chosen = [family for family in FAMILIES if arguments.family in {None, family.name}]
    if not chosen:
        sys.stderr.write(f"nara-hub devices: there is no family {arguments.family}: see nara-hub devices\n")
        return 1
    if arguments.json:
        sys.stdout.writelines(json.dumps(describe(family), ensure_ascii=False) + "\n" for family in chosen)
    elif arguments.family is None:
        sys.stdout.write(_table())
    else:
        sys.stdout.write(_page(chosen[0]))
    return 0


def describe(family: Family) -> dict[str, Any]:
    """Give all that a program may want to know of a family.

    >>> describe(FAMILIES[0])["family"]
    'a-and-d-scale'
    """
    return {
        "family": family.name,
        "label": family.label,
        "standing": family.standing.value,
        "measures": list(family.measures),
        "connects": bool(family.subscribe),
        "fetched": is_fetched(family),
        "talk": _talk(family),
        "only_decoded": family.only_decoded or None,
        "needs": list(family.needs),
        "how_to_pair": {"sv": family.how_to_pair.sv, "en": family.how_to_pair.en},
        "warning": asdict(IMPLANTS) if family.is_body_composition else None,
    }


def _talk(family: Family) -> str | None:
    """Say how sure we are of what is said to a family; None where nothing is said to anybody."""
    if family.fetch is None:
        return None
    return _SPECIFIED if is_talk_specified(family) else _AFTER_OTHERS


def measured(family: Family) -> str:
    """Say in words what a family measures.

    >>> measured(next(family for family in FAMILIES if family.name == "standard-cuff"))
    'blood pressure, pulse'
    """
    return ", ".join(dict.fromkeys(_MEASURED[vital] for vital in family.measures))


def _table() -> str:
    parts = [
        _part("This hub fetches what they measure", [family for family in FAMILIES if is_fetched(family)]),
        _part("Decoded only: this hub does not talk to them", [each for each in FAMILIES if not is_fetched(each)]),
        f"{_LIKELY} built from documents; no payload of such a device has been seen.",
        "What each is asked, and how sure we are of that, stands on its page.",
        "How one is paired: nara-hub devices NAME",
    ]
    return "\n\n".join(parts) + "\n"


def _part(heading: str, families: list[Family]) -> str:
    return "\n".join([heading, *map(_row, families)])


def _row(family: Family) -> str:
    mark = _LIKELY if family.standing is Standing.LIKELY else " "
    head = f"{mark} {family.name:<23}{measured(family):<23}"
    return textwrap.fill(family.label, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head))


def _page(family: Family) -> str:
    needs = f"Needs: {', '.join(_NEEDED[need] for need in family.needs)}" if family.needs else ""
    parts = [
        family.label,
        f"{measured(family)}; {_STANDINGS[family.standing]}",
        f"This hub does not talk to it, and only decodes: {family.only_decoded}." if family.only_decoded else "",
        _TALKS.get(_talk(family) or "", ""),
        needs,
        family.how_to_pair.sv,
        family.how_to_pair.en,
        *(asdict(IMPLANTS).values() if family.is_body_composition else ()),
    ]
    return "\n\n".join("\n".join(textwrap.wrap(part, _WIDTH)) for part in parts if part) + "\n"
