"""The patients of a log made ready for the engine: rows that count, sorted to each one's own series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import numpy as np

from server.patients.known import AgreedWhat, Weighed
from server.patients.register import PatientEntry
from server.rules.backtest.admission import VITALS, Admission
from server.rules.backtest.answers import choices_of, chosen
from server.rules.backtest.case import Case, Column
from server.rules.backtest.happenings import contact, day_begins_s, happenings, late_s, newly_home, silences_of
from server.rules.backtest.instants import UNREADABLE
from server.rules.backtest.log import Enrolled, Log, ToldOf
from server.rules.backtest.refusal import Mended
from server.rules.backtest.sorting import in_order
from server.rules.judging.truth import Bools, Ints
from server.rules.language.rule_set import RuleSet
from server.rules.local_day import local_day
from server.rules.reference import first_days, reference_weights
from vitals.identity import PatientId
from vitals.vital import Vital

WEIGHT: Final = Vital.BODY_WEIGHT.value.name


@dataclass(frozen=True, slots=True)
class Caseload:
    """All patients of whom anything counts, in the order of the log; ``codes`` number the answers' codes.

    ``row_of`` is the place of the row that has each number (from 1), and ``end_s`` when the log ends.
    """

    cases: Sequence[Case]
    codes: Mapping[str, int]
    row_of: Ints
    end_s: int


def caseload(log: Log, admitted: Admission, rules: RuleSet, questions: Mapping[str, str]) -> Caseload:
    """Make the patients ready; ``questions`` are the logs' names of questions, each with its id."""
    answers = [choice.code for symptom in rules.symptoms.values() for choice in symptom.choices]
    codes = {code: number for number, code in enumerate(dict.fromkeys(answers))}
    sorter = _Sorter(log, admitted, rules, questions, codes)
    told: list[list[ToldOf]] = [[] for _ in log.patients]
    for each in log.told:
        told[each.patient].append(each)
    silences = None if log.silences is None else silences_of(log.silences, len(log.patients))
    cases: list[Case] = []
    for place, person in enumerate(log.patients):
        columns = sorter.of(place)
        if not columns and person.from_day is None:
            continue
        silent = sorter.late(place) if silences is None else silences[place]
        cases.append(_case(place, person, columns, told[place], silent, sorter))
    return Caseload(cases, codes, sorter.row_of, sorter.end_s)


def _case(
    place: int,
    person: Enrolled,
    columns: Mapping[str, Column],
    told: Sequence[ToldOf],
    silent: Sequence[tuple[int, int]],
    sorter: _Sorter,
) -> Case:
    zone = sorter.log.zone
    firsts = [int(column.at_s[0]) for column in columns.values()]
    from_day = person.from_day
    if from_day is None:
        from_day = local_day(datetime.fromtimestamp(min(firsts), UTC), zone)
    plan_s = day_begins_s(from_day, zone)
    first_s = min([plan_s, *firsts])
    end_s = min(sorter.end_s, sorter.end_s if person.until_s is None else person.until_s - 1)
    parts = [column.at_s for column in columns.values()] if told else []
    measured_s = np.unique(np.concatenate(parts or [np.zeros(0, np.int64)]))
    found = happenings(told, sorter.rules.signals.events, measured_s, zone)
    reference = _reference(person, from_day, plan_s, columns.get(WEIGHT), zone.key)
    return Case(
        place=place,
        name=person.name,
        zone=zone,
        plan_from=from_day,
        groups=person.groups & sorter.rules.signals.groups,
        first_s=first_s,
        end_s=max(end_s, first_s),
        columns=columns,
        happenings=[each for each in found if each.from_s <= end_s],
        newly_home=newly_home(found, zone),
        agreed={} if reference is None else {AgreedWhat.REFERENCE.value: [reference]},
        contact=contact(first_s, max(end_s, first_s), silent),
    )


