"""A clinic with a folder of rules that runs, staff, and one patient who has gained 1.5 kg since yesterday."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from rule_pieces import GAIN, PATH, edited, live_folder, priced
from rule_server import RuleServer

Run = Callable[..., tuple[int, str, str]]
LIGHTER: Final = edited(live_folder(), PATH, "value: 2 kg", "value: 1.2 kg")
APPROVE: Final = ("rules", "approve", GAIN)


class RuleClinic:
    """What a technician does there is done by ``run``; anna is a nurse of the register, bo a physician."""

    def __init__(self, run: Run, patient: str, folder: Path, data: Path) -> None:
        self.run, self.folder, self.patient = run, folder, patient
        run("account", "add", "bo", "--name", "Bo Ek", "--role", "physician")
        self.write(live_folder())
        self.server = RuleServer(data, live_folder())
        self.server.weighed(self.patient, 80, 80, 80, 81.5)

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write the folder, and beside the rules what they were measured to cost."""
        self.write_unmeasured(priced(files))

    def write_unmeasured(self, files: Mapping[str, bytes]) -> None:
        """Write the folder, and let nobody measure what it costs."""
        for path, text in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(text)

    def approves(self) -> None:
        """Let two people approve the rule as it stands."""
        assert self.run(*APPROVE, "--by", "anna", "--role", "clinical")[0] == 0
        assert self.run(*APPROVE, "--by", "bo", "--role", "safety")[0] == 0

    def files(self) -> Mapping[str, bytes]:
        """Give what runs."""
        found = self.server.ledger.activation()
        assert found is not None
        return found.files
