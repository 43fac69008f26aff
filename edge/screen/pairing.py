"""Pairing on the screen: one page for each step of the desk, and before it the choice of what is to be paired."""

from __future__ import annotations

from typing import Final

from edge.devices.catalogue import FAMILIES, is_fetched
from edge.devices.family import Family, Told
from edge.household import Language
from edge.pairing.talk import Ask, Progress, Shown, Step
from edge.pairing.words import looking
from edge.screen.known import Known
from edge.screen.prompt import Prompt, Push, Typing, Way
from edge.screen.words import word
from vitals.device_kind import DeviceKind

HERE: Final = "/pair"
NEW: Final = "/pair/new"
ANY: Final = "any"
"""Stands where a family's name does when people look for no family in particular."""
TYPED_MAX: Final = 64
_ANY_KIND: Final = DeviceKind.DEVICE
_TENS_S: Final = 10
_PEOPLE_S: Final = 120
"""How long the desk waits for what people type, when it says nothing of it: time is short only at the end."""
_GRACE_S: Final = 2
_ANSWERS: Final = {
    Step.CONFIRMING: ("nobody_has_one", "somebody_has_one"),
    Step.REPLACING: ("pair_anew", "leave_as_it_is"),
    Step.COMPARING: ("same_digits", "other_digits"),
}
"""What yes and no are called; a bare *yes* could be meant the other way round."""


def pairing_prompt(place: list[str], known: Known) -> Prompt | None:
    """Give what stands under ``/pair``; None if nothing does. While people pair, it is that pairing everywhere."""
    language = known.language
    progress = known.pairing
    if progress is not None and (progress.is_open or not place):
        return _step(progress, language)
    if not known.can_pair:
        return Prompt(heading=word("no_radio", language), sentences=(word("no_radio_more", language),))
    match place:
        case [] | ["new"]:
            return _kinds(language)
        case ["new", kind]:
            return _families(kind, language)
        case ["new", kind, name]:
            return _begin(kind, name, known)
        case _:
            return None


def going_on(known: Known) -> Prompt | None:
    """Say at home that people are pairing at this moment, and lead there."""
    progress = known.pairing
    if progress is None or not progress.is_open:
        return None
    language = known.language
    lead = Way(label=word("go_on", language), to=HERE)
    return Prompt(heading=word("being_paired", language), sentences=(_said(progress, language),), ways=(lead,))


def turn_of(progress: Progress | None) -> str:
    """Give what every form carries: which question it answers."""
    return "" if progress is None else str(progress.turn)


def again_after_s(progress: Progress) -> int:
    """Say when a page on which somebody types shows itself anew: never before their time is up."""
    return (_PEOPLE_S if progress.left_s is None else progress.left_s) + _GRACE_S


# What is to be paired


def _kinds(language: Language) -> Prompt:
    return Prompt(
        heading=word("what_to_pair", language),
        sentences=(word("what_to_pair_more", language),),
        ways=(
            *(Way(label=word(f"kind_{kind}", language), to=f"{NEW}/{kind}") for kind in DeviceKind if _of(kind)),
            Way(label=word("another_kind", language), to=f"{NEW}/{_ANY_KIND}/{ANY}"),
        ),
    )


def _families(kind: str, language: Language) -> Prompt | None:
    found = _of(kind)
    if not found:
        return None
    return Prompt(
        heading=word("which_model", language),
        is_list=True,
        ways=(
            Way(label=word("not_listed", language), to=f"{NEW}/{kind}/{ANY}"),
            *(Way(label=_in(family.called, language), to=f"{NEW}/{kind}/{family.name}") for family in found),
        ),
    )


def _begin(kind: str, name: str, known: Known) -> Prompt | None:
    """Say how a device is made ready, and let people begin."""
    language = known.language
    family = next((family for family in _of(kind) if family.name == name), None)
    if family is None and not (name == ANY and (kind == _ANY_KIND or _of(kind))):
        return None
    carries = {"family": name, "turn": turn_of(known.pairing)}
    return Prompt(
        heading=word("before_pairing", language) if family is None else _in(family.called, language),
        sentences=(word("stay_beside", language), _in(looking(family, has_choices=False), language)),
        pushes=(Push(label=word("begin", language), to=f"{HERE}/open", carries=carries),),
    )


