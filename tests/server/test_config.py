from __future__ import annotations

from pathlib import Path

import pytest

from server.config import ConfigError, read_config


def test_nothing_needs_to_be_set() -> None:
    config = read_config({"HOME": "/home/anna"})
    assert config.data == Path("~/.local/share/nara").expanduser()
    assert config.database_url == f"sqlite:///{config.data}/nara.db"
    assert (config.broker_url, config.influx_url, config.demo_clock) == (None, None, None)
    assert config.hub_broker == ("127.0.0.1", 8883)
    assert (config.web_host, config.web_port) == ("127.0.0.1", 8080)
    assert config.pki == config.data / "pki"


def test_new_hubs_find_the_screens_server_where_it_is_or_where_somebody_says() -> None:
    assert read_config({}).join_url == "http://127.0.0.1:8080"
    assert read_config({"NARA_WEB_HOST": "::1", "NARA_WEB_PORT": "9000"}).join_url == "http://[::1]:9000"
    assert read_config({"NARA_JOIN_URL": "https://nara.example/hf/"}).join_url == "https://nara.example/hf"


def test_a_place_for_new_hubs_that_is_no_address_is_refused() -> None:
    with pytest.raises(ConfigError, match="NARA_JOIN_URL is not of the form https://host"):
        read_config({"NARA_JOIN_URL": "nara.example"})


@pytest.mark.decision("G7")
def test_nothing_is_sent_to_influxdb_unless_somebody_says_where() -> None:
    assert read_config({"NARA_INFLUX_TOKEN": "secret"}).influx_url is None
    assert read_config({"NARA_INFLUX_URL": ""}).influx_url is None


def test_what_is_set_to_nothing_is_not_set() -> None:
    names = ("NARA_BROKER_URL", "NARA_DATABASE_URL", "NARA_DEMO_CLOCK")
    config = read_config({"NARA_DATA": "/srv/nara"} | dict.fromkeys(names, ""))
    assert config.database_url == "sqlite:////srv/nara/nara.db"
    assert (config.broker_url, config.demo_clock) == (None, None)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("mqtts://broker.example", ("broker.example", 8883)),
        ("mqtts://broker.example:8884", ("broker.example", 8884)),
        ("mqtts://10.0.0.7:8883/", ("10.0.0.7", 8883)),
        ("mqtts://[fd00::7]:8884", ("fd00::7", 8884)),
    ],
)
def test_hubs_are_sent_to_the_broker_that_the_server_uses(url: str, place: tuple[str, int]) -> None:
    assert read_config({"NARA_BROKER_URL": url}).hub_broker == place


def test_hubs_are_sent_to_the_first_name_of_the_embedded_broker() -> None:
    config = read_config({"NARA_MQTT_NAMES": "broker.example, 10.0.0.7", "NARA_MQTT_PORT": "8884"})
    assert config.mqtt_names == ("broker.example", "10.0.0.7")
    assert config.hub_broker == ("broker.example", 8884)


@pytest.mark.parametrize(
    "url", ["mqtt://broker.example", "broker.example:8883", "mqtts://", "mqtts://broker:port", "x"]
)
def test_a_broker_without_tls_or_without_a_name_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="NARA_BROKER_URL must be mqtts://host:port"):
        read_config({"NARA_BROKER_URL": url})


@pytest.mark.parametrize("url", ["mysql://db/nara", "nara.db", "sqlite://", "postgres://db/nara"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="NARA_DATABASE_URL"):
        read_config({"NARA_DATABASE_URL": url})


@pytest.mark.parametrize(
    "url", ["postgresql://nara@db/nara", "postgresql+psycopg:///nara?host=/run", "sqlite:///nara.db"]
)
def test_both_kinds_of_database_are_taken(url: str) -> None:
    assert read_config({"NARA_DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize("port", ["", "0", "65536", "-1", "eight", "²", "80.0", " 80"])
def test_what_is_no_port_is_refused_by_name(port: str) -> None:
    for name in ("NARA_MQTT_PORT", "NARA_WEB_PORT"):
        with pytest.raises(ConfigError, match=f"{name} is .*, not a port number"):
            read_config({name: port})


@pytest.mark.decision("G1")
@pytest.mark.parametrize("host", ["0.0.0.0", "nara.example", "192.168.1.7", "", "::"])  # noqa: S104
def test_the_screens_stay_on_this_machine_while_one_factor_is_all_there_is(host: str) -> None:
    with pytest.raises(ConfigError, match="NARA_WEB_HOST must be a loopback address"):
        read_config({"NARA_WEB_HOST": host})


@pytest.mark.parametrize("names", ["", ",", "a,,b", " "])
def test_a_broker_without_a_name_gets_no_certificate(names: str) -> None:
    with pytest.raises(ConfigError, match="NARA_MQTT_NAMES"):
        read_config({"NARA_MQTT_NAMES": names})


def test_measurements_do_not_leave_the_machine_in_plain_text() -> None:
    for url in ("https://influx.example", "http://127.0.0.1:8086", "http://localhost:8086"):
        assert read_config({"NARA_INFLUX_URL": url}).influx_url == url
    with pytest.raises(ConfigError, match="must be https"):
        read_config({"NARA_INFLUX_URL": "http://influx.example:8086"})


def test_an_address_that_is_wrong_is_not_repeated_for_it_may_hold_a_password() -> None:
    for name in ("NARA_BROKER_URL", "NARA_DATABASE_URL", "NARA_INFLUX_URL"):
        with pytest.raises(ConfigError) as refused:
            read_config({name: "ftp://anna:hemligt@host"})
        assert "hemligt" not in str(refused.value)
