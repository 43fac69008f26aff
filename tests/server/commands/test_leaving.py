"""What leaves the server is what stood there: judged again by the same rules, it raises what the server raised."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from leaving_log import ORDER, few_rules, table, with_two_people
from log_making import QUESTIONS
from shipped_rules import few_shipped_rules
from small_server import STOCKHOLM, SmallServer, at
from sqlalchemy import Engine

from server.adapters.log_folder import log_files
from server.rules.backtest.alert_rows import alert_rows
from server.rules.backtest.reading import read_log
from server.rules.backtest.trial import Clock, episodes, material
from tests.server.commands.conftest import Run

pytestmark = pytest.mark.timeout(300)
ZONE = ZoneInfo(STOCKHOLM)
WEIGHTS = {
    0: 80.0, 1: 80.2, 2: 79.9, 3: 80.1, 4: 80.0, 5: 80.3, 6: 80.1, 7: 82.6, 8: 82.4, 9: 80.2, 10: 80.0, 11: 80.1,
    16: 80.0, 17: 80.2, 18: 82.5, 19: 82.9, 20: 80.0, 21: 80.1, 22: 80.0, 23: 80.2, 24: 80.1, 25: 80.0, 26: 80.1,
}  # fmt: skip
"""A gain that passes, four days without a weight, and a gain that arrives late."""
LATE = {18: 20, 19: 20}
DAYS = 27
EVERY_HOURS = 3
"""The server of this test looks at the clock so often; a hub that is heard so often is not silent."""
Seen = tuple[str, str, str]


@pytest.mark.slow
@pytest.mark.decision("E5", "N27")
def test_what_leaves_raises_in_a_backtest_what_the_server_raised(
    run: Run, engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NARA_DATABASE_URL", database_url)
    monkeypatch.setenv("NARA_RULES", str(few_rules(tmp_path / "rules")))
    server = with_two_people(engine)
    live_a_month(server)
    assert run("export", "--out", str(tmp_path / "log"), *ORDER)[0] == 0
    live = [(row["rule"], row["kind"], row["at"]) for row in table(tmp_path / "log", "alerts.csv")]
    told = [(rule, kind) for rule, kind, _ in live]
    assert ("weight-gain-2kg-3-days", "raised") in told
    assert ("missing-weight", "raised") in told
    assert ("acute-symptoms", "raised") in told
    again = judged(tmp_path / "log")
    assert [(rule, kind) for rule, kind, _ in again] == [each for each in told if each[0] != "worried"]
    for mine, theirs in zip(again, [each for each in live if each[0] != "worried"], strict=True):
        assert mine[:2] == theirs[:2]
        assert abs(datetime.fromisoformat(mine[2]) - datetime.fromisoformat(theirs[2])) <= timedelta(hours=EVERY_HOURS)


def live_a_month(server: SmallServer) -> None:
    """Let Anna weigh, answer, press and be silent, and her hub be heard but for two days."""
    server.is_looked_after()
    for day in range(DAYS):
        for hour in range(1, 25, EVERY_HOURS):
            now = at(day, f"{hour:02}:00")
            if 18 <= day < 20:
                continue
            came = [
                server.home.weighs(WEIGHTS[late], at(late), now) for late, on in LATE.items() if (day, hour) == (on, 1)
            ]
            if hour == 7 and day in WEIGHTS and day not in LATE:
                came.append(server.home.weighs(WEIGHTS[day], now))
            if hour == 10 and day % 3 == 0:
                code = "at_rest" if day == 12 else "stairs"
                came.append(server.home.answers("breathlessness", code, server.anna, now))
            if (day, hour) == (22, 13):
                came.append(server.home.presses(server.anna, now))
            server.takes(*came, server.home.beats(now))


def judged(folder: Path) -> list[Seen]:
    rules = few_shipped_rules()
    with log_files(folder) as files:
        log = read_log(files, ZONE)
    made = material(log, rules, {question: name for name, question in QUESTIONS.items()})
    assert {why.value: len(which) for why, which in made.admission.mended.items()} == {"unknown_kind": 1}
    assert made.admission.refused == {}
    found = alert_rows(episodes(made, rules, Clock.AS_RECEIVED), ZONE, "sv", naive=log.is_naive)
    return [(rule, kind, when) for _, when, _, rule, kind, _, _ in found]
