"""``nara unit``: the care units: who reads, when, and how each is reached."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.adapters.store.registry import RegistryError
from server.adapters.store.units import keep_unit, read_units
from server.commands.office import Office, in_office
from server.commands.subparsers import Subparsers, add_group
from server.patients.hours import Hours, parse_exceptions, parse_hours
from server.patients.unit import Line, Unit

_EXAMPLE = (
    "nara unit set rosen --name 'Rosens vårdcentral' --reader anna --telephone '010-123 45 67'"
    " --hours 'mon-fri 08:00-16:30' --except '2026-12-24 closed'"
)


def add_parsers(subparsers: Subparsers) -> None:
    """Add the commands to ``nara``."""
    unit = add_group(subparsers, "unit", "care units: who reads, when, and how each is reached", _EXAMPLE)
    change = unit.add_parser(
        "set",
        help="add a unit, or change what is said of one",
        description="Add a unit, or change one: what is not said stays as it is. Every home whose people it looks"
        " after is told. The first unit takes in everybody who has none.",
        epilog=f"example: {_EXAMPLE}",
    )
    change.add_argument("unit", help="its short name, such as rosen")
    change.add_argument("--name", help="as the patients know it")
    change.add_argument("--zone", help="IANA time zone (Europe/Stockholm)")
    change.add_argument(
        "--reader", metavar="STAFF", help="who reads for the unit: the contact of who is given no other"
    )
    change.add_argument("--telephone", help="answered in staffed hours; 112 and 1177 stand on every screen anyway")
    change.add_argument("--outside-name", help="who answers outside staffed hours")
    change.add_argument("--outside-telephone", help="the number outside staffed hours; an empty one takes it away")
    change.add_argument(
        "--hours", action="append", metavar="'DAYS HH:MM-HH:MM'", help="a week anew; again for other days"
    )
    change.add_argument(
        "--except",
        dest="exceptions",
        action="append",
        metavar="'DAY HH:MM-HH:MM'",
        help="a day that differs, or 'DAY closed', or 'DAY usual'; again for more; days that have passed are forgotten",
    )
    change.set_defaults(func=in_office(_set))
    show = unit.add_parser("show", help="show the units, or one")
    show.add_argument("unit", nargs="?")
    show.add_argument("--json", action="store_true", help="one JSON object a line")
    show.set_defaults(func=in_office(_show))


def unit_of(told: Mapping[str, Any]) -> Unit:
    """Make a unit of a list's row; raises KeyError for what is missing, ValueError for what is wrong."""
    outside = told.get("outside")
    return Unit(
        unit=told["unit"],
        name=told["name"],
        zone=_zone(told.get("zone", "Europe/Stockholm")),
        reader=told["reader"],
        telephone=told["telephone"],
        hours=replace(parse_hours(told["hours"]), exceptions=parse_exceptions(told.get("exceptions", []))),
        outside=None if outside is None else Line(name=outside["name"], telephone=outside["telephone"]),
    )


def _set(office: Office, arguments: argparse.Namespace) -> int:
    before = read_units(office.engine).get(arguments.unit)
    unit = _made(arguments) if before is None else _changed(before, arguments)
    taken = keep_unit(office.registry(), unit)
    print(f"{unit.unit} is kept" + (f", and looks after the {taken} who had no unit" if taken else ""))
    return 0


def _made(arguments: argparse.Namespace) -> Unit:
    missing = [name for name in ("name", "reader", "telephone", "hours") if not getattr(arguments, name)]
    if missing:
        raise RegistryError(f"unit {arguments.unit} is new: say {', '.join(f'--{name}' for name in missing)} too")
    blank = Unit(
        unit=arguments.unit,
        name=arguments.name,
        zone="Europe/Stockholm",
        reader=arguments.reader,
        telephone=arguments.telephone,
        hours=Hours(),
    )
    return _changed(blank, arguments)


def _changed(unit: Unit, arguments: argparse.Namespace) -> Unit:
    """Give the unit with what was said of it."""
    said = {name: getattr(arguments, name) for name in ("name", "reader", "telephone")}
    changes = {name: value for name, value in said.items() if value is not None}
    zone = unit.zone if arguments.zone is None else _zone(arguments.zone)
    weekly = unit.hours.weekly if arguments.hours is None else parse_hours(arguments.hours).weekly
    today = datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
    exceptions = {day: hours for day, hours in unit.hours.exceptions.items() if day >= today}
    told = arguments.exceptions or []
    for text in told:
        if text.endswith(" usual"):
            exceptions.pop(date.fromisoformat(text.split()[0]), None)
    exceptions |= parse_exceptions(text for text in told if not text.endswith(" usual"))
    hours = Hours(weekly=weekly, exceptions=exceptions)
    return replace(unit, **changes, zone=zone, hours=hours, outside=_outside(unit, arguments))


def _outside(unit: Unit, arguments: argparse.Namespace) -> Line | None:
    if arguments.outside_telephone == "":
        return None
    name, telephone = arguments.outside_name, arguments.outside_telephone
    if unit.outside is not None:
        return Line(name=name or unit.outside.name, telephone=telephone or unit.outside.telephone)
    if (name is None) != (telephone is None):
        raise RegistryError("say both --outside-name and --outside-telephone: a number is somebody's")
    return None if name is None else Line(name=name, telephone=telephone)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        raise RegistryError(f"there is no time zone {name!r}") from None


def _show(office: Office, arguments: argparse.Namespace) -> int:
    units = read_units(office.engine)
    if arguments.unit is not None and arguments.unit not in units:
        raise RegistryError(f"there is no unit {arguments.unit}")
    shown = [unit for name, unit in units.items() if arguments.unit in {None, name}]
    for unit in shown:
        print(json.dumps(_plain(unit), ensure_ascii=False) if arguments.json else _written(unit))
    if not shown and not arguments.json:
        print("there is no unit yet, and no home is told when somebody looks: nara unit set --help")
    return 0


def _plain(unit: Unit) -> dict[str, Any]:
    return {
        "unit": unit.unit,
        "name": unit.name,
        "zone": unit.zone,
        "reader": unit.reader,
        "telephone": unit.telephone,
        "outside": None if unit.outside is None else {"name": unit.outside.name, "telephone": unit.outside.telephone},
        "hours": unit.hours.to_json(),
    }


def _written(unit: Unit) -> str:
    coverage = unit.coverage(datetime.now(UTC))
    ahead = coverage.next_look(datetime.now(UTC))
    opens_at = None if ahead is None else ahead.opens_at.astimezone(ZoneInfo(unit.zone))
    differ = [f"{day} {'other hours' if hours else 'closed'}" for day, hours in sorted(unit.hours.exceptions.items())]
    return "\n".join(
        [
            f"{unit.unit}  {unit.name}, {unit.telephone}, read by {unit.reader}",
            f"  {unit.hours.said('en') or 'no staffed hours'} ({unit.zone})",
            *(f"  except {each}" for each in differ),
            *([] if unit.outside is None else [f"  else {unit.outside.name}, {unit.outside.telephone}"]),
            f"  next look: {'nobody looks in four weeks' if opens_at is None else f'{opens_at:%Y-%m-%d %H:%M}'}",
        ]
    )
