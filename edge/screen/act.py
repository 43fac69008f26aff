"""Acts: what a form that somebody sent makes of itself: events for the hub, and the page that comes next."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from edge.household import LANGUAGES, NICKNAME_MAX, Colour, HouseholdChosen, Look
from edge.pairing.talk import Event as PairingEvent
from edge.said import Answered, Pressed
from edge.screen.known import Known
from edge.screen.once import is_sent_again
from edge.screen.pairing import HERE as PAIRING
from edge.screen.pairing_form import DEEDS, UnreadableError, to_the_desk
from vitals.code import ACT_NOW_READ, AS_USUAL, MINE, NOBODY, UNCHANGED, WORRIED
from vitals.fields import Fields, WireError
from vitals.identity import PatientId
from vitals.record import ANSWER_TEXT_MAX, RecordRef
from vitals.symptom import Choice, Schedule, Symptom

Form = Mapping[str, str]
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class FormError(Exception):
    """The form is none of ours, or of a page that is no longer true; nothing was kept. The text is a word's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What to let the hub hear, in this order, and the desk where people pair; and where the screen goes then."""

    events: tuple[Answered | Pressed | HouseholdChosen, ...] = ()
    to_the_desk: PairingEvent | None = None
    then: str = "/"


def act(path: str, form: Form, known: Known) -> Deed:
    """Make a form into a deed; raises FormError. A form that was sent before makes the page and no event."""
    if known.is_blank:
        return Deed()
    take = _FORMS.get(path)
    return _pair(path, form, known) if take is None else take(form, known)


def _answer(form: Form, known: Known) -> Deed:
    symptom, choice = _chosen(form, known)
    about = _who(form, known)
    if about is None:
        raise FormError("bad_form")
    if choice.has_words and "text" not in form:
        return Deed(then=f"/words/{symptom.symptom}/{choice.code}/{about}")
    then = _after(symptom, choice, about)
    answer = Answered(
        question=symptom.symptom,
        version=symptom.version,
        code=choice.code,
        text=_words(form) if choice.has_words else None,
        about=about,
    )
    if is_sent_again(answer, form.get("token"), known):
        return Deed(then=then)
    return Deed(events=(*_unchanged(symptom, choice, about, known), answer), then=then)


def _unchanged(symptom: Symptom, choice: Choice, about: PatientId, known: Known) -> list[Answered]:
    """Give what *as usual* says of every daily question that was not answered today.

    They come before the answer itself: if the power fails among them, the question is asked again.
    """
    if symptom.schedule is not Schedule.OPENING or choice.code != AS_USUAL:
        return []
    return [
        Answered(question=daily.symptom, version=daily.version, code=UNCHANGED, about=about)
        for daily in known.symptoms(Schedule.DAILY)
        if not known.has_answered(daily.symptom, about)
    ]


def _after(symptom: Symptom, choice: Choice, about: PatientId) -> str:
    if choice.act_now is not None:
        return "/"
    if symptom.schedule is Schedule.DAILY or (symptom.schedule is Schedule.OPENING and choice.code != AS_USUAL):
        return f"/which/{about}"
    return "/"


def _chosen(form: Form, known: Known) -> tuple[Symptom, Choice]:
    """Find what was shown; a question that has changed since is shown again instead."""
    symptom = known.symptom(form.get("question", ""))
    choice = None if symptom is None else symptom.choice(form.get("code", ""))
    if symptom is None or choice is None or form.get("version") != str(symptom.version):
        raise FormError("bad_form")
    return symptom, choice


def _words(form: Form) -> str | None:
    """Take own words as they were written, but for what no database keeps; nothing is cut off."""
    text = _UNSTORABLE.sub("", form.get("text", "").replace("\r\n", "\n")).strip()
    if len(text) > ANSWER_TEXT_MAX:
        raise FormError("too_long")
    return text or None


def _whose(form: Form, known: Known) -> Deed:
    refers_to = _refers_to(form)
    asked = next(
        (
            question
            for question in known.questions()
            if question.refers_to == refers_to
            and question.question == form.get("question")
            and str(question.version) == form.get("version")
        ),
        None,
    )
    if asked is None:
        raise FormError("bad_form")
    about = _who(form, known)
    answer = Answered(
        question=asked.question,
        version=asked.version,
        code=NOBODY if about is None else MINE,
        about=about,
        refers_to=refers_to,
    )
    return Deed() if is_sent_again(answer, form.get("token"), known) else Deed(events=(answer,))


def _refers_to(form: Form) -> RecordRef:
    sequence = form.get("sequence", "")
    told = {"epoch": form.get("epoch"), "sequence": int(sequence) if re.fullmatch(r"[0-9]{1,15}", sequence) else None}
    try:
        return RecordRef.from_wire(Fields(told, "refers_to"))
    except WireError:
        raise FormError("bad_form") from None


def _press(form: Form, known: Known) -> Deed:
    name = form.get("button", "")
    if name not in {WORRIED, ACT_NOW_READ}:
        raise FormError("bad_form")
    about = _who(form, known)
    then = f"/worried/{about or ''}" if name == WORRIED else "/"
    pressed = Pressed(button=name, about=about)
    return Deed(events=() if is_sent_again(pressed, form.get("token"), known) else (pressed,), then=then)


def _people(form: Form, known: Known) -> Deed:
    about = _who(form, known)
    household = known.today.household
    taken = {look.colour for who, look in household.looks.items() if who != about}
    nickname = " ".join(_UNSTORABLE.sub("", form.get("nickname", "")).split())
    colour = next((colour for colour in Colour if colour == form.get("colour")), None)
    if about is None or colour is None or colour in taken or not 0 < len(nickname) <= NICKNAME_MAX:
        raise FormError("taken_look")
    return Deed(
        events=(HouseholdChosen(household.known_as(about, Look(colour=colour, nickname=nickname))),), then="/people"
    )


def _pair(path: str, form: Form, known: Known) -> Deed:
    """Take what people said at the desk; a page that was no longer true makes the true one, and nothing else."""
    before, _, do = path.rpartition("/")
    if before != PAIRING or do not in DEEDS:
        raise FormError("not_found")
    try:
        return Deed(to_the_desk=to_the_desk(do, form, known), then=PAIRING)
    except UnreadableError:
        raise FormError("bad_form") from None


def _language(form: Form, known: Known) -> Deed:
    chosen = next((language for language in LANGUAGES if language == form.get("language")), None)
    if chosen is None:
        raise FormError("bad_form")
    back = form.get("back", "/")
    then = back if re.fullmatch(r"/[a-z0-9_/-]*", back) and not back.startswith("//") else "/"
    return Deed(events=(HouseholdChosen(known.today.household.spoken_to_in(chosen)),), then=then)


def _who(form: Form, known: Known) -> PatientId | None:
    """Find who sent it: one of the people here, or nobody in particular where the form says so."""
    told = form.get("who", "")
    member = next((member for member in known.people if member.patient == told), None)
    if told and member is None:
        raise FormError("bad_form")
    return None if member is None else member.patient


_FORMS: Final[Mapping[str, Callable[[Form, Known], Deed]]] = {
    "/answer": _answer,
    "/whose": _whose,
    "/press": _press,
    "/people": _people,
    "/language": _language,
}
