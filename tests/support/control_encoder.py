"""Payloads of control points, clocks and device information, straight from the specifications' field tables."""

from __future__ import annotations

import struct
from datetime import datetime

from gatt_encoder import date_time

RECORD_RESULTS = {
    "success": 1,
    "op_not_supported": 2,
    "invalid_operator": 3,
    "operator_not_supported": 4,
    "invalid_operand": 5,
    "no_records_found": 6,
    "abort_unsuccessful": 7,
    "procedure_not_completed": 8,
    "operand_not_supported": 9,
}
USER_RESULTS = {
    "success": 1,
    "op_not_supported": 2,
    "invalid_parameter": 3,
    "operation_failed": 4,
    "user_not_authorized": 5,
}
ADJUST_BITS = {"manual": 1, "external": 2, "time_zone": 4, "dst": 8}


def record_request(op: int, operator: int, *bounds: int | datetime) -> bytes:
    """Write a request to a Record Access Control Point (2A52), filtered if there are bounds."""
    payload = bytes([op, operator])
    for place, bound in enumerate(bounds):
        if place == 0:
            payload += bytes([2 if isinstance(bound, datetime) else 1])
        payload += date_time(bound) if isinstance(bound, datetime) else struct.pack("<H", bound)
    return payload


def record_answer(request: int, result: int) -> bytes:
    """Write how a request for records went."""
    return bytes([6, 0, request, result])


def record_count(count: int) -> bytes:
    """Write how many records are stored."""
    return struct.pack("<BBH", 5, 0, count)


def user_request(op: int, *, index: int | None = None, code: int | None = None) -> bytes:
    """Write a request to a User Control Point (2A9F)."""
    payload = bytes([op]) if index is None else bytes([op, index])
    return payload + (b"" if code is None else struct.pack("<H", code))


def user_answer(request: int, result: int, parameter: int | None = None) -> bytes:
    """Write how a request about users went."""
    return bytes([0x20, request, result]) + (b"" if parameter is None else bytes([parameter]))


def current_time(at: datetime, *, weekday: int, fractions: int, reasons: int) -> bytes:
    """Write a Current Time (2A2B)."""
    return date_time(at) + bytes([weekday, fractions, reasons])


def system_id(oui: int, manufacturer_id: int) -> bytes:
    """Write a System ID (2A23)."""
    return struct.pack("<Q", oui << 40 | manufacturer_id)


def pnp_id(source: int, vendor: int, product: int, version: int) -> bytes:
    """Write a PnP ID (2A50)."""
    return struct.pack("<BHHH", source, vendor, product, version)
