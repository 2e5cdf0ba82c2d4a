"""docker-compose.yml is sound and safe: valid by the specification's schema, nothing runs as root or unversioned."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from coaching.settings import Settings

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((Path(__file__).parent / "compose-spec" / "compose_spec.json").read_text())
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EXAMPLE = (ROOT / ".env.example").read_text()

every_service = pytest.mark.parametrize("name", SERVICES)


def without_extensions(compose: dict[str, Any]) -> dict[str, Any]:
    """Keys that begin with x- are the file's own; this schema does not know them at the top."""
    return {key: value for key, value in compose.items() if not key.startswith("x-")}


def test_the_file_is_valid_compose() -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(without_extensions(COMPOSE))


def test_the_schema_would_refuse_a_misspelt_key() -> None:
    wrong = {"services": {"web": {"image": "coaching:1", "depend_on": ["redis"]}}}
    with pytest.raises(jsonschema.ValidationError, match="depend_on"):
        jsonschema.Draft7Validator(SCHEMA).validate(wrong)


def test_the_services_are_the_ones_that_the_design_names() -> None:
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "simulator"}
    assert [name for name, service in SERVICES.items() if service.get("profiles")] == ["simulator"]


@every_service
def test_every_image_has_a_version(name: str) -> None:
    tag = SERVICES[name]["image"].partition(":")[2]
    assert re.match(r"\d", tag), f"{name}: pin the version of the image"


@every_service
def test_nothing_runs_as_root_or_can_become_it(name: str) -> None:
    service = SERVICES[name]
    assert service["user"].split(":")[0] not in ("", "root", "0")
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")


@every_service
def test_only_the_database_may_write_outside_of_its_volume(name: str) -> None:
    assert SERVICES[name].get("read_only", False) is (name != "postgres")


@every_service
def test_ports_are_open_to_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def test_what_stores_data_is_cut_off_from_the_world() -> None:
    assert COMPOSE["networks"]["stored"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["stored"]


def test_redis_writes_everything_down_and_evicts_nothing() -> None:
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    assert SERVICES["redis"]["volumes"] == ["redis:/data"]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_nobody_serves_before_the_migration_is_done(name: str) -> None:
    needed = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
    assert needed == {"migrate": "service_completed_successfully", "redis": "service_healthy"}
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker"])
def test_what_keeps_running_tells_its_health_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_every_named_volume_and_network_is_declared() -> None:
    volumes = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    networks = {network for service in SERVICES.values() for network in service.get("networks", [])}
    assert volumes == set(COMPOSE["volumes"])
    assert networks == set(COMPOSE["networks"])


def test_no_secret_stands_in_the_file() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|TOKEN|KEY", name):
                assert value.startswith("${"), f"{name} belongs in .env"


def test_every_setting_in_use_exists() -> None:
    used = set(re.findall(r"\bCOACHING_[A-Z0-9_]+", EXAMPLE + (ROOT / "docker-compose.yml").read_text()))
    known = {f"COACHING_{name.upper()}" for name in Settings.model_fields}
    assert used - known - {f"{name}_FILE" for name in known} == set()


def test_every_variable_that_compose_asks_for_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z0-9_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked
    assert all(re.search(rf"^{name}=", EXAMPLE, re.MULTILINE) for name in asked)


def test_the_image_installs_by_hash_and_runs_as_nobody_special() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes -r requirements-service.lock" in dockerfile
    last_stage = dockerfile.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last_stage, re.MULTILINE)
    assert all(":latest" not in line and ":" in line for line in dockerfile.splitlines() if line.startswith("FROM "))
