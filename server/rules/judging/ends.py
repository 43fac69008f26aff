"""Where episodes of one rule end: looked for together, for many patients, some looks at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from server.rules.judging.judge import judge
from server.rules.judging.scene import Begun, Scene
from server.rules.judging.truth import YES, Ints
from server.rules.judging.walk import Told

LOOKS_AT_ONCE: Final = 32
"""So many looks after a raise are judged first: most episodes end in some days."""


@dataclass(slots=True, eq=False)
class Sought:
    """An episode of a patient whose end is looked for: from a look on, up to ``end`` (not included).

    ``reached`` is the first look that has not been looked at yet, ``found`` the one at which it ends.
    """

    who: int
    told: Told
    reached: int
    end: int
    step: int = LOOKS_AT_ONCE
    found: int | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether there is nothing more to look at."""
        return self.found is not None or self.reached >= self.end

    @property
    def until(self) -> int:
        """Give the place after the last look that is looked at next."""
        return min(self.end, self.reached + self.step)

    def look(self, found: int | None) -> None:
        """Take what was found at the looks that were looked at next, and look at more of them the next time."""
        self.found, self.reached, self.step = found, self.until, 4 * self.step


class Ends:
    """Looks for the ends of a rule's episodes."""

    def __init__(self, scene: Scene, back_days: int) -> None:
        """Take the scene of the rule; ``back_days`` is how far back the answers that end an episode are read again."""
        self._scene = scene
        self._condition = scene.rule.clear_when
        self._back_days = back_days

    def look_for(self, sought: Sequence[Sought]) -> None:
        """Look for each end a little further."""
        if self._condition is None:
            for each in sought:
                each.reached = each.end
            return
        begins = [self._begin(each) for each in sought]
        counts = [each.until - begin for each, begin in zip(sought, begins, strict=True)]
        places = np.concatenate([np.arange(begin, each.until) for each, begin in zip(sought, begins, strict=True)])
        scene = self._scene.ending([_begun(each) for each in sought], places)
        reached = np.repeat([each.reached for each in sought], counts)
        hits = np.flatnonzero((judge(self._condition, scene) == YES) & (places >= reached))
        ends = np.cumsum(counts)
        firsts = np.searchsorted(hits, ends - counts)
        for each, first, end in zip(sought, firsts.tolist(), ends.tolist(), strict=True):
            is_found = first < len(hits) and hits[first] < end
            each.look(int(places[hits[first]]) if is_found else None)

    def _begin(self, sought: Sought) -> int:
        """Give the first look of which an answer is read."""
        if self._back_days <= 1:
            return sought.reached
        looks, starts_s = self._scene.looks, self._scene.frame.starts_s
        since_s = starts_s[max(int(looks.day[sought.reached]) - self._back_days, 0)]
        mine = int(looks.begins[sought.who])
        at_s: Ints = looks.at_s[mine : sought.reached]
        return mine + int(np.searchsorted(at_s, since_s))


def _begun(sought: Sought) -> Begun:
    level = sought.told.level
    return Begun(sought.who, sought.told.start_s, None if level is None else (level.top, level.bottom))
