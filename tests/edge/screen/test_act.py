from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hand_made import A_FEW, KARIN, OLLE, ask, choice, screen, symptom
from small_screen import NEVER, Form, SmallScreen

from edge.screen.exchange import Request
from vitals.desired import Ask
from vitals.fields import Json
from vitals.symptom import Schedule

BAD = "Det gick inte att läsa vad du tryckte på. Inget sparades. Tryck igen."


def answered(body: Json) -> tuple[Any, ...]:
    return tuple(body[name] for name in ("kind", "question", "version", "code", "text", "about", "refers_to"))


@pytest.mark.decision("E6")
def test_an_answer_is_a_record_with_question_version_and_code_of_the_person_who_gave_it() -> None:
    made = SmallScreen()
    look = made.press("never sv", f"/ask/dizziness/{KARIN}")
    assert answered(made.bodies()[-1]) == ("answer", "dizziness", 1, "never", None, KARIN, None)
    assert look.headings == ["Vad är annorlunda?"]
    assert made.bodies()[-1]["measured_at"] == "2026-03-02T06:10:00.000Z"


@pytest.mark.decision("F1")
def test_as_usual_stores_unchanged_for_each_daily_question_and_overwrites_no_answer_of_today() -> None:
    made = SmallScreen()
    made.press("never sv", f"/ask/dizziness/{KARIN}")
    made.press("yes sv", "/ask")
    assert made.answers(KARIN) == [
        ("dizziness", "never"),
        ("propped_up", "unchanged"),
        ("something_else", "unchanged"),
        ("as_usual", "yes"),
    ]


@pytest.mark.decision("F1")
def test_something_different_leads_to_the_list_where_each_answered_question_is_marked() -> None:
    made = SmallScreen()
    which = made.press("no sv", "/ask")
    assert which.headings == ["Vad är annorlunda?"]
    made.press("never sv", which.links["dizziness sv"])
    assert "dizziness sv ✓ besvarad" in made.get(f"/which/{KARIN}").text
    assert made.answers() == [("as_usual", "no"), ("dizziness", "never")]


@pytest.mark.decision("F1")
def test_something_else_is_told_in_own_words_kept_as_they_were_written() -> None:
    made = SmallScreen()
    look = made.press("own_words sv", f"/ask/something_else/{KARIN}")
    assert made.answers() == []
    (form,) = [form for form in look.forms if form.action == "/answer"]
    made.post(form, text="  Tungt på\r\nnatten \x00\ud800 ")
    assert answered(made.bodies()[-1])[3:5] == ("own_words", "Tungt på\nnatten")
    assert made.heading(f"/words/something_else/own_words/{KARIN}") == "something_else, sv?"


def test_own_words_may_be_none_and_are_never_cut() -> None:
    made = SmallScreen()
    path = f"/words/something_else/own_words/{KARIN}"
    (form,) = [form for form in made.get(path).forms if form.action == "/answer"]
    assert made.post(form, text="å" * 501).headings == ["Texten är för lång. Korta den och spara igen."]
    assert made.answers() == []
    made.post(form, text=" ")
    assert made.bodies()[-1]["text"] is None


@pytest.mark.decision("F1")
@pytest.mark.parametrize("is_up", [True, False])
def test_an_acute_answer_says_at_once_what_to_do_line_or_no_line_until_it_was_read(is_up: bool) -> None:
    made = SmallScreen()
    if not is_up:
        made.loses_line()
    look = made.press("yes sv", f"/ask/propped_up/{KARIN}")
    assert look.headings == ["Viktigt nu"]
    assert "Om yes, sv. Ring 1177." in look.text
    made.press("fainted sv", f"/ask/dizziness/{KARIN}")
    assert "Om fainted, sv. Ring 112." in made.get().text, "the gravest first"
    made.passes(hours=11)
    assert made.heading() == "Viktigt nu"
    made.press("Jag har läst det här")
    assert made.presses() == [("act_now_read", KARIN)]
    assert made.heading() != "Viktigt nu"


@pytest.mark.decision("F1")
def test_an_acute_answer_stands_over_midnight_and_not_for_ever() -> None:
    made = SmallScreen()
    made.passes(hours=16)
    made.press("much_worse sv", "/ask")
    made.passes(hours=11)
    assert made.heading() == "Viktigt nu"
    made.passes(hours=1)
    assert made.heading() != "Viktigt nu"


@pytest.mark.decision("F1")
def test_an_acute_answer_without_trusted_time_says_the_same() -> None:
    made = SmallScreen()
    made.loses_time()
    made.press("fainted sv", f"/ask/dizziness/{KARIN}")
    assert made.heading() == "Viktigt nu"
    made.press("Jag har läst det här")
    assert made.heading() != "Viktigt nu"


def test_an_acute_answer_after_one_that_was_read_is_said_anew_and_for_whom() -> None:
    made = SmallScreen(screen(KARIN, OLLE))
    made.press("fainted sv", f"/ask/dizziness/{OLLE}")
    assert "Gäller Person OLLE." in made.get().text
    made.press("Jag har läst det här")
    made.press("fainted sv", f"/ask/dizziness/{OLLE}")
    assert made.heading() == "Viktigt nu"


