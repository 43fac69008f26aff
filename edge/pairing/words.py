"""What people read while they pair a device: one calm sentence, in Swedish and English, and what to press next."""

from __future__ import annotations

from typing import Final

from edge.devices.family import IMPLANTS, Family, Told
from edge.pairing.talk import Step
from edge.pairing.why import Why

_ANY_DEVICE: Final = Told(
    sv="Slå på apparaten nära hubben och gör den redo att paras ihop: hur står i dess bruksanvisning.",
    en="Switch the device on near the hub and make it ready to be paired: its manual says how.",
)
_CHOOSE: Final = Told(sv="Välj den som ska paras ihop.", en="Choose the one to pair.")
_UNREAD: Final = Told(
    sv="Hubben känner igen apparaten men kan inte läsa den än. Välj en annan.",
    en="The hub knows this device but cannot read it yet. Choose another.",
)
_STEPS: Final = {
    Step.CONFIRMING: Told(
        sv=f"{IMPLANTS.sv} Har ingen som ska använda vågen det?",
        en=f"{IMPLANTS.en} Is it so that nobody who will use the scale has one?",
    ),
    Step.BONDING: Told(
        sv="Hubben parar ihop sig med apparaten. Låt den vara på, nära hubben.",
        en="The hub is pairing with the device. Leave it on, near the hub.",
    ),
    Step.INTRODUCING: Told(
        sv="Hubben ger apparaten sin nyckel. Låt den vara på, nära hubben.",
        en="The hub is giving the device its key. Leave it on, near the hub.",
    ),
    Step.TYPING: Told(
        sv="Skriv de sex siffror som apparaten visar.",
        en="Type the six digits that the device shows.",
    ),
    Step.COMPARING: Told(sv="Visar apparaten {digits}?", en="Does the device show {digits}?"),
    Step.RESTING: Told(
        sv="Ihopparade. Stäng nu av apparaten, eller vänta tills den släckts av sig själv.",
        en="Paired. Now switch the device off, or wait until it goes out by itself.",
    ),
    Step.WAITING: Told(
        sv="Mät en gång, som vanligt. Då ser hubben att apparaten minns den.",
        en="Measure once, as usual. Then the hub sees that the device remembers it.",
    ),
    Step.REJOINING: Told(
        sv="Hubben hör apparaten och provar. Låt den vara på.",
        en="The hub hears the device and tries. Leave it on.",
    ),
    Step.REPLACING: Told(
        sv="Hubben har varit ihopparad med apparaten förr, men den minns inte hubben."
        " Ska hubben glömma det gamla och para ihop på nytt?",
        en="The hub was paired with this device before, but it does not remember the hub."
        " Should the hub forget the old pairing and pair anew?",
    ),
    Step.KEEPING: Told(sv="Hubben sparar.", en="The hub is saving."),
}
_ASKED: Final = {
    "consent_code": Told(
        sv="Skriv användarens nummer på vågen, ett mellanslag och koden med fyra siffror som vågen visar: till exempel"
        " 1 0042.",
        en="Type the user's number on the scale, a space, and the code of four digits that the scale shows: for example"
        " 1 0042.",
    ),
    "bind_key": Told(
        sv="Skriv nyckeln (bind key) som tillverkarens app gav vågen: 32 tecken, 0–9 och a–f.",
        en="Type the bind key that the maker's app gave the scale: 32 characters, 0–9 and a–f.",
    ),
}
_TYPE_THERE: Final = Told(sv="Skriv {digits} på apparaten.", en="Type {digits} on the device.")
_WRONG: Final = Told(sv="Det stämde inte. ", en="That was not right. ")
_STILL_ON: Final = Told(
    sv="Apparaten är fortfarande på. Ta ut batterierna i fem sekunder och sätt i dem igen.",
    en="The device is still on. Take the batteries out for five seconds and put them in again.",
)
_ASLEEP: Final = Told(
    sv="Hubben hör inte apparaten just nu. Gör den redo igen. ",
    en="The hub does not hear the device now. Make it ready again. ",
)
_REFUSALS: Final = {
    Why.REFUSED: Told(
        sv="Apparaten sade nej. Gör den redo igen och välj den på nytt. ",
        en="The device said no. Make it ready again and choose it once more. ",
    ),
    Why.NOT_REACHED: Told(
        sv="Apparaten svarade inte. Flytta den närmare hubben, gör den redo igen och välj den på nytt. ",
        en="The device did not answer. Move it closer to the hub, make it ready again and choose it once more. ",
    ),
    Why.BLUETOOTH: Told(
        sv="Hubbens Bluetooth svarar inte. Vänta en minut och välj apparaten igen."
        " Hjälper det inte: starta om hubben. ",
        en="The hub's Bluetooth does not answer. Wait a minute and choose the device again. If that does not help:"
        " restart the hub. ",
    ),
    Why.CARD: Told(
        sv="Hubbens kort kan inte spara, så apparaten läses inte. Ring den som sköter hubben. ",
        en="The hub's card cannot save, so the device is not read. Call whoever looks after the hub. ",
    ),
}
_WRONG_DIGITS: Final = Told(
    sv="Siffrorna stämde inte, eller kom för sent. Gör apparaten redo igen och välj den på nytt. ",
    en="The digits were not right, or came too late. Make the device ready again and choose it once more. ",
)
_FORGETFUL: Final = Told(
    sv="Apparaten mindes inte hubben. Är den ihopparad med en telefon? Ta bort den där, gör den redo igen och välj den"
    " på nytt. ",
    en="The device did not remember the hub. Is it paired with a telephone? Remove it there, make it ready again and"
    " choose it once more. ",
)
_DONE: Final = Told(
    sv="Klart. {label} är ihopparad, och hubben hämtar det som mäts.",
    en="Done. {label} is paired, and the hub fetches what is measured.",
)
_OVER: Final = {
    True: Told(sv="Tiden är slut. Börja om när ni vill.", en="Time has run out. Begin again whenever you like."),
    False: Told(sv="Avbrutet. Hubben läser inte apparaten.", en="Stopped. The hub does not read the device."),
}


