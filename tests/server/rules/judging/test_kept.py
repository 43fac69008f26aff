"""What was made once is given again, and made for each key."""

from __future__ import annotations

from server.rules.judging.kept import Kept


def test_each_key_is_made_once() -> None:
    kept, made = Kept(), list[str]()

    def made_now() -> int:
        made.append("")
        return len(made)

    assert [kept.once(key, made_now) for key in ("a", "b", "a")] == [1, 2, 1]
    assert [kept.holds(key) for key in ("a", "c")] == [True, False]
