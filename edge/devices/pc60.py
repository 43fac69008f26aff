"""Viatom PC-60FW and its sisters: a finger clip that streams, and says when a spot check is done."""

from __future__ import annotations

from typing import Final

from edge.devices.crc8 import crc8_maxim
from edge.devices.family import Family, Sign, Standing, Told
from edge.devices.frame import OximeterFrame
from edge.gatt.octets import DecodeError, Octets

_SERVICE: Final = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
_NOTIFY: Final = "6e400003-b5a3-f393-e0a9-e50e24dcca9e"
_HEAD: Final = b"\xaa\x55\x0f"
_VALUES: Final = b"\xaa\x55\x0f\x08\x01"
_STATE: Final = b"\xaa\x55\x0f\x06\x21"
_FINGER_OFF, _SEARCHING = 0x02, 0x04
_SPOT_CHECK, _RESULT = 0x01, 0x03
_HIGHEST_SPO2, _HIGHEST_PULSE, _NO_PULSE = 100, 400, 255


def decode_pc60(payload: bytes) -> OximeterFrame:
    """Decode a frame of values or of what the clip is doing; raises DecodeError if it is cut off or its CRC is wrong.

    The stream has no end of its own, so its values are never final; the result of a spot check is.

    >>> frame = decode_pc60(bytes.fromhex("aa550f08015f55005700c0da"))
    >>> frame.spo2_percent, frame.pulse_per_min, frame.perfusion_index_tenths, frame.is_final
    (95, 85, 87, None)

    Source: sza2/viatom_pc60fw and viatom-develop/LepuDemo (facts).
    """
    octets = Octets(payload)
    if octets.take(len(_HEAD)) != _HEAD:
        raise DecodeError("not a frame of a PC-60")
    length = octets.unsigned(1)
    end = len(_HEAD) + length
    body = octets.take(max(length - 1, 0))
    if octets.unsigned(1) != crc8_maxim(payload[:end]):
        raise DecodeError("wrong check sum")
    if payload.startswith(_VALUES):
        return _values(Octets(body[1:]))
    if payload.startswith(_STATE):
        return _state(Octets(body[1:]))
    raise DecodeError("a frame of a PC-60 without values")


def _values(fields: Octets) -> OximeterFrame:
    spo2, pulse, perfusion, state = fields.unsigned(1), fields.unsigned(2), fields.unsigned(1), fields.unsigned(1)
    has_finger = not state & _FINGER_OFF
    return OximeterFrame(
        spo2_percent=_spo2(spo2) if has_finger else None,
        pulse_per_min=_pulse(pulse) if has_finger else None,
        is_finger_present=has_finger,
        perfusion_index_tenths=perfusion or None if has_finger else None,
        is_final=False if state & _SEARCHING else None,
    )


def _state(fields: Octets) -> OximeterFrame:
    mode, step, spo2, pulse = fields.take(4)
    is_result = mode == _SPOT_CHECK and step == _RESULT
    return OximeterFrame(
        spo2_percent=_spo2(spo2) if is_result else None,
        pulse_per_min=_pulse(pulse) if is_result else None,
        is_final=is_result,
    )


def _spo2(raw: int) -> int | None:
    return raw if 0 < raw <= _HIGHEST_SPO2 else None


def _pulse(raw: int) -> int | None:
    return raw if 0 < raw <= _HIGHEST_PULSE and raw != _NO_PULSE else None


PC60: Final = Family(
    name="pc60-oximeter",
    label="Viatom PC-60FW, KS-60FW, POD-1W, AP-20",
    standing=Standing.LIKELY,
    measures=("spo2", "pulse_rate"),
    signs=(Sign(names=("PC-60", "KS-60", "POD-1", "AP-20")),),
    sources={_NOTIFY: (_VALUES, _STATE)},
    read=lambda capture: decode_pc60(capture.payload),
    subscribe=(_NOTIFY,),
    only_decoded="no payload of such a clip has been seen",
    how_to_pair=Told(
        sv="Sätt klämman på fingret. Välj mätningen Spot check om klämman frågar. Håll handen stilla till slutet.",
        en="Put the clip on a finger. Choose Spot check if the clip asks. Keep the hand still to the end.",
    ),
)
