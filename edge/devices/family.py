"""A family of devices: what tells it on the air, what it measures, how its frames are read, and what people must do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from edge.devices.capture import Capture
from edge.devices.frame import Frame
from edge.devices.link import Introduction, Session


class Standing(StrEnum):
    """How much we know of a family."""

    CAPTURED = "captured"
    """Payloads logged from such a device are read right in our tests."""
    LIKELY = "likely"
    """Built from documents and other people's code; no payload of a device has been seen."""


class Bonding(StrEnum):
    """Whether devices of a family must be bonded with before they send anything."""

    NEVER = "never"
    """They speak to whoever connects, or only advertise."""
    IF_OFFERED = "if_offered"
    """The profile leaves it to the maker: those that let themselves be bonded want it, others say no and speak."""
    ALWAYS = "always"
    """Without a bond nothing ever comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advertisement:
    """What a device says of itself before anybody connects: UUIDs in short form, data by service and by company."""

    name: str | None = None
    services: frozenset[str] = frozenset()
    service_data: Mapping[str, bytes] = field(default_factory=dict)
    company_data: Mapping[int, bytes] = field(default_factory=dict)


_NAME, _COMPANY, _BEGINNING, _SERVICE = 8, 4, 2, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What in an advertisement speaks for a family: of every kind that is named here, one must be there.

    ``names`` are beginnings, in any case; ``beside`` are services that must all be there, too, ``without`` those that
    speak against it; ``company_mask`` is for makers who count in the company id; ``begins`` is
    how the data of that company or service begin.
    """

    names: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    companies: tuple[int, ...] = ()
    company_mask: int = 0xFFFF
    begins: bytes = b""

    def score(self, heard: Advertisement) -> int:
        """Weigh an advertisement; 0 is no sign. A name says more than a company, and a company more than a service.

        >>> scale = Advertisement(name="uc-352ble", services=frozenset({"181d"}))
        >>> Sign(names=("UC-352",), services=("181d",)).score(scale), Sign(services=("1810",)).score(scale)
        (9, 0)
        """
        data = [said for company, said in heard.company_data.items() if company & self.company_mask in self.companies]
        told = heard.services | heard.service_data.keys()
        kinds = (
            (_NAME, self.names, (heard.name or "").lower().startswith(tuple(name.lower() for name in self.names))),
            (_COMPANY, self.companies, bool(data)),
            (_BEGINNING, self.begins, any(said.startswith(self.begins) for said in [*data, *self._data(heard)])),
            (_SERVICE, self.services, not told.isdisjoint(self.services)),
            (_SERVICE, self.beside, told.issuperset(self.beside)),
        )
        named = [(weight, is_there) for weight, wanted, is_there in kinds if wanted]
        is_it = told.isdisjoint(self.without) and all(is_there for _, is_there in named)
        return sum(weight for weight, _ in named) if is_it else 0

    def _data(self, heard: Advertisement) -> list[bytes]:
        return [said for service, said in heard.service_data.items() if service in self.services]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The same thing in both languages."""

    sv: str
    en: str


IMPLANTS: Final = Told(
    sv="Vågen skickar en svag ström genom kroppen. Ska inte användas av den som har pacemaker eller ICD.",
    en="The scale sends a weak current through the body. Not to be used by anybody with a pacemaker or an ICD.",
)
"""What whoever pairs a scale that measures the body's composition must confirm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One family of devices that all speak one way.

    ``name`` is what a hub's settings call it and never changes; ``label`` is for people, and ``label_sv`` where it is
    more than names that are the same in Swedish. ``sources`` are the
    characteristics, services or companies its frames come from, each with the beginnings of frames that are its own
    (none: all of them); an underscore in a company's digits stands for any. ``read`` is None where the device keeps to
    the Bluetooth SIG's characteristics. ``subscribe`` are the characteristics to subscribe to, in this order; none: it
    only advertises. ``fetch`` is what is said to a device in a call; None: this hub only decodes what others have
    heard of it, and ``only_decoded`` says why, for a technician. One that ``is_read_again`` gives its whole memory in
    each call: what was kept is known again. One that ``is_all_memory`` sends nothing else, and marks none of it.
    ``needs`` is what people must supply. ``introduce`` is what is said once, while people pair it. ``forbidden`` are
    beginnings of commands that must never be written, and ``only_to_introduce`` of those that may be then.
    ``captured_as`` is what files of captured payloads call it. ``bonding``: whether pairing makes a bond.
    """

    name: str
    label: str
    standing: Standing
    measures: tuple[str, ...]
    signs: tuple[Sign, ...]
    sources: Mapping[str, tuple[bytes, ...]]
    how_to_pair: Told
    label_sv: str = ""
    read: Callable[[Capture], Frame] | None = None
    subscribe: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    fetch: Session | None = None
    only_decoded: str = ""
    is_read_again: bool = False
    is_all_memory: bool = False
    introduce: Introduction | None = None
    forbidden: tuple[bytes, ...] = ()
    only_to_introduce: tuple[bytes, ...] = ()
    captured_as: tuple[str, ...] = ()
    is_body_composition: bool = False
    bonding: Bonding = Bonding.NEVER

    @property
    def called(self) -> Told:
        """What people call it."""
        return Told(sv=self.label_sv or self.label, en=self.label)

    def score(self, heard: Advertisement) -> int:
        """Weigh an advertisement by the sign that speaks loudest."""
        return max(sign.score(heard) for sign in self.signs)

    def owns(self, capture: Capture) -> bool:
        """Tell whether a frame is one of this family's, by where it comes from and how it begins."""
        return any(
            _fits(source, capture.source) and (not beginnings or capture.payload.startswith(beginnings))
            for source, beginnings in self.sources.items()
        )


def all_but(command: bytes) -> tuple[bytes, ...]:
    r"""Give all beginnings that depart from a command after its first byte: where they are forbidden, only it is left.

    >>> len(all_but(b"\xa0\x0d")), b"\xa0\x0c" in all_but(b"\xa0\x0d"), b"\xa0\x0d" in all_but(b"\xa0\x0d")
    (255, True, False)
    """
    return tuple(
        command[:at] + bytes((other,)) for at in range(1, len(command)) for other in range(256) if other != command[at]
    )


def _fits(pattern: str, source: str) -> bool:
    return len(pattern) == len(source) and all(mine in ("_", his) for mine, his in zip(pattern, source, strict=True))
