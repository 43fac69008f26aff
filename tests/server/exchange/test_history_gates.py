"""Two gates, one judgement: of every row of a dirty log history says what a backtest says, but for what is named here.

A backtest looks at columns of millions of rows, history at one record after the other, so they are two programs. They
have one table of units, one test of clocks and one range of what can be; that the rest is one too is held here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_making import QUESTIONS, LogMaking, shipped

from server.commands.newcomers import label_of, log_rows
from server.commands.words_at_work import words_of
from server.exchange.arriving import Known, LogRow
from server.exchange.had import Had
from server.exchange.history import History, Outcome, Places, Source
from server.ledger.page import Page
from server.patients.register import Assignment, Membership, Period, Register
from server.rules.backtest.admission import Admission, admit
from server.rules.backtest.refusal import Mended, Refusal
from server.rules.local_day import day_end
from vitals.identity import DeviceId, Epoch, HomeId, HubId, PatientId
from vitals.observation_log import LogFile

pytestmark = pytest.mark.timeout(120)
ZONE: Final = ZoneInfo("Europe/Stockholm")
WORDS: Final = words_of(shipped())
BEGINS: Final = datetime(1990, 1, 1, tzinfo=UTC)
PEOPLE: Final = {"anna": PatientId("a" * 16), "bo": PatientId("b" * 16)}
ENDED: Final = "2026-03-05"
SAID: Final[Mapping[str, str]] = {
    "no_longer_member": "after_end", "not_a_member": "after_end", "from_the_future": "impossible_time",
}  # fmt: skip
"""Where the two have different words for one thing: what a log ends, is a membership that has ended here.

A log does not know today, so that only what lies after all hubs is from the future there.
"""
MORNING: Final = datetime(2026, 3, 2, 7)

KINDS: Final = ("weight", "systolic", "diastolic", "pulse", "spo2", "dyspnea", "orthopnea", "edema", "fatigue", "steps")
UNITS: Final = ("kg", "lb", "mmHg", "kPa", "/min", "bpm", "%", "score", "st", "")
_TYPICAL: Final = {"weight": "kg", "systolic": "mmHg", "diastolic": "mmHg", "pulse": "/min", "spo2": "%"}
VALUES: Final = (
    "80.0", "80.1", "176.4", "96.5", "800.5", "0.9", "1", "2", "3", "1000", "1001", "0", "-1", "2.5", "NaN", "inf", "",
    "x",
)  # fmt: skip
"""A weight, pounds sent as kilograms, another person, slips, ends of ranges, scores, and what is no number."""
WHEN: Final = (
    "soon", "", "1970-01-01T00:00:30", "1990-01-01T00:00:00", "2026-02-30T07:00:00", "2026-03-02T06:00:00Z",
    "2100-01-01T12:00:00", "9999-12-31T12:00:00",
)  # fmt: skip
"""Clocks that were never set, that stand decades back or ahead, days that there are not, an instant with its offset."""
DELAYS_S: Final = (0, 5, 3_600, 5 * 86_400, 30 * 86_400, 30 * 86_400 + 1, -5, -600, -601)
"""In time, late, so late that the clock is not believed, and before it was measured."""


@dataclass(frozen=True)
class Nothing:
    """A store in which nothing is yet."""

    def firsts(self, _natural_keys: Collection[str]) -> Mapping[str, int]:
        return {}

    def known(self, _hub: HubId, _keys: Collection[str]) -> set[str]:
        return set()

    def had(self, _patient: PatientId) -> Sequence[Had]:
        return ()


@st.composite
def a_row(draw: st.DrawFn) -> tuple[str, ...]:
    """Make a row of every kind of dirt that the format's description names, and of none."""
    kind = draw(st.sampled_from(KINDS))
    measured = MORNING + timedelta(days=draw(st.integers(0, 4)), hours=draw(st.integers(0, 2)))
    late_s = draw(st.sampled_from(DELAYS_S))
    shown = draw(st.sampled_from((measured.isoformat(),) * 6 + WHEN))
    received = draw(
        st.sampled_from(((measured + timedelta(seconds=late_s)).isoformat(),) * 8 + ("never", "", *WHEN[-2:]))
    )
    unit = draw(st.sampled_from((_TYPICAL.get(kind, "score"),) * 4 + UNITS))
    device = draw(st.sampled_from(("one", "one", "two", "")))
    who = draw(st.sampled_from(("anna",) * 4 + ("bo", "bo", "stranger", "")))
    value = draw(st.sampled_from(VALUES[:4] * 2 + VALUES))
    return who, shown, received, kind, value, unit, device, "auto" if device else "manual"


