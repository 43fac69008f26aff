"""The names of whatever was captured: a standard characteristic by its number, anything else by its family."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from edge.devices.capture import Capture
from edge.devices.catalogue import family_named, owner_of
from edge.devices.frame import CuffRecord, DeviceClock, EepromAnswer, Frame, OximeterFrame, ScaleFrame
from edge.naming import control, cuff, oximeter, scale, vital
from edge.naming.named import Named


def name_capture(capture: Capture, called: str | None = None) -> Named | None:
    """Decode the frames of one result and name its values; None where no decoder exists.

    ``called`` is the family's name, where the file tells it. A field that the frame does not carry is None. Raises
    DecodeError.

    >>> name_capture(Capture(source="2a9d", payloads=(bytes.fromhex("008c3c"),)))["weight_kg"]
    77.5
    """
    family = family_named(called or "")
    if family is None or family.read is None:
        standard = None if capture.is_advertisement else STANDARD.get(capture.source)
        if standard is not None:
            return standard(capture)
        family = owner_of(capture)
    return None if family is None or family.read is None else _name_frame(family.read(capture))


def _name_frame(frame: Frame) -> Named:
    match frame:
        case ScaleFrame():
            return scale.name_scale_frame(frame)
        case CuffRecord():
            return cuff.name_cuff_record(frame)
        case OximeterFrame():
            return oximeter.name_oximeter_frame(frame)
        case EepromAnswer():
            return cuff.name_eeprom_answer(frame)
        case DeviceClock():
            return cuff.name_device_clock(frame)


def _plain(name: Callable[[bytes], Named]) -> Callable[[Capture], Named]:
    return lambda capture: name(capture.payload)


STANDARD: Final[Mapping[str, Callable[[Capture], Named]]] = {
    "2a9d": lambda capture: scale.name_weight(capture.payload, capture.name),
    "2a9e": _plain(scale.name_weight_features),
    "2a9c": lambda capture: scale.name_composition(capture.payloads),
    "2a9b": _plain(scale.name_composition_features),
    "2a35": lambda capture: cuff.name_pressure(capture.payload, capture.name),
    "2a36": lambda capture: cuff.name_cuff_pressure(capture.payload, capture.name),
    "2b34": _plain(cuff.name_enhanced_pressure),
    "2a49": _plain(cuff.name_cuff_features),
    "2a5e": _plain(oximeter.name_spot_check),
    "2a5f": _plain(oximeter.name_continuous),
    "2a37": _plain(vital.name_heart_rate),
    "2a1c": _plain(vital.name_temperature),
    "2a1e": lambda capture: {**vital.name_temperature(capture.payload), "final": False},
    "2a18": _plain(vital.name_glucose),
    "2a52": _plain(control.name_record_access),
    "2a9f": _plain(control.name_user_control),
    "2a2b": _plain(control.name_current_time),
    "2a08": _plain(control.name_date_time),
    "2a19": _plain(control.name_battery_level),
    "2a29": _plain(control.name_manufacturer),
    "2a24": _plain(control.name_model_number),
    "2a25": _plain(control.name_serial_number),
    "2a26": _plain(control.name_firmware_revision),
    "2a27": _plain(control.name_hardware_revision),
    "2a28": _plain(control.name_software_revision),
    "2a23": _plain(control.name_system_id),
    "2a50": _plain(control.name_pnp_id),
}
"""The characteristics of the Bluetooth SIG that can be read, by number."""
