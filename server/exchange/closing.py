"""Closing: what is true of imported people as they come in is dealt with by whoever imports them; cards begin after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from server.ledger.page import Page
from server.rules.judging.live import Live
from server.rules.judging.publishing import Published
from server.rules.language.rule_set import RuleSet
from server.rules.record import EngineRecord, NurseClosed
from vitals.identity import PatientId


def closed(
    rules: RuleSet,
    known: Sequence[EngineRecord],
    episodes: Iterable[Published],
    people: Collection[PatientId],
    now: datetime,
) -> Page:
    """Give the page on which all that is so of these people now is closed, without a card; ``known`` is the history.

    It is what a nurse's closing is: what goes on is raised anew only by what comes after it (decision D1).
    """
    engine = Live(rules)
    engine.restore(episodes)
    engine.replay(known)
    page = Page(transitions=engine.judge_all(now))
    open_now = [
        each
        for patient in sorted(people)
        for rule in rules.rules
        for each in engine.episodes(patient, rule)
        if each.is_open
    ]
    page.closings = [
        NurseClosed(
            patient=each.patient,
            rule=each.rule,
            episode=each.name,
            at=max(now, datetime.fromtimestamp(each.told.start_s, UTC)),
        )
        for each in open_now
    ]
    page.transitions += engine.step(page.closings, now)
    page.transitions = [each for each in page.transitions if each.patient in people]
    moved = {(each.patient, each.rule) for each in page.transitions}
    page.episodes = {each.name: each for patient, rule in moved for each in engine.episodes(patient, rule)}
    return page
