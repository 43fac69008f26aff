"""The shadow report written for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any, Final

from server.alerts.shadow_report import NEAR, RuleLine, ShadowReport, Verdict

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "span": "{since} till {until} (UTC): {patients} patienter, {days} patientdygn.",
        "shadows": "Regler i skugga eller på prov", "live": "Regler i drift",
        "none": "Ingen regel är i skugga eller på prov.", "quiet": "Ingen regel i drift har utlöst något.",
        "raised": "utlösta", "patients": "patienter", "a_day": "per 100 och dygn", "shown": "visade",
        "alone": "ensam", "earlier": "tidigare", "later": "senare",
        "true": "sjukdom", "expected": "väntat", "false": "falska", "open": "ej stängda",
        "days": "{count} ({days} d)",
        "withdrawn": "    {count} togs tillbaka: värdena var inte patientens",
        "beside": "    varningarna intill: {verdicts}",
        "by_patient": "    {patients}",
        "more": "… och {count} till",
        "defined": "Ensam: inget visades om patienten inom {near} dygn. Tidigare: före den närmaste varningen som\n"
        "visades, senare: efter den, med mediantid. Falska: teknik, fel person, fel gräns, tekniskt.",
    },
    "en": {
        "span": "{since} to {until} (UTC): {patients} patients, {days} patient-days.",
        "shadows": "Rules in shadow or tried out", "live": "Live rules",
        "none": "No rule is in shadow or tried out.", "quiet": "No live rule has raised anything.",
        "raised": "raised", "patients": "patients", "a_day": "per 100 a day", "shown": "shown",
        "alone": "alone", "earlier": "earlier", "later": "later",
        "true": "illness", "expected": "expected", "false": "false", "open": "not closed",
        "days": "{count} ({days} d)",
        "withdrawn": "    {count} withdrawn: the values were not the patient's",
        "beside": "    the alerts beside: {verdicts}",
        "by_patient": "    {patients}",
        "more": "… and {count} more",
        "defined": "Alone: nothing was shown of the patient within {near} days. Earlier: before the nearest alert\n"
        "that was shown, later: after it, with the median time. False: technique, wrong person or limit, technical.",
    },
}  # fmt: skip
_COUNTS: Final = ("raised", "patients", "a_day")
_MOST_PATIENTS: Final = 10


def report_lines(report: ShadowReport, only: str | None, language: str) -> Iterator[str]:
    """Write a report: a row for each rule in shadow with its patients, then one for each that nurses see."""
    words = _WORDS[language]
    yield words["span"].format(
        since=report.since.date().isoformat(),
        until=report.until.date().isoformat(),
        patients=report.patients,
        days=f"{report.patient_days:.0f}",
    )
    yield ""
    lines = [line for line in report.shadows if only in {None, line.rule}]
    if not lines:
        yield words["none"]
    else:
        columns = (*_COUNTS, "alone", "earlier", "later", "shown")
        rows = [[line.rule, line.status.value, line.severity.value, *_shadow_cells(line, language)] for line in lines]
        table = _table([[words["shadows"], "", "", *(words[each] for each in columns)], *rows])
        yield next(table)
        for line, row in zip(lines, table, strict=True):
            yield row
            yield from _beneath(line, language)
    yield ""
    if not report.live:
        yield words["quiet"]
    else:
        verdicts = [words[each.value] for each in Verdict]
        rows = [
            [line.rule, line.status.value, line.severity.value, *_live_cells(line, language)] for line in report.live
        ]
        yield from _table([[words["live"], "", "", *(words[each] for each in _COUNTS), *verdicts], *rows])
    yield ""
    yield words["defined"].format(near=NEAR.days)


def _shadow_cells(line: RuleLine, language: str) -> list[str]:
    earlier, later = (_with_days(each, language) for each in (line.earlier_days, line.later_days))
    return [*_counts(line, language), str(line.alone), earlier, later, str(line.shown)]


def _live_cells(line: RuleLine, language: str) -> list[str]:
    return [*_counts(line, language), *(str(line.verdicts.get(each, 0)) for each in Verdict)]


def _counts(line: RuleLine, language: str) -> list[str]:
    return [str(line.raised), str(len(line.by_patient)), _number(line.per_100_a_day, 2, language)]


def _with_days(days: Sequence[float], language: str) -> str:
    if not days:
        return "0"
    return _WORDS[language]["days"].format(count=len(days), days=_number(median(days), 1, language))


def _beneath(line: RuleLine, language: str) -> Iterator[str]:
    """Say what became of the alerts beside, and of whom a rule spoke."""
    words = _WORDS[language]
    if line.withdrawn:
        yield words["withdrawn"].format(count=line.withdrawn)
    if line.beside:
        told = ", ".join(f"{words[each.value]} {line.beside[each]}" for each in Verdict if line.beside.get(each))
        yield words["beside"].format(verdicts=told)
    if line.by_patient:
        some = [f"{who} {count}" for who, count in [*line.by_patient.items()][:_MOST_PATIENTS]]
        more = len(line.by_patient) - len(some)
        some += [words["more"].format(count=more)] if more else []
        yield words["by_patient"].format(patients=", ".join(some))


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    words = 3
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:words], widths[:words], strict=True)]
        cells += [cell.rjust(width) for cell, width in zip(row[words:], widths[words:], strict=True)]
        yield "  ".join(cells).rstrip()


def _number(value: float, digits: int, language: str) -> str:
    said = f"{value:.{digits}f}"
    return said.replace(".", ",") if language == "sv" else said


def report_values(report: ShadowReport, only: str | None) -> dict[str, Any]:
    """Give a report as plain values."""
    return {
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "patients": report.patients,
        "patient_days": report.patient_days,
        "shadows": [_values(line) for line in report.shadows if only in {None, line.rule}],
        "live": [_values(line) for line in report.live],
    }


def _values(line: RuleLine) -> dict[str, Any]:
    return {
        "rule": line.rule,
        "status": line.status.value,
        "severity": line.severity.value,
        "raised": line.raised,
        "withdrawn": line.withdrawn,
        "shown": line.shown,
        "by_patient": {**line.by_patient},
        "per_100_a_day": line.per_100_a_day,
        "closed": {each.value: line.verdicts.get(each, 0) for each in Verdict},
        "earlier_days": [*line.earlier_days],
        "later_days": [*line.later_days],
        "alone": line.alone,
        "alerts_beside": {each.value: line.beside.get(each, 0) for each in Verdict},
    }
