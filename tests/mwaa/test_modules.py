"""The modules' own lists against the facts: Terraform code cannot read them, so each is held against them here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from mwaa_tf.hcl.read import expression, read_blocks, text
from mwaa_tf.mwaa import (
    endpoint_services,
    environment_classes,
    names,
    principals,
    quotas,
    regions,
    terraform_versions,
)
from mwaa_tf.mwaa.access_modes import AccessMode
from tests.support import REPOSITORY

MODULES = REPOSITORY / "modules"


@cache
def blocks_of(module: str, kind: str) -> tuple[Any, ...]:
    """The blocks of ``kind`` in all files of ``module``."""
    files = sorted((MODULES / module).glob("*.tf"))
    return tuple(block for file in files for block in read_blocks(file).get(kind, ()))


def variable(module: str, name: str) -> dict[str, Any]:
    (found,) = (block[f'"{name}"'] for block in blocks_of(module, "variable") if f'"{name}"' in block)
    return dict(found)


def conditions(module: str, name: str) -> str:
    """The conditions of a variable's validations, as their source text."""
    return "\n".join(expression(validation["condition"]) for validation in variable(module, name)["validation"])


def accepted(module: str, name: str) -> list[set[str]]:
    """The values in each ``contains([...], …)`` of a variable's validations."""
    lists = re.findall(r"contains\(\[([^\]]*)\]", conditions(module, name))
    return [{value.strip().strip('"') for value in values.split(",")} for values in lists]


def lists_of_locals(module: str) -> Iterator[set[str]]:
    for block in blocks_of(module, "locals"):
        for name, value in block.items():
            if isinstance(value, list) and not name.startswith("__"):
                yield {text(element) for element in value if isinstance(element, str)}


def test_the_environment_takes_every_class() -> None:
    (pattern,) = re.findall(r'regex\("(\^mw1[^"]*)"', conditions("environment", "capacity"))
    compiled = re.compile(pattern.replace(r"\\", "\\"))

    assert all(compiled.search(name) for name in environment_classes.CLASSES)
    (sizes,) = re.findall(r"\(([^)]*)\)", pattern)
    assert {f"mw1.{size}" for size in sizes.split("|")} == set(environment_classes.CLASSES)


def test_the_environment_takes_the_counts_of_its_class() -> None:
    (counts,) = accepted("environment", "capacity")
    classes = environment_classes.CLASSES

    assert '"mw1.micro" ? count == 1' in conditions("environment", "capacity")
    for name, environment_class in classes.items():
        for limits in (environment_class.schedulers, environment_class.webservers):
            allowed = {1} if name == "mw1.micro" else {int(count) for count in counts}
            assert {count for count in range(10) if count in limits} == allowed


def test_the_environment_takes_every_access_mode() -> None:
    assert accepted("environment", "webserver_access_mode") == [{mode.value for mode in AccessMode}]
    assert text(variable("environment", "webserver_access_mode")["default"]) == AccessMode.PRIVATE_ONLY


def test_the_environment_takes_every_log_level() -> None:
    assert accepted("environment", "logging") == [{"OFF", *names.LOG_LEVELS}]


def test_the_environment_takes_names_and_maintenance_windows_of_mwaa() -> None:
    (pattern,) = re.findall(r'regex\("\^([^"]*)\$"', conditions("environment", "name"))

    assert pattern == names.ENVIRONMENT_NAME
    for start in ("SUN:03:30", "MON:23:00"):
        (window,) = re.findall(r'regex\("([^"]*)"', conditions("environment", "weekly_maintenance_window_start"))
        assert re.search(window.replace("\\\\", "\\"), start)
        assert re.fullmatch(names.MAINTENANCE_WINDOW, start)


def test_the_environment_takes_as_many_subnets_and_groups_as_mwaa() -> None:
    assert f"length(var.subnet_ids) == {quotas.SUBNETS}" in conditions("environment", "subnet_ids")
    assert f"length(var.security_group.ids) <= {quotas.SECURITY_GROUPS}" in conditions("environment", "security_group")


def test_the_service_endpoints_are_those_that_mwaa_needs() -> None:
    interfaces = set(endpoint_services.REQUIRED) - endpoint_services.GATEWAY
    lists = [values for values in lists_of_locals("service-endpoints") if endpoint_services.AIRFLOW_OPS in values]

    assert lists == [interfaces]


def test_the_service_endpoints_know_the_regions_without_health_metrics() -> None:
    lists = [values for values in lists_of_locals("service-endpoints") if values and values <= regions.REGIONS]

    assert lists == [regions.WITHOUT_AIRFLOW_OPS]


def test_the_network_leaves_out_the_zones_that_mwaa_does_not_support() -> None:
    excluded = [
        {text(zone) for zone in settings["exclude_zone_ids"]}
        for block in blocks_of("network", "data")
        for data in block.values()
        for settings in data.values()
        if isinstance(settings, dict) and "exclude_zone_ids" in settings
    ]

    assert excluded == [regions.UNSUPPORTED_ZONES]


@pytest.mark.parametrize("module", sorted(folder.parent.name for folder in MODULES.glob("*/versions.tf")))
def test_a_module_requires_the_versions_that_workspaces_do(module: str) -> None:
    (block,) = blocks_of(module, "terraform")
    (providers,) = block["required_providers"]

    assert text(block["required_version"]) == terraform_versions.TERRAFORM
    assert text(providers["aws"]["version"]) == terraform_versions.AWS_PROVIDER


def test_every_module_has_its_versions_where_this_test_looks() -> None:
    with_code = {file.parent.name for file in MODULES.glob("*/variables*.tf")}

    assert {file.parent.name for file in MODULES.glob("*/versions.tf")} == with_code
    assert len(with_code) > 10


def test_no_module_names_a_principal_of_mwaa_that_the_facts_do_not() -> None:
    named = {
        principal
        for file in MODULES.glob("*/*.tf")
        for principal in re.findall(r'"(airflow[a-z-]*)\.amazonaws', file.read_text("utf-8"))
    }

    assert named
    assert {f"{name}.amazonaws.com" for name in named} <= set(principals.EXECUTION_ROLE)


def test_the_environment_creates_the_log_groups_that_mwaa_writes_to() -> None:
    source = (MODULES / "environment" / "log_groups.tf").read_text("utf-8")

    suffixes = dict(re.findall(r'^ +(\w+) += "([A-Za-z]+)"$', source, re.MULTILINE))

    logs = {log.name.lower(): suffix for log, suffix in names.LOG_GROUP_SUFFIXES.items()}
    assert suffixes == logs
    assert '"airflow-${var.name}-${suffix}"' in source
