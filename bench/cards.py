"""Cards: how often somebody who is well stands on the worklist, by what a backtest wrote and the truth beside its log.

A *card* is what a nurse has before her: one patient with all that is open of that patient. It begins when something
low, medium or high is raised of a patient who is not on the list, and what is raised while it stands belongs to it;
when that is worse, the card is *made worse*. A low alert stands until it ends. A medium or high one is taken to be
closed within the time in which somebody must have looked (``alert_rules/severities.yaml``), for a log has no nurse.
Good news is never on the list, and absence is counted by itself. Beside it: cards if each were closed within that
time, low ones too; seven-day episodes as scores count them, of any severity; and days on which anything is raised,
good news too.

*Stable* is who has no event in the log, major or minor.

example: python -m bench.cards --log LOG --alerts OUT/alerts.csv
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from bench.report import arguments, table, tell
from server.patients.hours import parse_hours
from server.rules.backtest.chance import Figure
from server.rules.comparison.draws import figures
from vitals.observation_log import LogFile

ZONE: Final = ZoneInfo("Europe/Stockholm")
HOURS: Final = parse_hours(["mon-fri 08:00-16:30"])
RESPOND_WITHIN: Final = {"low": timedelta(hours=8), "medium": timedelta(hours=4), "high": timedelta(hours=1)}
RANK: Final = {"low": 1, "medium": 2, "high": 3}
EPISODE: Final = timedelta(days=7)
YEAR: Final = timedelta(days=365.25)
WEEKS: Final = timedelta(days=21)
MEASURES: Final = ("cards", "cards made worse", "if all are closed in time", "episodes of seven days", "days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert of a patient; ``ended_at`` is None if it stood at the end of the log."""

    rule: str
    severity: str
    kind: str
    raised_at: datetime
    ended_at: datetime | None


def in_time(alert: Alert) -> datetime:
    """Give the instant by which somebody has looked: so many staffed hours after it was raised.

    >>> friday = datetime(2026, 3, 6, 15, 30, tzinfo=ZONE)
    >>> alert = Alert(rule="r", severity="low", kind="sign", raised_at=friday, ended_at=None)
    >>> f"{in_time(alert):%A %H:%M}"
    'Monday 15:00'
    """
    at, left = alert.raised_at, RESPOND_WITHIN[alert.severity]
    for each in HOURS.staffed(ZONE, at.astimezone(ZONE).date(), WEEKS.days):
        begins_at = max(at, each.opens_at)
        if each.closes_at - begins_at >= left:
            return (begins_at + left).astimezone(ZONE)
        left -= max(each.closes_at - begins_at, timedelta())
    return at + WEEKS


def cards(alerts: Sequence[Alert], stands_until: Callable[[Alert], datetime | None]) -> tuple[int, int]:
    """Count the cards of one patient, and how often one was made worse.

    Alerts are in order of time; ``stands_until`` gives None for what stands to the end.
    """
    begun = worse = rank = 0
    until: datetime | None = None
    for each in alerts:
        ends_at = stands_until(each)
        if not begun or (until is not None and each.raised_at >= until):
            begun, rank, until = begun + 1, RANK[each.severity], ends_at
            continue
        if RANK[each.severity] > rank:
            worse, rank = worse + 1, RANK[each.severity]
        until = None if until is None or ends_at is None else max(until, ends_at)
    return begun, worse


def stands_until(alert: Alert) -> datetime | None:
    """Say how long an alert is on the list: a low one until it ends, another until somebody has looked."""
    return alert.ended_at if alert.severity == "low" else in_time(alert)


def episodes(alerts: Iterable[Alert]) -> int:
    """Count episodes of seven days: the first alert opens one, and later ones belong to it."""
    count, until = 0, None
    for each in alerts:
        if until is None or each.raised_at >= until:
            count, until = count + 1, each.raised_at + EPISODE
    return count


def measured(alerts: Sequence[Alert]) -> Counter[str]:
    """Count one patient's alerts of a kind in every way."""
    listed = [each for each in alerts if each.severity in RANK]
    begun, worse = cards(listed, stands_until)
    days = len({each.raised_at.date() for each in alerts})
    closed, _ = cards(listed, in_time)
    return Counter(dict(zip(MEASURES, (begun, worse, closed, episodes(listed), days), strict=True)))


