"""A home with two people on one scale that tells no user: *Anna* weighs 70 kg, *Bo* 82, and both are known."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from shipped_rules import few_shipped_rules
from small_server import SmallHome, SmallServer, at, moment
from sqlalchemy import Engine

from server.adapters.store.remembering import remembered
from server.patients.move import Move, Moved, NotMoved
from server.retelling import measured, retold
from server.rules.judging.explaining import explained
from server.rules.judging.why import ANSWERS
from server.rules.knowledge import records
from server.rules.language.rule_set import RuleSet
from server.work import Done
from vitals.identity import Epoch, PatientId
from vitals.record import Answer, RecordRef

ANNA_KG, BO_KG = 70.0, 82.0
GAIN = "weight-gain-2kg-3-days"
KNOWN_ON = 3
"""The first day on which both are known: three mornings each lie behind them."""


class SharedScale:
    """That home, and what is asked and answered in it."""

    def __init__(self, engine: Engine, rules: RuleSet | None = None) -> None:
        self.server = SmallServer(engine, rules)
        self.home = self.server.add_home()
        self.anna = self.server.add_patient(self.home, is_shared=True)
        self.bo = self.server.add_patient(self.home, is_shared=True)
        self.server.takes(is_register_changed=True)

    def becomes_known(self) -> None:
        """Let both weigh on three mornings, and say each time who it was."""
        for day in range(KNOWN_ON):
            for who, kilograms in ((self.anna, ANNA_KG), (self.bo, BO_KG)):
                record = self.weighs(kilograms, at(day, "07:00" if who == self.anna else "07:20"))
                self.answers(record, who)

    def weighs(self, kilograms: float, when: datetime, received_at: datetime | None = None) -> int:
        """Let somebody step on the scale; gives the place in the journal."""
        self.server.takes(self.home.weighs(kilograms, when, received_at))
        return int(max(row["arrival"] for row in self.server.rows("journal") if row["kind"] == "measurement"))

    def answers(
        self,
        record: int,
        who: PatientId | None,
        received_at: datetime | None = None,
        home: SmallHome | None = None,
        **more: Any,
    ) -> Done:
        """Let somebody answer on the hub, or on that of another home, whose a measurement is."""
        answer = self.answer(record, who, **more)
        return self.server.takes((home or self.home).sends(answer, received_at or self.server.now))

    def answer(self, record: int | None, who: PatientId | None, **more: Any) -> Answer:
        """Make that answer; without a record, say what it refers to."""
        rows = [row for row in self.server.rows("journal") if row["arrival"] == record]
        told: dict[str, Any] = {
            "question": "whose",
            "version": 1,
            "code": "nobody" if who is None else "mine",
            "text": None,
            "about": who,
            "refers_to": RecordRef(epoch=Epoch(rows[0]["epoch"]), sequence=rows[0]["sequence"]) if rows else None,
            "moment": moment(self.server.now),
        }
        return Answer(**(told | more))

    def staff_says(self, record: int, who: PatientId | None, reason: str = "phoned") -> Moved | NotMoved:
        """Let nurse Eva say whose it is."""
        (said,) = self.server.takes(moves=[Move(record=record, patient=who, who="eva", reason=reason)]).moved
        return said

    def whose(self) -> dict[int, str]:
        """Tell whose each measurement is now, by its place in the journal, where it is somebody's."""
        withdrawn = set(self.server.rows("withdrawal", "arrival"))
        moved = dict(self.server.rows("attribution", "number", "record"))
        return {
            moved.get(arrival, arrival): patient
            for arrival, patient in self.server.rows("observation", "arrival", "patient")
            if arrival not in withdrawn
        }

    def became(self, record: int) -> tuple[str, str | None]:
        """Tell what became of a measurement, and why."""
        return next(
            (row["disposition"], row["reason"]) for row in self.server.rows("journal") if row["arrival"] == record
        )

    def why(self, who: PatientId) -> tuple[str, str | None]:
        """Tell what the rule about quick gain says of somebody now, and why if it cannot tell, as a page does."""
        server, rules = self.server, few_shipped_rules()
        now, person = server.now, server.ledger.register().patients[who]
        since = now - timedelta(days=60)
        memory = remembered(server.engine, who, since)
        known = records(server.ledger.known(since), [person], rules.profiles, since, now)
        found = explained(rules, GAIN, [*known, *measured(memory), *retold(memory, {})], now)
        assert found is not None
        nodes = [found.raise_when, *found.raise_when.parts]
        because = next((each.doubt.value for each in nodes if each.doubt is not None), None)
        return ANSWERS[found.raise_when.answer], because

    def asked(self) -> list[int]:
        """Name the measurements about which a question is open, whether or not it has expired."""
        return [row["record"] for row in self.server.rows("question") if row["closed_at"] is None]
