"""Reading a measurement in one step: its canonical payload is one spelling, so one pattern can tell all its parts.

Most of what travels are measurements, and field by field each costs 16 µs; this way it is 7. Whatever the pattern does
not know (another kind, another spelling, a doubtful value) is left to ``vitals.wire``, which reads it field by field or
says what is wrong with it. The two never differ in what they read.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from vitals.identity import EPOCH_PATTERN, ID_PATTERN, DeviceId, Epoch, HubId
from vitals.measurement import FRAME_BYTES_MAX, FRAMES_MAX, Flag, Frame, Measurement
from vitals.moment import Moment, TimeQuality
from vitals.vital import Vital

_ID: Final = f'"({ID_PATTERN.pattern})"'
_EPOCH: Final = f'"({EPOCH_PATTERN.pattern})"'
_SEQUENCE: Final = r"([1-9]\d{0,14})"
_COUNT: Final = r"(0|[1-9]\d{0,14})"
"""A whole number that every reader keeps exactly; longer ones are left to the long way."""
_INSTANT: Final = r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"'
_WALL_CLOCK: Final = r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)"'
_FRAME: Final = r'\{"characteristic":"([0-9a-f]{4})","payload_hex":"((?:[0-9a-f]{2})*)"\}'
_QUANTITY: Final = r'"([a-z0-9_]+)":(\{"scale":-?\d,"unit":"[^"\\]+"),"value":(-?(?:0|[1-9]\d{0,8}))\}'
_WORD: Final = '"[a-z_]+"'
SIGNATURE: Final = r"[A-Za-z0-9_-]{85}[AQgw]"
"""64 bytes in base64url: the last character carries two bits only, so each signature has one spelling."""


def _many(pattern: str) -> str:
    """Match one or more with commas between, as one group."""
    one = re.sub(r"\((?!\?)", "(?:", pattern)
    return f"({one}(?:,{one})*)"


_RECORD: Final = re.compile(
    rf'\{{"body":\{{"boot_id":{_EPOCH},"device":{_ID},"device_time":(?:null|{_WALL_CLOCK}),"flags":\[{_many(_WORD)}?\],'
    rf'"heard_at":(?:null|{_INSTANT}),"kind":"measurement","measured_at":{_INSTANT},"monotonic_ms":{_COUNT},'
    rf'"raw":\[{_many(_FRAME)}\],"time_quality":"(arrival|device|corrected)","user_slot":(?:null|(\d|[1-9]\d)),'
    rf'"values":\{{{_many(_QUANTITY)}\}}\}},"epoch":{_EPOCH},"hub":{_ID},"sequence":{_SEQUENCE},'
    rf'"sig":"{SIGNATURE}","v":1\}}',
    re.ASCII,
)
_FRAMES: Final = re.compile(_FRAME)
_QUANTITIES: Final = re.compile(_QUANTITY)
_CODINGS: Final = {
    vital.value.name: (vital, f'{{"scale":{vital.value.scale},"unit":"{vital.value.unit}"') for vital in Vital
}


def read_measurement(payload: bytes) -> tuple[HubId, Epoch, int, Measurement] | None:
    """Read hub, epoch, sequence and measurement of a payload; None if it must be read field by field."""
    found = _RECORD.fullmatch(payload.decode("ascii", "replace"))
    if found is None:
        return None
    boot_id, device, device_time, flags, heard_at, measured_at, monotonic_ms, raw, quality, slot, values, *place = (
        found.groups()
    )
    frames, quantities = _FRAMES.findall(raw), _read_quantities(values)
    if quantities is None or len(frames) > FRAMES_MAX or len(raw) > 2 * FRAME_BYTES_MAX:
        return None
    try:
        moment = Moment(
            device_time=None if device_time is None else datetime.fromisoformat(device_time),
            heard_at=None if heard_at is None else datetime.fromisoformat(heard_at),
            boot_id=boot_id,
            monotonic_ms=int(monotonic_ms),
            measured_at=datetime.fromisoformat(measured_at),
            time_quality=TimeQuality(quality),
        )
        words = [] if flags is None else [Flag(word[1:-1]) for word in flags.split(",", len(Flag) - 1)]
    except ValueError:  # no real date, no flag of ours, or more flags than there are
        return None
    measurement = Measurement(
        device=DeviceId(device),
        user_slot=None if slot is None else int(slot),
        values=quantities,
        flags=frozenset(words),
        moment=moment,
        raw=tuple(Frame(characteristic=name, payload=bytes.fromhex(octets)) for name, octets in frames),
    )
    epoch, hub, sequence = place
    return HubId(hub), Epoch(epoch), int(sequence), measurement


def _read_quantities(text: str) -> dict[Vital, int] | None:
    """Read the values; None if one is no vital sign in its own unit and scale, or is there twice."""
    found: dict[Vital, int] = {}
    quantities = _QUANTITIES.findall(text)
    for name, coding, value in quantities:
        vital, expected = _CODINGS.get(name, (None, ""))
        if vital is None or coding != expected:
            return None
        found[vital] = int(value)
    return found if len(found) == len(quantities) else None
