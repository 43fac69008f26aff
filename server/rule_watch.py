"""The watch on the folder of rules: what every page says of it, decided anew when anything of it has changed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder, shipped_folder, shipped_release
from server.ledger.port import Ledger, LedgerError
from server.rules.activation.activation import Activation, Pilots, runs_already
from server.rules.activation.approval import Given
from server.rules.activation.banner import Banner, banners, no_folder
from server.rules.activation.decision import Decision, decide, runnable
from server.rules.activation.piece import digest_of
from server.rules.activation.release import read_release
from server.rules.language.reading import DIARIES, read_folder
from server.rules.language.rule_set import RuleSet

LOG = logging.getLogger("nara.rules")
LOOKS_EVERY_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """All that a decision hangs on: files by one hash, the day, what runs, who approved, where rules are tried out."""

    files: str
    day: int
    running: int | None
    given: int
    pilots: Pilots


class RuleWatch:
    """Knows how the folder stands. Pages are shown whatever becomes of it: looking never raises."""

    def __init__(
        self, ledger: Ledger, now: Callable[[], datetime], runs: Callable[[RuleSet], None] = lambda _rules: None
    ) -> None:
        """Take the store, the time, and whom to tell when other rules run; nothing is looked at yet."""
        self._ledger, self._now, self._runs = ledger, now, runs
        self._seen: _Seen | None = None
        self._banners: Sequence[Banner] = ()

    def banners(self) -> Sequence[Banner]:
        """Give what there was to say when somebody looked last."""
        return self._banners

    def run(self, is_stopping: threading.Event) -> None:
        """Look again and again, until the server stops; a thread's work, for a changed folder takes a second or two."""
        while not is_stopping.wait(LOOKS_EVERY_S):
            self.look()

    def look(self) -> None:
        """Look at the folder and at who has approved what; while the store is away, what was said last stands."""
        try:
            self._look(self._now())
        except RuleFolderError as problem:
            self._seen, self._banners = None, [no_folder(str(problem))]
        except LedgerError as problem:
            LOG.warning("how the rules stand is not known: %s", problem)

    def _look(self, now: datetime) -> None:
        files = read_files(rule_folder())
        running, given, pilots = self._ledger.activation(), self._ledger.approvals(), self._ledger.pilots()
        number = None if running is None else running.number
        seen = _Seen(digest_of(files), now.toordinal(), number, len(given), pilots)
        if seen != self._seen:
            if running is not None and (self._seen is None or self._seen.running != number):
                self._runs(runnable(running.files))
            found = folder_decision(files, running, given, now)
            self._banners = banners(found, is_running=runs_already(found.files, pilots, running))
            self._seen = seen


def folder_decision(
    files: Mapping[str, bytes], running: Activation | None, given: Sequence[Given], now: datetime
) -> Decision:
    """Decide what of a folder would run in the place of what runs; of nothing, in the place of what ships."""
    rules = {name: text for name, text in files.items() if not name.endswith(DIARIES)}
    before = read_files(shipped_folder()) if running is None else running.files
    return decide(files, read_folder(rules, now.date()), given, read_release(shipped_release()), before)
