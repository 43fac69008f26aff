"""The kinds of device, told by the last word of a family's name: a server need not know every hub's families."""

from __future__ import annotations

from enum import StrEnum


class DeviceKind(StrEnum):
    """The kinds of device that people tell apart."""

    SCALE = "scale"
    CUFF = "cuff"
    OXIMETER = "oximeter"
    THERMOMETER = "thermometer"
    DEVICE = "device"
    """One of a family that this program does not know."""

    @classmethod
    def of_family(cls, family: str) -> DeviceKind:
        """Tell what a family is by the last word of its name.

        >>> DeviceKind.of_family("a-and-d-cuff").value, DeviceKind.of_family("teapot").value
        ('cuff', 'device')
        """
        last = family.rpartition("-")[2]
        return cls(last) if last in set(cls) else cls.DEVICE
