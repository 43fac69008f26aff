"""A log on its way out of the server: files first, then the audit, and only then a folder that can be seen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from server.adapters.log_writing import LogFolder, new_folder
from server.adapters.store.export_registry import note_export
from server.adapters.store.log_reading import LogReader
from server.adapters.store.registry import Registry
from server.commands.progress import Progress
from server.exchange.cells import in_small_cells
from server.exchange.dictionary import DICTIONARY_COLUMNS, DICTIONARY_FILE, HEADS, RULES_FILE, dictionary_rows
from server.exchange.gathering import Gathering
from server.exchange.manifest import MANIFEST_FILE, RuleRun, Told, manifest, rule_rows
from server.exchange.naming import Naming, Pseudonyms
from server.exchange.order import Order
from server.exchange.rows import Row
from vitals.observation_log import LogFile


class Leaving:
    """One export: what is gathered, under which names, by whose order."""

    def __init__(
        self,
        registry: Registry,
        order: Order,
        naming: Naming,
        gathering: Gathering,
        runs: list[RuleRun],
        *,
        is_proved: bool = False,
    ) -> None:
        """Take the register that it is noted in, and all that is to leave; whether both gave their passwords."""
        self._is_proved = is_proved
        self._registry, self._order, self._naming = registry, order, naming
        self._gathering, self._runs = gathering, runs

    def write(self, reader: LogReader, place: Path, *, is_gzipped: bool) -> dict[str, Any]:
        """Write it to a place; gives the manifest.

        Raises FolderError, RegistryError, LedgerError: then there is nothing to be seen.
        """
        told: dict[str, Any] = {}

        def note(folder: LogFolder) -> None:
            told.update(self._manifest(reader, folder))
            digest = folder.write_text(MANIFEST_FILE, json.dumps(told, ensure_ascii=False, indent=2) + "\n")
            rows = {each.name: each.rows for each in folder.files if each.name != MANIFEST_FILE}
            people = tuple(sorted(self._gathering.people))
            facts = {"patients": len(people), "rows": rows, "manifest_sha256": digest}
            note_export(self._registry, self._order, people, facts, is_proved=self._is_proved)

        with new_folder(place, note, is_gzipped=is_gzipped) as folder:
            self._write_files(folder, reader)
        return told

    def _write_files(self, folder: LogFolder, reader: LogReader) -> None:
        gathering, words = self._gathering, self._gathering.words
        progress = Progress("reading", reader.count_observations())
        measured = chain(gathering.readings(reader.observations(), progress), gathering.sayings(reader.sayings()))
        tables: dict[LogFile, Iterable[Row]] = {
            LogFile.MEASUREMENTS: measured,
            LogFile.CONTEXT: gathering.happenings(reader.happenings()),
            LogFile.PATIENTS: gathering.patients(),
            LogFile.CONTACTS: gathering.silences(reader.stretches(), self._registry.now),
            LogFile.ALERTS: gathering.alerts(reader.alerts(words.classes)),
        }
        for file, rows in tables.items():
            folder.write(file.file_name, HEADS[file.file_name], rows)
        folder.write(RULES_FILE, HEADS[RULES_FILE], _in_order(rule_rows(self._runs, self._order)))
        folder.write(DICTIONARY_FILE, DICTIONARY_COLUMNS, _in_order(dictionary_rows(words)))

    def _manifest(self, reader: LogReader, folder: LogFolder) -> dict[str, object]:
        people = self._gathering.people.values()
        told = Told(
            made_at=self._registry.now,
            patients=len(people),
            in_small_cells=in_small_cells(people, self._naming),
            zones=sorted({person.zone for person in people}),
            key=self._naming.fingerprint() if isinstance(self._naming, Pseudonyms) else None,
            left_out=self._gathering.left_out,
            nobodys=reader.nobodys(),
            files=folder.files,
        )
        return manifest(self._order, told)


def _in_order(rows: Iterable[tuple[str, ...]]) -> Iterator[Row]:
    """Keep rows as they come."""
    return (Row(f"{number:09}", cells) for number, cells in enumerate(rows))