def read_alerts(lines: Iterable[str]) -> dict[str, list[Alert]]:
    """Read ``alerts.csv``: by patient, in order of time, the worse first."""
    found: dict[str, list[Alert]] = {}
    open_since: dict[tuple[str, str], dict[str, str]] = {}
    rows = [*csv.DictReader(lines)]
    for row in rows:
        key = row["patient_id"], row["rule"]
        began = open_since.pop(key, None)
        if began is not None:
            found.setdefault(key[0], []).append(_alert(began, None if row["kind"] == "raised" else row["at"]))
        if row["kind"] == "raised":
            open_since[key] = row
    for (patient, _), row in open_since.items():
        found.setdefault(patient, []).append(_alert(row, None))
    for mine in found.values():
        mine.sort(key=lambda each: (each.raised_at, -RANK.get(each.severity, 0), each.rule))
    return found


def _alert(row: Mapping[str, str], ended: str | None) -> Alert:
    return Alert(
        rule=row["rule"],
        severity=row["severity"],
        kind=row["class"],
        raised_at=_instant(row["at"]),
        ended_at=None if ended is None else _instant(ended),
    )


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=ZONE)


def stable(folder: Path) -> dict[str, float]:
    """Give the years of each patient of a log who has no event."""
    with (folder / LogFile.EVENTS.file_name).open(encoding="utf-8") as file:
        worse = {row["patient_id"] for row in csv.DictReader(file)}
    with (folder / LogFile.PATIENTS.file_name).open(encoding="utf-8") as file:
        people = [row for row in csv.DictReader(file) if row["patient_id"] not in worse]
    return {row["patient_id"]: (_day(row["ended"]) - _day(row["enrolled"])) / YEAR for row in people}


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def measure(alerts: Mapping[str, Sequence[Alert]], years: Mapping[str, float]) -> dict[str, Any]:
    """Count everything, a stable patient-year."""
    people = [*years]
    lengths = np.array([*years.values()])
    result: dict[str, Any] = {"patients": len(people), "years": sum(years.values())}
    for kind in ("sign", "absence"):
        each = [measured([one for one in alerts.get(who, ()) if one.kind == kind]) for who in people]
        counts = [np.array([one[name] for one in each]) for name in MEASURES]
        result[kind] = dict(zip(MEASURES, figures(counts, lengths), strict=True))
    by_rule: Counter[tuple[str, str, str]] = Counter()
    begins: Counter[tuple[str, str, str]] = Counter()
    for who in people:
        mine = alerts.get(who, ())
        by_rule.update((one.kind, one.rule, one.severity) for one in mine)
        begins.update(_begun_by(mine))
    total = result["years"]
    result["rules"] = {
        f"{rule}, {severity}": (count / total, begins[kind, rule, severity] / total)
        for (kind, rule, severity), count in by_rule.most_common()
        if kind == "sign"
    }
    return result


def _begun_by(alerts: Sequence[Alert]) -> list[tuple[str, str, str]]:
    """Name what began each card of one patient."""
    listed = [each for each in alerts if each.kind == "sign" and each.severity in RANK]
    counts = [cards(listed[:place], stands_until)[0] for place in range(len(listed) + 1)]
    return [
        (each.kind, each.rule, each.severity)
        for each, before, after in zip(listed, counts, counts[1:], strict=False)
        if after > before
    ]


def text(result: Mapping[str, Any]) -> str:
    """Set both tables."""
    lines = [[name, *(_said(result[kind][name]) for kind in ("sign", "absence"))] for name in MEASURES]
    rules = [[name, f"{raised:.2f}", f"{begun:.2f}"] for name, (raised, begun) in result["rules"].items()]
    said = f"{result['patients']} stable patients, {result['years']:.0f} patient-years"
    heads = ["a stable patient-year", "signs (95 %)", "absence (95 %)"]
    return "\n\n".join([said, table(heads, lines), table(["rule, severity", "raised", "begins a card"], rules)])


def _said(figure: Figure) -> str:
    return f"{figure.value:.2f} ({figure.low:.2f}-{figure.high:.2f})"


def main() -> None:
    """Read and tell."""
    parser = arguments(__doc__ or "", "python -m bench.cards --log LOG --alerts OUT/alerts.csv")
    parser.add_argument("--log", type=Path, required=True, help="the folder of the log, with patients and events")
    parser.add_argument("--alerts", type=Path, required=True, help="what a backtest of it wrote")
    said = parser.parse_args()
    with said.alerts.open(encoding="utf-8") as file:
        result = measure(read_alerts(file), stable(said.log))
    tell({"cards": result}, as_json=said.json, table=text(result))


if __name__ == "__main__":
    main()
