from __future__ import annotations

from datetime import UTC, datetime

from server.exchange.foretelling import Card, Foretold, Told, as_json, as_text
from server.exchange.likeness import Likeness
from vitals.identity import PatientId

ANNA, BO = PatientId("a" * 16), PatientId("b" * 16)


def foretold(*, is_dry: bool = True, certain: str = "") -> Foretold:
    anna = Told(label="anna", patient=ANNA, is_new=False, likeness=Likeness(4, 3, 80_000, 95_000), certain=certain)
    bo = Told(label="bo", patient=BO, is_new=True)
    for day, what in ((2, "kept"), (1, "here_already"), (3, "unknown_unit")):
        anna.see(what, datetime(2026, 3, day, 6, tzinfo=UTC))
    bo.see("no_time", None)
    card = Card(alert=7, patient=ANNA, rule="weight", severity="medium", act="opened", says={"sv": "Upp.", "en": "Up."})
    return Foretold(is_dry=is_dry, people=[anna, bo], cards=[card], missed=2, moved=0, closed=1)


def test_it_is_said_in_both_languages_and_names_who_may_be_another() -> None:
    assert [*as_text(foretold(), "sv")] == [
        f"anna → {ANNA}  rader: 3  2026-03-01 – 2026-03-03",
        "        1  fanns redan här",
        "        1  tas in",
        "        1  unknown_unit",
        "  vikt här 80.0 kg, i loggen 95.0 kg",
        "  STOPP, är det samma person? 3 av 4 vikter i loggen ligger långt från personens egna",
        "bo → ny  rader: 1",
        "        1  no_time",
        "Kort som ändras",
        f"  {ANNA} weight (medium): nytt kort, sent",
        "    Upp.",
        "började och slutade i det förflutna, utan kort: 2",
        "gäller nya personer och stängs utan kort: 1",
        "Torrkörning: ingenting är skrivet.",
    ]
    english = [*as_text(foretold(is_dry=False, certain="operated"), "en")]
    assert english[5] == "  certain, says the map: operated"
    assert english[-1] == "All of it is written."


def test_machines_get_the_same_and_no_number_of_a_card_that_is_not_there_yet() -> None:
    told = as_json(foretold())
    assert told["rows"] == {"here_already": 1, "kept": 1, "no_time": 1, "unknown_unit": 1}
    assert [(each["label"], each["patient"], each["is_new"]) for each in told["people"]] == [
        ("anna", ANNA, False),
        ("bo", None, True),
    ]
    assert [(each["alert"], each["act"]) for each in told["cards"]] == [(None, "opened")]
    assert as_json(foretold(is_dry=False))["cards"][0]["alert"] == 7
    assert foretold().doubts == [f"anna may not be {ANNA}: 3 of 4 weights of the log are far from the patient's own"]
    assert foretold(certain="operated").doubts == []
