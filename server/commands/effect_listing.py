"""The effect of other rules on today's patients, written for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from server.patients.known import ProfileUse
from server.rules.activation.activation import effect_json
from server.rules.activation.approval import Part
from server.rules.activation.banner import Banner
from server.rules.activation.decision import Decision, Lot, Verdict
from server.rules.activation.effect import MOST_PERCENT, Effect, Guard
from server.rules.activation.unfit import Unfit, WhyUnfit
from vitals.fields import Json

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        Lot.KEPT: "{name} {version}: ändrad utan godkännande, den senast godkända gäller; saknar {lacks}",
        Lot.WAITS: "{name} {version}: ny, gäller inte än; saknar {lacks}",
        Lot.RETIRED: "{name} {version}: används inte längre{heir}",
        Part.CLINICAL: "kliniskt godkännande",
        Part.SAFETY: "godkännande av säkerheten",
        "heir": ", ersätts av {name}",
        "sum": "Varningar som väcks: {raised} (höga: {high}); som avslutas: {cleared}."
        " Berörda patienter: {touched} av {patients}.",
        "nothing": "Ingen patient berörs ({patients} patienter).",
        "column_raised": "väcks",
        "column_asked": "frågas först",
        "column_cleared": "avslutas",
        "column_kept": "kvar, se över",
        Guard.MANY: f"fler än {MOST_PERCENT} % av patienterna berörs",
        Guard.HIGH_CLEARED: "en hög varning skulle avslutas",
        Guard.RETIRES: "en regel som sjuksköterskor ser försvinner: {retired}",
        Guard.BEYOND: "öppna varningar är äldre än vad den nya regeln ser; de står kvar och någon måste titta",
        WhyUnfit.OUTSIDE: "{patient}: {about} är {value}, tillåtet blir {allowed}",
        WhyUnfit.OTHER_UNIT: "{patient}: {about} är {value}, tillåtet blir {allowed}",
        WhyUnfit.GONE: "{patient}: {about} är {value}, och inställningen finns inte längre",
        "profile": "{patient}: har profilen {profile}, som inte finns längre",
    },
    "en": {
        Lot.KEPT: "{name} {version}: changed without approval, the one approved last applies; lacks {lacks}",
        Lot.WAITS: "{name} {version}: new, not in use yet; lacks {lacks}",
        Lot.RETIRED: "{name} {version}: no longer used{heir}",
        Part.CLINICAL: "clinical approval",
        Part.SAFETY: "approval of safety",
        "heir": ", replaced by {name}",
        "sum": "Alerts that would be raised: {raised} (high: {high}); cleared: {cleared}."
        " Patients touched: {touched} of {patients}.",
        "nothing": "No patient is touched ({patients} patients).",
        "column_raised": "raised",
        "column_asked": "asked first",
        "column_cleared": "cleared",
        "column_kept": "stays, look at it",
        Guard.MANY: f"more than {MOST_PERCENT} % of the patients are touched",
        Guard.HIGH_CLEARED: "an alert of high severity would be cleared",
        Guard.RETIRES: "a rule that nurses see would be gone: {retired}",
        Guard.BEYOND: "open alerts are older than what the new rule looks at; they stay, and somebody must look",
        WhyUnfit.OUTSIDE: "{patient}: {about} is {value}, allowed would be {allowed}",
        WhyUnfit.OTHER_UNIT: "{patient}: {about} is {value}, allowed would be {allowed}",
        WhyUnfit.GONE: "{patient}: {about} is {value}, and there would be no such setting",
        "profile": "{patient}: has the profile {profile}, which is there no more",
    },
}
_COLUMNS: Final = ("raised", "asked", "cleared", "kept")


def verdict_lines(verdicts: Iterable[Verdict], language: str) -> Iterator[str]:
    """Name every piece that does not simply run."""
    words = _WORDS[language]
    for each in verdicts:
        if each.lot is not Lot.RUNS:
            heir = words["heir"].format(name=each.replaced_by) if each.replaced_by else ""
            lacks = ", ".join(words[part] for part in each.lacks)
            yield words[each.lot].format(name=each.name, version=each.version, lacks=lacks, heir=heir)


def effect_lines(effect: Effect, language: str) -> Iterator[str]:
    """Sum the effect up, then a row for each rule, the worst first, with the patients under it."""
    words = _WORDS[language]
    if not effect.lines:
        yield words["nothing"].format(patients=effect.patients)
        return
    yield words["sum"].format(
        raised=effect.raised,
        high=effect.raised_high,
        cleared=effect.cleared,
        touched=len(effect.touched),
        patients=effect.patients,
    )
    heads = [words[f"column_{column}"] for column in _COLUMNS]
    width = max(len(line.rule) for line in effect.lines)
    yield f"  {'':<{width}}  {'':<9}" + "".join(f"{head:>{len(head) + 2}}" for head in heads)
    for line in effect.lines:
        counts = (len(getattr(line, column)) for column in _COLUMNS)
        row = "".join(f"{count or '–':>{len(head) + 2}}" for head, count in zip(heads, counts, strict=True))
        yield f"  {line.rule:<{width}}  {line.severity:<9}{row}"
        for head, column in zip(heads, _COLUMNS, strict=True):
            if who := getattr(line, column):
                yield f"      {head}: {' '.join(who)}"


def guard_lines(effect: Effect, language: str) -> list[str]:
    """Say why a person must say yes."""
    retired = ", ".join(effect.retired)
    return [_WORDS[language][guard].format(retired=retired) for guard in effect.waits_for]


def unfit_lines(unfit: Sequence[Unfit], lost: Sequence[ProfileUse], language: str) -> list[str]:
    """List what must be set anew first."""
    words = _WORDS[language]
    found = [
        words[each.why].format(
            patient=each.setting.patient, about=each.setting.about, value=each.value, allowed=each.allowed
        )
        for each in unfit
    ]
    return found + [words["profile"].format(patient=each.patient, profile=each.profile) for each in lost]


def as_json(
    decision: Decision, banners: Sequence[Banner], effect: Effect | None, unfit: Sequence[str], status: str
) -> Json:
    """Write all of it for a machine."""
    return {
        "status": status,
        "light": decision.light.value,
        "pieces": [
            {
                "name": each.name,
                "version": each.version,
                "lot": each.lot.value,
                "lacks": [part.value for part in each.lacks],
                "replaced_by": each.replaced_by,
            }
            for each in decision.verdicts
        ],
        "banners": [{"matter": each.matter.value, **each.says} for each in banners],
        "unfit": list(unfit),
        "effect": None if effect is None else effect_json(effect),
    }
