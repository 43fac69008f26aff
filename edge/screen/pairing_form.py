"""Forms of the pairing pages: what people said to the desk, if it is still what the desk asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from edge.devices.catalogue import family_named
from edge.pairing.talk import Cancelled, Chose, Event, Opened, Said, Typed, WantMoreTime
from edge.screen.known import Known
from edge.screen.pairing import ANY, TYPED_MAX, turn_of

DEEDS: Final = frozenset({"open", "choose", "say", "type", "more", "stop"})
_SAID: Final = {"yes": True, "no": False}


class UnreadableError(Exception):
    """The form is none that our pages make."""


def to_the_desk(do: str, form: Mapping[str, str], known: Known) -> Event | None:
    """Give what the desk is to hear; raises UnreadableError.

    A form of an older page is nothing: it must not answer what is asked now, nor open what has ended since.
    """
    event = _read(do, form)
    progress = known.pairing
    if form.get("turn") != turn_of(progress):
        return None
    return event if known.can_pair or (progress is not None and progress.is_open) else None


def _read(do: str, form: Mapping[str, str]) -> Event:
    match do, form:
        case "open", {"family": str(name)}:
            family = None if name == ANY else family_named(name)
            if name == ANY or family is not None:
                return Opened(family)
        case "choose", {"key": str(key)}:
            return Chose(key)
        case "say", {"answer": str(answer)} if answer in _SAID:
            return Said(_SAID[answer])
        case "type", {"text": str(text)} if len(text) <= TYPED_MAX:
            return Typed(text)
        case "more", _:
            return WantMoreTime()
        case "stop", _:
            return Cancelled()
        case _:
            pass
    raise UnreadableError
