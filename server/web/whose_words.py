"""The words of whose a measurement is, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WHOSE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "reading": ("Mätvärde", "Reading"),
    "measured": ("Mätt", "Measured"),
    "received": ("Kom hit", "Received"),
    "whose": ("Vems", "Whose"),
    "record_number": ("Nummer i journalen", "Number in the journal"),
    "home_waits_one": (
        "Ett mätvärde i hemmet är ingens: det kan vara patientens",
        "A reading of the home is nobody's: it may be the patient's",
    ),
    "home_waits": (
        "{n} mätvärden i hemmet är ingens: de kan vara patientens",
        "{n} readings of the home are nobody's: they may be the patient's",
    ),
    "nobody": ("ingen", "nobody"),
    "whose_was_it": ("Vems är det?", "Whose is it?"),
    "say_whose": ("Säg vems", "Say whose"),
    "nobody_here": ("Ingen av dem", "None of them"),
    "move_lead": (
        "Välj bara om du vet. Värdet flyttas till den du väljer, och reglerna ser om för båda. Ingenting raderas.",
        "Choose only if you know. The value goes to whom you choose, the rules look again at both. Nothing is erased.",
    ),
    "move_reason": ("Hur vet du det?", "How do you know?"),
    "move": ("Spara vems det är", "Save whose it is"),
    "move_bad_form": (
        "Välj vems det är och skriv hur du vet det. Ingenting ändrades.",
        "Choose whose it is and write how you know. Nothing was changed.",
    ),
    "move_not_a_member": (
        "Den personen hörde inte till hemmet när det mättes. Ingenting ändrades.",
        "That person did not belong to the home when it was measured. Nothing was changed.",
    ),
    "move_not_movable": (
        "Det här värdet kan inte ges till någon: det är i karantän, upprepar ett annat eller väntar på sin tid.",
        "This value cannot be given to anybody: it is in quarantine, repeats another or waits for its time.",
    ),
    "whose_observed": ("någon har sagt det", "somebody said so"),
    "whose_nobodys": ("någon har sagt att ingen av dem mätte", "somebody said that none of them measured"),
    "moved_readings": ("Flyttade mätvärden", "Moved readings"),
    "moved_lead": (
        "Här har någon sagt vems ett värde är: på hubbens skärm eller här.",
        "Somebody has said whose these are: on the hub's screen or here.",
    ),
    "moved_from_to": ("Från → till", "From → to"),
    "moved_by": ("Vem sa det", "Who said so"),
    "moved_why": ("Hur visste de det", "How they knew"),
    "answered_at_home": ("Svar på hubben", "Answer on the hub"),
    "vital_body_weight": ("Vikt", "Weight"),
    "vital_systolic": ("Övertryck", "Systolic"),
    "vital_diastolic": ("Undertryck", "Diastolic"),
    "vital_mean_pressure": ("Medeltryck", "Mean arterial pressure"),
    "vital_pulse_rate": ("Puls", "Pulse"),
    "vital_body_temperature": ("Temperatur", "Temperature"),
    "vital_spo2": ("Syremättnad", "Oxygen saturation"),
    # Why it is nobody's, or asked about.
    "not_yet_known": (
        "Flera delar vågen, och av någon finns för få vikter",
        "Several share the scale, and of somebody there are too few weights",
    ),
    "fits_several": ("Passar fler än en i hemmet", "Fits more than one in the home"),
    "fits_nobody": ("Passar ingen i hemmet", "Fits nobody in the home"),
    "differs": (
        "Skiljer för mycket från en annan vikt samma morgon",
        "Differs too much from another weight of the same morning",
    ),
    "shared_device": (
        "Flera delar apparaten, och värdet säger inte vems det är",
        "Several share the device, and the value does not tell whose it is",
    ),
    "nearest": ("passar bara den personen", "fits that person only"),
    "questioned": (
        "långt från personens vanliga, hemmet är tillfrågat",
        "far from the person's usual, the home is asked",
    ),
    "no_such_reading": ("Svar om ett mätvärde som inte finns", "An answer about a reading that is not there"),
    "not_a_member": ("Svaret nämner någon som inte hör till hemmet", "The answer names somebody outside the home"),
    "questioned-gain": ("Tveksam viktuppgång", "Doubtful weight gain"),
    "limit_questioned-gain": (
        "ingen gräns: ingen har svarat på vems vikten är",
        "no limit: nobody has answered whose the weight is",
    ),
    "reading-moved": ("Mätvärdet var någon annans", "The reading was somebody else's"),
    "limit_reading-moved": ("ingen gräns: ett mätvärde har flyttats", "no limit: a reading was moved"),
}
