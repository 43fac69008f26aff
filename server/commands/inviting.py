"""``nara hub invite``: a one-time code for a new hub, as a QR code on the terminal."""

from __future__ import annotations

import argparse
import getpass
import io
import json
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import segno

from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers
from server.config import LOOPBACK
from server.joining import Clocks, Joining
from vitals.fields import format_instant
from vitals.identity import HomeId
from vitals.invitation import Invitation

_EXAMPLE = "nara hub invite --home HOME --label hall"


def add_invite(hub: Subparsers) -> None:
    """Add the command to ``nara hub``."""
    invite = hub.add_parser(
        "invite",
        help="make a one-time code with which a new hub joins by itself",
        description="Make a one-time code for one hub in one home. The hub makes its own keys, proves that it knows the"
        " code, and takes its certificate and settings: nara-hub join. The server must run, and the hub must reach it"
        " at NARA_JOIN_URL.",
        epilog=f"example: {_EXAMPLE}",
    )
    invite.add_argument("--home", required=True, help="the home it will stand in: nara home add")
    invite.add_argument("--label", default="", help="a name for technicians")
    invite.add_argument("--minutes", type=int, default=30, help="how long the code is good (%(default)s; at most 1440)")
    invite.add_argument("--json", action="store_true", help="print one JSON object, and no QR code")
    invite.set_defaults(func=in_office(_invite))


def _invite(office: Office, arguments: argparse.Namespace) -> int:
    def now() -> datetime:
        return datetime.now(UTC)

    joining = Joining(office.config, office.engine, Clocks(real=now, clinical=now), is_clock_trusted=False)
    lasts, who = timedelta(minutes=arguments.minutes), f"command:{getpass.getuser()}"
    invitation, ends_at = joining.invite(HomeId(arguments.home), arguments.label, lasts, who)
    if arguments.json:
        told = {
            "code": str(invitation.code),
            "server": invitation.server,
            "text": str(invitation),
            "ends_at": format_instant(ends_at),
        }
        print(json.dumps(told))
    else:
        _show(invitation, ends_at)
    for doubt in _doubts(invitation.server, office.config.hub_broker[0]):
        print(f"nara hub invite: {doubt}", file=sys.stderr)
    return 0


def _show(invitation: Invitation, ends_at: datetime) -> None:
    print(_drawn(str(invitation), has_colours=sys.stdout.isatty()))
    print(f"On the hub:  nara-hub join '{invitation}'")
    print(f"or, typed:   nara-hub join --server {invitation.server} --code {invitation.code}")
    print(f"For one hub, until {ends_at:%Y-%m-%d %H:%M} UTC. Whoever uses it first is the hub: show nobody else.")


def _drawn(text: str, *, has_colours: bool) -> str:
    """Draw a QR code in half blocks; where there are colours, white on black whatever the terminal's own are.

    Drawn in the colours of a light terminal it would be a negative, which not every reader takes.
    """
    drawing = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(out=drawing, compact=True)
    lines = drawing.getvalue().rstrip().splitlines()
    return "\n".join(f"\x1b[97;40m{line}\x1b[0m" if has_colours else line for line in lines)


def _doubts(server: str, broker: str) -> list[str]:
    """Say what would keep a hub elsewhere from joining, or what others could read."""
    place = urlsplit(server)
    if place.hostname in LOOPBACK:
        return [f"only a hub on this machine finds {server}: set NARA_JOIN_URL to where others find this server"]
    doubts = []
    if place.scheme == "http":
        doubts.append(f"{server} has no TLS: what the hub is told cannot be changed on the way, but it can be read")
    if broker in LOOPBACK:
        doubts.append(f"the hub will be told that its broker is at {broker}, its own machine: set NARA_MQTT_NAMES")
    return doubts
