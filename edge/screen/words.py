"""Every word on the patient's screen, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from edge.household import LANGUAGES, Language

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("Hjärtnära", "Hjärtnära"),
    "lost": (
        "Skärmen har tappat kontakten med hubben. Det du ser kan vara gammalt. Behöver du råd?",
        "The screen has lost contact with the hub. What you see may be old. Do you need advice?",
    ),
    "not_emergency": ("Ingen akuttjänst.", "Not an emergency service."),
    "not_marked": ("Ej CE-märkt: för utvärdering", "Not CE-marked: for evaluation"),
    "emergency": ("Akut 112", "Emergency 112"),
    "advice": ("Råd 1177", "Advice 1177"),
    "emergency_instead": ("Hjälp {telephone}, {name}", "Help {telephone}, {name}"),
    "no_time": ("Klockan är inte ställd än.", "The clock is not set yet."),
    "back": ("Tillbaka", "Back"),
    "done": ("Klart", "Done"),
    "save": ("Spara", "Save"),
    "more": ("Kontakt", "Contact"),
    "language_name": ("English", "Svenska"),
    # What the screen asks for now.
    "weigh_now": ("Väg dig nu", "Weigh yourself now"),
    "weigh_how": (
        "Före frukost, efter toaletten, i lite kläder.",
        "Before breakfast, after the toilet, lightly dressed.",
    ),
    "answer_instead": ("Svara på dagens fråga", "Answer today's question"),
    "weigh_again": ("Väg dig gärna en gång till", "Please weigh yourself once more"),
    "weigh_again_how": ("Utan skor, på hårt golv.", "Without shoes, on a hard floor."),
    "measure_again": ("Mät blodtrycket en gång till", "Measure your blood pressure once more"),
    "measure_again_how": ("Sitt ner och vila fem minuter först.", "Sit down and rest for five minutes first."),
    "for_whom": ("Gäller {who}.", "For {who}."),
    "all_done": ("Klart för i dag", "Done for today"),
    "all_done_more": (
        "Tack. Mår du sämre senare: tryck på knappen här nere.",
        "Thank you. If you feel worse later, press the button below.",
    ),
    "nothing_now": ("Inget att göra just nu", "Nothing to do just now"),
    "night": ("Inget att göra före klockan 7", "Nothing to do before 7 o'clock"),
    "no_clock": ("Väg dig på morgonen, före frukost", "Weigh yourself in the morning, before breakfast"),
    "not_told": ("Hubben väntar på besked från vården", "The hub is waiting to hear from care"),
    "not_told_more": ("Det du mäter sparas redan nu.", "What you measure is already being saved."),
    "blank": ("Den här skärmen används inte längre", "This screen is no longer in use"),
    "who_answers": ("Vem svarar?", "Who is answering?"),
    "who_worries": ("Vem vill bli uppringd?", "Who wants to be called?"),
    "somebody_else": ("Någon annan", "Somebody else"),
    "choose_looks": ("Välj färg och namn", "Choose a colour and a name"),
    "choose_looks_more": (
        "Då vet skärmen vem som svarar. Namnet stannar i hubben.",
        "Then the screen knows who answers. The name stays in the hub.",
    ),
    # Whose a measurement is; never with its value.
    "whose_weighing": ("Någon vägde sig {at}. Vem var det?", "Somebody weighed {at}. Who was it?"),
    "whose_measuring": ("Någon mätte {at}. Vem var det?", "Somebody measured {at}. Who was it?"),
    "whose_alone_weighing": ("Någon vägde sig {at}. Var det du?", "Somebody weighed {at}. Was it you?"),
    "whose_alone_measuring": ("Någon mätte {at}. Var det du?", "Somebody measured {at}. Was it you?"),
    "lately": ("nyligen", "lately"),
    "was_me": ("Ja, det var jag", "Yes, it was me"),
    "was_not_me": ("Nej, någon annan", "No, somebody else"),
    "was_nobody": ("Ingen av oss", "None of us"),
    # Questions.
    "which": ("Vad är annorlunda?", "What is different?"),
    "reply": ("Svara", "Answer"),
    "answered": ("besvarad", "answered"),
    "own_words_label": ("Det du skriver läses av vården", "What you write is read by care"),
    "too_long": ("Texten är för lång. Korta den och spara igen.", "The text is too long. Shorten it and save again."),
    # To act now.
    "act_now": ("Viktigt nu", "Important now"),
    "act_now_read": ("Jag har läst det här", "I have read this"),
    "call": ("Ring {telephone}.", "Call {telephone}."),
    "call_whom": ("Ring {name}, {telephone}.", "Call {name}, {telephone}."),
    # Worried.
    "worried": ("Jag är orolig – ring mig", "I am worried – call me"),
    "worried_pressed": ("Ring mig", "Call me"),
    "need_help": ("Behöver du hjälp?", "Do you need help?"),
    "worried_saved": ("Vi har sparat att du vill bli uppringd", "We have saved that you want to be called"),
    "worried_not_seen_yet": (
        "Vården har inte fått det än. Det skickas när nätet är tillbaka.",
        "Care has not received it yet. It is sent when the line is back.",
    ),
    "worried_on_its_way": ("Det är på väg till vården.", "It is on its way to care."),
    "worried_arrived": ("Vården har fått det.", "Care has received it."),
    "worried_seen": ("{who} har sett det.", "{who} has seen it."),
    "reads": ("Den som läser det är {who}.", "It is read by {who}."),
    "reads_unknown": (
        "Hubben har inte fått veta om någon läser det.",
        "The hub was not told whether anybody reads it.",
    ),
    "reads_unit": ("Det läses av din mottagning.", "It is read by your clinic."),
    "read_today": ("Någon läser det {day} före {at}.", "Somebody reads it {day} before {at}."),
    "read_next": ("Det läses tidigast {at}.", "It is read {at} at the earliest."),
    "read_unknown": ("Vi kan inte säga när det läses.", "We cannot say when it is read."),
    "until_then": ("Kan du inte vänta så länge?", "Can you not wait that long?"),
    "until_worse": ("Blir du mycket sämre?", "Do you get much worse?"),
    "tell_more": ("Berätta hur du mår", "Tell how you feel"),
    # What was measured today, and how far it has come.
    "today": ("I dag", "Today"),
    "lately_title": ("Senast", "Lately"),
    "nothing_today": ("Inget mätt än.", "Nothing measured yet."),
    "answers": ("Dina svar", "Your answers"),
    "answers_shared": ("Svar", "Answers"),
    "weighing": ("Vägning", "Weighing"),
    "measuring": ("Mätning", "Measurement"),
    "attempt_failed": ("Mätningen lyckades inte. Försök igen.", "The measurement did not work. Try again."),
    "undecoded": ("Något kom som inte gick att läsa", "Something came that could not be read"),
    "pulse": ("puls", "pulse"),
    "oxygen": ("syre", "oxygen"),
    "way_saved": ("sparat", "saved"),
    "way_waits": ("sparat, vården ser det inte än", "saved, care does not see it yet"),
    "way_sent": ("skickat", "sent"),
    "way_checked": ("skickat, kontrollerat av reglerna", "sent, checked by the rules"),
    "way_seen": ("sett av {who}", "seen by {who}"),
    "way_seen_at": ("sett av {who} {at}", "seen by {who} {at}"),
    "unkept": ("Det senaste kunde inte sparas.", "The latest could not be saved."),
    "unkept_do": ("Skriv upp det på papper.", "Write it down on paper."),
    # Who looks after somebody.
    "responsible": ("Ansvarig:", "Responsible:"),
    "care": ("Vem ser efter dig?", "Who looks after you?"),
    "care_shared": ("Vem ser efter er?", "Who looks after you?"),
    "next_look": ("Nästa gång någon tittar: {at}.", "Next look: {at}."),
    "looks_now": ("Någon tittar {day} fram till {at}.", "Somebody looks {day} until {at}."),
    "next_look_unknown": (
        "Vi kan inte säga när någon tittar nästa gång. Behöver du råd?",
        "We cannot say when somebody looks next. Do you need advice?",
    ),
    "no_line": (
        "Inget nät: vården ser inte nya värden. Mår du sämre?",
        "No line: care sees no new values. Do you feel worse?",
    ),
    "no_line_now": ("inget nät", "no line"),
    "no_contact": ("Hubben har inte fått veta vem som är ansvarig.", "The hub was not told who is responsible."),
    "role_contact": ("fast vårdkontakt", "named contact"),
    "role_doctor": ("läkare", "doctor"),
    "role_unit": ("mottagningen", "the clinic"),
    "role_team": ("team som kommer hem", "team that comes home"),
    # Who lives here.
    "people": ("Färg och namn", "Colour and name"),
    "person_code": ("Person {code}", "Person {code}"),
    "nickname": ("Smeknamn", "Nickname"),
    "colour": ("Färg", "Colour"),
    "colour_blue": ("Blå", "Blue"),
    "colour_yellow": ("Gul", "Yellow"),
    "colour_purple": ("Lila", "Purple"),
    "colour_brown": ("Brun", "Brown"),
    "colour_pink": ("Rosa", "Pink"),
    "colour_grey": ("Grå", "Grey"),
    "code_explained": (
        "Koden är de fyra första tecknen i personens id. Din sköterska ser den.",
        "The code is the first four characters of the person's id. Your nurse can see it.",
    ),
    "taken_look": (
        "Färgen är upptagen eller namnet saknas. Välj igen.",
        "The colour is taken or the name is missing. Choose again.",
    ),
    # What went wrong.
    "not_found": ("Sidan finns inte", "There is no such page"),
    "bad_form": (
        "Det gick inte att läsa vad du tryckte på. Inget sparades. Tryck igen.",
        "What you pressed could not be read. Nothing was saved. Press again.",
    ),
    "not_saved": ("Det kunde inte sparas", "It could not be saved"),
    "not_saved_more": (
        "Hubbens kort fungerar inte. Vården vet inte vad du tryckte.",
        "The hub's card does not work. Care does not know what you pressed.",
    ),
}


def word(name: str, language: Language) -> str:
    """Give a sentence in a language.

    >>> word("weigh_now", "sv")
    'Väg dig nu'
    """
    return WORDS[name][LANGUAGES.index(language)]
