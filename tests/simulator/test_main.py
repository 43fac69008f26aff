from __future__ import annotations

import pytest

from simulator.__main__ import main


def test_its_help_names_the_demo_and_ends_in_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    assert "example: python -m simulator demo --once" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["circus"], ["demo", "--speed", "fast"]])
def test_what_it_cannot_do_it_says(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert "usage: python -m simulator" in capsys.readouterr().err
