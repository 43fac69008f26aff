"""When a diary has moments: which contacts say nothing new, when time alone may change something, and what is plain."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from server.rules.diary.moment import Ahead
from server.rules.diary.script import Script
from server.rules.judging.calendar import DAY_STARTS_MINUTE
from server.rules.judging.chart import Chart, seconds
from server.rules.judging.heartbeat import is_news
from server.rules.judging.needs import Needs
from server.rules.judging.schedule import next_change_s, next_strike_s
from server.rules.judging.stretches import MERGED_S


class Timing:
    """The instants of one script, by what some rules need."""

    def __init__(self, script: Script, needs: Needs) -> None:
        """Take them."""
        self._script, self._needs = script, needs
        self._struck_s, self._strikes_s = 0, 0
        self._clock = {DAY_STARTS_MINUTE, *needs.dues}
        told = [step for step in script.steps if step.brings]
        late = [row.at_s for step in told if step.begins for series in step.chart.series.values() for row in series]
        self._instants = {*late, *(seconds(step.at) for step in told)}
        self._offsets = {offset for offsets in needs.series.values() for offset in offsets if offset}
        self.is_foreseeable = all(silence_s >= MERGED_S for silence_s in needs.silences_s)
        """Whether the end of a passage tells how it goes: a shorter silence would not be seen between two contacts."""

    def at(self, place: int) -> datetime:
        """Give the instant of a step, or of the end."""
        steps = self._script.steps
        return steps[place].at if place < len(steps) else self._script.case.until_at

    def is_heard_as_ever(self, place: int) -> bool:
        """Tell whether a step is one more contact of many, by which no answer can become another."""
        step = self._script.steps[place] if place < len(self._script.steps) else None
        if step is None or step.heard_since_s is None:
            return False
        heard_s, since_s = seconds(step.at), step.heard_since_s
        if self._struck_s <= since_s < heard_s < self._strikes_s:
            return True
        chart = step.chart
        self._struck_s, self._strikes_s = since_s, next_strike_s(chart.zone, self._needs, since_s)
        return not is_news(chart, self._needs, since_s, heard_s)

    def next_s(self, chart: Chart, at_s: int) -> int:
        """Give when time alone may change something after an instant."""
        return next_change_s(chart, self._needs, max(at_s, chart.newest_s))

    def is_blind(self, ahead: Ahead, chart: Chart, missed: Sequence[tuple[int, int]]) -> bool:
        """Tell whether something had not been taken by what may be a moment, and the hub not been heard since.

        ``chart`` is what is known then, ``missed`` are due times and looks at which something had not been taken.
        """
        heard_s = chart.contact.last_s
        return any((heard_s is None or heard_s < due_s) and at_s <= ahead.at_s for due_s, at_s in missed)

    def is_plain(self, ahead: Ahead, chart: Chart, struck_s: Collection[int]) -> bool:
        """Tell whether all that is known at the end of its passage says the same of what may be a moment.

        Of what was missed it does only if that is not blind. ``chart`` is what is known then, ``struck_s`` are the
        instants at which another alert is so and so old.
        """
        steps, place = self._script.steps, ahead.place - ahead.is_by_time
        if steps[place].is_torn:
            return False
        if not ahead.is_by_time or ahead.place == len(steps) or steps[ahead.place].begins:
            return True
        # what is looked at just when more comes is looked at without that
        return ahead.at_s not in struck_s and not self._is_look(ahead, chart)

    def _is_look(self, ahead: Ahead, chart: Chart) -> bool:
        """Tell whether an answer may change at an instant though nothing comes."""
        local = self.at(ahead.place).astimezone(chart.zone)
        may_be = (
            bool(chart.events or chart.asked)
            or local.hour * 60 + local.minute in self._clock
            or not self._instants.isdisjoint([ahead.at_s - offset for offset in self._offsets])
            or chart.contact.last_s in [ahead.at_s - silence_s for silence_s in self._needs.silences_s]
        )
        return may_be and next_change_s(chart, self._needs, ahead.at_s - 1) == ahead.at_s
