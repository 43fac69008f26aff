"""The words of a tree of conditions, Swedish and English: for the command and for the screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WHY_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "yes": "ja", "no": "nej", "cannot tell": "går inte att avgöra",
        "raises": "Utlöser när", "unless": "Men inte när",
        "clears": "Slutar när", "not for": "Regeln gäller inte patienten.",
        "open": "En varning pågår sedan {since}.",
        "closed": "Ingen varning pågår.", "settings": "Inställningar:", "used": "använt", "refused": "räknades inte",
        "at": "som det var {at}",
        "now": "nu", "earlier": "jämfört med", "change": "skillnad", "limit": "gräns", "days": "under",
        "earlier_day": "dagen", "earlier_time": "senast hörd", "reference_day": "satt", "missing_days": "saknas",
        "count": "antal", "of": "av", "answer": "svar", "before": "före", "event": "händelse", "event_day": "dagen",
        "pressed_time": "tryckt", "alert": "varning",
        "patient": "satt för patienten", "profile": "ur patientens profil", "rule": "regelns eget värde",
        "no_data": "inget är mätt eller svarat", "not_since": "inget har kommit sedan varningen började",
        "too_old": "det senaste är för gammalt",
        "too_few": "det är för få värden", "gate": "det som är mätt är kanske någon annans",
        "unsettled": "det är inte avgjort vems vikten är",
        "not_morning": "inte mätt på morgonen", "not_agreed": "inget är överenskommet med patienten",
        "hub_silent": "hubben har inte hörts sedan dess", "never_heard": "hubben har aldrig hörts",
        "no_episode": "det finns ingen varning att jämföra med",
        "at_times": "det gick inte att avgöra hela tiden",
        "implausible": "orimligt", "questioned": "kanske någon annans", "marked": "märkt av apparaten",
    },
    "en": {
        "yes": "yes", "no": "no", "cannot tell": "cannot tell",
        "raises": "Raises when", "unless": "But not when",
        "clears": "Ends when", "not for": "The rule is not for this patient.",
        "open": "An alert is open since {since}.",
        "closed": "No alert is open.", "settings": "Settings:", "used": "used", "refused": "did not count",
        "at": "as it was {at}",
        "now": "now", "earlier": "against", "change": "difference", "limit": "limit", "days": "over",
        "earlier_day": "the day", "earlier_time": "last heard", "reference_day": "set", "missing_days": "missing",
        "count": "count", "of": "of", "answer": "answer", "before": "before", "event": "event", "event_day": "the day",
        "pressed_time": "pressed", "alert": "alert",
        "patient": "set for the patient", "profile": "from the patient's profile", "rule": "the rule's own value",
        "no_data": "nothing was measured or answered", "not_since": "nothing has come since the alert began",
        "too_old": "the newest is too old",
        "too_few": "there are too few values", "gate": "what was measured may be somebody else's",
        "unsettled": "it is not settled whose the weight is",
        "not_morning": "not measured in the morning", "not_agreed": "nothing was agreed with the patient",
        "hub_silent": "the hub was not heard since", "never_heard": "the hub was never heard",
        "no_episode": "there is no alert to compare with",
        "at_times": "it could not be told all the time",
        "implausible": "implausible", "questioned": "may be somebody else's", "marked": "marked by the device",
    },
}  # fmt: skip
"""Answers, numbers by their names, and why something could not be told or did not count."""
