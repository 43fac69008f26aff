from __future__ import annotations

from hand_made import KARIN, OLLE, screen
from small_screen import SmallScreen

from edge.household import Colour, Household, HouseholdChosen, Look
from edge.screen.prompt import choose_person, colour_of, name_of


def test_somebody_is_known_by_a_code_until_they_choose_a_nickname_and_a_colour() -> None:
    made = SmallScreen(screen(KARIN, OLLE))
    known = made.showing._known()
    assert (name_of(known, KARIN), colour_of(known, KARIN)) == ("Person KARI", None)
    made.hear(HouseholdChosen(Household().known_as(KARIN, Look(colour=Colour.PINK, nickname="Kajsa"))))
    assert (name_of(known, KARIN), colour_of(known, KARIN)) == ("Kajsa", Colour.PINK)
    (karin, olle) = choose_person(known, "who_answers", "/which/").ways
    assert (karin.label, karin.to, karin.colour) == ("Kajsa", f"/which/{KARIN}", Colour.PINK)
    assert (olle.label, olle.to, olle.colour) == ("Person OLLE", f"/which/{OLLE}", None)


def test_a_colour_is_also_said_as_a_word() -> None:
    made = SmallScreen(screen(KARIN, OLLE))
    made.hear(HouseholdChosen(Household().known_as(KARIN, Look(colour=Colour.PINK, nickname="Kajsa"))))
    assert "Kajsa Rosa" in made.get("/ask").text
