"""Record Access Control Point (2A52): how a hub asks for what a device has stored.

The hub subscribes to this characteristic and to the one that carries the records, writes a request, receives the
records there and then an answer here. It never writes a deletion: nobody's stored readings are ours to delete.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from edge.gatt.code import Code
from edge.gatt.date_time import read_date_time
from edge.gatt.octets import Octets


class Op(Code):
    """What is asked, and the two kinds of answer."""

    REPORT = 1
    DELETE = 2
    ABORT = 3
    COUNT = 4
    COUNT_ANSWER = 5
    ANSWER = 6


class Operator(Code):
    """Which records are meant."""

    NONE = 0
    ALL = 1
    LESS_OR_EQUAL = 2
    GREATER_OR_EQUAL = 3
    RANGE = 4
    FIRST = 5
    LAST = 6


class Filter(Code):
    """By what records are chosen."""

    SEQUENCE_NUMBER = 1
    USER_FACING_TIME = 2


class Result(Code):
    """How a request went."""

    SUCCESS = 1
    OP_NOT_SUPPORTED = 2
    INVALID_OPERATOR = 3
    OPERATOR_NOT_SUPPORTED = 4
    INVALID_OPERAND = 5
    NO_RECORDS_FOUND = 6
    ABORT_UNSUCCESSFUL = 7
    PROCEDURE_NOT_COMPLETED = 8
    OPERAND_NOT_SUPPORTED = 9


_VALUES: Final = {Operator.LESS_OR_EQUAL: 1, Operator.GREATER_OR_EQUAL: 1, Operator.RANGE: 2}
_ASKS: Final = frozenset({Op.REPORT, Op.DELETE, Op.COUNT})
_SEQUENCE_END: Final = 0x10000

Bound = int | datetime | None
"""A sequence number, or a device's wall clock; None is a date that does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAccess:
    """One request or answer; what does not belong to its ``op`` is None, or no ``bounds``.

    ``bounds`` hold one value for *less or equal* and *greater or equal*, and two for a range. ``count`` is a number of
    records. ``request`` and ``result`` belong to an answer.
    """

    op: Op
    operator: Operator
    filter: Filter | None = None
    bounds: tuple[Bound, ...] = ()
    count: int | None = None
    request: Op | None = None
    result: Result | None = None


def decode_record_access(payload: bytes) -> RecordAccess:
    """Decode a request or an answer; raises DecodeError for a field cut off or a reserved number.

    >>> answer = decode_record_access(bytes.fromhex("06000106"))
    >>> answer.request.word, answer.result.word
    ('report', 'no_records_found')

    Source: Bluetooth SIG, Glucose Service 1.0.1, section 3.4; Pulse Oximeter Service 1.0, section 3.4.
    """
    octets = Octets(payload)
    op, operator = Op(octets.unsigned(1)), Operator(octets.unsigned(1))
    if op is Op.ANSWER:
        request, result = Op(octets.unsigned(1)), Result(octets.unsigned(1))
        return RecordAccess(op=op, operator=operator, request=request, result=result)
    if op is Op.COUNT_ANSWER:
        return RecordAccess(op=op, operator=operator, count=octets.unsigned(2))
    if op in _ASKS and operator in _VALUES:
        chosen = Filter(octets.unsigned(1))
        bounds = tuple(_bound(octets, chosen) for _ in range(_VALUES[operator]))
        return RecordAccess(op=op, operator=operator, filter=chosen, bounds=bounds)
    return RecordAccess(op=op, operator=operator)


def _bound(octets: Octets, chosen: Filter) -> Bound:
    return octets.unsigned(2) if chosen is Filter.SEQUENCE_NUMBER else read_date_time(octets)


def write_report_all() -> bytes:
    """Ask for every stored record.

    >>> write_report_all().hex()
    '0101'
    """
    return bytes((Op.REPORT, Operator.ALL))


def write_report_since(sequence: int) -> bytes:
    """Ask for the stored records from a sequence number on, that one included; raises ValueError beyond 16 bits.

    >>> write_report_since(258).hex()
    '0103010201'
    """
    if not 0 <= sequence < _SEQUENCE_END:
        raise ValueError("a sequence number has 16 bits")
    return bytes((Op.REPORT, Operator.GREATER_OR_EQUAL, Filter.SEQUENCE_NUMBER)) + sequence.to_bytes(2, "little")


def write_count_all() -> bytes:
    """Ask how many records are stored.

    >>> write_count_all().hex()
    '0401'
    """
    return bytes((Op.COUNT, Operator.ALL))


def write_abort() -> bytes:
    """Ask to stop sending.

    >>> write_abort().hex()
    '0300'
    """
    return bytes((Op.ABORT, Operator.NONE))
