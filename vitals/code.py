"""Codes that hub and server both know: of the screen's buttons, and of the answers that are not a symptom's."""

from __future__ import annotations

from typing import Final

WORRIED: Final = "worried"
"""The button *I am worried, call me*."""
ACT_NOW_READ: Final = "act_now_read"
"""The button that says that an act-now text was read."""
WHOSE: Final = "whose"
"""The question whose a record is, in its version 1; ``refers_to`` names the record."""
MINE: Final = "mine"
"""An answer to it: ``about`` is whose."""
NOBODY: Final = "nobody"
"""An answer to it: of nobody who lives here."""
UNCHANGED: Final = "unchanged"
"""What *as usual* stores for every daily question; no question has it among its own answers."""
AS_USUAL: Final = "yes"
"""The opening question's answer that stores ``UNCHANGED`` for every daily question."""
