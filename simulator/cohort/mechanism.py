"""The ways in which a heart failure worsens: what each moves, how far, how long before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Span = tuple[float, float]


class Mechanism(StrEnum):
    """Why a heart gets worse; most of them can hardly be seen on a scale."""

    SLOW_FLUID = "slow fluid"
    FAST_FLUID = "fast fluid"
    REDISTRIBUTION = "redistribution"
    AF_ONSET = "AF onset"
    LOW_OUTPUT = "low output"
    ABRUPT = "abrupt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a mechanism does before a major event, each with the share of events in which it does so.

    ``rise_days``: from the first change to the event. ``gain_kg``: mean and SD of what the scale shows by then.
    ``curve``: above 1 rises late. ``lead_days``: how long before the event pulse and pressure change.
    """

    share: float
    rise_days: Span
    gain_kg: Span
    curve: float
    lead_days: Span
    pulse_per_min: Span
    pulse_share: float
    systolic_mmhg: Span
    systolic_share: float
    edema_share: float


TRAITS = {
    Mechanism.SLOW_FLUID: Traits(
        share=0.40, rise_days=(20, 45), gain_kg=(3.6, 2.2), curve=1.7, lead_days=(4, 12), pulse_per_min=(3, 8),
        pulse_share=0.65, systolic_mmhg=(3, 12), systolic_share=0.25, edema_share=0.65,
    ),
    Mechanism.FAST_FLUID: Traits(
        share=0.14, rise_days=(3, 8), gain_kg=(2.4, 1.4), curve=1.2, lead_days=(3, 7), pulse_per_min=(3, 9),
        pulse_share=0.65, systolic_mmhg=(5, 15), systolic_share=0.4, edema_share=0.5,
    ),
    Mechanism.REDISTRIBUTION: Traits(
        share=0.19, rise_days=(8, 20), gain_kg=(0.1, 1.0), curve=1.0, lead_days=(3, 12), pulse_per_min=(3, 8),
        pulse_share=0.65, systolic_mmhg=(5, 15), systolic_share=0.4, edema_share=0.1,
    ),
    Mechanism.AF_ONSET: Traits(
        share=0.10, rise_days=(3, 12), gain_kg=(1.0, 0.8), curve=1.0, lead_days=(3, 12), pulse_per_min=(15, 35),
        pulse_share=1.0, systolic_mmhg=(-12, 4), systolic_share=0.4, edema_share=0.25,
    ),
    Mechanism.LOW_OUTPUT: Traits(
        share=0.08, rise_days=(7, 21), gain_kg=(-0.8, 1.4), curve=1.0, lead_days=(4, 12), pulse_per_min=(3, 8),
        pulse_share=0.7, systolic_mmhg=(-15, -6), systolic_share=1.0, edema_share=0.15,
    ),
    Mechanism.ABRUPT: Traits(
        share=0.09, rise_days=(0.3, 1.5), gain_kg=(0.1, 0.3), curve=1.0, lead_days=(0.3, 1.5), pulse_per_min=(3, 12),
        pulse_share=0.5, systolic_mmhg=(10, 28), systolic_share=0.5, edema_share=0.0,
    ),
}  # fmt: skip
"""Shares and spreads are chosen, so that together they give what is published of weight before admissions:

+0.9 (SD 2.1) kg over 14 days (Zhang 2009), +2.3 (1.0-3.5) kg over 30 days (Clin Cardiol 2016;39:446), >= 2 kg over a
28-day baseline in 39 % and >= 2 kg in 3 days in 11 % (Gyllensten 2012), >= 0.9 kg a week or more before in 29 %
(COMPASS-HF), a rise from about day -30 that parts from controls in the last week (Chaudhry 2007), 0.8 kg a week (Park
2017): all verified; they do not agree with each other. Pulse +3 to +8, AF onset +15 to +35, systolic +10 or -10, in the
last 3-12 days: chosen after LINK-HF and Moazeni 2023.
"""
MINOR_SCALE = 0.65
"""A minor event moves so much of it: +1.0 kg against +2.3 kg over 30 days (Clin Cardiol 2016, verified)."""
SPO2_FALL = (1.0, 3.0)
"""In percent, over the last ``SPO2_DAYS`` days of ``SPO2_SHARE`` of events (chosen after LINK-HF, Moazeni)."""
SPO2_DAYS = (2.0, 5.0)
SPO2_SHARE = 0.6
