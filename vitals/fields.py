"""Strict reading of one JSON object: every field named, typed and bounded, nothing left over."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from vitals.identity import EPOCH_PATTERN, ID_PATTERN

Json = dict[str, Any]
Choice = TypeVar("Choice", bound=StrEnum)

INTEGER_MAX: Final = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly (RFC 8259, section 6)."""

MANY: Final = 64
"""Members that a list on the wire may have, where nothing else is said."""
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_WALL_CLOCK: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL refuses, and half surrogates, which UTF-8 refuses."""
_HEX: Final = re.compile(r"(?:[0-9a-f]{2})*")
_MISSING: Final = object()


class WireError(ValueError):
    """What the other tower sent cannot be read: ``field`` says where, ``problem`` says why.

    >>> str(WireError("body.device", "is missing"))
    'body.device is missing'
    """

    def __init__(self, field: str, problem: str) -> None:
        """Name the field by its dotted path and the problem in words that follow it."""
        super().__init__(f"{field} {problem}")
        self.field = field
        self.problem = problem


def format_instant(at: datetime) -> str:
    """Write an instant as UTC with milliseconds, the only form the wire knows.

    >>> format_instant(datetime(2026, 3, 2, 6, 10, tzinfo=UTC))
    '2026-03-02T06:10:00.000Z'
    """
    return at.astimezone(UTC).isoformat("T", "milliseconds")[: -len("+00:00")] + "Z"


def format_wall_clock(at: datetime) -> str:
    """Write a device's own wall clock, which knows no zone, to the second.

    >>> format_wall_clock(datetime(2026, 3, 2, 7, 10))
    '2026-03-02T07:10:00'
    """
    return at.isoformat(timespec="seconds")


class Fields:
    """One JSON object being read; each read removes a field, and ``done`` refuses what is left.

    Every record passes here, some twenty fields each: a read takes its field in one step, and asks only when it is
    not right whether it was missing or wrong (a weighing is read in 16 µs instead of 19).
    """

    __slots__ = ("_left", "_path")

    def __init__(self, value: object, path: str) -> None:
        """Take the object found at ``path``; raises WireError if it is not an object."""
        if not isinstance(value, dict):
            raise WireError(path or "payload", "is not an object")
        self._left: Json = dict(value)
        self._path = path

    def name(self, field: str) -> str:
        """Give the dotted path of a field, for an error."""
        return f"{self._path}.{field}" if self._path else field

    def refuse(self, field: str, problem: str) -> WireError:
        """Make the error that names this field."""
        return WireError(self.name(field), problem)

    def names(self) -> list[str]:
        """List the fields not taken yet, where field names are data."""
        return list(self._left)

    def done(self) -> None:
        """Refuse any field that nobody asked for."""
        if self._left:
            raise self.refuse(min(self._left), "is unknown")

    def text(self, field: str, longest: int = 200, pattern: re.Pattern[str] | None = None) -> str:
        """Take a text of at most ``longest`` characters that fits the pattern as a whole."""
        value = self._left.pop(field, _MISSING)
        if type(value) is not str:
            raise self._unfit(field, value, "is not a text")
        if len(value) > longest:
            raise self.refuse(field, f"is longer than {longest} characters")
        if pattern is not None:
            if pattern.fullmatch(value) is None:
                raise self.refuse(field, f"does not have the form {pattern.pattern}")
        elif _UNSTORABLE.search(value) is not None:
            raise self.refuse(field, "has a character that no database keeps")
        return value

    def identity(self, field: str) -> str:
        """Take an id of 16 characters."""
        return self.text(field, 16, ID_PATTERN)

    def epoch(self, field: str) -> str:
        """Take an epoch of 16 hexadecimal digits."""
        return self.text(field, 16, EPOCH_PATTERN)

    def integer(self, field: str, lowest: int = 0, highest: int = INTEGER_MAX) -> int:
        """Take a whole number within bounds; a float, a boolean or a text is refused."""
        value = self._left.pop(field, _MISSING)
        if type(value) is not int:
            raise self._unfit(field, value, "is not a whole number")
        if not lowest <= value <= highest:
            raise self.refuse(field, f"is not between {lowest} and {highest}")
        return value

    def truth(self, field: str) -> bool:
        """Take true or false."""
        value = self._left.pop(field, _MISSING)
        if type(value) is not bool:
            raise self._unfit(field, value, "is not true or false")
        return value

    def array(self, field: str, longest: int) -> list[Any]:
        """Take a list of at most ``longest`` members."""
        value = self._left.pop(field, _MISSING)
        if not isinstance(value, list):
            raise self._unfit(field, value, "is not a list")
        if len(value) > longest:
            raise self.refuse(field, f"has more than {longest} members")
        return value

    def members(self, field: str, longest: int) -> list[Fields]:
        """Take a list of objects, each to be read in turn."""
        return [Fields(value, f"{self.name(field)}[{at}]") for at, value in enumerate(self.array(field, longest))]

    def inner(self, field: str) -> Fields:
        """Take an object within this one."""
        value = self._left.pop(field, _MISSING)
        if value is _MISSING:
            raise self._unfit(field, value, "")
        return Fields(value, self.name(field))

    def mapping(self, field: str, longest: int) -> Json:
        """Take an object whose field names are data, of at most ``longest`` fields."""
        value = self._left.pop(field, _MISSING)
        if not isinstance(value, dict):
            raise self._unfit(field, value, "is not an object")
        if len(value) > longest:
            raise self.refuse(field, f"has more than {longest} fields")
        return value

    def choice(self, field: str, kind: type[Choice]) -> Choice:
        """Take one word of a closed list."""
        value = self._left.pop(field, _MISSING)
        try:
            return kind(value)
        except ValueError:
            raise self._unfit(field, value, f"is not one of {', '.join(kind)}") from None

    def octets(self, field: str, longest: int) -> bytes:
        """Take bytes written as lower-case hexadecimal, at most ``longest`` bytes."""
        return bytes.fromhex(self.text(field, 2 * longest, _HEX))

    def instant(self, field: str) -> datetime:
        """Take a UTC instant with milliseconds."""
        value = self.text(field, 24, _INSTANT)
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise self.refuse(field, "is not a real date and time") from None

    def wall_clock(self, field: str) -> datetime:
        """Take a device's wall clock, without a zone."""
        value = self.text(field, 19, _WALL_CLOCK)
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise self.refuse(field, "is not a real date and time") from None

    def is_null(self, field: str) -> bool:
        """Tell whether a field is null, and if so take it; a missing field is still an error."""
        if self._left.get(field, _MISSING) is None:
            del self._left[field]
            return True
        return False

    def _unfit(self, field: str, value: object, problem: str) -> WireError:
        """Make the error for a field of the wrong type, which one that is not there is too."""
        return self.refuse(field, "is missing" if value is _MISSING else problem)


def utc(at: datetime) -> datetime:
    """Cut an instant to the wire's milliseconds, so that what is sent equals what is kept.

    >>> utc(datetime(2026, 3, 2, 6, 10, 0, 123456, tzinfo=UTC)).microsecond
    123000
    """
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)
