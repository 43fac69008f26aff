"""Which scale a weight of a log was measured on: pounds sent as kilograms, and a new scale that shows otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from server.rules.backtest.admission import Admission
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.log import Log
from server.rules.backtest.refusal import Mended, Refusal
from server.rules.judging.truth import Bools, Ints
from vitals.observation_log import LogContext, LogKind

SCALES: Final = frozenset({"", "scale", "weight", "våg"})
"""What the device is called that was replaced, if it is a scale; where nothing is said, it may have been."""
POUNDS: Final = 2.20462262
NEAR: Final = 0.06
"""How far from 2.2 times the patient's own weight a weight in pounds may lie, as a share."""
OWN_DAYS: Final = 21
OWN_NEEDS: Final = 3
SWAP_DAYS: Final = 7
SWAP_NEEDS: Final = 3
"""So many weights on either side, or the difference between two scales is not told."""


def weigh_again(found: Admission, log: Log) -> None:
    """Refuse weights in pounds, and take off what a new scale shows more or less than the one before."""
    weights = np.flatnonzero(found.counts & (found.rows.kind == list(found.rows.kinds).index(LogKind.WEIGHT)))
    if not len(weights):
        return
    order = weights[np.lexsort((found.measured_s[weights], found.rows.patient[weights]))]
    begins = np.flatnonzero(np.diff(found.rows.patient[order], prepend=-1))
    rescaled, pounds = np.zeros(len(found.counts), np.bool_), np.zeros(len(found.counts), np.bool_)
    replaced = _replaced(log)
    for mine in np.split(order, begins[1:]):
        patient = int(found.rows.patient[mine[0]])
        is_pounds = _in_pounds(found, mine, log.patients[patient].reference_g)
        own = mine[~is_pounds]
        for swap_s in swaps(found.measured_s[own], found.rows.device[own], found.rows.is_typed[own], replaced[patient]):
            after = found.measured_s[own] >= swap_s
            off = offset(found.measured_s[own], found.steps[own], swap_s)
            found.steps[own[after]] -= off
            rescaled[own[after]] |= off != 0
        pounds[mine[is_pounds]] = True
    found.refuse(Refusal.POUNDS, pounds)
    found.mend(Mended.RESCALED, rescaled)


def _in_pounds(found: Admission, mine: Ints, reference_g: int | None) -> Bools:
    """Find what lies near 2.2 times the patient's own weight of the weeks before, or that of the enrolment."""
    grams, at_s = found.steps[mine], found.measured_s[mine]
    is_pounds = np.zeros(len(mine), np.bool_)
    usual = reference_g or float(np.median(grams))
    for place in np.flatnonzero(grams > usual * POUNDS * (1 - 4 * NEAR)):
        own = grams[(at_s < at_s[place]) & (at_s >= at_s[place] - OWN_DAYS * DAY_S) & ~is_pounds]
        expected = float(np.median(own)) if len(own) >= OWN_NEEDS else reference_g
        is_pounds[place] = expected is not None and abs(grams[place] / (expected * POUNDS) - 1) <= NEAR
    return is_pounds


def _replaced(log: Log) -> list[list[int]]:
    """Give, patient by patient, when the care team said that a device was replaced."""
    found: list[list[int]] = [[] for _ in log.patients]
    for told in log.told:
        if told.kind == LogContext.DEVICE_REPLACED and told.detail.strip().lower() in SCALES:
            found[told.patient].append(told.at_s)
    return found


def swaps(at_s: Ints, device: Ints, is_typed: Bools, replaced: Sequence[int]) -> Iterator[int]:
    """Give the instants from which on another scale was stood on, in order.

    It is another if a new device takes the place of one that is not heard of again; or if somebody said so, and the
    device has no other name.
    """
    auto = np.flatnonzero(~is_typed)
    changes = auto[1:][np.diff(device[auto]) != 0]
    found = {
        int(at_s[place])
        for place in changes
        if not np.isin(device[auto[auto >= place]], device[auto[auto < place]]).any()
    }
    for said_s in replaced:
        if not any(abs(said_s - each) <= SWAP_DAYS * DAY_S for each in found):
            found.add(said_s)
    yield from sorted(found)


def offset(at_s: Ints, grams: Ints, swap_s: int) -> int:
    """Give the difference of the medians of the seven days after a swap and before it; 0 where one cannot be told.

    It is known a week too early: two paired weighings, which would tell it at once, are in no log (decision F15).

    >>> at_s = np.arange(14) * 86_400
    >>> offset(at_s, np.repeat([80_000, 81_200], 7), 7 * 86_400), offset(at_s, np.repeat([80_000, 81_200], 7), 86_400)
    (1200, 0)
    """
    before = grams[(at_s < swap_s) & (at_s >= swap_s - SWAP_DAYS * DAY_S)]
    after = grams[(at_s >= swap_s) & (at_s < swap_s + SWAP_DAYS * DAY_S)]
    if min(len(before), len(after)) < SWAP_NEEDS:
        return 0
    return round(float(np.median(after)) - float(np.median(before)))
