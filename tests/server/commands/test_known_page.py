from __future__ import annotations

from dataclasses import replace

from knowing import DAY, grouping, happening, person, plan, setting, use, weight
from pages import AT
from shipped_rules import shipped_rules

from server.commands.known_page import Page, rows
from server.patients.known import AgreedWhat, Knowledge
from server.rules.standing import standing
from tests.server.commands.conftest import Run
from tests.server.commands.test_people import enrolled

KNOWN = Knowledge(
    groups=[grouping("copd"), grouping("lvad", is_in=False)],
    plans=[plan("02", is_unsteady=True, reason="")],
    weights=[weight(AgreedWhat.TARGET, 80_500, role="physician", who="Dr Ek")],
    settings=[
        setting("weight-gain-2kg-3-days.gain", 2_500),
        setting("gone.gain", 2_000),
    ],
    profiles=[use("frail-elderly"), use("gone")],
    happenings=[
        happening("admitted", AT - DAY, 1),
        happening("discharged", AT - 2 * DAY, 2, until_at=None),
        happening("travelling", AT - 9 * DAY, 3, until_at=AT - 8 * DAY, is_void=True),
    ],
)


def page(language: str, known: Knowledge = KNOWN, days: int = 0) -> str:
    holds = standing(known, person(care_level=3), shipped_rules(), AT + days * DAY)
    return "\n".join(Page(person(), language).lines(holds))


def test_everything_stands_there_with_its_origin_in_swedish() -> None:
    text = page("sv")
    for line in (
        "  KOL: från 2026-03-02 07:10 (eva, sjuksköterska: ringde)",
        "  vårdnivå 3: följer av vårdnivå eller utskrivning",
        "  mån ons; ostadig, ombeds inte väga sig igen; från 2026-03-02 07:10 (eva, sjuksköterska)",
        "  målvikt 80,5 kg: från 2026-03-02 07:10 (Dr Ek, läkare: ringde)",
        "(eva, sjuksköterska: ringde); regelns värde 2 kg; ses över 2026-06-01",
        "det finns ingen regel gone",
        "  1 inlagd: från 2026-03-01 07:10 (eva, sjuksköterska: ringde)",
        "  3 på resa: från 2026-02-21 07:10, till 2026-02-22 07:10 (eva, sjuksköterska: ringde); har aldrig hänt",
    ):
        assert line in text, text


def test_it_stands_there_in_english_too_and_says_what_is_overdue() -> None:
    text = page("en", days=200)
    assert "  weight-gain-2kg-3-days.gain 2.5 kg" in text
    assert "REVIEW WAS DUE 2026-06-01" in text
    assert "low of low-pressure-with-dizziness may only be set by: physician" in text


def test_of_who_nothing_is_known_it_says_so() -> None:
    text = page("sv", Knowledge())
    assert "Vikter:\n  inget" in text
    assert "Vikt planerad:\n  varje dag; kan ombes väga sig igen" in text
    every_day = page("sv", replace(KNOWN, plans=[plan("0123456")]))
    assert "varje dag; kan ombes väga sig igen; från" in every_day


def test_every_row_says_whether_it_holds() -> None:
    told = [(row["part"], row["holds"]) for row in rows(KNOWN, AT)]
    assert told[:3] == [("groups", True), ("groups", True), ("plans", True)]
    assert len(told) == 11


def test_the_command_shows_the_page_and_audits_that_it_did(run: Run) -> None:
    _, patient = enrolled(run)
    assert "hjärtsvikt" in run("patient", "show", patient)[1]
    assert "heart failure" in run("patient", "show", patient, "--lang", "en")[1]
    assert "4 rows" not in run("audit", "verify")[1]
    assert run("patient", "show", "nobodyaaaaaaaaaa")[0] == 2
    assert run("audit", "verify")[1] == "commands: 5 rows, whole\n"
