"""Changes of an environment that is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws.faults import FaultPlan
from mwaa_tf.local_aws.services import mwaa
from mwaa_tf.local_aws.services.mwaa.checks.version import check_strategy
from mwaa_tf.local_aws.services.mwaa.exceptions import ValidationException
from tests.local_aws.services.mwaa.support import DATA, Place, pass_by, trust


def update(place: Place, **changes: Any) -> None:
    place.mwaa.update_environment(Name=place.name, **changes)


def refusal(place: Place, **changes: Any) -> str:
    with pytest.raises(place.mwaa.exceptions.ValidationException) as caught:
        update(place, **changes)
    return str(caught.value.response["Error"]["Message"])


def test_a_change_is_there_when_the_update_is_over(place: Place) -> None:
    place.available()

    update(place, MaxWorkers=20, WorkerReplacementStrategy="GRACEFUL")

    environment = place.get()
    assert (environment["Status"], environment["MaxWorkers"]) == ("UPDATING", 10)
    assert environment["LastUpdate"]["Status"] == "PENDING"
    pass_by(minutes=20)
    environment = place.get()
    assert (environment["Status"], environment["MaxWorkers"]) == ("AVAILABLE", 20)
    assert environment["LastUpdate"]["Status"] == "SUCCESS"
    assert environment["LastUpdate"]["WorkerReplacementStrategy"] == "GRACEFUL"
    assert environment["LastUpdate"]["CreatedAt"] > environment["CreatedAt"]


def test_what_the_change_does_not_name_stays(place: Place) -> None:
    before = place.available(AirflowConfigurationOptions={"core.default_timezone": "utc"})

    update(place, LoggingConfiguration={"WorkerLogs": {"Enabled": True, "LogLevel": "ERROR"}})

    pass_by(minutes=20)
    after = place.get()
    changed = {member for member in after if after[member] != before[member]}
    assert changed == {"LastUpdate", "LoggingConfiguration"}
    assert after["LoggingConfiguration"]["TaskLogs"] == before["LoggingConfiguration"]["TaskLogs"]
    assert after["LoggingConfiguration"]["WorkerLogs"]["LogLevel"] == "ERROR"
    groups = place.aws.client("logs", DATA).describe_log_groups(logGroupNamePrefix=f"airflow-{place.name}-Worker")
    assert len(groups["logGroups"]) == 1


def test_options_are_replaced_as_a_whole(place: Place) -> None:
    place.available(AirflowConfigurationOptions={"core.default_timezone": "utc"})

    update(place, AirflowConfigurationOptions={"celery.worker_autoscale": "5,5"})

    pass_by(minutes=20)
    assert place.get()["AirflowConfigurationOptions"] == {"celery.worker_autoscale": "5,5"}


def test_an_empty_path_takes_a_file_away(place: Place) -> None:
    place.put("plugins.zip")
    assert "PluginsS3ObjectVersion" in place.available(PluginsS3Path="plugins.zip")

    update(place, PluginsS3Path="")

    pass_by(minutes=20)
    assert not {"PluginsS3Path", "PluginsS3ObjectVersion"} & set(place.get())


def test_a_moved_file_comes_in_its_present_version(place: Place) -> None:
    place.put("old.txt")
    place.available(RequirementsS3Path="old.txt")
    version = place.put("new.txt")

    update(place, RequirementsS3Path="new.txt")

    pass_by(minutes=20)
    assert place.get()["RequirementsS3ObjectVersion"] == version


@pytest.mark.parametrize(
    "missing",
    [{"RequirementsS3Path": "nowhere.txt"}, {"RequirementsS3ObjectVersion": "0"}],
    ids=["path", "version"],
)
def test_an_update_with_a_missing_file_is_rolled_back(place: Place, missing: dict[str, str]) -> None:
    place.put("requirements.txt")
    before = place.available(RequirementsS3Path="requirements.txt")

    update(place, **missing, MaxWorkers=20)

    pass_by(minutes=20)
    assert place.status() == "ROLLING_BACK"
    pass_by(minutes=15)
    after = place.get()
    assert after["Status"] == "UPDATE_FAILED"
    assert after["LastUpdate"]["Status"] == "FAILED"
    assert after["LastUpdate"]["Error"]["ErrorMessage"].startswith("The requirements.txt does not exist: s3://")
    assert {**after, "LastUpdate": before["LastUpdate"], "Status": "AVAILABLE"} == before


def test_the_next_update_ends_update_failed(place: Place) -> None:
    place.available()
    update(place, RequirementsS3Path="nowhere.txt")
    pass_by(minutes=36)
    assert place.status() == "UPDATE_FAILED"

    update(place, MaxWorkers=20)

    pass_by(minutes=20)
    environment = place.get()
    assert (environment["Status"], environment["MaxWorkers"]) == ("AVAILABLE", 20)
    assert "Error" not in environment["LastUpdate"]


def test_a_new_version_of_airflow_needs_a_snapshot(place: Place) -> None:
    before = place.available(AirflowVersion="2.10.3")

    update(place, AirflowVersion="2.11.2")

    assert place.status() == "UPDATING"
    pass_by(minutes=1)
    assert place.status() == "CREATING_SNAPSHOT"
    pass_by(minutes=5)
    assert place.status() == "UPDATING"
    pass_by(minutes=20)
    after = place.get()
    assert {**before, "AirflowVersion": "2.11.2", "LastUpdate": after["LastUpdate"]} == after


@pytest.mark.parametrize(
    ("requirements", "problem"),
    [
        (
            "--constraint https://raw.githubusercontent.com/apache/airflow/constraints-2.10.3/constraints-3.11.txt\npandas",
            "it has the constraints of Airflow 2.10.3 and Python 3.11",
        ),
        (
            "--constraint=https://raw.githubusercontent.com/apache/airflow/constraints-2.11.2/constraints-3.11.txt",
            "it has the constraints of Airflow 2.11.2 and Python 3.11",
        ),
        ("pandas==2.1\napache_airflow[amazon] == 2.10.3  # ours", "it requires apache_airflow[amazon]==2.10.3"),
    ],
    ids=["constraints", "python", "airflow"],
)
def test_requirements_of_another_version_roll_an_upgrade_back(place: Place, requirements: str, problem: str) -> None:
    place.s3.put_object(Bucket=place.bucket_name, Key="requirements.txt", Body=requirements)
    before = place.available(AirflowVersion="2.10.3", RequirementsS3Path="requirements.txt")

    update(place, AirflowVersion="2.11.2")

    pass_by(minutes=26)
    assert place.status() == "ROLLING_BACK"
    pass_by(minutes=45)
    after = place.get()
    assert after["LastUpdate"]["Error"]["ErrorMessage"].startswith(
        f"requirements.txt is incompatible with Airflow 2.11.2: {problem}."
    )
    assert {**after, "LastUpdate": before["LastUpdate"], "Status": "AVAILABLE"} == before


def test_requirements_of_the_new_version_come_with_it(place: Place) -> None:
    address = "https://raw.githubusercontent.com/apache/airflow/constraints-{}/constraints-{}.txt"
    bodies = [f"--constraint {address.format(*versions)}" for versions in (("2.10.3", "3.11"), ("2.11.2", "3.12"))]
    for body in bodies:
        file = place.s3.put_object(Bucket=place.bucket_name, Key="requirements.txt", Body=body)
        if body is bodies[0]:
            place.available(AirflowVersion="2.10.3", RequirementsS3Path="requirements.txt")

    update(place, AirflowVersion="2.11.2", RequirementsS3ObjectVersion=file["VersionId"])

    pass_by(minutes=26)
    assert (place.status(), place.get()["AirflowVersion"]) == ("AVAILABLE", "2.11.2")


@pytest.mark.parametrize(
    ("fault", "status"), [("2.11.2", "ROLLING_BACK"), ("any", "ROLLING_BACK"), ("3.3.1", "AVAILABLE")]
)
def test_the_fault_rollback_rolls_back_updates_to_a_version(
    place: Place, fault: str, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.available(AirflowVersion="2.10.3")
    monkeypatch.setattr(place.aws.faults, "plan", FaultPlan(rollback=fault))

    update(place, AirflowVersion="2.11.2")

    pass_by(minutes=26)
    assert place.status() == status


def test_forced_stops_tasks_and_does_not_wait(place: Place) -> None:
    place.available()
    mwaa.run_tasks(place.name, 3, timedelta(hours=2))

    update(place, MaxWorkers=20)

    assert (mwaa.running_tasks(place.name), mwaa.stopped_tasks(place.name)) == (0, 3)
    pass_by(minutes=20)
    assert place.status() == "AVAILABLE"


@pytest.mark.parametrize(("runs", "waits", "stopped"), [(2, 2, 0), (12, 12, 0), (30, 12, 1)])
def test_graceful_waits_for_tasks_up_to_12_hours(place: Place, runs: int, waits: int, stopped: int) -> None:
    place.available()
    mwaa.run_tasks(place.name, 1, timedelta(hours=runs))

    update(place, MaxWorkers=20, WorkerReplacementStrategy="GRACEFUL")

    pass_by(hours=waits, minutes=19)
    assert place.status() == "UPDATING"
    pass_by(minutes=1)
    assert (place.status(), mwaa.stopped_tasks(place.name)) == ("AVAILABLE", stopped)


def test_the_fault_tasks_lets_a_task_run_in_what_is_updated(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.available()
    monkeypatch.setattr(place.aws.faults, "plan", FaultPlan(tasks=3))

    update(place, MaxWorkers=20, WorkerReplacementStrategy="GRACEFUL")

    assert mwaa.running_tasks(place.name) == 1
    pass_by(hours=3, minutes=19)
    assert (place.status(), mwaa.running_tasks(place.name)) == ("UPDATING", 0)


def test_graceful_is_refused_where_mwaa_does_not_have_it() -> None:
    check_strategy("FORCED", "ca-west-1")
    check_strategy("GRACEFUL", "ca-central-1")
    with pytest.raises(ValidationException, match="GRACEFUL is not supported in ca-west-1"):
        check_strategy("GRACEFUL", "ca-west-1")


def test_groups_change_on_the_interfaces_too(place: Place) -> None:
    place.available(EndpointManagement="CUSTOMER")
    group_id = place.group(DATA)

    update(place, NetworkConfiguration={"SecurityGroupIds": [group_id]})

    pass_by(minutes=20)
    environment = place.get()
    assert environment["NetworkConfiguration"] == {"SubnetIds": place.subnet_ids, "SecurityGroupIds": [group_id]}
    with pytest.raises(ClientError, match="DependencyViolation"):
        place.ec2.delete_security_group(GroupId=group_id)


def test_groups_change_on_managed_endpoints_too(place: Place) -> None:
    place.create(EndpointManagement="SERVICE")
    pass_by(minutes=25)
    group_id = place.group(DATA)

    update(place, NetworkConfiguration={"SecurityGroupIds": [group_id]})

    pass_by(minutes=20)
    assert place.status() == "AVAILABLE"
    endpoints = place.ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-id", "Values": [place.vpc_id]}])["VpcEndpoints"]
    assert [[group["GroupId"] for group in endpoint["Groups"]] for endpoint in endpoints] == [[group_id]] * 2


def test_it_is_refused_unless_the_environment_is_available(place: Place) -> None:
    place.create()
    assert refusal(place, MaxWorkers=5) == "Environments with CREATING status cannot be updated."
    pass_by(minutes=8)
    assert refusal(place, MaxWorkers=5) == "Environments with PENDING status cannot be updated."
    place.endpoints(place.get())
    pass_by(minutes=17)
    update(place, MaxWorkers=5)
    assert refusal(place, MaxWorkers=6) == "Environments with UPDATING status cannot be updated."
    pass_by(minutes=20)
    place.mwaa.delete_environment(Name=place.name)
    assert refusal(place, MaxWorkers=6) == "Environments with DELETING status cannot be updated."


def test_a_major_version_changes_in_place_by_way_of_the_latest_2_11(place: Place) -> None:
    place.available(AirflowVersion="2.10.3")

    for version in ("2.11.2", "3.3.1", "2.11.0", "2.11.2", "3.0.6"):
        update(place, AirflowVersion=version)
        assert place.status() == "UPDATING"
        pass_by(minutes=26)
        assert (place.get()["AirflowVersion"], place.status()) == (version, "AVAILABLE")
    message = "cannot be updated from Airflow 3.0.6 to 2.10.3: the earlier major version it can be updated to is 2.11"
    assert message in refusal(place, AirflowVersion="2.10.3")


@pytest.mark.parametrize("version", ["2.9.2", "2.10.3", "2.11.0"])
def test_an_earlier_version_of_2_is_not_upgraded_to_3(place: Place, version: str) -> None:
    place.available(AirflowVersion=version)
    assert "update it to 2.11.2 first, or create a new environment" in refusal(place, AirflowVersion="3.2.1")


def test_it_is_checked_as_a_creation_is(place: Place) -> None:
    place.available(AirflowVersion="2.10.3")

    assert "MinWorkers (11) must not be greater than MaxWorkers (10)" in refusal(place, MinWorkers=11)
    assert "Schedulers must be 1 for mw1.micro" in refusal(place, EnvironmentClass="mw1.micro")
    assert "'sg-0' does not exist" in refusal(place, NetworkConfiguration={"SecurityGroupIds": ["sg-0"]})
    assert "cannot be updated from Airflow 2.10.3 to 3.0.6" in refusal(place, AirflowVersion="3.0.6")
    assert "Unsupported Airflow version" in refusal(place, AirflowVersion="2.10.99")
    assert "Failed to assume role" in refusal(place, ExecutionRoleArn=place.role(trust("ec2.amazonaws.com")))
    assert place.status() == "AVAILABLE"


def test_teams_come_and_go_one_by_one(place: Place) -> None:
    team = {"SourceBucketArn": f"arn:aws:s3:::{place.bucket_name}", "DagS3Path": "dags"}
    place.available(Teams={"finance": team, "science": team})

    update(
        place, Teams={"AddOrUpdate": {"science": {**team, "DagS3Path": "new"}, "sales": team}, "Remove": ["finance"]}
    )

    pass_by(minutes=20)
    teams = place.get()["Teams"]
    assert set(teams) == {"sales", "science"}
    assert teams["science"]["DagS3Path"] == "new"


def test_teams_are_added_changed_and_removed(place: Place) -> None:
    bucket = f"arn:aws:s3:::{place.bucket_name}"
    teams = {name: {"SourceBucketArn": bucket, "DagS3Path": f"dags/{name}"} for name in ("team-a", "team-b")}
    place.available(Teams=teams)
    assert place.get()["Teams"] == teams
    changed = {"SourceBucketArn": bucket, "DagS3Path": "elsewhere"}

    update(place, Teams={"AddOrUpdate": {"team-b": changed, "team-c": changed}, "Remove": ["team-a"]})

    pass_by(minutes=20)
    assert place.get()["Teams"] == {"team-b": changed, "team-c": changed}
