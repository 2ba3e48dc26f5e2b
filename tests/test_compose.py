"""No Docker engine runs here, so the files that need one are checked by reading them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api import logins
from api.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
PROCESSES = {
    "api": ["merit_app"],
    "follower": ["merit_follow"],
    "sealer": ["merit_seal"],
    "copier": ["merit_seal"],
    "reconciler": ["merit_follow", "merit_app"],
    "sender": ["merit_deliver"],
    "mailer": ["merit_mail"],
    "scheduler": ["merit_follow", "merit_app"],
}
SECRETS = ("PASSWORD", "SECRET")


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return loaded


def test_every_process_has_its_service_and_its_health(services: dict[str, dict[str, Any]]) -> None:
    assert set(services) == {"postgres", "migrate", *PROCESSES}
    for name in ("postgres", *PROCESSES):
        assert services[name]["healthcheck"]["test"][0] == "CMD"
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in PROCESSES:
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["postgres"]["image"] == "postgres:18"
    assert services["postgres"]["volumes"] == ["ledger:/var/lib/postgresql"]


def test_no_secret_has_a_default(services: dict[str, dict[str, Any]]) -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert all(default == ":?set it" for default in re.findall(r"\$\{[A-Z_]+(.*?)\}", text))
    for service in services.values():
        for name, value in service["environment"].items():
            if any(word in name for word in SECRETS):
                assert value == f"${{{name}:?set it}}", name
            for password in re.findall(r"password=(\S+)", value):
                assert password.startswith("${")


def test_only_settings_that_exist_are_set(services: dict[str, dict[str, Any]]) -> None:
    fields = Settings.model_fields.items()
    known = {str(field.validation_alias or PREFIX + name.upper()) for name, field in fields}
    for service in services.values():
        assert {name for name in service["environment"] if name.startswith(PREFIX)} <= known


def test_every_process_uses_a_login_that_cannot_change_a_fact(
    services: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = services["migrate"]["command"]
    wanted = [command[n + 1] for n, word in enumerate(command) if word == "--login"]
    for variable in services["migrate"]["environment"]:
        monkeypatch.setenv(variable, "x")
    made = list(map(logins.parsed, wanted))
    for service, roles in PROCESSES.items():
        url = services[service]["environment"]["LEDGER_DATABASE_URL"]
        user = re.findall(r"user=(\S+)", url)[0]
        assert [login.role for login in made if login.name == user] == roles
        assert all(login.variable in url for login in made if login.name == user)


def test_each_key_is_with_its_process_alone_and_only_the_sealer_writes_tiles(
    services: dict[str, dict[str, Any]],
) -> None:
    mounted = {name: service["volumes"] for name, service in services.items() if "volumes" in service}
    assert mounted["sealer"] == ["tiles:/merit/tiles", "key:/merit/key"]
    assert mounted["api"] == ["tiles:/merit/tiles:ro", "writer:/merit/writer", "evidence:/merit/evidence"]
    assert mounted["copier"] == ["tiles:/merit/tiles:ro", "copy:/merit/copy"]
    assert mounted["reconciler"] == ["reconciler:/merit/writer"]
    assert mounted["scheduler"] == ["scheduler:/merit/writer"]
    assert set(mounted) == {"postgres", "api", "sealer", "copier", "reconciler", "scheduler"}
    settings = services["sealer"]["environment"]
    assert settings["LEDGER_SEAL_KEY"].startswith("/merit/key/")
    assert settings["LEDGER_WRITERS"].startswith("/merit/key/")
    for name in ("api", "reconciler", "scheduler"):
        assert services[name]["environment"]["LEDGER_WRITER_KEY"].startswith("/merit/writer/")
    assert settings["LEDGER_TILES"] == services["api"]["environment"]["LEDGER_TILES"] == "/merit/tiles"


def test_the_image_is_not_root_and_holds_no_secret() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("FROM")] == [
        "FROM python:3.13-slim AS built",
        "FROM python:3.13-slim",
    ]
    users = [line for line in lines if line.startswith("USER")]
    assert users == ["USER merit"]
    assert lines.index("USER merit") < lines.index('ENTRYPOINT ["merit"]')
    assert not [line for line in lines if line.startswith(("ARG", "ADD")) or any(word in line for word in SECRETS)]
    assert (ROOT / ".dockerignore").read_text().splitlines()[0] == "*"
