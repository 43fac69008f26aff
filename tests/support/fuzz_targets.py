"""Every decoder of the hub, by name: a standard characteristic by its number, a family by its source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from edge.devices.capture import Capture
from edge.devices.catalogue import FAMILIES
from edge.devices.family import Family
from edge.naming.case import STANDARD, name_capture

Target = Callable[[bytes], object]


def _standard(source: str) -> Target:
    return lambda payload: name_capture(Capture(source=source, payloads=(payload,)))


def _family(family: Family, source: str) -> Target:
    key, address = bytes(16), "A4:C1:38:00:00:01"
    return lambda payload: name_capture(
        Capture(source=source.replace("_", "0"), payloads=(payload,), address=address, bind_key=key), family.name
    )


TARGETS: Final[dict[str, Target]] = {source: _standard(source) for source in STANDARD} | {
    f"{family.name}/{source}": _family(family, source)
    for family in FAMILIES
    if family.read is not None
    for source in family.sources
}
