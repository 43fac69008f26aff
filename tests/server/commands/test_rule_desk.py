"""Who approves and who tries out: named people, units that there are, and what is said to who asks wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest
from rule_clinic import RuleClinic
from rule_pieces import CURVE, GAIN

from tests.server.commands.conftest import Run
from tests.server.commands.test_people import enrolled


@pytest.fixture
def clinic(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RuleClinic:
    monkeypatch.setenv("NARA_RULES", str(tmp_path / "rules"))
    (tmp_path / "rules").mkdir()
    return RuleClinic(run, enrolled(run)[1], tmp_path / "rules", tmp_path / "data")


def test_a_trial_is_in_named_units(clinic: RuleClinic) -> None:
    assert clinic.run("rules", "pilot", GAIN, "rosen")[0] == 2
    words = ("--name", "Rosens vårdcentral", "--reader", "anna", "--telephone", "010-123 45 67")
    assert clinic.run("unit", "set", "rosen", *words, "--hours", "mon-fri 08:00-16:30")[0] == 0
    status, said, _ = clinic.run("rules", "pilot", GAIN, "rosen")
    assert status == 0
    assert "it is live in the folder" in said
    assert clinic.server.ledger.pilots() == {GAIN: {"rosen"}}
    assert clinic.run("rules", "pilot", GAIN, "rosen", "--remove")[0] == 0
    assert clinic.server.ledger.pilots() == {}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("approve", "weight-gain", "--by", "anna", "--role", "clinical"), "there is no rule or shared file"),
        (("approve", GAIN, "--by", "nobody", "--role", "clinical"), "there is no account nobody"),
        (("approve", CURVE, "--by", "anna", "--role", "clinical"), "nobody has to approve it"),
        (("pilot", "no-rule", "rosen"), "there is no rule no-rule"),
        (("activate", "--accept", "nobody"), "there is no account nobody"),
        (("activate", "/nowhere"), "is no folder"),
    ],
)
def test_who_asks_wrongly_is_told_with_status_2(clinic: RuleClinic, words: tuple[str, ...], says: str) -> None:
    status, _, complaint = clinic.run("rules", *words)
    assert status == 2
    assert says in complaint
