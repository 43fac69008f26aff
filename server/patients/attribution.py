"""Whose is it: from device, user slot and the time of measuring to one patient, or to nobody yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.patients.register import Register
from vitals.identity import DeviceId, PatientId


class WhyUnclaimed(StrEnum):
    """Why a measurement is nobody's yet."""

    UNKNOWN_DEVICE = "unknown_device"
    NOT_ASSIGNED = "not_assigned"
    UNKNOWN_SLOT = "unknown_slot"
    NO_LONGER_MEMBER = "no_longer_member"


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Nobody's yet: it is kept, shown, and in no rule."""

    why: WhyUnclaimed


def attribute(register: Register, device: DeviceId, user_slot: int | None, at: datetime) -> PatientId | Unclaimed:
    """Find whose a measurement is by the assignments valid when it was measured, whatever home it came through now.

    A slot that is assigned is that person's; a device that is assigned as a whole is that person's whatever the slot.
    It chooses among the people who were members of the device's home then.
    """
    home = register.devices.get(device)
    if home is None:
        return Unclaimed(WhyUnclaimed.UNKNOWN_DEVICE)
    valid = [each for each in register.assignments.get(device, ()) if each.period.holds(at)]
    if not valid:
        return Unclaimed(WhyUnclaimed.NOT_ASSIGNED)
    matching = [each for each in valid if each.user_slot == user_slot] or [
        each for each in valid if each.user_slot is None
    ]
    if not matching:
        return Unclaimed(WhyUnclaimed.UNKNOWN_SLOT)
    patient = matching[-1].patient
    if not register.is_member(patient, home, at):
        return Unclaimed(WhyUnclaimed.NO_LONGER_MEMBER)
    return patient