def looking(wanted: Family | None, *, has_choices: bool) -> Told:
    """Say what to press, or that there is something to choose."""
    if has_choices:
        return _CHOOSE
    return _ANY_DEVICE if wanted is None else wanted.how_to_pair


def unread() -> Told:
    """Say that a device is known and cannot be read yet."""
    return _UNREAD


def doing(step: Step, digits: int = 0) -> Told:
    """Say what goes on in a step that is the same for every device.

    >>> doing(Step.COMPARING, 4711).en
    'Does the device show 004711?'
    """
    return _with_digits(_STEPS[step], digits)


def typing_there(digits: int) -> Told:
    """Say what to type on the device."""
    return _with_digits(_TYPE_THERE, digits)


def asking(need: str, *, was_wrong: bool) -> Told:
    """Ask for what only people have, again if it was not right."""
    return _joined(_WRONG, _ASKED[need]) if was_wrong else _ASKED[need]


def calling(family: Family) -> Told:
    """Say that the device must be made ready, and how."""
    return _joined(_ASLEEP, family.how_to_pair)


def still_on() -> Told:
    """Say how to switch off what does not switch itself off."""
    return _STILL_ON


def refused(why: Why, family: Family, *, asked_digits: bool, had_bond: bool) -> Told:
    """Say why it came to nothing, and what to press next."""
    if why is Why.REFUSED and had_bond:
        return _joined(_FORGETFUL, family.how_to_pair)
    if why is Why.REFUSED and asked_digits:
        return _joined(_WRONG_DIGITS, family.how_to_pair)
    if why in {Why.REFUSED, Why.NOT_REACHED}:
        return _joined(_REFUSALS[why], family.how_to_pair)
    return Told(sv=_REFUSALS[why].sv.strip(), en=_REFUSALS[why].en.strip())


def done(family: Family) -> Told:
    """Say that it is done."""
    return Told(sv=_DONE.sv.format(label=family.called.sv), en=_DONE.en.format(label=family.called.en))


def over(*, by_time: bool) -> Told:
    """Say that it ended before it was done."""
    return _OVER[by_time]


def _with_digits(told: Told, digits: int) -> Told:
    return Told(sv=told.sv.format(digits=f"{digits:06}"), en=told.en.format(digits=f"{digits:06}"))


def _joined(first: Told, then: Told) -> Told:
    return Told(sv=first.sv + then.sv, en=first.en + then.en)
