"""Home: the one thing that the screen asks of the people here now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, assert_never

from edge.screen import asking
from edge.screen.known import Known, is_weighing, ref
from edge.screen.once import whose_token
from edge.screen.pairing import going_on
from edge.screen.prompt import Prompt, Push, Way, choose_person, colour_of, name_of
from edge.screen.reading import at, local_time
from edge.screen.when import moment
from edge.screen.words import word
from edge.today import Item
from vitals.desired import Ask, Question
from vitals.identity import PatientId
from vitals.measurement import Measurement
from vitals.record import RecordRef
from vitals.symptom import Symptom
from vitals.vital import Vital

_ANSWERS_MAX: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoseForm:
    """What the answers to *whose is it* carry, but for who it was."""

    question: Question
    refers_to: RecordRef


def prompt(known: Known) -> Prompt:
    """Choose the one thing to ask for now, the most pressing first. At night and without time, nobody is reminded."""
    if known.is_blank:
        return Prompt(heading=word("blank", known.language))
    if (urgent := asking.act_now(known)) is not None:
        return urgent
    if (paired := going_on(known)) is not None:
        return paired
    if known.screen is None:
        return _say(known, "not_told", "not_told_more")
    if known.is_daytime:
        return _asked_by_care(known) or _of_the_day(known) or _of_the_month(known) or _looks(known) or _done(known)
    return _quiet(known)


def _asked_by_care(known: Known) -> Prompt | None:
    """Ask what the server asks and nobody has answered."""
    for question in known.questions():
        if question.about is not None and question.about not in known.reminded:
            continue
        if (asked := _ask(known, question)) is not None:
            return asked
    return None


def _ask(known: Known, question: Question) -> Prompt | None:
    match question.ask:
        case Ask.WHOSE:
            return _whose(known, question)
        case Ask.WEIGH_AGAIN:
            return (
                None if _was_measured_since(known, question, weighing=True) else _again(known, question, "weigh_again")
            )
        case Ask.MEASURE_PRESSURE_AGAIN:
            return (
                None
                if _was_measured_since(known, question, weighing=False)
                else _again(known, question, "measure_again")
            )
        case Ask.SYMPTOM:
            symptom = known.symptom(question.question)
            if symptom is None or question.about is None or known.has_answered(symptom.symptom, question.about):
                return None
            return _ask_of(known, symptom, question.about)
        case _:  # pragma: no cover
            assert_never(question.ask)


def _again(known: Known, question: Question, what: str) -> Prompt:
    whom = () if question.about is None or known.only else (
        word("for_whom", known.language).format(who=name_of(known, question.about)),
    )  # fmt: skip
    return Prompt(heading=word(what, known.language), sentences=(*whom, word(f"{what}_how", known.language)))


def _was_measured_since(known: Known, question: Question, *, weighing: bool) -> bool:
    """Tell whether what was asked for has been done: the same was measured after the record that the question names."""
    items = list(known.today.items.values())
    places = [place for place, item in enumerate(items) if ref(item) == question.refers_to]
    if not places:
        return False
    later = items[places[0] + 1 :]
    return any(is_weighing(item) if weighing else _is_pressure(item) for item in later)


def _is_pressure(item: Item) -> bool:
    return isinstance(item.record, Measurement) and Vital.SYSTOLIC in item.record.values


def _whose(known: Known, question: Question) -> Prompt | None:
    """Ask whose a measurement is, never saying its value."""
    refers_to = question.refers_to
    if refers_to is None or known.answer_to(refers_to, question.question) is not None:
        return None
    form = WhoseForm(question=question, refers_to=refers_to)
    item = next((item for item in known.today.items.values() if ref(item) == refers_to), None)
    kind = "measuring" if item is not None and not is_weighing(item) else "weighing"
    alone = "whose_alone_" if known.only else "whose_"
    when = _when(item, known)
    return Prompt(
        heading=word(f"{alone}{kind}", known.language).format(at=when),
        pushes=tuple(_whose_answers(known, form)),
    )


def _whose_answers(known: Known, form: WhoseForm) -> list[Push]:
    token = whose_token(known, form.refers_to, form.question.question)
    carries = {
        "question": form.question.question,
        "version": str(form.question.version),
        "epoch": form.refers_to.epoch,
        "sequence": str(form.refers_to.sequence),
        "token": token,
    }
    language = known.language
    found = [
        Push(
            label=word("was_me", language) if known.only else name_of(known, member.patient),
            to="/whose",
            carries={**carries, "who": member.patient},
            colour=None if known.only else colour_of(known, member.patient),
        )
        for member in known.people
    ]
    nobody = word("was_not_me" if known.only else "was_nobody", language)
    return [*found, Push(label=nobody, to="/whose", carries={**carries, "who": ""})]


def _when(item: Item | None, known: Known) -> str:
    local = None if item is None else local_time(item, known)
    if item is None or local is None or known.at is None:
        return (item and at(item, known)) or word("lately", known.language)
    return moment(local, known.at, known.language)


def _of_the_day(known: Known) -> Prompt | None:
    """Ask to weigh, then how everybody feels."""
    if not known.reminded:
        return None
    symptom = asking.opening(known)
    left = [] if symptom is None else asking.yet_to_answer(known, symptom)
    if known.has_scale and not known.weighings():
        instead = (Way(label=word("answer_instead", known.language), to="/ask"),) if left else ()
        return Prompt(
            heading=word("weigh_now", known.language),
            sentences=(word("weigh_how", known.language),),
            ways=instead,
        )
    return None if symptom is None or not left else ask_whoever(known, symptom, left)


def ask_whoever(known: Known, symptom: Symptom, left: list[PatientId]) -> Prompt:
    """Ask a question of the only person here, or who of those that are left answers it."""
    if known.only is not None:
        return _ask_of(known, symptom, known.only)
    asked = asking.text(symptom, known.language)
    whoever = choose_person(known, "who_answers", f"/ask/{symptom.symptom}/")
    ways = tuple(way for way in whoever.ways if way.to.rpartition("/")[2] in left)
    return Prompt(heading=asked, sentences=(whoever.heading,), ways=ways)


def _ask_of(known: Known, symptom: Symptom, about: PatientId) -> Prompt:
    """Ask a question here if its answers fit beside all else on the smallest screen, else lead to its own page."""
    asked = asking.question(known, symptom, about)
    if len(asked.pushes) <= _ANSWERS_MAX:
        return asked
    lead = Way(label=word("reply", known.language), to=f"/ask/{symptom.symptom}/{about}")
    return Prompt(heading=asked.heading, sentences=asked.sentences, ways=(lead,))


def _of_the_month(known: Known) -> Prompt | None:
    due = {who: symptom for who in known.reminded if (symptom := asking.due_this_month(known, who)) is not None}
    for symptom in due.values():
        return ask_whoever(known, symptom, [who for who, asked in due.items() if asked == symptom])
    return None


def _looks(known: Known) -> Prompt | None:
    """Ask the people of a shared home to choose how they are known."""
    if known.only is not None or all(member.patient in known.today.household.looks for member in known.people):
        return None
    return Prompt(
        heading=word("choose_looks", known.language),
        sentences=(word("choose_looks_more", known.language),),
        ways=(Way(label=word("choose_looks", known.language), to="/people"),),
    )


def _done(known: Known) -> Prompt:
    if not known.reminded:
        return Prompt(heading=word("nothing_now", known.language))
    return _say(known, "all_done", "all_done_more")


def _quiet(known: Known) -> Prompt:
    """Ask for nothing; whoever wants to answer finds the way."""
    symptom = asking.opening(known)
    ways: tuple[Way, ...] = ()
    if symptom is not None and asking.yet_to_answer(known, symptom):
        ways = (Way(label=word("answer_instead", known.language), to="/ask"),)
    is_night = known.at is not None
    heading = "night" if is_night else "no_clock" if known.has_scale and known.reminded else "nothing_now"
    sentences = () if is_night else (word("no_time", known.language),)
    return Prompt(heading=word(heading, known.language), sentences=sentences, ways=ways)


def _say(known: Known, heading: str, sentence: str) -> Prompt:
    return Prompt(heading=word(heading, known.language), sentences=(word(sentence, known.language),))
