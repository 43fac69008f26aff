from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hand_made import contact, screen
from small_screen import SmallScreen

LOADS = """
import sys
import edge.running, edge.main, edge.hub, edge.conductor
print(sorted({name.partition(".")[0] for name in sys.modules} & {"jinja2", "markupsafe"}))
"""


def test_a_hub_without_a_screen_loads_no_templates() -> None:
    said = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True).stdout
    assert said == "[]\n"


def test_what_the_server_wrote_is_text_and_never_a_tag() -> None:
    made = SmallScreen(screen(contacts=(contact(name="<script>x</script>"),)))
    assert b"<script>x" not in made.reply("/").body
    assert "<script>x</script>" in made.get().text


def test_nothing_of_a_page_comes_from_elsewhere_or_stands_in_it_as_style_or_script() -> None:
    made = SmallScreen()
    made.weigh()
    for path in ("/", "/care", "/people"):
        html = made.reply(path).body.decode()
        for never in ("http:", "https:", "style=", "<style", "onclick", "javascript:", "<img"):
            assert never not in html


def test_style_and_script_are_served_with_their_types() -> None:
    made = SmallScreen()
    assert made.reply("/static/screen.css").content_type.startswith("text/css")
    assert b"24px" in made.reply("/static/screen.css").body
    assert made.reply("/static/screen.js").content_type.startswith("text/javascript")


@pytest.mark.decision("H2")
def test_every_text_stands_out_from_its_ground_seven_to_one_by_day_and_by_night() -> None:
    css = SmallScreen().reply("/static/screen.css").body.decode()
    themes = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    ]
    assert len(themes) == 2
    for theme in themes:
        for text, ground in (("ink", "paper"), ("ink", "ground"), ("accent-ink", "accent"), ("note-ink", "note")):
            assert contrast(theme[text], theme[ground]) >= 7, (text, ground)
        assert contrast(theme["edge"], theme["paper"]) >= 4.5, "what can be pressed has an edge to see"


def contrast(one: str, other: str) -> float:
    """Give the ratio of WCAG 2.2, 1.4.6."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
