"""The words of what people say on their screens, and of who has seen it, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SAID_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "care_unit": ("Enhet", "Unit"),
    "said_title": ("Sagt på skärmen", "Said on the screen"),
    "said_nothing": ("Ingenting de senaste {n} dagarna.", "Nothing in the last {n} days."),
    "said_more": ("{n} till", "{n} more"),
    "said_acute": ("akut svar", "acute answer"),
    "said_unworded": (
        "Fråga {about} (version {version}), svar {code}: frågan har ändrats sedan dess",
        "Question {about} (version {version}), answer {code}: the question has changed since",
    ),
    "said_unknown_button": ("Knappen {about}", "The button {about}"),
    "said_undated": ("kom {at}, hubben visste inte tiden", "came {at}, the hub did not know the time"),
    "seen_title": ("Sett", "Seen"),
    "seen_one": (
        "Ett mätvärde eller svar här har ingen sett än.",
        "One reading or answer here nobody has seen yet.",
    ),
    "seen_many": (
        "{n} mätvärden och svar här har ingen sett än.",
        "{n} readings and answers here nobody has seen yet.",
    ),
    "seen_says": (
        "Trycker du på Sett står ditt namn vid dem på patientens skärm.",
        "If you press Seen, your name stands by them on the patient's screen.",
    ),
    "seen_press": ("Sett", "Seen"),
    "seen_all": ("Allt på den här sidan är sett.", "Everything on this page has been seen."),
    "seen_last": ("Senast av {who}, {at}.", "Last by {who}, {at}."),
    "seen_saved": ("Sparat: du har sett det.", "Saved: you have seen it."),
}