def _reference(
    person: Enrolled, from_day: int, plan_s: int, weights: Column | None, zone: str
) -> tuple[int, int] | None:
    """Give the reference weight: that of the enrolment, else what is weighed in the first days (decision F4)."""
    if person.reference_g is not None:
        return plan_s, person.reference_g
    if weights is None:
        return None
    who = PatientId(person.name)
    entry = PatientEntry(patient=who, zone=zone, plan_from=date.fromordinal(from_day), contact="")
    ends_s = first_days(entry)[1].timestamp()
    early = weights.only(weights.at_s < ends_s)
    weighed = [
        Weighed(datetime.fromtimestamp(at_s, UTC), grams)
        for at_s, grams in zip(early.at_s.tolist(), early.values.tolist(), strict=True)
    ]
    found = reference_weights([], weighed, entry)
    return next(((int(each.from_at.timestamp()), each.grams) for each in found if each.grams is not None), None)


class _Sorter:
    """Rows that count, in order of patient, series, time, value and arrival."""

    def __init__(
        self, log: Log, admitted: Admission, rules: RuleSet, questions: Mapping[str, str], codes: Mapping[str, int]
    ) -> None:
        self.log, self.rules = log, rules
        self._codes = codes
        rows = log.rows
        received_s = np.where(rows.received_s == UNREADABLE, admitted.measured_s, rows.received_s)
        self._names = [
            *(
                VITALS[kind].value.name if kind in VITALS else f"symptom.{questions.get(kind, '')}"
                for kind in rows.kinds
            )
        ]
        self.row_of = np.argsort(received_s, kind="stable")
        numbers = np.empty(len(rows), np.int64)
        numbers[self.row_of] = np.arange(1, len(rows) + 1)
        places = np.flatnonzero(admitted.counts)
        at_s, steps = admitted.measured_s[places], admitted.steps[places]
        group = rows.patient[places] * len(rows.kinds) + rows.kind[places]
        order = in_order(group, at_s, [steps, numbers[places]])
        self._group = group[order]
        kept = Column(at_s[order], steps[order], numbers[places][order], received_s[places][order])
        self._columns = self._answered(kept).laid_out()
        self._begins: list[int] = np.searchsorted(
            self._group, np.arange(len(log.patients) * len(rows.kinds) + 1)
        ).tolist()
        clock = np.zeros(len(rows), np.bool_)
        clock[admitted.mended.get(Mended.CLOCK_UNSET, np.zeros(0, np.int64))] = True
        self._is_trusted: Bools = ~clock[places][order]
        self.end_s = int(max(received_s[places].max(initial=0), at_s.max(initial=0)))

    def _part(self, first: int, last: int) -> slice:
        return slice(self._begins[first], self._begins[last])

    def of(self, patient: int) -> dict[str, Column]:
        """Give a patient's series by name."""
        kinds, found = len(self._names), dict[str, Column]()
        for kind, name in enumerate(self._names):
            part = self._part(patient * kinds + kind, patient * kinds + kind + 1)
            if part.start < part.stop:
                found[name] = self._columns.only(part)
        return found

    def late(self, patient: int) -> list[tuple[int, int]]:
        """Give when a patient's hub held something back for more than an hour."""
        kinds = len(self._names)
        part = self._part(patient * kinds, (patient + 1) * kinds)
        trusted = self._is_trusted[part]
        return late_s(self._columns.at_s[part][trusted], self._columns.received_s[part][trusted])

    def _answered(self, column: Column) -> Column:
        """Put the numbers of answers' codes in the place of their scores."""
        values, numbers, received_s = column.values.copy(), column.numbers.copy(), column.received_s.copy()
        of_kind = self._group % max(1, len(self._names))
        for kind, name in enumerate(self._names):
            symptom = self.rules.symptoms.get(name.removeprefix("symptom."))
            mine = np.flatnonzero(of_kind == kind)
            if symptom is None or not len(mine):
                continue
            codes = np.array([self._codes[choice.code] for choice in choices_of(symptom)], np.int64)
            values[mine] = codes[chosen(symptom, column.at_s[mine], column.values[mine], self._group[mine])]
            twice = (np.diff(self._group[mine]) == 0) & (np.diff(column.at_s[mine]) == 0)
            near = mine[np.append(twice, False) | np.append(False, twice)]
            order = near[np.lexsort((numbers[near], values[near], column.at_s[near], self._group[near]))]
            values[near], numbers[near], received_s[near] = values[order], numbers[order], received_s[order]
        return Column(column.at_s, values, numbers, received_s)
