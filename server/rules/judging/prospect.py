"""What a sign is looked at with, before anything is judged: some patients' bands of days, and one rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from server.rules.judging.amounts import THOUSAND, made_of
from server.rules.judging.bands import BEYOND, PARTS, Band, Bands, Daily
from server.rules.judging.chart import Chart
from server.rules.judging.exact import HOLDS
from server.rules.judging.lookback import Lookback
from server.rules.judging.needs import OWN_SPREAD
from server.rules.judging.plan import Plan
from server.rules.judging.truth import Bools, Ints
from server.rules.language.condition import Comparison, Limit, Side, Sign
from server.rules.language.quantity import Amount, Quantity, TimesOwnSpread
from server.rules.language.rule import Rule
from server.rules.language.signal import Measure

_PER_THOUSANDTH = PARTS // THOUSAND


@dataclass(slots=True)
class Prospect:
    """Patients looked at up to ``to_s``, each; ``active`` marks by rule of whom an episode is there, or may be.

    ``codes`` numbers the answers' codes. ``agreed`` names everything that was ever agreed with one of them.
    """

    plan: Plan
    bands: Bands
    codes: Mapping[str, int]
    to_s: Ints
    active: dict[str, Bools] = field(default_factory=dict)
    agreed: frozenset[str] = frozenset()

    def measure(self, name: str) -> Measure:
        """Find a measure of ``signals.yaml``."""
        return self.plan.rule_set.signals.measures[name]

    def lookback(self, rule: Rule, sign: Sign) -> Lookback:
        """Tell how far back a sign of a rule looks."""
        return self.plan.lookbacks[rule.name][id(sign)]

    def cells(self, rule: Rule, sign: Sign) -> int:
        """Count the days, up to the last, on which a sign of a rule is read."""
        return self.bands.days_from(self.lookback(rule, sign).cells)

    def each(self, told: Callable[[Chart], bool]) -> Bools:
        """Ask something of every patient."""
        return np.array([told(chart) for chart in self.bands.charts], np.bool_)

    def window(self, daily: Daily, measure: Measure, name: str, days: int) -> Band:
        """Give what a window lies between on each of the last days."""
        most_days = self.bands.days_from(self.plan.window_days[measure.name, name])
        return self.bands.window(daily, measure, name, days, most_days)

    def limit(self, said: Amount, rule: Rule, measure: Measure, days: int) -> Band:
        """Give what a limit lies between: the rule's own value, and all that were ever agreed with the patient."""
        if isinstance(said, TimesOwnSpread):
            daily = self.bands.daily(measure)
            if daily is None:
                return Band(np.array([[BEYOND]]), np.array([[-BEYOND]]))
            spread = self.window(daily, measure, OWN_SPREAD, days)
            low = np.where(spread.known, spread.low * said.tenths // 10, BEYOND)
            return Band(low, np.where(spread.known, BEYOND, -BEYOND))
        if isinstance(said, Quantity) or f"{rule.name}.{said.name}" not in self.agreed:
            value = (
                said.thousandths
                if isinstance(said, Quantity)
                else made_of(said, rule.settings[said.name].value.thousandths)
            )
            return _one(value * measure.per_unit * _PER_THOUSANDTH)
        return self._spanned([thousandths_of(said, chart, rule) for chart in self.bands.charts], measure)

    def agreement(self, named: str, measure: Measure) -> Band:
        """Give what was agreed with each patient lies between, whenever it was; nothing where nothing was."""
        found = [[each for _, each in chart.agreed.get(named, ()) if each is not None] for chart in self.bands.charts]
        return self._spanned(found, measure)

    def apart(self, measure: str | None, agreed: frozenset[str]) -> int:
        """Tell how far any one patient's readings, and the weights that were agreed, lie apart at most; -1 for none."""
        made = self.measure(measure or "")
        found = self.bands.reach(made)
        if found is None:
            return -1
        for named in agreed & self.agreed:
            found = found.joined(self.agreement(named, made))
        return int((found.high - found.low).max())

    def points(self, said: Amount, rule: Rule) -> int:
        """Give the least limit that a score has for any of the patients, in thousandths of a point."""
        if isinstance(said, Quantity):
            return said.thousandths
        if isinstance(said, TimesOwnSpread) or f"{rule.name}.{said.name}" not in self.agreed:
            return thousandths_of(said, self.bands.charts[0], rule)[0]
        return min(min(thousandths_of(said, chart, rule)) for chart in self.bands.charts)

    @staticmethod
    def _spanned(found: list[list[int]], measure: Measure) -> Band:
        """Make a band of thousandths of a unit, one day wide."""
        factor = measure.per_unit * _PER_THOUSANDTH
        low = np.array([[min(each) * factor if each else BEYOND] for each in found], np.int64)
        high = np.array([[max(each) * factor if each else -BEYOND] for each in found], np.int64)
        return Band(low, high)


@lru_cache(maxsize=1_024)
def _one(parts: int) -> Band:
    """Give a limit that is one for all."""
    value = np.array([[parts]])
    return Band(value, value)


def thousandths_of(said: Amount, chart: Chart, rule: Rule) -> list[int]:
    """Give every value that a limit has, or ever had, for the patient; raises TypeError for one of the own spread."""
    if isinstance(said, Quantity):
        return [said.thousandths]
    if isinstance(said, TimesOwnSpread):
        raise TypeError(f"{said} is no setting")
    own = [value for _, value in chart.agreed.get(f"{rule.name}.{said.name}", ()) if value is not None]
    return [made_of(said, each) for each in (rule.settings[said.name].value.thousandths, *own)]


def may_hold(value: Band, comparison: Comparison, limit: Band) -> Bools:
    """Tell where any value of a band can be beyond any limit of another.

    >>> value, limit = Band(np.array([0]), np.array([9])), Band(np.array([9]), np.array([10]))
    >>> [bool(may_hold(value, each, limit)[0]) for each in (Comparison.AT_LEAST, Comparison.MORE_THAN)]
    [True, False]
    """
    is_upwards = comparison.is_upwards
    found = HOLDS[comparison](value.high if is_upwards else value.low, limit.low if is_upwards else limit.high)
    both: Bools = found & value.known & limit.known
    return both


def distance(value: Band, reference: Band, condition: Limit) -> Band:
    """Give what the distances of values from a reference lie between, on the side that the condition names."""
    one, other = (reference, value) if condition.side is Side.BELOW else (value, reference)
    return Band(one.low - other.high, one.high - other.low).where(value.known & reference.known)
