"""The facts among themselves, and the questions that they answer."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import botocore.session  # type: ignore[import-untyped]
import pytest

from mwaa_tf import mwaa, versions
from mwaa_tf.mwaa import (
    access_modes,
    addresses,
    airflow_versions,
    endpoint_services,
    environment_classes,
    names,
    principals,
    regions,
    terraform_versions,
)
from mwaa_tf.mwaa.access_modes import AccessMode
from mwaa_tf.mwaa.environment_classes import Limits
from mwaa_tf.mwaa.status import Status


def test_the_facts_import_nothing_of_the_project_but_each_other() -> None:
    imported = set()
    for file in Path(mwaa.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
            elif isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}

    assert [name for name in imported if name.startswith("mwaa_tf") and not name.startswith("mwaa_tf.mwaa")] == []


def test_every_status_is_final_or_busy_or_waits() -> None:
    for status in Status:
        assert [status.is_final, status.is_busy, status.waits_for_endpoints].count(True) == 1, status


def test_only_what_is_not_busy_takes_updates() -> None:
    assert {status for status in Status if status.takes_updates} == {Status.AVAILABLE, Status.UPDATE_FAILED}
    assert not any(status.takes_updates and status.is_busy for status in Status)


def test_ready_is_what_the_service_model_calls_ready_to_use() -> None:
    model = botocore.session.get_session().get_service_model("mwaa").shape_for("Environment").members["Status"]
    meanings = dict(re.findall(r"<code>([A-Z_]+)</code> - (.*?)</p>", model.documentation))

    assert meanings.keys() == set(Status)
    assert {status for status in Status if status.is_ready} == {
        status for status, meaning in meanings.items() if "ready to use" in meaning
    }


def test_what_is_ready_for_updates_serves_the_ui() -> None:
    assert all(status.serves_ui for status in Status if status.takes_updates)
    assert not any(Status[name].serves_ui for name in ("CREATING", "PENDING", "CREATE_FAILED", "DELETING", "DELETED"))


@pytest.mark.parametrize(
    ("mode", "private", "public"),
    [
        (AccessMode.PRIVATE_ONLY, True, False),
        (AccessMode.PUBLIC_ONLY, False, True),
        (AccessMode.PUBLIC_AND_PRIVATE, True, True),
    ],
)
def test_an_access_mode_says_where_the_web_server_is_reached(mode: AccessMode, private: bool, public: bool) -> None:
    assert (mode.has_private_endpoint, mode.is_public) == (private, public)


def test_releases_are_listed_the_latest_first_under_their_own_name() -> None:
    numbers = [release.numbers for release in airflow_versions.RELEASES.values()]

    assert numbers == sorted(numbers, reverse=True)
    assert all(name == release.version for name, release in airflow_versions.RELEASES.items())
    assert airflow_versions.RELEASES[airflow_versions.LATEST].end_of_support is None


def test_what_has_ended_is_not_offered() -> None:
    ended = [release.version for release in airflow_versions.RELEASES.values() if release.end_of_support]

    assert ended == ["2.6.3", "2.5.1", "2.4.3"]
    assert set(airflow_versions.OFFERED) == set(airflow_versions.RELEASES) - set(ended)


def test_every_version_with_a_new_behaviour_is_no_older_than_what_it_belongs_to() -> None:
    offered = {airflow_versions.numbers(version) for version in airflow_versions.OFFERED}

    assert access_modes.PUBLIC_AND_PRIVATE_SINCE in offered
    assert access_modes.WORKERS_CALL_WEBSERVER_SINCE < access_modes.PUBLIC_AND_PRIVATE_SINCE


def test_a_version_that_is_no_number_is_an_error() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        airflow_versions.numbers("latest")


def test_classes_grow_in_what_they_can_do() -> None:
    classes = list(environment_classes.CLASSES.values())

    assert [item.dags for item in classes] == sorted(item.dags for item in classes)
    assert [item.tasks_per_worker for item in classes] == sorted(item.tasks_per_worker for item in classes)
    assert environment_classes.DEFAULT in environment_classes.CLASSES
    assert [item.name for item in classes if item.default_schedulers == 1] == ["mw1.micro"]
    assert [item.name for item in classes if item.default_webservers == 1] == ["mw1.micro"]


@pytest.mark.parametrize(
    ("limits", "inside", "outside", "text"),
    [(Limits(2, 5), (2, 3, 5), (1, 6, None, "2"), "2 to 5"), (Limits(1, 1), (1,), (0, 2), "1")],
)
def test_limits_know_what_is_inside(
    limits: Limits, inside: tuple[int, ...], outside: tuple[object, ...], text: str
) -> None:
    assert all(count in limits for count in inside)
    assert not any(count in limits for count in outside)
    assert str(limits) == text


@pytest.mark.parametrize("region", sorted(regions.REGIONS))
def test_every_region_has_a_prefix_of_its_zones(region: str) -> None:
    prefix = regions.zone_prefix(region)

    assert prefix is not None
    assert prefix[-1] == region[-1]


@pytest.mark.parametrize(
    ("region", "prefix"),
    [
        ("us-east-1", "use1"),
        ("ap-northeast-1", "apne1"),
        ("us-gov-west-1", "usgw1"),
        ("ca-central-1", "cac1"),
        ("cn-northwest-1", "cnnw1"),
        ("xx-unknown-1", None),
        ("nowhere", None),
    ],
)
def test_zones_are_named_after_their_region(region: str, prefix: str | None) -> None:
    assert regions.zone_prefix(region) == prefix


def test_no_two_regions_share_the_prefix_of_their_zones() -> None:
    prefixes = [regions.zone_prefix(region) for region in regions.REGIONS]

    assert len(set(prefixes)) == len(prefixes)


def test_exceptions_are_of_regions_that_mwaa_has() -> None:
    assert regions.WITHOUT_AIRFLOW_OPS < regions.REGIONS
    prefixes = {regions.zone_prefix(region) for region in regions.REGIONS}
    assert {zone.partition("-")[0] for zone in regions.UNSUPPORTED_ZONES} <= prefixes


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("us-east-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("us-iso-east-1", "aws-iso"),
        ("eusc-de-east-1", "aws-eusc"), ("us-esat-1", None), ("us-east-11", None),
    ],
)  # fmt: skip
def test_a_region_belongs_to_a_partition(region: str, partition: str | None) -> None:
    assert regions.partition_of(region) == partition


def test_mwaa_exists_in_regions_of_aws() -> None:
    assert set(regions.ALL_REGIONS) > regions.REGIONS
    assert len(set(regions.ALL_REGIONS)) == len(regions.ALL_REGIONS)


@pytest.mark.parametrize(("prefix", "usable"), [(16, 65531), (24, 251), (27, 27), (28, 11), (30, 0), (32, 0)])
def test_aws_keeps_five_addresses_of_a_subnet(prefix: int, usable: int) -> None:
    assert addresses.usable(prefix) == usable


@pytest.mark.parametrize(("containers", "per_subnet"), [(0, 0), (1, 1), (2, 1), (23, 12), (24, 12)])
def test_containers_are_spread_over_two_subnets(containers: int, per_subnet: int) -> None:
    assert addresses.per_subnet(containers) == per_subnet


def test_an_update_doubles_the_workers_and_nothing_else() -> None:
    assert addresses.Containers(schedulers=2, webservers=3, workers=10).during_update == 25


@pytest.mark.parametrize(("partition", "suffix"), [("aws", "amazonaws.com"), ("aws-cn", "amazonaws.com.cn")])
def test_china_has_a_domain_of_its_own(partition: str, suffix: str) -> None:
    assert regions.dns_suffix(partition) == suffix


def test_exceptions_among_the_services_are_among_the_services() -> None:
    required = set(endpoint_services.REQUIRED)

    assert list(endpoint_services.REQUIRED) == sorted(required)
    assert required >= endpoint_services.GATEWAY | endpoint_services.UNDOCUMENTED | {endpoint_services.AIRFLOW_OPS}
    assert not required & set(endpoint_services.SESSION_MANAGER)


def test_a_log_group_is_named_after_environment_and_log() -> None:
    groups = {names.log_group("etl", log) for log in names.LogType}

    assert len(groups) == len(names.LogType)
    assert names.log_group("etl", names.LogType.DAG_PROCESSING) == "airflow-etl-DAGProcessing"
    assert {names.environment_of_log_group(group) for group in groups} == {"etl"}


@pytest.mark.parametrize("name", ["airflow-etl", "airflow-etl-Audit", "airflow--Task", "my-airflow-etl-Task", "Task"])
def test_another_log_group_is_of_no_environment(name: str) -> None:
    assert names.environment_of_log_group(name) is None


def test_an_execution_role_trusts_services() -> None:
    assert len(set(principals.EXECUTION_ROLE)) == 2
    assert all(principal.endswith(".amazonaws.com") for principal in principals.EXECUTION_ROLE)


@pytest.mark.parametrize(
    ("constraint", "oldest", "older"),
    [(terraform_versions.TERRAFORM, "1.10.0", "1.9.8"), (terraform_versions.AWS_PROVIDER, "5.68.0", "5.67.0")],
)
def test_the_oldest_version_is_allowed_and_none_before_it(constraint: str, oldest: str, older: str) -> None:
    first, before = versions.parse(oldest), versions.parse(older)

    assert first is not None
    assert before is not None
    assert versions.satisfies(first, constraint)
    assert not versions.satisfies(before, constraint)
