from __future__ import annotations

from pathlib import Path

import pytest
from small_hub import CUFF, HOME, HUB, SCALE, STOCKHOLM

from edge.config import ConfigError, ScreenConfig, parse_config, read_config
from edge.devices.link import Consent, Secrets

WHOLE = f"""
home = "{HOME}"
hub = "{HUB}"
zone = "Europe/Stockholm"
status_every_s = 60
is_clock_trusted = true

[broker]
host = "broker.example"
port = 8883

[[devices]]
address = "{SCALE.address.lower()}"
device = "{SCALE.device}"
family = "standard-scale"
name = ""

[[devices]]
address = "{CUFF.address}"
device = "{CUFF.device}"
family = "standard-cuff"
name = "BM85"
"""


def test_everything_in_it_is_read() -> None:
    config = parse_config(WHOLE, "nara-hub 1")
    assert (config.home, config.settings.hub, config.settings.zone) == (HOME, HUB, STOCKHOLM)
    assert (config.broker_host, config.broker_port, config.is_clock_trusted) == ("broker.example", 8883, True)
    assert (config.settings.status_every_s, config.settings.software) == (60, "nara-hub 1")
    assert config.settings.devices[0] == SCALE
    assert (config.settings.devices[1].address, config.settings.devices[1].name) == (CUFF.address, "BM85")


def test_a_scale_that_encrypts_has_its_key_and_no_log_ever_shows_it() -> None:
    config = parse_config(WHOLE.replace('name = "BM85"', f'bind_key = "{"0a" * 16}"'), "")
    scale, encrypting = config.settings.devices
    assert (scale.bind_key, encrypting.bind_key) == (None, b"\x0a" * 16)
    assert "0a0a" not in repr(encrypting)
    assert "\\n\\n" not in repr(encrypting)


def test_what_may_be_left_out_has_its_usual_value() -> None:
    short = WHOLE.replace("status_every_s = 60\nis_clock_trusted = true\n", "").partition("[[devices]]")[0]
    config = parse_config(short, "")
    assert (config.settings.status_every_s, config.is_clock_trusted, config.settings.devices) == (300, False, ())


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        (f'hub = "{HUB}"', "", "hub"),
        (f'hub = "{HUB}"', 'hub = "Hub1"', "hub"),
        (f'home = "{HOME}"', "home = 7", "home"),
        ('zone = "Europe/Stockholm"', 'zone = "Mars/Olympus"', "zone"),
        ('zone = "Europe/Stockholm"', 'zone = "Europe"', "zone"),
        ('zone = "Europe/Stockholm"', 'zone = "../../etc/passwd"', "zone"),
        ("status_every_s = 60", "status_every_s = 0", "status_every_s"),
        ("status_every_s = 60", 'status_every_s = "60"', "status_every_s"),
        ("port = 8883", "port = 65536", "port"),
        ("port = 8883", "port = true", "port"),
        ('host = "broker.example"', 'host = ""', "host"),
        ("[broker]", "[brokers]", "broker"),
        (f'address = "{CUFF.address}"', 'address = "AA:BB"', "address"),
        (f'device = "{CUFF.device}"', 'device = "Anna Andersson"', "device"),
        ('name = "BM85"', 'bind_key = "00ff"', "bind_key"),
        ('name = "BM85"', "consents = [[1, 10000]]", "consents"),
        ('name = "BM85"', "consents = [[255, 0]]", "consents"),
        ('name = "BM85"', "consents = [1]", "a table"),
        ('name = "BM85"', 'unlock_key = "00ff"', "unlock_key"),
        ('name = "BM85"', "bind_key = 7", "bind_key"),
        ('[broker]\nhost = "broker.example"\nport = 8883', 'broker = "broker.example:8883"', "a table"),
    ],
)
def test_what_is_wrong_is_named(before: str, after: str, field: str) -> None:
    assert before in WHOLE
    with pytest.raises(ValueError, match=f"^{field} is missing or wrong$"):
        parse_config(WHOLE.replace(before, after), "")


def test_a_clock_is_trusted_only_by_a_plain_yes() -> None:
    assert not parse_config(WHOLE.replace("is_clock_trusted = true", 'is_clock_trusted = "no"'), "").is_clock_trusted


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is not there: this hub is not provisioned"),
        (b"hub = ", "hub.toml: "),
        (b"\xff", "provision the hub again"),
        (WHOLE.replace("hub =", "hubb =").encode(), "hub is missing or wrong; provision the hub again"),
    ],
)
def test_a_folder_that_is_not_as_it_should_be_is_told_with_what_to_do(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "hub.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=str(tmp_path)) as caught:
        read_config(tmp_path, "")
    assert said in str(caught.value)


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(tmp_path, "")


def test_what_lets_a_hub_in_to_a_device_is_read() -> None:
    told = f'consents = [[1, 1234], [2, 42]]\nunlock_key = "{"0b" * 16}"'
    _, device = parse_config(WHOLE.replace('name = "BM85"', told), "").settings.devices
    assert device.secrets == Secrets(consents=(Consent(1, 1234), Consent(2, 42)), unlock_key=b"\x0b" * 16)
    assert "1234" not in repr(device)


def test_a_screen_has_a_port_and_a_language_and_may_be_left_out() -> None:
    assert parse_config(WHOLE, "").screen is None
    assert not parse_config(WHOLE, "").settings.has_screen
    head, mark, devices = WHOLE.partition("[[devices]]")
    told = parse_config(f'{head}[screen]\nport = 8090\nlanguage = "en"\n{mark}{devices}', "")
    assert told.screen == ScreenConfig(port=8090, language="en")
    assert told.settings.has_screen
    plain = parse_config(f"{head}[screen]\nport = 8090\n{mark}{devices}", "")
    assert plain.screen == ScreenConfig(port=8090, language="sv")
    assert told.with_screen(9).screen == ScreenConfig(port=9, language="en")
    assert parse_config(WHOLE, "").with_screen(9).screen == ScreenConfig(port=9)
    assert parse_config(WHOLE, "").with_screen(9).settings.has_screen


@pytest.mark.parametrize(
    ("screen", "field"), [("port = 0", "port"), ("", "port"), ('port = 9\nlanguage = "fi"', "language")]
)
def test_a_screen_that_is_wrong_is_named(screen: str, field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field} is missing or wrong$"):
        parse_config(f"{WHOLE}\n[screen]\n{screen}\n", "")


@pytest.mark.parametrize("port", [0, -1, 65_536])
def test_a_port_that_is_none_is_refused_in_a_sentence(port: int) -> None:
    with pytest.raises(ConfigError, match="choose one from 1 to 65535"):
        parse_config(WHOLE, "").with_screen(port)
