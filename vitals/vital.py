"""The vital signs: name, codes, unit, smallest stored step and the range outside which no living person measures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """How one vital sign is named and counted.

    ``value × 10**scale`` is the quantity in ``unit``: a weight of 81400 with scale -3 and unit kg is 81.4 kg.
    ``lowest`` and ``highest`` are in the stored step, inclusive; outside them a value is physically impossible and is
    quarantined. What is merely doubtful for a patient is the rules' business, not the contract's.
    """

    name: str
    loinc: str
    mdc: int
    unit: str
    scale: int
    lowest: int
    highest: int


class Vital(Enum):
    """One kind of vital sign, coded after LOINC, ISO/IEEE 11073-10101 (MDC) and UCUM.

    >>> Vital.BODY_WEIGHT.value.loinc, Vital.BODY_WEIGHT.value.unit
    ('29463-7', 'kg')
    >>> Vital.named("systolic").value.mdc
    150021

    Source: HL7 FHIR R4 vital signs profiles (LOINC, UCUM); ISO/IEEE 11073-10101 (MDC). Ranges: widest published human
    values, rounded outwards (heaviest person 635 kg; 370/360 mmHg under load, MacDougall 1985; 13.7 °C survived).
    """

    BODY_WEIGHT = Coding(
        name="body_weight", loinc="29463-7", mdc=188736, unit="kg", scale=-3, lowest=1_000, highest=650_000
    )
    SYSTOLIC = Coding(name="systolic", loinc="8480-6", mdc=150021, unit="mm[Hg]", scale=-1, lowest=200, highest=4_000)
    DIASTOLIC = Coding(name="diastolic", loinc="8462-4", mdc=150022, unit="mm[Hg]", scale=-1, lowest=100, highest=3_600)
    MEAN_PRESSURE = Coding(
        name="mean_pressure", loinc="8478-0", mdc=150023, unit="mm[Hg]", scale=-1, lowest=100, highest=3_800
    )
    PULSE_RATE = Coding(name="pulse_rate", loinc="8867-4", mdc=149546, unit="/min", scale=-1, lowest=100, highest=4_000)
    SPO2 = Coding(name="spo2", loinc="59408-5", mdc=150456, unit="%", scale=-1, lowest=10, highest=1_000)
    BODY_TEMPERATURE = Coding(
        name="body_temperature", loinc="8310-5", mdc=150364, unit="Cel", scale=-1, lowest=100, highest=500
    )

    @classmethod
    def named(cls, name: str) -> Vital:
        """Find a vital sign by its wire name; raises KeyError for a name that is not ours."""
        return _BY_NAME[name]

    def is_possible(self, value: int) -> bool:
        """Tell whether a living person can have this value, given in the stored step.

        >>> Vital.BODY_WEIGHT.is_possible(81_400), Vital.BODY_WEIGHT.is_possible(0)
        (True, False)
        """
        return self.value.lowest <= value <= self.value.highest


_BY_NAME = {vital.value.name: vital for vital in Vital}
