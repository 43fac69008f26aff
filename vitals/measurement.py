"""Measurement: one act of measuring, as the hub decoded it, with the bytes it was decoded from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from vitals.fields import Fields, Json
from vitals.identity import DeviceId
from vitals.moment import Moment
from vitals.vital import Vital

FRAMES_MAX: Final = 32
FRAME_BYTES_MAX: Final = 512
"""The longest value a GATT characteristic can have (Bluetooth Core 5.4, Vol 3, Part F, 3.2.9)."""
VALUE_MAX: Final = 2**31 - 1
USER_SLOT_MAX: Final = 255
_CHARACTERISTIC: Final = re.compile(r"[0-9a-f]{4}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Flag(StrEnum):
    """What the device itself said about the quality of the measurement (Blood Pressure Service 1.1.1, status word)."""

    BODY_MOVEMENT = "body_movement"
    CUFF_TOO_LOOSE = "cuff_too_loose"
    IRREGULAR_PULSE = "irregular_pulse"
    IMPROPER_POSITION = "improper_position"
    PULSE_ABOVE_RANGE = "pulse_above_range"
    PULSE_BELOW_RANGE = "pulse_below_range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One payload as it came over the air, with the characteristic that carried it (4 or 32 hexadecimal digits)."""

    characteristic: str
    payload: bytes

    def to_wire(self) -> Json:
        """Write the frame with its bytes as hexadecimal."""
        return {"characteristic": self.characteristic, "payload_hex": self.payload.hex()}

    @classmethod
    def from_wire(cls, fields: Fields) -> Frame:
        """Read one frame; raises WireError."""
        frame = cls(
            characteristic=fields.text("characteristic", 36, _CHARACTERISTIC),
            payload=fields.octets("payload_hex", FRAME_BYTES_MAX),
        )
        fields.done()
        return frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One act of measuring: which device, which of its users, the values, the time, the bytes.

    ``values`` maps each vital to a whole number in the vital's step (grams, tenths of mmHg). ``user_slot`` is the user
    number the device gave, or None.

    >>> from vitals.vital import Vital
    >>> Vital.BODY_WEIGHT.value.scale
    -3
    """

    device: DeviceId
    user_slot: int | None
    values: Mapping[Vital, int]
    flags: frozenset[Flag]
    moment: Moment
    raw: tuple[Frame, ...]

    def natural_key(self) -> str | None:
        """Give the key by which a device's own repeats are known, or None without a device time.

        Two sendings of one stored reading share it; two live readings never have one.
        """
        if self.moment.device_time is None:
            return None
        values = ",".join(f"{vital.value.name}={self.values[vital]}" for vital in Vital if vital in self.values)
        return f"{self.device}|{self.user_slot}|{self.moment.device_time.isoformat()}|{values}"

    def to_wire(self) -> Json:
        """Write the body of a measurement record."""
        return {
            "kind": "measurement",
            "device": self.device,
            "user_slot": self.user_slot,
            "values": {
                vital.value.name: {"value": value, "scale": vital.value.scale, "unit": vital.value.unit}
                for vital, value in self.values.items()
            },
            "flags": sorted(flag.value for flag in self.flags),
            **self.moment.to_wire(),
            "raw": [frame.to_wire() for frame in self.raw],
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Measurement:
        """Read the body of a measurement record; raises WireError naming the field."""
        return cls(
            device=DeviceId(fields.identity("device")),
            user_slot=None if fields.is_null("user_slot") else fields.integer("user_slot", 0, USER_SLOT_MAX),
            values=_read_values(fields),
            flags=_read_flags(fields),
            moment=Moment.from_wire(fields),
            raw=read_frames(fields),
        )


def read_frames(fields: Fields) -> tuple[Frame, ...]:
    """Read the raw frames of a body, at least one; raises WireError."""
    frames = tuple(map(Frame.from_wire, fields.members("raw", FRAMES_MAX)))
    if not frames:
        raise fields.refuse("raw", "is empty")
    return frames


def _read_flags(fields: Fields) -> frozenset[Flag]:
    words = fields.array("flags", len(Flag))
    try:
        return frozenset(map(Flag, words))
    except ValueError:
        raise fields.refuse("flags", f"has a word that is not one of {', '.join(Flag)}") from None


def _read_values(fields: Fields) -> dict[Vital, int]:
    values: dict[Vital, int] = {}
    for name, quantity in fields.mapping("values", len(Vital)).items():
        try:
            vital = Vital.named(name)
        except KeyError:
            raise fields.refuse(f"values.{name}", "is not a vital sign") from None
        coding = vital.value
        inner = Fields(quantity, fields.name(f"values.{name}"))
        values[vital] = inner.integer("value", -VALUE_MAX, VALUE_MAX)
        if inner.integer("scale", -9, 9) != coding.scale:
            raise inner.refuse("scale", f"is not {coding.scale}")
        if inner.text("unit") != coding.unit:
            raise inner.refuse("unit", f"is not {coding.unit}")
        inner.done()
    if not values:
        raise fields.refuse("values", "is empty")
    return values
