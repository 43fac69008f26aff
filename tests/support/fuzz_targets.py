"""Every decoder of the hub, by name: a standard characteristic by its number, a family by its source.

And what the hub makes of a family's payload: a record, which is read again as a server reads it, for one that no server
takes would be a measurement lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from small_hub import trusted

from edge.devices.capture import Capture
from edge.devices.catalogue import FAMILIES
from edge.devices.family import Family
from edge.enrolled import EnrolledDevice
from edge.events import Indication
from edge.naming.case import STANDARD, name_capture
from edge.recording import record_of
from vitals.fields import Fields
from vitals.identity import DeviceId
from vitals.record import read_record

Target = Callable[[bytes], object]
ADDRESS: Final = "A4:C1:38:00:00:01"
BIND_KEY: Final = bytes(16)
STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")


def _standard(source: str) -> Target:
    return lambda payload: name_capture(Capture(source=source, payloads=(payload,)))


def _family(family: Family, source: str) -> Target:
    return lambda payload: name_capture(
        Capture(source=source, payloads=(payload,), address=ADDRESS, bind_key=BIND_KEY), family.name
    )


def _record(family: Family, source: str) -> Target:
    enrolled = EnrolledDevice(
        address=ADDRESS, device=DeviceId("d" * 16), name=None, family=family.name, bind_key=BIND_KEY
    )

    def keep_and_read(payload: bytes) -> None:
        heard = Indication(address=ADDRESS, characteristic=source, payload=payload, name=None)
        record = record_of(heard, enrolled, trusted(), STOCKHOLM)
        if record is not None:
            read_record(Fields(record.to_wire(), "body"))

    return keep_and_read


DECODERS: Final[dict[str, Target]] = {source: _standard(source) for source in STANDARD} | {
    f"{family.name}/{source}": _family(family, source.replace("_", "0"))
    for family in FAMILIES
    if family.read is not None
    for source in family.sources
}
RECORDS: Final[dict[str, Target]] = {
    f"record/{family.name}/{source}": _record(family, source.replace("_", "0"))
    for family in FAMILIES
    for source in family.sources
}
TARGETS: Final = DECODERS | RECORDS
