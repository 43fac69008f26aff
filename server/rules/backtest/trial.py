"""A trial: a log made ready once, and judged by a set of rules, as measured or as received."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from server.rules.backtest.admission import Admission, admit
from server.rules.backtest.as_measured import judge_measured
from server.rules.backtest.as_received import judge_received
from server.rules.backtest.asking import Ask
from server.rules.backtest.case import Case
from server.rules.backtest.caseload import Caseload, caseload
from server.rules.backtest.doubted import doubted
from server.rules.backtest.episode import Episode
from server.rules.backtest.log import Log
from server.rules.backtest.refusal import Refusal
from server.rules.backtest.scales import weigh_again
from server.rules.backtest.truth import Watched, watched
from server.rules.judging.truth import Ints
from server.rules.language.rule_set import Profile, RuleSet


class Clock(StrEnum):
    """By which clock alerts are told."""

    AS_RECEIVED = "as-received"
    """What a nurse would have seen, when: late data raises late, and withdraws."""
    AS_MEASURED = "as-measured"
    """What was true, in hindsight: faster, and the same where nothing came late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A log made ready: what counts of it, the patients as the engine is told of them, and what is known to be true."""

    log: Log
    admission: Admission
    load: Caseload
    watched: Watched
    doubted: Mapping[Refusal, Ints]

    @property
    def refused(self) -> dict[Refusal, Ints]:
        """Give the places of all rows that no rule uses, by reason: those of the log's gate, and of the rules' own."""
        return {**self.admission.refused, **self.doubted}

    def tuned(self, settings: Mapping[str, int]) -> Material:
        """Give the same material with settings for everybody (``rule.setting``, in thousandths of the unit)."""
        cases = [
            replace(case, agreed={**case.agreed, **{what: [(case.first_s, value)] for what, value in settings.items()}})
            for case in self.load.cases
        ]
        return replace(self, load=replace(self.load, cases=cases))


def material(log: Log, rules: RuleSet, log_codes: Mapping[str, str]) -> Material:
    """Make a log ready for rule sets with these signals and questions; ``log_codes`` are the logs' names."""
    questions = {code: question for question, code in log_codes.items() if question in rules.symptoms}
    admission = admit(log, questions)
    weigh_again(admission, log)
    load = caseload(log, admission, rules, questions)
    return Material(
        log=log,
        admission=admission,
        load=load,
        watched=watched(log, load),
        doubted=doubted(load, rules.signals),
    )


def settings_of(profile: Profile) -> dict[str, int]:
    """Give a profile's settings as ``Material.tuned`` takes them."""
    return {
        f"{rule}.{setting}": value.thousandths
        for rule, values in profile.settings.items()
        for setting, value in values.items()
    }


def parts(material: Material, count: int) -> list[list[Case]]:
    """Divide the patients in so many parts that may be judged apart; together they give what all of them give."""
    cases = material.load.cases
    return [part for number in range(max(1, count)) if (part := [*cases[number :: max(1, count)]])]


def judge(
    cases: Sequence[Case],
    rules: RuleSet,
    codes: Mapping[str, int],
    clock: Clock = Clock.AS_RECEIVED,
    *,
    explain: bool = True,
    progress: Callable[[int], None] = lambda _patients: None,
    asked: Callable[[str, Sequence[Ask]], None] = lambda _patient, _asks: None,
) -> Iterator[Episode]:
    """Judge patients by a set of rules; gives the episodes that came before nurses, in no special order.

    Without ``explain`` they have no words, and it is faster. ``progress`` is told how many patients are done, ``asked``
    what each was asked where that changed more than when an alert was raised.
    """
    judged = judge_measured if clock is Clock.AS_MEASURED else judge_received
    return judged(cases, rules, codes, explain=explain, progress=progress, asked=asked)


def episodes(
    material: Material, rules: RuleSet, clock: Clock = Clock.AS_RECEIVED, *, explain: bool = True
) -> list[Episode]:
    """Judge everybody in a log by a set of rules; gives the episodes in order of time, patient and rule."""
    return in_order(judge(material.load.cases, rules, material.load.codes, clock, explain=explain))


def in_order(found: Iterator[Episode] | Sequence[Episode]) -> list[Episode]:
    """Put episodes in order of time, patient and rule."""
    return sorted(found, key=lambda each: (each.raised_s, each.patient, each.rule))
