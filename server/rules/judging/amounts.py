"""What values are compared with: limits, settings, the patient's own spread, and what distances are counted from."""

from __future__ import annotations

from math import gcd
from typing import Final, TypeVar

import numpy as np

from server.rules.judging.days import Days
from server.rules.judging.exact import Exact, constant
from server.rules.judging.frame import Frame, exact_days
from server.rules.judging.needs import OWN_SPREAD
from server.rules.judging.scene import Scene
from server.rules.judging.truth import Ints
from server.rules.judging.windows import window
from server.rules.language.condition import Limit, Reference
from server.rules.language.quantity import Amount, FromSetting, Quantity, SettingName, TimesOwnSpread
from server.rules.language.rule import Rule
from server.rules.language.signal import Measure

THOUSAND: Final = 1_000
Whole = TypeVar("Whole", int, Ints)


def amount(scene: Scene, said: Amount, per_unit: int, who: Ints, at_s: Ints) -> Exact:
    """Give a limit for each patient and instant, in steps of which ``per_unit`` make a unit; no own spread."""
    shared = gcd(per_unit, THOUSAND)
    factor, bottom = per_unit // shared, THOUSAND // shared
    usual = usual_thousandths(said, scene.rule, scene.frame)
    if usual is not None:
        return constant(usual * factor, bottom)
    if isinstance(said, Quantity | TimesOwnSpread):
        raise TypeError(f"{said} is no setting")
    own, is_set = scene.frame.agreed(f"{scene.rule.name}.{said.name}", who, at_s)
    thousandths: Ints = made_of(said, np.where(is_set, own, scene.rule.settings[said.name].value.thousandths))
    return Exact(thousandths * factor, bottom, np.ones(who.shape, np.bool_))


def usual_thousandths(said: Amount, rule: Rule, frame: Frame) -> int | None:
    """Give a limit that is one for all these patients, in thousandths of its unit; None if it is not."""
    match said:
        case Quantity():
            return said.thousandths
        case SettingName() | FromSetting() if not frame.has_agreed(f"{rule.name}.{said.name}"):
            return made_of(said, rule.settings[said.name].value.thousandths)
        case _:
            return None


def made_of(said: SettingName | FromSetting, thousandths: Whole) -> Whole:
    """Make a limit of a setting's value."""
    if isinstance(said, SettingName):
        return thousandths
    share = thousandths // 2 if said.is_half else thousandths
    return share + (said.plus.thousandths if said.plus else 0)


def day_amount(scene: Scene, said: Amount, measure: Measure, days: Days) -> Exact:
    """Give a limit for each day of the frame, as it held when the day's value was measured."""
    who, day = scene.frame.cells
    return amount_on(scene, said, measure, who, days.at_s, day)


def amount_on(scene: Scene, said: Amount, measure: Measure, who: Ints, at_s: Ints, day: Ints) -> Exact:
    """Give a limit for each patient, instant and day (three arrays of one shape)."""
    if not isinstance(said, TimesOwnSpread):
        return amount(scene, said, measure.per_unit, who, at_s)
    spread = window(scene.frame, measure, OWN_SPREAD)
    spread = spread if who is scene.frame.cells[0] else spread.taken(who, day)
    shared = gcd(said.tenths, 10)
    return Exact(spread.top * (said.tenths // shared), spread.bottom * (10 // shared), spread.known)


def reference(scene: Scene, measure: Measure, condition: Limit, who: Ints, at_s: Ints, day: Ints) -> Exact:
    """Give what a distance is counted from, for each patient, instant and day (three arrays of one shape)."""
    found = _reference(scene, measure, condition.reference or "", who, at_s, day)
    if condition.or_else is None:
        return found
    return found.or_else(_reference(scene, measure, condition.or_else, who, at_s, day))


def _reference(scene: Scene, measure: Measure, named: str, who: Ints, at_s: Ints, day: Ints) -> Exact:
    if named in measure.windows:
        whole = window(scene.frame, measure, named)
        return whole if who is scene.frame.cells[0] else whole.taken(who, day)
    if named == Reference.PREVIOUS_DAY:
        before = exact_days(scene.frame.days(measure)).taken(who, np.maximum(day - 1, 0))
        return Exact(before.top, before.bottom, before.known & (day > 0))
    if named == Reference.LEVEL_BEFORE:
        return before_raise(scene, who)
    thousandths, known = scene.frame.agreed(named, who, at_s)
    return Exact(thousandths * measure.per_unit, THOUSAND, known)


def before_raise(scene: Scene, who: Ints) -> Exact:
    """Give what each patient's open episode is measured against."""
    if scene.level is None:
        return Exact(np.zeros(who.shape, np.int64), 1, np.zeros(who.shape, np.bool_))
    bottom = scene.level.bottom if isinstance(scene.level.bottom, int) else scene.level.bottom[who]
    return Exact(scene.level.top[who], bottom, scene.level.known[who])


def day_value(scene: Scene, measure: Measure, using: str | None, days: Days) -> Exact:
    """Give the value of each day that has one: its own, or a window's that ends with it."""
    if using is None:
        return exact_days(days)
    found = window(scene.frame, measure, using)
    return Exact(found.top, found.bottom, found.known & days.known)
