"""The numbers behind an episode, the readings they rest on, and the words made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from server.rules.judging.scene import Scene
from server.rules.judging.walk import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """``numbers`` are whole numbers and local dates, ``arrivals`` the journal's numbers of the readings, in order."""

    numbers: Mapping[str, int | str] = field(default_factory=dict)
    arrivals: tuple[int, ...] = ()
    say: Mapping[str, str] = field(default_factory=dict)


NOTHING: Final = Facts()


def facts_of(scene: Scene, who: int, told: Told) -> Facts:
    """Give the facts of a patient's episode."""
    raise NotImplementedError(scene, who, told)
