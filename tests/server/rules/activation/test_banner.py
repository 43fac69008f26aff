from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from rule_pieces import CURVE, GAIN, PATH, both, decided, edited, live_folder, pieces

from server.rules.activation.banner import Banner, Matter, banners, no_folder
from server.rules.activation.decision import Decision, Light, Lot, Verdict

BEFORE = live_folder()
APPROVED = [given for piece in pieces(BEFORE).values() if piece.needs_approval for given in both(piece)]
GREEN = decided(BEFORE, BEFORE, *APPROVED)


def matters(decision: Decision, *, is_running: bool = True) -> list[Matter]:
    return [each.matter for each in banners(decision, is_running=is_running)]


def kept(*names: str) -> Banner:
    verdicts = tuple(Verdict(name=name, lot=Lot.KEPT, version="1.0") for name in names)
    (only,) = banners(replace(GREEN, verdicts=verdicts))
    return only


def test_nothing_is_said_when_all_is_well() -> None:
    assert GREEN.light is Light.GREEN
    assert banners(GREEN) == []


@pytest.mark.decision("E2")
def test_every_page_says_so_until_two_local_people_have_approved_everything() -> None:
    (said,) = banners(decided(BEFORE, BEFORE))
    assert said.matter is Matter.ON_RELEASE
    assert said.says == {
        "sv": "5 regler och regelfiler gäller bara för utvärdering tills två personer på enheten har godkänt dem.",
        "en": "5 rules and rule files apply for evaluation only until two people of the unit have approved them.",
    }
    (fewer,) = banners(decided(BEFORE, BEFORE, *APPROVED[2:]))
    assert fewer.says["sv"].startswith("1 regel")


def test_a_broken_folder_is_told_first_with_the_place() -> None:
    broken = {**BEFORE, f"weight/{CURVE}.yaml": b"rule: weight-curve\nsetings: {}\n"}
    said = banners(decided(broken, BEFORE))
    assert [each.matter for each in said] == [Matter.BROKEN, Matter.ON_RELEASE]
    what, _, where = said[0].says["sv"].partition(" gäller. ")
    assert what == "Reglerna i mappen kunde inte läsas: de senast godkända"
    assert where.startswith("weight/weight-curve.yaml, rad ")
    assert where.endswith(" fel).")
    what, _, where = said[0].says["en"].partition(" apply. ")
    assert what == "The rules in the folder could not be read: those approved last"
    assert where.startswith("weight/weight-curve.yaml, line ")


def test_what_changed_without_approval_is_named() -> None:
    changed = edited(BEFORE, PATH, "value: 2 kg", "value: 2.5 kg")
    said = banners(decided(changed, BEFORE, *APPROVED))
    assert [each.matter for each in said] == [Matter.KEPT]
    assert said[0].says == {
        "sv": f"Ändrat utan godkännande, så den senast godkända versionen gäller: {GAIN}.",
        "en": f"Changed without approval, so the version approved last applies: {GAIN}.",
    }


def test_three_names_are_enough() -> None:
    assert kept("a", "b", "c").says["sv"].endswith(": a, b, c.")
    assert kept("a", "b", "c", "d", "e").says["sv"].endswith(": a, b, c och 2 till.")
    assert kept("a", "b", "c", "d").says["en"].endswith(": a, b, c and 1 more.")


def test_what_is_approved_and_does_not_run_yet_is_told_unless_the_folder_is_broken() -> None:
    assert matters(GREEN, is_running=False) == [Matter.CHANGED]
    assert matters(replace(GREEN, verdicts=(Verdict(name="a", lot=Lot.WAITS, version="1.0"),))) == [Matter.WAITS]
    broken = decided({**BEFORE, PATH: b"rule: a"}, BEFORE, *APPROVED)
    assert matters(broken, is_running=False) == [Matter.BROKEN]


def test_a_review_that_is_due_is_told_by_the_rule() -> None:
    (said,) = banners(decided(BEFORE, BEFORE, *APPROVED, today=date(2031, 1, 1)))
    assert said.says["sv"] == f"Skulle ha setts över, och gäller än: {GAIN}."


def test_a_folder_that_is_not_there_is_told_like_one_that_is_broken() -> None:
    told = no_folder("there is no folder at /rules")
    assert told.matter is Matter.BROKEN
    assert all("there is no folder at /rules" in text for text in told.says.values())
