"""The words and versions of the rules at work, for what leaves: questions, events, classes, and every set that ran."""

from __future__ import annotations

from collections.abc import Iterable

from server.adapters.store.log_reading import Run
from server.commands.telling import read_rules
from server.exchange.manifest import RuleRun
from server.exchange.rows import Words
from server.rules.activation.decision import read_stored
from server.rules.backtest.episode import class_of
from server.rules.judging.plan import AWAKE
from server.rules.language.logic import logic
from server.rules.language.reading import Reading
from server.rules.language.rule import Status


def words_at_work(runs: Iterable[Run]) -> Words:
    """Give the words of what runs now; before anything has run, those of the folder. Raises RegistryError."""
    listed = list(runs)
    return words_of(read_stored(listed[-1].files) if listed else read_rules())


def words_of(reading: Reading) -> Words:
    """Give what a folder of rules calls things."""
    rules = () if reading.proposed is None else reading.proposed.rules.values()
    return Words(
        symptoms=reading.symptoms,
        log_codes=reading.log_codes,
        events=reading.signals.events,
        classes={rule.name: class_of(rule).value for rule in rules if rule.status is Status.LIVE},
    )


def rule_runs(runs: Iterable[Run]) -> list[RuleRun]:
    """Give every set of rules that ran, with the version and the hash of each rule that was evaluated."""
    return [
        RuleRun(
            number=number,
            from_at=run.from_at,
            to_at=run.to_at,
            rules_hash=run.rules_hash,
            engine=run.engine,
            rules=_rules(read_stored(run.files)),
        )
        for number, run in enumerate(runs, 1)
    ]


def _rules(reading: Reading) -> list[tuple[str, str, str, str]]:
    if reading.proposed is None:
        return []
    awake = (rule for rule in reading.proposed.rules.values() if rule.status in AWAKE)
    return [(rule.name, rule.version, rule.status.value, logic(rule)) for rule in awake]
