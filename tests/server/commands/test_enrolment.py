from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.server.commands.conftest import Run
from tests.server.commands.test_grouping import groups
from tests.server.commands.test_homes import request_in


def plan(tmp_path: Path) -> dict[str, Any]:
    """Give a list with one home in which everything is used."""
    request = json.loads(request_in(tmp_path / "hub").read_text(encoding="utf-8"))
    return {
        "from": "2026-11-01",
        "accounts": [{"staff": "anna", "full_name": "Anna Berg", "role": "nurse"}],
        "homes": [
            {
                "label": "sjoberg",
                "zone": "Europe/Stockholm",
                "devices": [{"label": "scale", "family": "standard-scale", "address": "AA:BB:CC:00:11:22"}],
                "hubs": [{"label": "sjoberg", "request": request}],
                "patients": [
                    {
                        "label": "maj",
                        "name": "Maj Sjöberg",
                        "personnummer": "194202219905",
                        "contact": "anna",
                        "care_level": 2,
                        "uses": [{"device": "scale", "slot": 1}],
                    }
                ],
            }
        ],
    }


def enrol(run: Run, tmp_path: Path, told: dict[str, Any], *options: str) -> tuple[int, str, str]:
    """Write the list and enrol it."""
    (tmp_path / "plan.json").write_text(json.dumps(told), encoding="utf-8")
    return run("enrol", str(tmp_path / "plan.json"), "--bundles", str(tmp_path / "bundles"), *options)


def test_a_whole_list_is_taken_in_and_every_id_is_told(run: Run, tmp_path: Path) -> None:
    status, said, _ = enrol(run, tmp_path, plan(tmp_path), "--json")
    assert status == 0
    made = json.loads(said)
    assert set(made) == {"password", "home", "device", "patient", "hub"}
    bundle = json.loads((tmp_path / "bundles" / "sjoberg.bundle").read_text(encoding="utf-8"))
    assert (bundle["hub"], bundle["home"]) == (made["hub"]["sjoberg"], made["home"]["sjoberg"])
    assert bundle["devices"][0]["device"] == made["device"]["sjoberg/scale"]
    assert made["patient"]["maj"] in run("patient", "list")[1]


def test_without_json_it_is_a_table_for_people(run: Run, tmp_path: Path) -> None:
    _, said, _ = enrol(run, tmp_path, plan(tmp_path))
    assert [line.split()[0] for line in said.splitlines()] == ["password", "home", "device", "patient", "hub"]


def test_a_list_that_lacks_something_says_what(run: Run, tmp_path: Path) -> None:
    told = plan(tmp_path)
    del told["homes"][0]["patients"][0]["care_level"]
    status, _, complaint = enrol(run, tmp_path, told)
    assert status == 2
    assert "'care_level' is missing" in complaint


def test_the_demo_is_refused_where_anybody_is_enrolled(run: Run, tmp_path: Path) -> None:
    assert enrol(run, tmp_path, plan(tmp_path))[0] == 0
    status, _, complaint = enrol(run, tmp_path, plan(tmp_path), "--demo")
    assert status == 2
    assert "the demo needs an empty database" in complaint


def test_a_list_may_name_units_and_whom_they_look_after(run: Run, tmp_path: Path) -> None:
    told = plan(tmp_path)
    rosen = {"unit": "rosen", "name": "Rosens vårdcentral", "reader": "anna", "telephone": "010-1"}
    outside = {"name": "Jouren", "telephone": "010-2"}
    vik = rosen | {"unit": "vik", "outside": outside, "exceptions": ["2099-12-24 closed"]}
    told["units"] = [each | {"hours": ["mon-fri 08:00-16:30"]} for each in (rosen, vik)]
    told["homes"][0]["patients"][0]["unit"] = "vik"
    assert enrol(run, tmp_path, told)[0] == 0
    shown = [json.loads(line) for line in run("unit", "show", "--json")[1].splitlines()]
    assert [(each["unit"], each["outside"]) for each in shown] == [("rosen", None), ("vik", outside)]
    assert shown[1]["hours"]["exceptions"] == {"2099-12-24": []}


@pytest.mark.decision("F16")
def test_a_list_may_name_groups_and_one_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    told = plan(tmp_path)
    told["homes"][0]["patients"][0]["groups"] = ["copd", "dialysis"]
    patient = json.loads(enrol(run, tmp_path, told, "--json")[1])["patient"]["maj"]
    assert groups(run, patient) == {"heart-failure", "copd", "dialysis"}
    told["homes"][0]["patients"][0]["groups"] = ["coppd"]
    told["accounts"] = []
    assert "did you mean copd?" in enrol(run, tmp_path, told)[2]
