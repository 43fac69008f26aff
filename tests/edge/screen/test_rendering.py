from __future__ import annotations

import subprocess
import sys

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
