"""The words of what the rules know of a patient, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KNOWN_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "known_title": ("Det reglerna vet", "What the rules know"),
    "known_groups": ("Grupper", "Groups"),
    "known_no_groups": ("Ingen grupp: nästan inga regler gäller.", "No group: hardly any rule applies."),
    "known_unsteady": ("Ostadig: ombeds inte väga sig igen.", "Unsteady: not asked to weigh again."),
    "known_weights": ("Överenskomna vikter", "Agreed weights"),
    "known_no_weights": ("Ingen vikt är överenskommen.", "No weight is agreed on."),
    "known_target_weight": ("Målvikt", "Target weight"),
    "known_discharge_weight": ("Utskrivningsvikt", "Discharge weight"),
    "known_reference_weight": ("Referensvikt", "Reference weight"),
    "known_from_enrolment": (
        "vikten vid inskrivningen, tills en annan är överenskommen",
        "the weight at enrolment, until another is agreed",
    ),
    "known_from_first_days": (
        "medianen av de första 14 dagarna, tills en annan är överenskommen",
        "the median of the first 14 days, until another is agreed",
    ),
    "known_since": ("sedan {at}", "since {at}"),
    "known_settings": ("Egna inställningar", "Own settings"),
    "known_of_rule": ("regeln: {value}", "the rule: {value}"),
    "known_review": ("ses över {day}", "review {day}"),
    "known_overdue": ("Skulle ha setts över {day}. Gäller ändå.", "Review was due {day}. It still holds."),
    "known_profiles": ("Profiler", "Profiles"),
    "known_events": ("Händelser", "Events"),
    "known_going_on": ("pågår", "going on"),
    "known_until": ("till {at}", "until {at}"),
    "known_no_events": ("Ingen händelse är noterad.", "No event is noted."),
    "known_end": ("Avsluta nu", "End now"),
    "known_void": ("Har aldrig hänt", "Never happened"),
    "known_void_says": ("Raden finns kvar i journalen över händelser.", "The row stays in the record of events."),
    "known_note": ("Notera en händelse", "Note an event"),
    "known_what_happened": ("Vad har hänt?", "What has happened?"),
    "known_at": ("När började det?", "When did it begin?"),
    "known_ends": ("Slutar (om det är bestämt)", "Ends (if decided)"),
    "known_comment": ("Kommentar (frivillig)", "Comment (optional)"),
    "known_note_press": ("Notera", "Note"),
    "known_agree": ("Kom överens om en vikt", "Agree on a weight"),
    "known_which": ("Vilken vikt?", "Which weight?"),
    "known_kilograms": ("Vikt i kg", "Weight in kg"),
    "known_agree_from": ("Gäller från", "Holds from"),
    "known_reason": ("Varför? Det sparas och visas.", "Why? It is kept and shown."),
    "known_agree_press": ("Spara vikten", "Save the weight"),
    "known_agree_says": (
        "En ny målvikt börjar om den vanliga vikten. Utskrivningsvikten är också referens.",
        "A new target begins the usual weight anew. The discharge weight is the reference too.",
    ),
    "known_saved": ("Sparat, med ditt namn.", "Saved, with your name."),
    "known_bad_form": (
        "Inget sparades: något saknas i formuläret.",
        "Nothing was saved: something is missing in the form.",
    ),
    "known_bad_time": (
        "Inget sparades: tiden går inte att läsa, eller slutet ligger före början.",
        "Nothing was saved: the time cannot be read, or the end is before the beginning.",
    ),
    "known_bad_weight": (
        "Inget sparades: vikten går inte att läsa eller är orimlig. Skriv till exempel 80,5.",
        "Nothing was saved: the weight cannot be read, or is not plausible. Write 80.5, for instance.",
    ),
    "known_bad_event": (
        "Inget sparades: händelsen är redan avslutad eller struken.",
        "Nothing was saved: the event has ended or been struck already.",
    ),
    "known_not_your_role": (
        "Inget sparades: det får vårdpersonal göra, inte tekniker.",
        "Nothing was saved: care staff may do this, technicians may not.",
    ),
}
