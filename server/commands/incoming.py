"""A log on its way in: where it comes from, who answers for it, where it goes, and by which rules it is judged."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from server.adapters.log_folder import log_files
from server.adapters.store.database import Database
from server.adapters.store.import_books import hub_of
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.registry import Registry
from server.commands.newcomers import ages_of
from server.exchange.history import Source
from server.exchange.rows import Words
from server.patients.register import Register
from server.rules.backtest.table import LogError
from server.rules.language.rule_set import RuleSet
from vitals.identity import mint_epoch
from vitals.observation_log import LogFile

_NEEDED = (LogFile.MEASUREMENTS, LogFile.PATIENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One log; ``source`` stands before its labels, ``zone`` is that of its people, and of its times that have none."""

    log: Path
    source: str
    by: str
    engine: Database
    registry: Registry
    rules: RuleSet
    words: Words
    zone: ZoneInfo

    def ages(self) -> dict[str, int]:
        """Read how old its people were; raises LogError, also where one of the tables that it takes is not there."""
        with log_files(self.log) as files:
            absent = [each.file_name for each in _NEEDED if each not in files]
            if absent:
                raise LogError(f"there is no {' and no '.join(absent)}")
            return ages_of(files[LogFile.PATIENTS])

    def gate(self, ledger: SqlLedger, register: Register) -> Source:
        """Give what its rows are let in by: this run of the source, and the register that says whose they are."""
        return Source(
            hub=hub_of(self.source),
            epoch=mint_epoch(secrets.token_bytes),
            arrival=ledger.recall(self.registry.now).next_arrival,
            register=register,
            zone=self.zone,
            now=self.registry.now,
        )