def _of(kind: str) -> list[Family]:
    return [family for family in FAMILIES if is_fetched(family) and DeviceKind.of_family(family.name) == kind]


# The desk


def _step(progress: Progress, language: Language) -> Prompt:
    heading = "pairing_choosing" if progress.ask is Ask.CHOICE and progress.step is Step.LOOKING else None
    return Prompt(
        heading=word(heading or f"pairing_{progress.step}", language),
        sentences=(
            " ".join((_said(progress, language), *_left(progress, language))),
            *_unread(progress, language),
        ),
        pushes=_answers(progress, language),
        asides=_asides(progress, language),
        ways=_ways(progress, language),
        is_list=progress.ask is Ask.CHOICE,
        typing=_typing(progress, language),
        back="leave",
    )


def _said(progress: Progress, language: Language) -> str:
    return progress.sv if language == "sv" else progress.en


def _answers(progress: Progress, language: Language) -> tuple[Push, ...]:
    if progress.ask is Ask.CHOICE:
        found = sorted((shown for shown in progress.choices if shown.can_be_read), key=_order)
        return tuple(_push(progress, _name(shown, language), "choose", key=shown.key) for shown in found)
    if progress.ask is Ask.YES_OR_NO:
        yes, no = _ANSWERS[progress.step]
        return (
            _push(progress, word(yes, language), "say", answer="yes"),
            _push(progress, word(no, language), "say", answer="no"),
        )
    return ()


def _asides(progress: Progress, language: Language) -> tuple[Push, ...]:
    """Offer more time while it is short, or where nothing shows that it becomes so; and always to stop."""
    if not progress.is_open:
        return ()
    is_short = progress.left_s is not None or _typing(progress, language) is not None
    more = (_push(progress, word("more_time", language), "more"),) if is_short and progress.can_have_more_time else ()
    return (*more, _push(progress, word("stop", language), "stop"))


def _ways(progress: Progress, language: Language) -> tuple[Way, ...]:
    return () if progress.is_open else (Way(label=word("pair_another", language), to=NEW),)


def _typing(progress: Progress, language: Language) -> Typing | None:
    if progress.ask not in {Ask.PASSKEY, Ask.CONSENT_CODE, Ask.BIND_KEY}:
        return None
    return Typing(
        push=_push(progress, word("send", language), "type"),
        label=word(f"type_{progress.ask}", language),
        longest=TYPED_MAX,
        is_number=progress.ask is Ask.PASSKEY,
    )


def _unread(progress: Progress, language: Language) -> tuple[str, ...]:
    """Name what is in reach and cannot be read, beside what can: nobody is to look for it in vain."""
    unread = sorted({_name(shown, language) for shown in progress.choices if not shown.can_be_read})
    return tuple(word("cannot_be_read", language).format(name=name) for name in unread)


def _left(progress: Progress, language: Language) -> tuple[str, ...]:
    """Say how long people have, in tens of seconds: a page that changed each second would take no press."""
    if progress.left_s is None:
        return ()
    tens_s = progress.left_s // _TENS_S * _TENS_S
    if not tens_s:
        return (word("almost_over", language),)
    is_typed = _typing(progress, language) is not None  # such a page stands still: what it says must stay true
    return (word("type_within" if is_typed else "left", language).format(left_s=tens_s),)


def _order(shown: Shown) -> tuple[str, str, str]:
    """Keep everybody in one place: by signal they would change places under the finger."""
    return shown.label, shown.name, shown.key


def _name(shown: Shown, language: Language) -> str:
    label = shown.label_sv if language == "sv" else shown.label
    is_nameless = shown.label.startswith(shown.name)
    name = label if is_nameless else f"{label}: {shown.name}"
    return word("paired_already", language).format(name=name) if shown.is_known else name


def _push(progress: Progress, label: str, do: str, **carries: str) -> Push:
    return Push(label=label, to=f"{HERE}/{do}", carries={**carries, "turn": turn_of(progress)})


def _in(told: Told, language: Language) -> str:
    return told.sv if language == "sv" else told.en
