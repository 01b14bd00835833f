"""What is read of code, metrics and logs, from a local AWS, and what answers that are wrong become."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mwaa_tf.blueprint import Account
from mwaa_tf.doctor.collect.aws import _objects
from mwaa_tf.doctor.collect.aws.calls import Calls
from mwaa_tf.doctor.collect.aws.sections import code, logs, metrics
from mwaa_tf.doctor.collect.aws.source import AwsSource, CollectOptions
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.series import TimeSeries
from mwaa_tf.doctor.target import Target
from mwaa_tf.doctor.view.environment import EnvironmentFacts, LogSetting
from mwaa_tf.doctor.view.logs import LogExcerpt
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.mwaa.metrics import METRICS, PERIOD_SECONDS
from mwaa_tf.mwaa.names import LogType, log_group
from tests.doctor.views import DENIED, environment

BUCKET = "acme-etl"


@pytest.fixture
def account_id(local_aws: LocalAws) -> str:
    return local_aws.accounts[0]


@pytest.fixture
def s3(local_aws: LocalAws, account_id: str) -> Any:
    client = local_aws.client("s3", account_id)
    client.create_bucket(Bucket=BUCKET)
    return client


@pytest.fixture
def source(local_aws: LocalAws, account_id: str) -> Callable[..., AwsSource]:
    """The source of an environment with these facts."""

    def create(facts: EnvironmentFacts | Gap | None = None, **changes: Any) -> AwsSource:
        account = Account("participant", account_id, None, None)
        calls = Calls(account, local_aws.region, local_aws.environment(account_id), lambda: None)
        known = facts or environment(**{"bucket_arn": f"arn:aws:s3:::{BUCKET}", **changes})
        reading = Reading[EnvironmentFacts].unread(known) if isinstance(known, Gap) else Reading.of(known, "this test")
        target = Target("etl", "etl", local_aws.region, account, None)
        return AwsSource(target, calls, calls, reading, CollectOptions())

    return create


# Code


def zipped(*names: str, comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x = 1\n")
        archive.comment = comment
    return buffer.getvalue()


@pytest.mark.usefixtures("s3")
def test_without_objects_there_is_no_code(source: Callable[..., AwsSource]) -> None:
    section = code.collect(source())

    assert section.requirements.value is None
    assert section.plugins.value is None
    assert section.startup_script.value is None
    assert section.dag_folder.value.paths == ()
    assert section.lint.value == ()


def test_code_is_read_below_the_dag_folder_alone(s3: Any, source: Callable[..., AwsSource]) -> None:
    for key in ("dags/", "dags/etl.py", "dags/lib/x.py", "dags/lib/.airflowignore", "dags/data.csv", "dags2/y.py"):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"x = 1\n")

    section = code.collect(source(dags_path="dags/"))

    assert section.dag_folder.value.paths == ("data.csv", "etl.py", "lib/.airflowignore", "lib/x.py")
    assert [file.path for file in section.dag_sources.value.files] == ["lib/.airflowignore", "etl.py", "lib/x.py"]
    assert section.dag_sources.value.left_out == ()


def test_the_version_that_the_environment_names_is_read(s3: Any, source: Callable[..., AwsSource]) -> None:
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket=BUCKET, Key="requirements.txt", Body=b"old")["VersionId"]
    s3.put_object(Bucket=BUCKET, Key="requirements.txt", Body=b"new")

    section = code.collect(source(requirements_path="requirements.txt", requirements_version=first))

    assert section.requirements.value is not None
    assert section.requirements.value.data == b"old"


def test_what_is_too_large_is_named_and_not_read(
    s3: Any, source: Callable[..., AwsSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code, "MOST_FILES", 3)
    s3.put_object(Bucket=BUCKET, Key="dags/big.py", Body=b"#" * (_objects.LARGEST_TEXT + 1))
    s3.put_object(Bucket=BUCKET, Key="requirements.txt", Body=b"#" * (_objects.LARGEST_TEXT + 1))
    for name in "abcd":
        s3.put_object(Bucket=BUCKET, Key=f"dags/{name}.py", Body=b"x = 1\n")

    section = code.collect(source(requirements_path="requirements.txt"))

    assert [file.path for file in section.dag_sources.value.files] == ["a.py", "b.py", "c.py"]
    assert section.dag_sources.value.left_out == ("big.py (1.0 MiB)", "d.py (after 3 files)")
    assert section.requirements.gap is not None
    assert "more than the 1 MiB that are read" in section.requirements.gap.reason


def test_a_missing_object_is_a_gap_and_does_not_hide_the_others(s3: Any, source: Callable[..., AwsSource]) -> None:
    s3.put_object(Bucket=BUCKET, Key="startup.sh", Body=b"export A=1\n")

    section = code.collect(source(requirements_path="requirements.txt", startup_script_path="startup.sh"))

    assert section.requirements.gap is not None
    assert section.requirements.gap.kind is GapKind.ABSENT
    assert section.startup_script_error.value == ""


def test_a_bucket_that_cannot_be_listed_leaves_the_rest(source: Callable[..., AwsSource]) -> None:
    section = code.collect(source(bucket_arn="arn:aws:s3:::acme-gone", requirements_path="requirements.txt"))

    gaps = [section.requirements.gap, section.dag_folder.gap, section.dag_sources.gap, section.lint.gap]
    assert all(gap and gap.kind is GapKind.ABSENT for gap in gaps)


@pytest.mark.parametrize("size", [0, 3 * 2**20])
def test_of_an_archive_the_end_is_read(s3: Any, source: Callable[..., AwsSource], size: int) -> None:
    padding = zipfile.ZipInfo("data.bin")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(padding, b"\0" * size)
        archive.writestr("hooks/acme.py", "x = 1\n")
    s3.put_object(Bucket=BUCKET, Key="plugins.zip", Body=buffer.getvalue())

    plugins = code.collect(source(plugins_path="plugins.zip")).plugins.value

    assert plugins is not None
    assert plugins.size == len(buffer.getvalue())
    assert [(member.name, member.size) for member in plugins.members] == [("data.bin", size), ("hooks/acme.py", 6)]
    assert plugins.problem == ""


@pytest.mark.parametrize(
    "contents",
    [
        b"",
        b"PK",
        b"not a zip",
        zipped("a.py")[:-10],
        b"\0" * 3000,
        zipped("a.py").replace(b"PK\x01\x02", b"PK\x09\x09"),
    ],
)
def test_what_is_no_archive_is_said_and_never_raised(
    s3: Any, source: Callable[..., AwsSource], contents: bytes
) -> None:
    s3.put_object(Bucket=BUCKET, Key="plugins.zip", Body=contents)

    plugins = code.collect(source(plugins_path="plugins.zip")).plugins.value

    assert plugins is not None
    assert plugins.problem != ""


def test_a_directory_larger_than_what_is_read_is_not_checkable(
    s3: Any, source: Callable[..., AwsSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_objects, "_DIRECTORY", 200)
    s3.put_object(Bucket=BUCKET, Key="plugins.zip", Body=zipped(*(f"module_{number}.py" for number in range(50))))

    gap = code.collect(source(plugins_path="plugins.zip")).plugins.gap

    assert gap is not None
    assert "the directory of plugins.zip is larger than" in gap.reason


def test_names_in_an_archive_are_kept_as_they_are(s3: Any, source: Callable[..., AwsSource]) -> None:
    s3.put_object(Bucket=BUCKET, Key="plugins.zip", Body=zipped("../a.py", "/etc/x", "b\\c.py"))

    plugins = code.collect(source(plugins_path="plugins.zip")).plugins.value

    assert plugins is not None
    assert [member.name for member in plugins.members] == ["../a.py", "/etc/x", "b\\c.py"]


def test_a_body_that_ends_early_is_a_gap() -> None:
    class Cut:
        def read(self) -> bytes:
            raise ConnectionResetError("connection reset")

        def close(self) -> None:
            pass

    with pytest.raises(ValueError, match="could not be read to its end: connection reset"):
        _objects._contents({"ContentLength": 3, "Body": Cut()})


@pytest.mark.parametrize("collect", [code.collect, logs.collect, metrics.collect])
def test_without_an_environment_nothing_is_asked(
    local_aws: LocalAws, source: Callable[..., AwsSource], collect: Callable[[AwsSource], Any]
) -> None:
    before = len(local_aws.record)

    section = collect(source(DENIED))

    assert {reading.gap for name in section.__slots__ if (reading := getattr(section, name))} == {DENIED}
    assert len(local_aws.record) == before


# Metrics

START = datetime(2026, 11, 27, tzinfo=UTC)


def answered(key: str, values: dict[int, float], status: str = "Complete", **members: Any) -> dict[str, Any]:
    """A result with values so many minutes after the start."""
    times = [START + timedelta(minutes=minutes) for minutes in values]
    return {"Id": key, "Timestamps": times, "Values": list(values.values()), "StatusCode": status, **members}


def test_one_call_reads_all_metrics(local_aws: LocalAws, source: Callable[..., AwsSource], account_id: str) -> None:
    cloudwatch = local_aws.client("cloudwatch", account_id)
    cloudwatch.put_metric_data(
        Namespace="AmazonMWAA",
        MetricData=[
            {
                "MetricName": "DagBagSize",
                "Dimensions": [
                    {"Name": "Environment", "Value": "etl"},
                    {"Name": "Function", "Value": "DAG Processing"},
                ],
                "Timestamp": datetime.now(UTC) - timedelta(minutes=30),
                "Value": 12,
            }
        ],
    )
    before = len([call for call in local_aws.record if call.action == "GetMetricData"])

    section = metrics.collect(source())

    assert section.series.value.keys() == METRICS.keys()
    assert section.of("dag_bag_size").latest == 12
    assert section.of("queued_tasks").known == ()
    assert len([call for call in local_aws.record if call.action == "GetMetricData"]) == before + 1


def test_values_stand_in_their_periods_whatever_their_order() -> None:
    series = dict(
        metrics._series(
            {
                "MetricDataResults": [
                    answered("dag_bag_size", {10: 2.0, 0: 1.0}),
                    answered("dag_bag_size", {175: 3.0, 180: 4.0, -5: 9.0}),
                ]
            },
            START,
        )
    )["dag_bag_size"]

    assert isinstance(series, TimeSeries)
    assert series.values[:3] == (1.0, None, 2.0)
    assert series.values[-1] == 3.0
    assert len(series.values) == 36
    assert series.latest == 3.0


@pytest.mark.parametrize("status", ["PartialData", "InternalError", "Forbidden", "SomethingNew"])
def test_a_metric_that_is_not_complete_is_a_gap_and_the_others_are_there(status: str) -> None:
    results = [
        answered("dag_bag_size", {0: 1.0}, status, Messages=[{"Code": "X", "Value": "try\nlater"}]),
        answered("queued_tasks", {0: 2.0}),
    ]
    series = dict(metrics._series({"MetricDataResults": results}, START))

    assert series["dag_bag_size"] == Gap(
        GapKind.UNAVAILABLE, f"CloudWatch could not answer for the DAGs: {status} (try later)"
    )
    assert isinstance(series["queued_tasks"], TimeSeries)
    assert series["running_tasks"] == Gap(GapKind.NOT_UNDERSTOOD, "CloudWatch answered nothing about the running tasks")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"MetricDataResults": [answered("another", {})]},
        {"MetricDataResults": [{"Id": "queued_tasks"}]},
        {"MetricDataResults": [{**answered("queued_tasks", {0: 1.0}), "Values": []}]},
    ],
)
def test_an_answer_that_is_not_understood_is_none(answer: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        dict(metrics._series(answer, START))


def test_the_last_period_is_the_one_that_has_not_ended() -> None:
    assert metrics._end(datetime(2026, 11, 27, 3, 12, 44, tzinfo=UTC)) == datetime(2026, 11, 27, 3, 15, tzinfo=UTC)
    assert metrics._end(datetime(2026, 11, 27, 3, 15, tzinfo=UTC)) == datetime(2026, 11, 27, 3, 20, tzinfo=UTC)


def test_three_hours_are_whole_periods_and_within_what_a_call_may_answer() -> None:
    values = metrics._WINDOW.total_seconds() / PERIOD_SECONDS * len(METRICS)

    assert metrics._WINDOW.total_seconds() % PERIOD_SECONDS == 0
    assert len(METRICS) <= 500
    assert values <= 100_800


# Logs


def settings(*types: LogType, group: str = "") -> dict[str, LogSetting]:
    return {
        log: LogSetting(True, "INFO", f"arn:aws:logs:us-east-1:1:log-group:{group or log_group('etl', log)}:*")
        for log in types
    }


def test_errors_of_the_last_hour_are_read_masked_and_the_last_first(
    local_aws: LocalAws, source: Callable[..., AwsSource], account_id: str
) -> None:
    client, group, now = local_aws.client("logs", account_id), log_group("etl", LogType.TASK), int(time.time() * 1000)
    client.create_log_group(logGroupName=group)
    client.create_log_stream(logGroupName=group, logStreamName="x")
    messages = [
        (now - 7_000_000, "ERROR - two hours ago"),
        (now - 60_000, "INFO - all is well"),
        (now - 50_000, "ERROR - first"),
        (now - 40_000, "ERROR - password=hunter2hunter2\x1b[31m\nTraceback (most recent call last):\nKeyError: 'a'"),
    ]
    client.put_log_events(
        logGroupName=group,
        logStreamName="x",
        logEvents=[{"timestamp": at, "message": message} for at, message in messages],
    )

    excerpt = logs.collect(source(logs=settings(LogType.TASK))).excerpts.value[LogType.TASK]

    assert isinstance(excerpt, LogExcerpt)
    assert excerpt.exists
    assert [event.text.partition("\n")[0] for event in excerpt.errors] == [
        "ERROR - password=(masked)",
        "ERROR - first",
    ]
    assert "hunter2" not in repr(excerpt)
    assert "\x1b" not in repr(excerpt.errors[0].text)


def test_a_log_group_that_does_not_exist_is_a_fact(source: Callable[..., AwsSource]) -> None:
    excerpts = logs.collect(source(logs=settings(LogType.TASK))).excerpts.value

    assert excerpts[LogType.TASK] == LogExcerpt("airflow-etl-Task", exists=False)


def test_logs_that_are_disabled_are_not_asked_for(source: Callable[..., AwsSource], local_aws: LocalAws) -> None:
    before = len(local_aws.record)
    section = logs.collect(source(logs=dict.fromkeys(LogType, LogSetting(False, "INFO", ""))))

    assert section.excerpts.value == {}
    assert [call.action for call in list(local_aws.record)[before:]] == []


@pytest.mark.parametrize("setting", [None, LogSetting(None, "INFO", "")], ids=["no setting", "neither on nor off"])
def test_a_log_of_which_nothing_says_whether_it_is_on_is_a_gap(
    source: Callable[..., AwsSource], setting: LogSetting | None
) -> None:
    settings: dict[str, LogSetting] = dict.fromkeys(LogType, LogSetting(False, "INFO", ""))
    del settings[LogType.TASK]
    excerpts = logs.collect(source(logs=settings | ({LogType.TASK: setting} if setting else {}))).excerpts.value

    assert {log: gap.reason for log, gap in excerpts.items() if isinstance(gap, Gap)} == {
        "TaskLogs": "GetEnvironment does not say whether TaskLogs are on, and at which level"
    }


def test_a_log_without_a_group_is_a_gap(source: Callable[..., AwsSource]) -> None:
    excerpt = logs.collect(source(logs={LogType.TASK: LogSetting(True, "INFO", "")})).excerpts.value[LogType.TASK]

    assert isinstance(excerpt, Gap)
