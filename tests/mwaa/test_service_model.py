"""The facts against what botocore knows of MWAA: a test fails by name when AWS has more."""

from __future__ import annotations

import re
from typing import Any

import botocore.session  # type: ignore[import-untyped]
import pytest

from mwaa_tf.mwaa import (
    access_modes,
    airflow_versions,
    environment_classes,
    names,
    quotas,
    regions,
)
from mwaa_tf.mwaa.access_modes import AccessMode
from mwaa_tf.mwaa.status import Status

SESSION = botocore.session.get_session()
MODEL = SESSION.get_service_model("mwaa")


def shape(name: str) -> Any:
    return MODEL.shape_for(name)


def documented(field: str) -> str:
    """What CreateEnvironment says of ``field``, without markup."""
    return re.sub(r"<[^>]*>", "", shape("CreateEnvironmentInput").members[field].documentation)


def test_every_status_of_the_api_is_known() -> None:
    assert {status.value for status in Status} == set(shape("EnvironmentStatus").enum)


def test_every_access_mode_of_the_api_is_known() -> None:
    assert {mode.value for mode in AccessMode} == set(shape("WebserverAccessMode").enum)


def test_every_log_level_of_the_api_is_known_from_the_fewest_messages_to_the_most() -> None:
    assert list(names.LOG_LEVELS) == shape("LoggingLevel").enum


def test_every_log_of_the_api_is_known() -> None:
    assert {log.value for log in names.LogType} == set(shape("LoggingConfigurationInput").members)
    assert set(names.LOG_GROUP_SUFFIXES) == set(names.LogType)


def test_every_environment_class_of_the_api_is_known() -> None:
    assert set(re.findall(r"mw1\.[0-9a-z]+", documented("EnvironmentClass"))) == set(environment_classes.CLASSES)


def test_every_version_of_airflow_that_the_api_names_is_known() -> None:
    versions = re.findall(r"\d+\.\d+\.\d+", documented("AirflowVersion"))

    assert versions
    assert [version for version in versions if version not in airflow_versions.RELEASES] == []


def test_the_regions_are_those_of_all_partitions() -> None:
    known = {
        region
        for partition in SESSION.get_available_partitions()
        for region in SESSION.get_available_regions("mwaa", partition_name=partition)
    }

    assert known == regions.REGIONS


@pytest.mark.parametrize("field", ["Schedulers", "MinWebservers", "MaxWebservers"])
def test_the_limits_of_schedulers_and_web_servers_are_the_documented_ones(field: str) -> None:
    text = documented(field)
    (least, most) = re.findall(r"from (\d) to (\d)", text)[0]
    default, micro = re.findall(
        r"[Dd]efaults to (\d) for all environment sizes except mw1\.micro, which defaults to (\d)", text
    )[0]

    for name, environment_class in environment_classes.CLASSES.items():
        limits = environment_class.schedulers if field == "Schedulers" else environment_class.webservers
        is_micro = name == "mw1.micro"
        assert limits.least == int(micro if is_micro else default)
        assert limits.most == int(micro if is_micro else most)
        assert is_micro or limits.least == int(least)


def test_the_default_access_mode_is_the_oldest_one() -> None:
    assert access_modes.DEFAULT is AccessMode.PRIVATE_ONLY


@pytest.mark.parametrize(
    ("name", "bound", "fact"),
    [
        ("EnvironmentName", "max", quotas.NAME_LENGTH),
        ("TagMap", "max", quotas.TAGS),
        ("SubnetList", "min", quotas.SUBNETS),
        ("SubnetList", "max", quotas.SUBNETS),
        ("SecurityGroupList", "max", quotas.SECURITY_GROUPS),
        ("ListEnvironmentsInputMaxResultsInteger", "max", quotas.PAGE_SIZE),
    ],
)
def test_a_quota_is_the_bound_of_its_shape(name: str, bound: str, fact: int) -> None:
    assert shape(name).metadata[bound] == fact


@pytest.mark.parametrize(
    "name", ["a", "Z", "a-b_c", "A9", "9a", "-a", "_a", "", "a b", "a.b", "ä", "a" * 80, "a" * 81, "a\n"]
)
def test_the_pattern_of_a_name_takes_what_the_api_takes(name: str) -> None:
    limits = shape("EnvironmentName").metadata
    accepted = limits["min"] <= len(name) <= limits["max"] and re.fullmatch(limits["pattern"], name, re.ASCII)

    assert bool(re.fullmatch(names.ENVIRONMENT_NAME, name)) is bool(accepted)


@pytest.mark.parametrize(
    "start",
    [
        *(f"{day}:03:30" for day in ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")),
        "SUN:00:00", "SUN:23:30", "SUN:24:00", "SUN:03:15", "SUN:3:00", "sun:03:00", "DAY:03:00", "SUN", "",
        "XSUN:03:00",
    ],
)  # fmt: skip
def test_the_pattern_of_a_maintenance_window_takes_what_the_api_takes(start: str) -> None:
    limits = shape("WeeklyMaintenanceWindowStart").metadata
    accepted = limits["min"] <= len(start) <= limits["max"] and re.fullmatch(limits["pattern"], start)

    assert bool(re.fullmatch(names.MAINTENANCE_WINDOW, start)) is bool(accepted)


def test_an_endpoint_service_of_the_facts_is_one_of_the_api() -> None:
    service = f"com.amazonaws.vpce.us-east-1.{names.ENDPOINT_SERVICE_PREFIX}0a1b2c3d4e5f60718"

    assert re.fullmatch(shape("VpcEndpointServiceName").metadata["pattern"], service)


def test_every_region_of_every_partition_is_known() -> None:
    known = {
        partition: set(SESSION.get_available_regions("ec2", partition_name=partition))
        for partition in SESSION.get_available_partitions()
    }

    assert {partition: set(regions_of) for partition, regions_of in regions.PARTITIONS.items()} == known
