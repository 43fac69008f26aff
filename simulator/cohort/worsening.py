"""A worsening: one decompensation, from its first change to the event, in everything that is measured."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.cohort.chance import Chance
from simulator.cohort.mechanism import MINOR_SCALE, SPO2_DAYS, SPO2_FALL, SPO2_SHARE, TRAITS, Mechanism, Traits
from simulator.cohort.swell import Swell
from vitals.observation_log import LogKind

FELT_MAJOR = 0.74
"""Share of major events that the patient feels coming (chosen; see ``FELT_MINOR``)."""
FELT_MINOR = 0.58
"""Of worsenings found by examination 42 % had no symptoms (Kataoka 2012, verified)."""
DYSPNEA = (0.8, 2.2)
"""Steps on the scale 0-3, over ``DYSPNEA_DAYS``, if felt. Rising dyspnoea goes with a hazard of 5.9 while weight says
nothing (Howie-Esquivel 2019, verified); these sizes are chosen."""
DYSPNEA_DAYS = (3.0, 10.0)
ORTHOPNEA = (0.7, 1.9)
ORTHOPNEA_DAYS = (2.0, 7.0)
ORTHOPNEA_SHARE = 0.55
FATIGUE = (0.6, 1.7)
FATIGUE_DAYS = (4.0, 14.0)
FATIGUE_SHARE = 0.7
EDEMA = (0.6, 1.7)
EDEMA_DAYS = (5.0, 18.0)
QUIET_SHARE = 0.25
"""Share of major events before which the patient stops measuring, ``QUIET_DAYS`` before (chosen after Haynes 2020,
2021: better adherence goes with fewer admissions the week after)."""
QUIET_DAYS = (2.0, 5.0)
LOST_IN_HOSPITAL_KG = (0.8, 1.0)
"""Mean and SD of what is lost below the level before: with the gain -2.3 kg at discharge (ASCEND-HF, verified)."""
DRY_SPELL_DAYS = (20.0, 60.0)
"""Until most of that is back (chosen)."""
TREATED_DAYS = (3.0, 7.0)
"""A minor event is treated: more diuretic works in 3-7 days (recalled), but hardly in ``UNTREATABLE`` (chosen)."""
UNTREATABLE = 0.2
UNTREATABLE_DAYS = (12.0, 30.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worsening:
    """One worsening: its event is an admission (major) or a treatment at home (minor). Days from the first midnight."""

    onset: float
    event: float
    relieved: float
    mechanism: Mechanism
    is_major: bool
    swells: tuple[Swell, ...]
    quiet_from: float | None


def draw_worsening(chance: Chance, *, event: float, not_before: float, relieved: float | None) -> Worsening:
    """Draw the way to an event; ``relieved`` is when a major one's stay ends, and None makes a minor one."""
    is_major = relieved is not None
    mechanism = chance.choices(list(TRAITS), [traits.share for traits in TRAITS.values()])[0]
    traits = TRAITS[mechanism]
    wanted = chance.between(traits.rise_days)
    onset = max(event - wanted, not_before)
    size = (1.0 if is_major else MINOR_SCALE) * min(1.0, (event - onset) / wanted) ** 0.5
    if relieved is None:
        relieved = event + chance.between(UNTREATABLE_DAYS if chance.happens(UNTREATABLE) else TREATED_DAYS)
    way = _Way(chance, traits, onset, event, relieved, size)
    swells = [*way.weight(dries=is_major), *way.circulation()]
    if chance.happens(FELT_MAJOR if is_major else FELT_MINOR):
        swells += way.felt()
    is_quiet = is_major and chance.happens(QUIET_SHARE)
    return Worsening(
        onset=onset,
        event=event,
        relieved=relieved,
        mechanism=mechanism,
        is_major=is_major,
        swells=tuple(swells),
        quiet_from=event - chance.between(QUIET_DAYS) if is_quiet else None,
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """The dice and the marks of one worsening."""

    chance: Chance
    traits: Traits
    onset: float
    event: float
    relieved: float
    size: float

    def weight(self, *, dries: bool) -> list[Swell]:
        """Fluid gathers and is treated away; in hospital more than that goes, and most of it comes back."""
        gain_kg = self.chance.gauss(*self.traits.gain_kg)
        if self.traits.gain_kg[0] > 1:
            gain_kg = max(0.4, gain_kg)
        swells = [
            Swell(
                kind=LogKind.WEIGHT,
                size=gain_kg * self.size,
                start=self.onset,
                full=self.event,
                curve=self.traits.curve,
                release=self.event,
                gone=self.relieved,
            )
        ]
        if dries:
            back = self.relieved + self.chance.between(DRY_SPELL_DAYS)
            lost_kg = self.chance.gauss(*LOST_IN_HOSPITAL_KG)
            swells.append(
                Swell(
                    kind=LogKind.WEIGHT,
                    size=-lost_kg,
                    start=self.event,
                    full=self.relieved,
                    release=self.relieved,
                    gone=back,
                    stays=0.25,
                )
            )
        return swells

    def circulation(self) -> list[Swell]:
        """Pulse and pressure, and what an oximeter would show."""
        traits, lead = self.traits, self.traits.lead_days
        swells = []
        if self.chance.happens(traits.pulse_share):
            is_sudden = traits.pulse_share == 1
            swells.append(self._before(LogKind.PULSE, traits.pulse_per_min, lead, rise=0.1 if is_sudden else 0.6))
        if self.chance.happens(traits.systolic_share):
            systolic = self._before(LogKind.SYSTOLIC, traits.systolic_mmhg, lead, rise=0.6)
            swells += [systolic, self._with(systolic, LogKind.DIASTOLIC, 0.5)]
        if self.chance.happens(SPO2_SHARE):
            fall = (-SPO2_FALL[1], -SPO2_FALL[0])
            swells.append(self._before(LogKind.SPO2, fall, SPO2_DAYS, rise=0.8))
        return swells

    def felt(self) -> list[Swell]:
        """What the patient would answer."""
        swells = [self._before(LogKind.DYSPNEA, DYSPNEA, DYSPNEA_DAYS, rise=0.7)]
        if self.chance.happens(ORTHOPNEA_SHARE):
            swells.append(self._before(LogKind.ORTHOPNEA, ORTHOPNEA, ORTHOPNEA_DAYS, rise=0.7))
        if self.chance.happens(FATIGUE_SHARE):
            swells.append(self._before(LogKind.FATIGUE, FATIGUE, FATIGUE_DAYS, rise=0.7))
        if self.chance.happens(self.traits.edema_share):
            swells.append(self._before(LogKind.EDEMA, EDEMA, EDEMA_DAYS, rise=0.8))
        return swells

    def _before(self, kind: LogKind, span: tuple[float, float], lead: tuple[float, float], *, rise: float) -> Swell:
        """Something that begins some days before the event, never before the onset, and goes with the treatment."""
        start = max(self.event - self.chance.between(lead), self.onset)
        answers = {LogKind.DYSPNEA, LogKind.ORTHOPNEA, LogKind.EDEMA, LogKind.FATIGUE}
        softened = max(self.size, 0.7) if kind in answers else max(self.size, 0.5)
        return Swell(
            kind=kind,
            size=self.chance.between(span) * softened,
            start=start,
            full=start + rise * (self.event - start),
            release=self.event,
            gone=self.relieved + 2,
        )

    @staticmethod
    def _with(swell: Swell, kind: LogKind, part: float) -> Swell:
        """Give the same on another kind, smaller."""
        return Swell(
            kind=kind,
            size=swell.size * part,
            start=swell.start,
            full=swell.full,
            release=swell.release,
            gone=swell.gone,
        )
