"""A log is there as a whole or not at all, in order however long it is, and only its owner can read it."""

from __future__ import annotations

import gzip
import hashlib
import stat
from pathlib import Path

import pytest

from server.adapters.log_writing import FolderError, LogFolder, key_of, new_folder
from server.exchange.rows import Row


def nothing(_folder: LogFolder) -> None:
    """Have nothing to note."""


@pytest.mark.parametrize("at_once", [3, 7, 1_000])
def test_rows_stand_in_order_however_few_are_in_memory(tmp_path: Path, at_once: int) -> None:
    numbers = [each * 7 % 50 for each in range(50)]
    with new_folder(tmp_path / "log", nothing, is_gzipped=False, rows_at_once=at_once) as folder:
        count = folder.write("a.csv", ("n",), (Row(f"{number:03}", (str(number),)) for number in numbers))
    assert count == 50
    assert (tmp_path / "log" / "a.csv").read_text().split() == ["n", *map(str, range(50))]
    assert [path.name for path in tmp_path.iterdir()] == ["log"]
    assert [path.name for path in (tmp_path / "log").iterdir()] == ["a.csv"]


def test_the_same_rows_are_the_same_bytes_and_the_hash_is_of_them(tmp_path: Path) -> None:
    folders = []
    for name in ("one", "two"):
        with new_folder(tmp_path / name, nothing, is_gzipped=True) as folder:
            folder.write("a.csv", ("n",), [Row("1", ("å, ä",))])
            folders.append(folder)
    (file,) = folders[1].files
    content = (tmp_path / "one" / "a.csv.gz").read_bytes()
    assert content == (tmp_path / "two" / "a.csv.gz").read_bytes()
    assert (file.name, file.rows, file.sha256) == ("a.csv.gz", 1, hashlib.sha256(content).hexdigest())
    assert gzip.decompress(content).decode() == 'n\n"å, ä"\n'


def test_nobody_sees_it_before_it_is_noted(tmp_path: Path) -> None:
    place, seen = tmp_path / "log", list[bool]()
    with new_folder(place, lambda _: seen.append(place.exists()), is_gzipped=False) as folder:
        folder.write_text("a.txt", "x")
    assert (seen, (place / "a.txt").read_text()) == ([False], "x")
    assert stat.S_IMODE((place / "a.txt").stat().st_mode) == 0o600


@pytest.mark.parametrize("when", ["writing", "noting"])
def test_what_goes_wrong_leaves_nothing(tmp_path: Path, when: str) -> None:
    def note(_folder: LogFolder) -> None:
        raise KeyboardInterrupt

    def write() -> None:
        with new_folder(tmp_path / "log", note, is_gzipped=False) as folder:
            folder.write_text("a.txt", "x")
            if when == "writing":
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert [*tmp_path.iterdir()] == []


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "mine").write_text("x")
    with pytest.raises(FolderError, match="there already"), new_folder(tmp_path / "log", nothing, is_gzipped=False):
        raise AssertionError
    (tmp_path / "empty").mkdir()
    with new_folder(tmp_path / "empty", nothing, is_gzipped=False) as folder:
        folder.write_text("a.txt", "x")
    assert (tmp_path / "empty" / "a.txt").exists()


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    key = key_of(tmp_path / "key")
    assert (len(key), key_of(tmp_path / "key")) == (32, key)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(FolderError, match="others can read"):
        key_of(tmp_path / "key")


@pytest.mark.parametrize("content", ["", "zz", "00" * 31])
def test_what_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.touch(0o600)
    path.write_text(content)
    with pytest.raises(FolderError, match="no key"):
        key_of(path)
    with pytest.raises(FolderError, match="no key can be made"):
        key_of(tmp_path / "nowhere" / "key")
