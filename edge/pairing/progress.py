"""What people see of a pairing at this moment: made of the window, for a command line as for a screen."""

from __future__ import annotations

from typing import Final

from edge.devices.family import Told
from edge.pairing import words
from edge.pairing.talk import Ask, Progress, Shown, Step
from edge.pairing.trial import Trial
from edge.pairing.window import PairingWindow

_ASKS: Final = {
    Step.LOOKING: Ask.CHOICE,
    Step.REFUSED: Ask.CHOICE,
    Step.CONFIRMING: Ask.YES_OR_NO,
    Step.REPLACING: Ask.YES_OR_NO,
    Step.COMPARING: Ask.YES_OR_NO,
    Step.TYPING: Ask.PASSKEY,
}
_MS_A_SECOND: Final = 1000


def progress_of(window: PairingWindow, now_ms: int) -> Progress:
    """Say where a pairing stands: step, sentence, question, choices, and the time that is left when it is short."""
    at, told = window.now_at, _told(window)
    choices = _choices(window) if _ASKS.get(at) is Ask.CHOICE else ()
    return Progress(
        step=at,
        sv=told.sv,
        en=told.en,
        ask=_ask(window, has_choices=bool(choices)),
        choices=choices,
        left_s=_left_s(window, now_ms),
        can_have_more_time=at not in {Step.TYPING, Step.COMPARING},
        device=window.trial.device if window.trial is not None and at is Step.DONE else None,
        turn=window.turn,
    )


def _told(window: PairingWindow) -> Told:
    if window.trial is not None:
        return _of_trial(window.trial)
    if not window.is_open:
        return words.over(by_time=window.ended_by_time)
    seen = window.sightings.seen.values()
    if seen and not any(each.can_be_read for each in seen):
        return words.unread()
    return words.looking(window.wanted, has_choices=bool(seen))


def _of_trial(trial: Trial) -> Told:  # noqa: PLR0911  (a sentence for every step)
    family = trial.candidate.family
    match trial.step:
        case Step.ASKING:
            return words.asking(trial.needs.next or "", was_wrong=trial.needs.was_wrong)
        case Step.CALLING:
            return words.calling(family)
        case Step.RESTING if trial.is_still_on:
            return words.still_on()
        case Step.REFUSED:
            return words.refused(trial.why, family, asked_digits=trial.asked_digits, had_bond=trial.had_bond)
        case Step.DONE:
            return words.done(family)
        case Step.BONDING if trial.digits is not None:
            return words.typing_there(trial.digits)
        case step:
            return words.doing(step, trial.digits or 0)


def _ask(window: PairingWindow, *, has_choices: bool) -> Ask | None:
    if window.trial is not None and window.trial.step is Step.ASKING:
        return Ask(window.trial.needs.next or "")
    ask = _ASKS.get(window.now_at)
    return None if ask is Ask.CHOICE and not has_choices else ask


def _choices(window: PairingWindow) -> tuple[Shown, ...]:
    enrolled = window.enrolled()
    return tuple(
        Shown(
            key=each.address,
            label=each.family.called.en,
            label_sv=each.family.called.sv,
            name=each.shown_name,
            is_known=each.address in enrolled,
            can_be_read=each.can_be_read,
        )
        for each in window.sightings.seen.values()
    )


def _left_s(window: PairingWindow, now_ms: int) -> int | None:
    """Say how long people have, once it is short; never a second too long."""
    left_ms = window.left_ms(now_ms)
    return None if left_ms is None or left_ms > window.waits.warns_before_ms else max(left_ms, 0) // _MS_A_SECOND
