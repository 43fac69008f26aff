"""The values of a setting that are tried: all that people can write within what is allowed, or some of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.rules.diary.vocabulary import WRITING_STEP
from server.rules.language.quantity import Quantity
from server.rules.language.rule import Setting

MOST: Final = 41
"""More values than that no eye compares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingValues:
    """The ``values`` in order, ``step`` apart; ``now`` is the place of the rule's own.

    ``is_thinned``: people could write a finer step. The ends of what is allowed, and the rule's own value, are always
    among them.
    """

    values: tuple[Quantity, ...]
    now: int
    step: Quantity
    is_thinned: bool


def values_of(setting: Setting) -> SettingValues:
    """Give the values of a setting: a scale shows 0.1 kg, a cuff whole mmHg.

    >>> from server.rules.language.quantity import Unit
    >>> kg = [Quantity(each, Unit.KG) for each in (1_000, 1_050, 1_300)]
    >>> found = values_of(Setting(name="gain", value=kg[1], allowed=(kg[0], kg[2]), roles=("nurse",)))
    >>> [str(each) for each in found.values], found.now, str(found.step), found.is_thinned
    (['1 kg', '1.05 kg', '1.1 kg', '1.2 kg', '1.3 kg'], 1, '0.1 kg', False)
    """
    low, high = setting.allowed
    finest = WRITING_STEP[low.unit]
    span = high.thousandths - low.thousandths
    step = finest
    while span // step + 1 > MOST:
        step += finest
    tried = {*range(low.thousandths, high.thousandths + 1, step), high.thousandths, setting.value.thousandths}
    values = tuple(Quantity(each, low.unit) for each in sorted(tried))
    return SettingValues(
        values=values, now=values.index(setting.value), step=Quantity(step, low.unit), is_thinned=step > finest
    )
