"""``nara home``, ``nara hub`` and ``nara device``: what stands where."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from server.adapters.broker import mosquitto_acl
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.reading import SqlReader
from server.adapters.store.registry import RegistryError
from server.commands.inviting import add_invite
from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers, add_group
from server.provisioning import Provisioner
from vitals.identity import HomeId, HubId


def add_parsers(subparsers: Subparsers) -> None:
    """Add the commands to ``nara``."""
    home = add_group(subparsers, "home", "groups of people who share devices", "nara home add 'Lindqvist'")
    add = home.add_parser("add", help="add a home; prints its id")
    add.add_argument("label", help="a name for technicians")
    add.add_argument("--zone", default="Europe/Stockholm", help="IANA time zone (%(default)s)")
    add.set_defaults(func=in_office(_add_home))

    example = "nara device add HOME --family standard-scale --address AA:BB:CC:00:11:22 --label 'bathroom scale'"
    device = add_group(subparsers, "device", "scales and cuffs", example)
    add = device.add_parser("add", help="add a device to a home; prints its id", epilog=f"example: {example}")
    add.add_argument("home")
    add.add_argument("--family", required=True, help="for example standard-scale or standard-cuff")
    add.add_argument("--address", required=True, help="the Bluetooth address")
    add.add_argument("--label", default="")
    add.set_defaults(func=in_office(_add_device))

    example = "nara hub add HOME --request hub.request --bundle hub.bundle"
    hub = add_group(subparsers, "hub", "the small computers in the homes", example)
    add = hub.add_parser("add", help="add a hub: sign its certificate, write its bundle", epilog=f"example: {example}")
    add.add_argument("home")
    add.add_argument("--label", default="")
    add.add_argument("--request", required=True, type=Path, metavar="FILE", help="from nara-hub provision --request")
    add.add_argument("--bundle", required=True, type=Path, metavar="FILE", help="write the answer here")
    add.set_defaults(func=in_office(_add_hub))
    _add_move(hub)
    add_invite(hub)
    listed = hub.add_parser("list", help="list the hubs and when each was last heard")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    listed.set_defaults(func=in_office(_list_hubs))
    acl = hub.add_parser("acl", help="print Mosquitto's access list, to be written where its acl_file is")
    acl.set_defaults(func=in_office(_acl))


def _add_move(hub: Subparsers) -> None:
    move = hub.add_parser(
        "move",
        help="hand a hub to another home",
        description="Hand a hub to another home, once it has sent all it had and was emptied: new keys are the proof."
        " What turns up later from an old copy of its card goes to whoever it was measured on.",
        epilog="example: nara hub move HUB HOME --request hub.request --bundle hub.bundle",
    )
    move.add_argument("hub")
    move.add_argument("home", help="the home it goes to")
    move.add_argument("--request", required=True, type=Path, metavar="FILE", help="made by the emptied hub, as for add")
    move.add_argument("--bundle", required=True, type=Path, metavar="FILE", help="write the answer here")
    move.add_argument("--from", dest="from_at", type=datetime.fromisoformat, help="from when on (now)")
    move.add_argument("--force", action="store_true", help="even if it has not sent all it had: that may be lost")
    move.set_defaults(func=in_office(_move_hub))


def _add_home(office: Office, arguments: argparse.Namespace) -> int:
    print(office.registry().add_home(arguments.label, arguments.zone))
    return 0


def _add_device(office: Office, arguments: argparse.Namespace) -> int:
    home = HomeId(arguments.home)
    print(office.registry().add_device(home, arguments.family, arguments.address, arguments.label))
    return 0


def _add_hub(office: Office, arguments: argparse.Namespace) -> int:
    request = json.loads(arguments.request.read_text(encoding="utf-8"))
    provisioner = Provisioner(office.config, office.engine, office.registry())
    hub, bundle = provisioner.add_hub(HomeId(arguments.home), arguments.label, request)
    arguments.bundle.write_text(json.dumps(bundle), encoding="utf-8")
    print(f"{hub}  its bundle is {arguments.bundle}: on the hub, run nara-hub provision --bundle FILE")
    return 0


def _move_hub(office: Office, arguments: argparse.Namespace) -> int:
    request = json.loads(arguments.request.read_text(encoding="utf-8"))
    if (reason := _why_not_yet(office, arguments.hub)) is not None:
        if not arguments.force:
            raise RegistryError(f"{reason}; with --force it is handed over all the same")
        print(f"handed over although {reason}", file=sys.stderr)
    from_at = None if arguments.from_at is None else arguments.from_at.astimezone(UTC)
    provisioner = Provisioner(office.config, office.engine, office.registry())
    bundle = provisioner.move_hub(HubId(arguments.hub), HomeId(arguments.home), request, from_at)
    arguments.bundle.write_text(json.dumps(bundle), encoding="utf-8")
    print(f"{arguments.hub}  its bundle is {arguments.bundle}: on the hub, run nara-hub provision --bundle FILE")
    return 0


def _why_not_yet(office: Office, hub: str) -> str | None:
    """Say why a hub must not leave its home yet, by its own last word; None if nothing is known against it."""
    row = next((row for row in SqlReader(office.engine).hubs() if row.hub == hub), None)
    if row is None or row.status is None or row.heard_at is None or not row.status.queue_depth:
        return None
    return (
        f"hub {hub} said at {row.heard_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC that {row.status.queue_depth} records"
        " wait to be sent"
    )


def _list_hubs(office: Office, arguments: argparse.Namespace) -> int:
    for row in SqlReader(office.engine).hubs():
        if arguments.json:
            heard_at = None if row.heard_at is None else row.heard_at.isoformat()
            shown = {"hub": row.hub, "home": row.home, "label": row.label, "heard_at": heard_at}
            print(json.dumps(shown, ensure_ascii=False))
        else:
            heard = (
                "never heard" if row.heard_at is None else f"heard {row.heard_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
            )
            print(f"{row.hub}  {row.label:<24} {heard}")
    return 0


def _acl(office: Office, _: argparse.Namespace) -> int:
    print(mosquitto_acl(SqlLedger(office.engine).register().hubs.values()))
    return 0
