from __future__ import annotations

from server.adapters.store import schema


def test_a_transition_and_a_closing_are_never_written_twice_and_an_episode_stands_once() -> None:
    keys = {
        table.name: [column.name for column in table.primary_key]
        for table in (schema.EPISODE, schema.CLOSING, schema.STRETCH, schema.TRANSITION)
    }
    assert keys == {
        "episode": ["episode"],
        "closing": ["episode", "at"],
        "stretch": ["patient", "from_at"],
        "transition": ["episode", "number"],
    }
