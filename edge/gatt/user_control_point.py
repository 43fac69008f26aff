"""User Control Point (2A9F) of the User Data Service (181C): how a hub becomes one of a scale's users.

A scale with users sends nothing until one of them has consented: with the code that the scale shows, or with the one
that the hub itself registered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from edge.gatt.code import Code
from edge.gatt.octets import Octets


class Op(Code):
    """What is asked, and the answer."""

    REGISTER = 0x01
    CONSENT = 0x02
    DELETE_USER_DATA = 0x03
    LIST_USERS = 0x04
    DELETE_USERS = 0x05
    ANSWER = 0x20


class Result(Code):
    """How a request went."""

    SUCCESS = 1
    OP_NOT_SUPPORTED = 2
    INVALID_PARAMETER = 3
    OPERATION_FAILED = 4
    USER_NOT_AUTHORIZED = 5


_HIGHEST_CODE: Final = 9999
_HIGHEST_INDEX: Final = 0xFE
_TELLS_INDEX: Final = frozenset({Op.REGISTER, Op.DELETE_USERS})


@dataclass(frozen=True, slots=True, kw_only=True)
class UserControl:
    """One request or answer; what does not belong to its ``op`` is None.

    ``count`` is the number of users, in the answer to a list. ``request`` and ``result`` belong to an answer.
    """

    op: Op
    user_index: int | None = None
    consent_code: int | None = None
    request: Op | None = None
    result: Result | None = None
    count: int | None = None


def decode_user_control(payload: bytes) -> UserControl:
    """Decode a request or an answer; raises DecodeError for a field cut off or a reserved number.

    >>> answer = decode_user_control(bytes.fromhex("20010103"))
    >>> answer.request.word, answer.result.word, answer.user_index
    ('register', 'success', 3)

    Source: Bluetooth SIG, User Data Service 1.1, section 3.4.
    """
    octets = Octets(payload)
    op = Op(octets.unsigned(1))
    match op:
        case Op.REGISTER:
            return UserControl(op=op, consent_code=octets.unsigned(2))
        case Op.CONSENT:
            return UserControl(op=op, user_index=octets.unsigned(1), consent_code=octets.unsigned(2))
        case Op.DELETE_USERS:
            return UserControl(op=op, user_index=octets.unsigned(1))
        case Op.ANSWER:
            return _answer(octets)
        case _:
            return UserControl(op=op)


def _answer(octets: Octets) -> UserControl:
    request, result = Op(octets.unsigned(1)), Result(octets.unsigned(1))
    succeeded = result is Result.SUCCESS
    return UserControl(
        op=Op.ANSWER,
        request=request,
        result=result,
        user_index=octets.unsigned(1) if succeeded and request in _TELLS_INDEX else None,
        count=octets.unsigned(1) if succeeded and request is Op.LIST_USERS else None,
    )


def write_register(consent_code: int) -> bytes:
    """Ask for a new user, who will consent with ``consent_code``; raises ValueError for a code that is not 0 to 9999.

    >>> write_register(1234).hex()
    '01d204'
    """
    return bytes((Op.REGISTER,)) + _code(consent_code)


def write_consent(user_index: int, consent_code: int) -> bytes:
    """Consent as one of the scale's users; raises ValueError for an index that is not 0 to 254, or a wrong code.

    >>> write_consent(3, 1234).hex()
    '0203d204'
    """
    if not 0 <= user_index <= _HIGHEST_INDEX:
        raise ValueError("a user's index is a number from 0 to 254")
    return bytes((Op.CONSENT, user_index)) + _code(consent_code)


def write_list_users() -> bytes:
    """Ask for the list of users.

    >>> write_list_users().hex()
    '04'
    """
    return bytes((Op.LIST_USERS,))


def _code(consent_code: int) -> bytes:
    if not 0 <= consent_code <= _HIGHEST_CODE:
        raise ValueError("a consent code is a number from 0 to 9999")
    return consent_code.to_bytes(2, "little")
