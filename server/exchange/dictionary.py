"""The data dictionary: what every column of an export says, once, for people and for machines, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from server.exchange.rows import Words
from vitals.observation_log import LogFile

RULES_FILE: Final = "rules.csv"
DICTIONARY_FILE: Final = "data-dictionary.csv"
DICTIONARY_COLUMNS: Final = ("file", "column", "values", "sv", "en")
_INSTANT: Final = "YYYY-MM-DDThh:mm:ssZ, or local without offset if pseudonymised"
_DAY: Final = "YYYY-MM-DD"


class Column(NamedTuple):
    """One column: the values it may have, and what it says."""

    name: str
    values: str
    sv: str
    en: str


_WHO: Final = Column(
    "patient_id",
    "16 letters, or p and 20 if pseudonymised",
    "patientens id i servern, eller pseudonym; aldrig namn eller personnummer",
    "the patient's id on the server, or a pseudonym; never a name or a personnummer",
)
_MEASUREMENTS: Final = (
    _WHO,
    Column(
        "measured_at",
        _INSTANT,
        "när det mättes, efter att tiden avgjorts; tomt: okänt",
        "when it was measured, as it was settled; empty: not known",
    ),
    Column(
        "received_at",
        _INSTANT,
        "när servern fick det, eller när någon sade vems det var",
        "when the server had it, or when somebody said whose it was",
    ),
    Column(
        "kind",
        "weight systolic diastolic pulse spo2 mean_pressure body_temperature, a question, a button",
        "vad som mättes, vilken fråga som besvarades eller vilken knapp som trycktes",
        "what was measured, which question was answered, or which button was pressed",
    ),
    Column(
        "value",
        "a decimal number with a point",
        "värdet; svar är poäng, 0 bäst; ja på en ja-eller-nej-fråga är 3",
        "the value; answers are scores, 0 the best; a yes to a question of yes or no is 3",
    ),
    Column("unit", "kg mmHg /min % mm[Hg] Cel score press", "enheten", "the unit"),
    Column(
        "device_id",
        "16 letters, or d and 20 if pseudonymised; empty for what a person typed",
        "apparaten; som pseudonym en egen för varje patient",
        "the device; as a pseudonym another one for each patient",
    ),
    Column("entry", "auto manual", "från en apparat, eller av en människa", "from a device, or by a person"),
)
_CONTEXT: Final = (
    _WHO,
    Column("at", _INSTANT, "när det hände eller började", "when it happened or began"),
    Column(
        "kind",
        "diuretic_change hospital_admit hospital_discharge device_replaced absence_announced",
        "vad vården har noterat",
        "what care has noted",
    ),
    Column(
        "detail",
        "up down, or until when",
        "riktningen, eller till när det varar; aldrig fritext",
        "the direction, or until when it lasts; never free text",
    ),
)
_PATIENTS: Final = (
    _WHO,
    Column("age", "years; 90 is 90 or more if pseudonymised", "ålder när planen började", "age as the plan began"),
    Column("sex", "female male", "enligt personnumret", "by the personnummer"),
    Column("enrolled", _DAY, "planens första dag", "the first day of the plan"),
    Column("ended", _DAY, "sista dagen; tomt: följs ännu", "the last day; empty: still followed"),
    Column("end_reason", "left", "varför det tog slut", "why it ended"),
    Column(
        "enrolment_weight_kg",
        "kg",
        "referensvikten som var överenskommen när planen började; tomt: ingen",
        "the reference weight agreed on as the plan began; empty: none",
    ),
    Column(
        "diuretic_mg", "yes", "tar vätskedrivande; servern vet ingen dos", "takes diuretics; the server knows no dose"
    ),
    Column(
        "permanent_af", "0 1", "är nu i gruppen känt förmaksflimmer", "is now in the group known-atrial-fibrillation"
    ),
    Column("copd", "0 1", "är nu i gruppen KOL", "is now in the group copd"),
    Column("oximeter", "0 1", "har någon gång mätt syremättnad", "has ever measured a saturation"),
    Column(
        "entry",
        "auto manual",
        "mäter med en apparat som hubben läser, eller skriver",
        "measures with a device that the hub reads, or types",
    ),
)
_CONTACTS: Final = (
    _WHO,
    Column("silent_from", _INSTANT, "hubben hördes inte efter detta", "the hub was not heard after this"),
    Column(
        "silent_to",
        f"{_INSTANT}; empty",
        "tills den hördes igen; tomt: ännu inte",
        "until it was heard again; empty: not yet",
    ),
)
_ALERTS: Final = (
    _WHO,
    Column(
        "at",
        "YYYY-MM-DDThh:mm:ss+00:00, or local without offset if pseudonymised",
        "när servern visade det",
        "when the server showed it",
    ),
    Column(
        "severity",
        "info low medium high",
        "varningens allvar; tekniska är info",
        "the alert's severity; technical ones are info",
    ),
    Column(
        "rule", "a rule's name", "regeln, eller kortet som ingen regel säger", "the rule, or the card that no rule says"
    ),
    Column("kind", "raised withdrawn cleared", "restes, togs tillbaka eller tog slut", "raised, withdrawn or ended"),
    Column("class", "sign absence technical", "vad den handlar om", "what it is about"),
    Column("explanation", "a sentence; empty if pseudonymised", "vad sjuksköterskan läste", "what the nurse read"),
)
_RULES: Final = (
    Column("run", "1, 2, …", "vilken uppsättning regler, i ordning", "which set of rules, in order"),
    Column("from", f"{_INSTANT}; empty if pseudonymised", "när den började gälla", "when it came to run"),
    Column("to", f"{_INSTANT}; empty", "när en annan tog vid", "when another took its place"),
    Column("rules_hash", "16 hexadecimal digits", "allt som uppsättningen avgör med", "all that the set decides by"),
    Column("engine", "1, 2, …", "motorns version", "the engine's version"),
    Column("rule", "a rule's name", "regeln", "the rule"),
    Column("version", "1.0", "regelns version", "its version"),
    Column("status", "live pilot shadow", "hur långt den kommit", "how far it has come"),
    Column("logic", "16 hexadecimal digits", "det som den avgör med", "what it decides by"),
)
FILES: Final = {
    LogFile.MEASUREMENTS.file_name: _MEASUREMENTS,
    LogFile.CONTEXT.file_name: _CONTEXT,
    LogFile.PATIENTS.file_name: _PATIENTS,
    LogFile.CONTACTS.file_name: _CONTACTS,
    LogFile.ALERTS.file_name: _ALERTS,
    RULES_FILE: _RULES,
}
"""The files of an export, and what their columns say, in order."""
HEADS: Final = {name: tuple(column.name for column in columns) for name, columns in FILES.items()}
"""The header of each file; those of the log are the format's own."""


def dictionary_rows(words: Words) -> Iterator[tuple[str, ...]]:
    """Give the dictionary, row by row: every column, and every question by the name that the log has for it."""
    for file, columns in FILES.items():
        yield from ((file, *column) for column in columns)
    for symptom in words.symptoms.values():
        scores = " ".join(f"{each.score}={each.code}" for each in sorted(symptom.choices, key=lambda one: one.score))
        name = words.log_codes.get(symptom.symptom, symptom.symptom)
        yield LogFile.MEASUREMENTS.file_name, f"kind={name}", scores, symptom.sv, symptom.en


def dictionary_table() -> str:
    """Write the columns as a table of the manual.

    >>> dictionary_table().splitlines()[0]
    '| file | column | values | what it says |'
    """
    lines = ["| file | column | values | what it says |", "|---|---|---|---|"]
    lines += [
        f"| {file} | `{column.name}` | {column.values} | {column.en} |"
        for file, columns in FILES.items()
        for column in columns
    ]
    return "\n".join(lines)
