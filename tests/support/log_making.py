"""Small logs for tests, written row by row, and the rules that judge them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from server.adapters.rule_folder import read_files, shipped_folder
from server.rules.backtest.log import Log
from server.rules.backtest.reading import read_log
from server.rules.backtest.trial import Material, material
from server.rules.language.reading import Reading, read_folder
from server.rules.language.rule_set import RuleSet
from vitals.observation_log import COLUMNS, LogFile

ZONE: Final = ZoneInfo("Europe/Stockholm")
QUESTIONS: Final = {
    "dyspnea": "breathlessness",
    "orthopnea": "sleeps_sitting_up",
    "edema": "ankle_swelling",
    "fatigue": "tiredness",
}
_UNITS: Final = {"weight": "kg", "systolic": "mmHg", "diastolic": "mmHg", "pulse": "/min", "spo2": "%"}


@dataclass
class LogMaking:
    """A log that is being written; times are local."""

    rows: dict[LogFile, list[Sequence[str]]] = field(default_factory=dict)

    def patient(self, name: str = "anna", enrolled: str = "2026-03-01", weight: str = "80.0", **said: str) -> LogMaking:
        """Enrol a patient."""
        known = {"patient_id": name, "enrolled": enrolled, "enrolment_weight_kg": weight, **said}
        return self._add(LogFile.PATIENTS, [known.get(column, "") for column in COLUMNS[LogFile.PATIENTS]])

    def row(
        self, measured: str, kind: str, value: object, *, who: str = "anna", received: str = "", unit: str = "",
        device: str = "one", entry: str = "auto",
    ) -> LogMaking:  # fmt: skip
        """Measure something; it is received five seconds later, if nothing is said."""
        came = received or (datetime.fromisoformat(measured) + timedelta(seconds=5)).isoformat()
        said = unit or _UNITS.get(kind, "score")
        return self._add(LogFile.MEASUREMENTS, [who, measured, came, kind, str(value), said, device, entry])

    def mornings(self, first: str, weights: Sequence[float | None], who: str = "anna", **said: str) -> LogMaking:
        """Weigh every morning at seven from a day on; None is a day without."""
        for number, weight in enumerate(weights):
            if weight is not None:
                day = date.fromisoformat(first) + timedelta(days=number)
                self.row(f"{day}T07:00:00", "weight", weight, who=who, **said)
        return self

    def told(self, at: str, kind: str, detail: str = "", who: str = "anna") -> LogMaking:
        """Let the care team tell something."""
        return self._add(LogFile.CONTEXT, [who, at, kind, detail])

    def event(self, at: str, kind: str = "major", who: str = "anna") -> LogMaking:
        """Let something have happened in truth."""
        return self._add(LogFile.EVENTS, [who, at, kind])

    def silent(self, begins: str, ends: str, who: str = "anna") -> LogMaking:
        """Let the hub not have been heard."""
        return self._add(LogFile.CONTACTS, [who, begins, ends])

    def lines(self) -> dict[LogFile, list[str]]:
        """Write the files that have rows, and the two that every log has; rows in the order of receipt."""
        found = {file: self.rows.get(file, []) for file in {*self.rows, LogFile.MEASUREMENTS, LogFile.PATIENTS}}
        place = COLUMNS[LogFile.MEASUREMENTS].index("received_at")
        found[LogFile.MEASUREMENTS] = sorted(found[LogFile.MEASUREMENTS], key=lambda row: row[place])
        return {file: [",".join(COLUMNS[file]), *map(",".join, rows)] for file, rows in found.items()}

    def log(self) -> Log:
        """Read it."""
        return read_log(self.lines(), ZONE)

    def write(self, folder: Path) -> Path:
        """Write it to a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for file, lines in self.lines().items():
            (folder / file.file_name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return folder

    def material(self, rules: RuleSet) -> Material:
        """Make it ready for rules."""
        return material(self.log(), rules, {question: code for code, question in QUESTIONS.items()})

    def _add(self, file: LogFile, row: Sequence[str]) -> LogMaking:
        self.rows.setdefault(file, []).append(row)
        return self


@cache
def shipped() -> Reading:
    """Read the rules that ship."""
    return read_folder(read_files(shipped_folder()), date(2026, 11, 27))


def rules(*names: str) -> RuleSet:
    """Give some of the rules that ship."""
    found = shipped().rule_set
    assert found is not None
    return replace(found, rules={name: rule for name, rule in found.rules.items() if name in names})
