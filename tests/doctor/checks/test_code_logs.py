"""Checks of logs, on events made by hand, with the messages of Airflow, Celery, pip, botocore and MWAA's images."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mwaa_tf.doctor import EnvironmentView, targets_of
from mwaa_tf.doctor.checks.code._error_groups import headline
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view.environment import LogSetting
from mwaa_tf.doctor.view.logs import LogExcerpt
from mwaa_tf.mwaa.log_errors import CAUSES, FILTER, cause_of, is_error
from mwaa_tf.mwaa.names import LogType
from tests.doctor.code_views import logged
from tests.doctor.views import DENIED, findings, gaps, problems
from tests.support import deployment

TRACEBACK = """[2026-11-27T03:12:01.120+0000] {{taskinstance.py:3313}} ERROR - Task failed with exception
Traceback (most recent call last):
  File "/usr/local/airflow/dags/etl.py", line 12, in load
    client.get_object(Bucket="raw", Key="a.csv")
{error}"""

#: Real messages, and the cause of each.
MESSAGES = [
    ("ERROR: Could not find a version that satisfies the requirement acme==9 (from versions: none)", "requirements"),
    ("ERROR: No matching distribution found for acme==9", "requirements"),
    (
        "ERROR: pip installation exited with a non-zero error code. This could be the result of package conflict.",
        "requirements",
    ),
    (
        "WARNING: Retrying (Retry(total=4)) after connection broken by 'ConnectTimeoutError(<x>, 'Connection to "
        "pypi.org timed out. (connect timeout=15)')': /simple/boto3/",
        "index",
    ),
    (
        "[2026-11-27, 03:12:01 UTC] {local_task_job_runner.py:266} INFO - Task exited with return code "
        "Negsignal.SIGKILL",
        "memory",
    ),
    ("[2026-11-27, 03:12:01 UTC] {local_task_job_runner.py:266} INFO - Task exited with return code -9", "memory"),
    ("billiard.exceptions.WorkerLostError: Worker exited prematurely: signal 9 (SIGKILL) Job: 12.", "memory"),
    ('{"level": "critical", "event": "Process terminated by signal. Likely out of memory error."}', "memory"),
    (TRACEBACK.format(error="MemoryError"), "memory"),
    ("billiard.exceptions.WorkerLostError: Worker exited prematurely: exitcode 0 Job: 3.", "process ended"),
    (
        "[2026-11-27T03:12:01.120+0000] {scheduler_job_runner.py:768} ERROR - Executor reports task instance "
        "<TaskInstance: etl.load manual [queued]> finished (failed) although the task says it's queued. (Info: None) "
        "Was the task killed externally?",
        "outside of Airflow",
    ),
    ("*** Could not read remote logs from log_group: airflow-etl-Task log_stream: x. Error", "logs of tasks"),
    (TRACEBACK.format(error="OSError: [Errno 28] No space left on device: '/tmp/x'"), "disk"),
    (
        "airflow.exceptions.AirflowTaskTimeout: DagBag import timeout for /usr/local/airflow/dags/etl.py after 30.0s.",
        "too long to import",
    ),
    (TRACEBACK.format(error="ModuleNotFoundError: No module named 'snowflake'"), "module cannot"),
    (TRACEBACK.format(error="ImportError: cannot import name 'days_ago' from 'airflow.utils.dates'"), "module cannot"),
    (
        "[2026-11-27T03:12:01.120+0000] {dagbag.py:347} ERROR - Failed to import: /usr/local/airflow/dags/etl.py",
        "DAG file cannot",
    ),
    (
        TRACEBACK.format(
            error="botocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the "
            "StartJobRun operation: User: arn:aws:sts::222222222222:assumed-role/etl/x is not authorized to perform: "
            "glue:StartJobRun"
        ),
        "access denied",
    ),
    (
        TRACEBACK.format(
            error="botocore.exceptions.ClientError: An error occurred (ThrottlingException) when calling the GetJobRun "
            "operation (reached max retries: 4): Rate exceeded"
        ),
        "throttled",
    ),
    (
        'sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection to server at "x", port 5432 failed: '
        "Connection timed out",
        "metadata database",
    ),
    ("psycopg2.OperationalError: server closed the connection unexpectedly", "metadata database"),
    (
        'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://sqs.us-east-1.'
        'amazonaws.com/"',
        "endpoint of AWS",
    ),
    ("[ERROR] Failed to load environment variables from startup script. Please verify it.", "startup script"),
    (
        "[2026-11-27T03:12:01.120+0000] {scheduler_job_runner.py:1741} ERROR - Detected zombie job: "
        "{'full_filepath': 'x'}",
        "heartbeat",
    ),
    (
        "[2026-11-27T03:12:01.120+0000] {scheduler_job_runner.py:2011} ERROR - Detected a task instance without a "
        "heartbeat: {'DAG Id': 'etl'}",
        "heartbeat",
    ),
]


@pytest.mark.parametrize(("message", "cause"), MESSAGES)
def test_a_real_message_has_its_cause(message: str, cause: str) -> None:
    found = cause_of(message)

    assert is_error(message)
    assert found is not None
    assert cause in found.name


def test_every_cause_has_a_message() -> None:
    assert {cause_of(message) for message, _ in MESSAGES} == set(CAUSES)


@pytest.mark.parametrize(("message", "cause"), MESSAGES)
def test_the_filter_of_cloudwatch_lets_each_message_through(message: str, cause: str) -> None:
    terms = [term.strip('?"') for term in FILTER.replace('?"', '\n?"').replace(" ?", "\n?").splitlines()]

    assert any(term.strip().strip('"') in message for term in terms), cause


@pytest.mark.parametrize(
    "message",
    [
        "[2026-11-27T03:12:01.120+0000] {scheduler_job_runner.py:12} INFO - Sending a heartbeat",
        "[2026-11-27T03:12:01.120+0000] {taskinstance.py:12} WARNING - retries left: 3",
        '{"level": "info", "event": "Task error_report finished"}',
        "INFO - uploaded errors.csv",
    ],
)
def test_other_messages_are_no_errors(message: str) -> None:
    assert not is_error(message)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (TRACEBACK.format(error="KeyError: 'a'"), "KeyError: 'a'"),
        ("[2026-11-27T03:12:01.120+0000] {views.py:12} ERROR - out of widgets", "out of widgets"),
        ("[2026-11-27 03:12:01,120: ERROR/MainProcess] Task handler raised", "Task handler raised"),
        ("ERROR: No matching distribution found for x", "No matching distribution found for x"),
        (json.dumps({"level": "error", "event": "Task failed"}), "Task failed"),
        (
            json.dumps({"event": "Failed", "error_detail": [{"exc_type": "KeyError", "exc_value": "'a'"}]}),
            "KeyError: 'a'",
        ),
        ("{not JSON} ERROR - broken", "broken"),
        ('{"event": 7}', "7"),
        ('{"error_detail": "text", "event": "x"}', "x"),
        ("", ""),
        ("x" * 500, "x" * 159 + "…"),
    ],
)
def test_the_line_that_says_what_is_wrong_is_shown(text: str, line: str) -> None:
    assert headline(text) == line


def test_errors_that_differ_in_numbers_are_one() -> None:
    messages = [
        f"[2026-11-27T03:12:{second}.120+0000] {{x.py:{second}}} ERROR - run {second}4b6c-11 of 0xdead{second} failed"
        for second in range(10, 30)
    ]
    (finding,) = findings("code.other-errors", logged({LogType.TASK: messages}))

    assert finding.message == "run 104b6c-11 of 0xdead10 failed (TaskLogs, 20 times in an hour)"
    assert finding.fix == "read airflow-analytics-data-etl-Task in CloudWatch at 03:12:00 UTC"
    assert finding.subject == "airflow-analytics-data-etl-Task"


def test_a_cause_is_one_finding_over_all_logs() -> None:
    view = logged(
        {
            LogType.TASK: [
                TRACEBACK.format(error=f"ModuleNotFoundError: No module named 'm{number}'") for number in "ab"
            ],
            LogType.DAG_PROCESSING: ["ModuleNotFoundError: No module named 'c'"],
        }
    )

    (finding,) = findings("code.known-errors", view)
    assert finding.message.startswith("A module cannot be imported: ModuleNotFoundError: No module named ")
    assert finding.message.endswith("3 times in an hour)")
    assert finding.result.value == "failure"
    assert problems("code.other-errors", view) == []


def test_what_is_tried_again_is_a_warning() -> None:
    view = logged({LogType.TASK: ["ERROR - An error occurred (ThrottlingException): Rate exceeded"]})

    assert [finding.result.value for finding in findings("code.known-errors", view)] == ["warning"]


def test_of_many_kinds_of_errors_the_most_frequent_are_shown() -> None:
    kinds = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"]
    messages = [f"ERROR - {kind} is broken" for place, kind in enumerate(kinds) for _ in range(place + 1)]

    shown = problems("code.other-errors", logged({LogType.WORKER: messages}))

    assert [message.partition(" ")[0] for message in shown] == ["eta", "zeta", "epsilon", "delta", "gamma", "3"]
    assert shown[-1] == "3 other errors of 2 kinds in the last hour."

    shown = problems("code.other-errors", logged({LogType.WORKER: messages[1:]}))
    assert shown[-1] == "2 other errors of 1 kind in the last hour."


@pytest.mark.parametrize("id", ["code.known-errors", "code.log-groups"])
def test_a_log_that_cannot_be_read_does_not_hide_the_others(id: str) -> None:
    view = logged({LogType.TASK: DENIED, LogType.WORKER: ["ERROR - Rate exceeded"]})

    assert gaps(id, view) == [DENIED.reason]
    assert bool(problems(id, view)) is (id == "code.known-errors")


def test_half_an_hour_of_a_log_is_not_all_of_it() -> None:
    partial = LogExcerpt("airflow-x-Task", exists=True, is_complete=False)

    assert gaps("code.known-errors", logged({LogType.TASK: partial})) == [
        "TaskLogs has more in the last hour than is read; see airflow-x-Task in CloudWatch"
    ]


def test_a_log_group_that_is_missing_is_a_failure_once_the_environment_is_available() -> None:
    missing = {LogType.TASK: LogExcerpt("airflow-x-Task", exists=False)}

    assert problems("code.log-groups", logged(missing)) == [
        "TaskLogs is enabled, but the log group airflow-x-Task does not exist."
    ]
    assert problems("code.log-groups", logged(missing, status="CREATING")) == []


def with_logging(logging: dict[str, str] | None, **settings: LogSetting) -> EnvironmentView:
    """An environment whose logs are as ``settings``, all others at INFO, and a configuration that has ``logging``."""
    logs = {log: settings.get(log.name.lower(), LogSetting(True, "INFO", "x")) for log in LogType}
    view = logged({}, logs=logs)
    if logging is None:
        return replace(view, target=replace(view.target, deployment=None, settings=None))
    participant = {"name": "data", "account_id": "222222222222", "environments": [{"name": "etl", "logging": logging}]}
    return replace(view, target=targets_of(deployment(participants=[participant]))[0])


OFF = LogSetting(False, "INFO", "")


@pytest.mark.parametrize("logging", [None, {}], ids=["without a configuration", "configured on"])
def test_logs_that_are_off_without_a_configuration_that_says_so_are_a_warning(logging: dict[str, str] | None) -> None:
    view = with_logging(logging, scheduler=OFF, task=LogSetting(True, "ERROR", "x"))

    assert problems("code.logs-enabled", view) == [
        "SchedulerLogs are off: nothing will tell what happened there.",
        "TaskLogs are at ERROR: the UI shows no output of tasks.",
    ]


@pytest.mark.parametrize("log", [LogSetting(None, "INFO", "x"), LogSetting(True, "", "x")])
def test_logs_of_which_nothing_says_whether_they_are_on_are_not_checkable(log: LogSetting) -> None:
    view = with_logging(None, task=log)

    assert problems("code.logs-enabled", view) == []
    assert gaps("code.logs-enabled", view) == [
        "GetEnvironment does not say whether TaskLogs are on, and at which level"
    ]


def test_logs_that_the_configuration_switches_off_are_named_once() -> None:
    view = with_logging({"webserver": "off", "task": "WARNING"}, webserver=OFF, task=LogSetting(True, "WARNING", "x"))

    assert problems("code.logs-enabled", view) == []
    assert [finding.message for finding in findings("code.logs-enabled", view)] == [
        "as configured, TaskLogs are at WARNING and WebserverLogs are off"
    ]
    assert [finding.message for finding in findings("code.log-groups", view)] == [""]


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_logs_of_tasks_with_their_output_and_others_at_any_level_are_not_worth_a_word(level: str) -> None:
    view = with_logging(None, task=LogSetting(True, level, "x"), worker=LogSetting(True, "CRITICAL", "x"))

    assert [finding.message for finding in findings("code.logs-enabled", view)] == [""]


def test_logs_that_could_not_be_read_at_all_are_not_checkable() -> None:
    gap = Gap(GapKind.ABSENT, "there is no environment")
    view = logged(dict.fromkeys(LogType, gap))

    for id in ("code.known-errors", "code.log-groups"):
        assert problems(id, view) == []
        assert set(gaps(id, view)) == {gap.reason}


def test_a_line_of_json_that_is_nested_without_end_costs_no_check() -> None:
    view = logged({LogType.TASK: ['{"error": ' + "[" * 3_900]})

    assert gaps("code.other-errors", view) == []
    assert len(problems("code.other-errors", view)) == 1
