from __future__ import annotations

from knowing import DAY, happening, person
from pages import AT
from shipped_rules import shipped_rules

from server.patients.known import Knowledge
from server.web.known_view import PAST_SHOWN, view_of


def test_all_that_goes_on_is_shown_and_the_latest_of_the_rest() -> None:
    past = [happening("discharged", AT - day * DAY, day) for day in range(1, 9)]
    known = Knowledge(happenings=[*past, happening("travelling", AT - 20 * DAY, 20)])
    view = view_of(person(), known, {"eva": "Eva Lind"}, shipped_rules(), AT)
    assert [each.event for each in view.events] == [20, *range(1, 1 + PAST_SHOWN)]
    assert (view.name("eva"), view.name("Dr Ek")) == ("Eva Lind", "Dr Ek")


def test_the_clock_is_the_patients_and_what_follows_by_itself_is_not_noted() -> None:
    view = view_of(person(), Knowledge(), {}, shipped_rules(), AT)
    assert view.local_now == "2026-03-02T07:10"
    assert "discharged" in view.kinds
    assert {"enrolled", "new_target_weight"} & set(view.kinds) == set()
    assert view_of(person(), Knowledge(), {}, None, AT).kinds == []
