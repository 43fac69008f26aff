"""What came over the air, with all that a family needs to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One result on the air: its frames in order, and who sent them.

    ``source`` is the characteristic, or for an advertisement the service of its data, in short form (``2a9d``,
    ``fe95``), or the maker's company id as ``company:ffff``. ``payloads`` has at least one frame; families that spread
    nothing over frames read the last. ``context`` is what the frame itself does not say (``weight_divisor``, the
    ``layout`` of a memory, the ``display_unit``) and what a driver has learned before.
    """

    source: str
    payloads: tuple[bytes, ...]
    is_advertisement: bool = False
    name: str | None = None
    address: str | None = None
    bind_key: bytes | None = None
    context: Mapping[str, object] = field(default_factory=dict)

    @property
    def payload(self) -> bytes:
        """The last frame."""
        return self.payloads[-1]