@st.composite
def a_log(draw: st.DrawFn) -> list[tuple[str, ...]]:
    """Make some rows; some come again, later, or an hour shifted, or letter by letter."""
    rows = draw(st.lists(a_row(), min_size=1, max_size=12))
    for row in draw(st.lists(st.sampled_from(rows), max_size=4)):
        again = [*row]
        again[2] = draw(st.sampled_from((row[2], "2026-03-08T12:00:00")))
        rows.append(tuple(again))
    return sorted(rows, key=lambda row: row[2])


def register() -> Register:
    """Give anna and bo a home and two devices each, and what they type; bo has left."""
    homes = {who: HomeId((who[:1] or "n") * 15 + "h") for who in (*PEOPLE, "")}
    devices = {device_of(who, label): homes[who] for who in (*PEOPLE, "") for label in ("one", "two", "")}
    ended = day_end(datetime.fromisoformat(ENDED).toordinal(), ZONE)
    periods = {"anna": Period(from_at=BEGINS), "bo": Period(from_at=BEGINS, to_at=ended)}
    assigned = {
        device_of(who, label): (
            Assignment(
                device=device_of(who, label), user_slot=None, patient=PEOPLE[who], period=Period(from_at=BEGINS)
            ),
        )
        for who in PEOPLE
        for label in ("one", "two", "")
    }
    return Register(
        version=1,
        homes=dict.fromkeys(homes.values(), ZONE.key),
        hubs={},
        devices=devices,
        patients={},
        memberships=[Membership(patient=PEOPLE[who], home=homes[who], period=periods[who]) for who in PEOPLE],
        assignments=assigned,
    )


def device_of(who: str, label: str) -> DeviceId:
    return DeviceId((who[:1] or "n") * 8 + (label[:1] or "x") * 8)


def live(lines: Sequence[str]) -> tuple[Page, list[Outcome]]:
    """Let history take the rows in."""
    known = register()
    source = Source(
        hub=HubId("i" * 16),
        epoch=Epoch("0" * 16),
        arrival=1,
        register=known,
        zone=ZONE,
        now=datetime(2027, 1, 1, tzinfo=UTC),
    )
    rows = [(row, places_of(row, known)) for row in log_rows([f"{line}\n".encode() for line in lines])]
    return History(Nothing(), WORDS, source).take(rows)


def places_of(row: LogRow, known: Register) -> Places:
    who, label, _ = label_of(row, PEOPLE)
    device = device_of(who, label)
    return Places(known.devices[device], Known(PEOPLE.get(who), device))


def backtested(made: LogMaking) -> tuple[Admission, dict[int, str]]:
    """Let a backtest look at the rows; gives why it uses a row not, by its place."""
    found = admit(made.log(), QUESTIONS)
    why: dict[int, str] = defaultdict(lambda: "kept")
    for reason, places in found.refused.items():
        why |= dict.fromkeys(places.tolist(), reason.value)
    unknown = found.mended.get(Mended.UNKNOWN_KIND)
    why |= {} if unknown is None else dict.fromkeys(unknown.tolist(), Mended.UNKNOWN_KIND.value)
    return found, why


@pytest.mark.decision("E5", "B1")
@settings(max_examples=120)
@given(a_log())
def test_of_every_row_both_gates_say_the_same(rows: list[tuple[str, ...]]) -> None:
    made = LogMaking().patient().patient("bo", ended=ENDED)
    made.rows[LogFile.MEASUREMENTS] = [*rows]
    admission, why = backtested(made)
    page, outcomes = live(made.lines()[LogFile.MEASUREMENTS])
    said = {outcome.row.line - 2: outcome.what for outcome in outcomes}
    for place, row in enumerate(rows):
        mine, theirs = SAID.get(said[place], said[place]), why[place]
        if mine == "here_before":  # letter by letter: history has the first of them
            mine = theirs if theirs == "duplicate" else SAID.get(said[rows.index(row)], said[rows.index(row)])
        if theirs == Refusal.DUPLICATE_SHIFTED:
            theirs = "kept"  # only hindsight can tell
        assert mine.removesuffix("_questioned") == theirs, (row, rows)
    measured = {row.arrival: row for row in page.journal}
    lines = dict(zip(measured, [each.row.line - 2 for each in outcomes if each.what != "here_before"], strict=True))
    for each in page.observations:
        place = lines[each.arrival]
        assert int(each.measured_at.timestamp()) == admission.measured_s[place], rows[place]
        assert each.value == admission.steps[place], rows[place]