def test_a_question_that_changed_while_it_stood_there_keeps_nothing_and_says_so() -> None:
    made = SmallScreen()
    form = made.form("never sv", f"/ask/dizziness/{KARIN}")
    for changed in (replace(A_FEW[1], version=2), replace(A_FEW[1], choices=(choice("other"),)), A_FEW[0]):
        made.tell(screen(symptoms=(changed,)))
        assert made.post(form).headings == [BAD]
    assert made.answers() == []


def test_an_answer_whose_question_is_no_longer_asked_says_nothing_acute() -> None:
    made = SmallScreen()
    made.press("fainted sv", f"/ask/dizziness/{KARIN}")
    made.tell(screen(symptoms=(A_FEW[0],)))
    assert made.heading() == "Väg dig nu"


@pytest.mark.parametrize(
    ("action", "carries"),
    [
        ("/answer", {}),
        ("/answer", {"question": "dizziness", "version": "1", "code": "never", "token": "first"}),
        ("/answer", {"question": "dizziness", "version": "1", "code": "never", "token": "first", "who": OLLE}),
        ("/press", {"button": "self-destruct", "who": KARIN, "token": "first"}),
        ("/whose", {"epoch": "0123456789abcdef", "sequence": "1"}),
        ("/whose", {"epoch": "x", "sequence": "1"}),
        ("/whose", {"epoch": "0123456789abcdef", "sequence": "-1"}),
        ("/language", {"language": "tlh"}),
    ],
)
def test_a_form_that_no_page_of_ours_makes_keeps_nothing_and_says_so(action: str, carries: dict[str, str]) -> None:
    made = SmallScreen()
    assert made.post(Form(action, carries)).headings == [BAD]
    assert made.bodies() == []


def test_an_address_that_takes_no_form_is_not_found() -> None:
    made = SmallScreen()
    assert made.showing.answer(Request(path="/", form={})).status == 404
    assert made.post(Form("/")).headings == ["Sidan finns inte"]


def test_whose_it_was_is_kept_for_the_question_that_was_asked_and_a_stranger_is_refused() -> None:
    made = SmallScreen(questions=(ask(Ask.WHOSE, NEVER),))
    form = made.form("Ja, det var jag")
    assert made.post(replace_who(form, OLLE)).headings == [BAD]
    assert made.post(Form(form.action, {**form.carries, "version": "2"})).headings == [BAD]
    made.post(form)
    assert answered(made.bodies()[-1]) == ("answer", "whose", 1, "mine", None, KARIN, NEVER.to_wire())


@pytest.mark.decision("C4")
def test_people_choose_a_colour_and_a_nickname_that_no_record_and_no_log_ever_holds() -> None:
    made = SmallScreen(screen(KARIN, OLLE))
    made.post(choosing(KARIN, "Kajsa", "blue"))
    look = made.post(choosing(OLLE, "  Olle   B ", "yellow"))
    assert "Kajsa (Person KARI)" in look.text
    assert made.get("/ask").links.keys() >= {"Kajsa", "Olle B"}
    assert made.bodies() == []
    made.post(choosing(KARIN, "Karin", "blue"))
    assert "Karin" in made.get("/ask").links


@pytest.mark.parametrize(
    ("who", "nickname", "colour"),
    [
        (OLLE, "Olle", "blue"),
        (OLLE, " ", "yellow"),
        (OLLE, "o" * 17, "yellow"),
        (OLLE, "Olle", "red"),
        ("", "O", "pink"),
    ],
)
def test_a_colour_that_is_taken_or_a_name_that_is_none_is_asked_for_again(who: str, nickname: str, colour: str) -> None:
    made = SmallScreen(screen(KARIN, OLLE))
    made.post(choosing(KARIN, "Kajsa", "blue"))
    look = made.post(choosing(who, nickname, colour))
    assert "Färgen är upptagen eller namnet saknas. Välj igen." in look.text
    assert look.headings == ["Färg och namn"]
    assert "Person OLLE" in made.get("/ask").links


@pytest.mark.parametrize(
    ("back", "then"), [("/care", "/care"), ("//evil.example/", "/"), ("https://x", "/"), ("/å", "/")]
)
def test_the_language_is_chosen_on_the_page_one_is_on_and_leads_nowhere_else(back: str, then: str) -> None:
    made = SmallScreen()
    form = Form("/language", {"language": "en", "back": back})
    reply = made.showing.answer(Request(path=form.action, form=form.carries))
    assert reply.headers["Location"] == then
    assert made.heading() == "Weigh yourself now"
    made.press("Svenska")
    assert made.heading() == "Väg dig nu"


def test_a_monthly_or_asked_answer_leads_home() -> None:
    made = SmallScreen(screen(symptoms=(*A_FEW, symptom("extra", Schedule.ASKED))))
    assert made.press("no sv", f"/ask/extra/{KARIN}").headings == ["Väg dig nu"]


def choosing(who: str, nickname: str, colour: str) -> Form:
    return Form("/people", {"who": who, "nickname": nickname, "colour": colour})


def replace_who(form: Form, who: str) -> Form:
    return Form(form.action, {**form.carries, "who": who})
