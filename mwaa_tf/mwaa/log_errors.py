"""Errors in the logs of environments: which lines are errors, and which of them have a known cause.

The texts are those of the programs that write them: Airflow (apache/airflow), Celery's pool (celery/billiard), pip,
botocore, SQLAlchemy, and MWAA's images (aws/amazon-mwaa-docker-images, images/airflow). Causes and fixes follow AWS's
debugging guide (MWAA user guide, t-apache-airflow-*; troubleshooting).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FILTER = (
    "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Traceback ?Exception ?SIGKILL ?zombie ?Throttling "
    '?AccessDenied ?"without a heartbeat" ?"Rate exceeded" ?"timed out" ?"return code -9" ?Timeout'
)
"""A filter pattern for FilterLogEvents: any of the terms. AWS's verification script has most of them."""

#: The level of Airflow's, Celery's and pip's lines, of JSON lines (Airflow 3), and the beginning of a traceback.
_ERROR = re.compile(
    r"""
    \b(?:ERROR|CRITICAL|FATAL)\b
    | "level":\s*"(?:error|critical)"
    | \[(?:error|critical)\s*\]
    | Traceback\ \(most\ recent\ call\ last\)
    | ^[\w.]+(?:Error|Exception):\s
    """,
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class LogErrorCause:
    """Why lines of that kind appear, and what to do about it."""

    name: str
    """What follows a colon: ``out of memory``."""
    pattern: re.Pattern[str]
    fix: str
    stops_work: bool
    """Whether tasks or the environment fail because of it; else they are retried or slow."""


def _cause(name: str, fix: str, *patterns: str, stops_work: bool = True) -> LogErrorCause:
    return LogErrorCause(name, re.compile("|".join(patterns)), fix, stops_work)


CAUSES: tuple[LogErrorCause, ...] = (
    _cause(
        "the requirements conflict or cannot be installed",
        "correct requirements.txt, try it with aws-mwaa-docker-images or `pip install -r`, and update the environment",
        # pip, in _internal/resolution/resolvelib/factory.py
        r"ResolutionImpossible",
        r"these package versions have conflicting dependencies",
        r"Could not find a version that satisfies the requirement",
        r"No matching distribution found for",
        # Of MWAA, in python/mwaa/utils/user_requirements.py
        r"pip installation exited with a non-zero error code",
    ),
    _cause(
        "a package index cannot be reached",
        "give the subnets a NAT gateway, or install from wheels in plugins.zip with `--no-index` and `--find-links`",
        r"Could not fetch URL https?://",
        r"Connection to (?:pypi\.org|files\.pythonhosted\.org|raw\.githubusercontent\.com) timed out",
        r"host='(?:pypi\.org|files\.pythonhosted\.org|raw\.githubusercontent\.com)'",
    ),
    _cause(
        "out of memory",
        "raise the environment class, lower `celery.worker_autoscale`, or move the work out of Airflow",
        # Airflow 2: airflow/jobs/local_task_job_runner.py; 3: task-sdk, execution_time/supervisor.py
        r"Negsignal\.SIGKILL",
        r"return code -9\b",
        r"exit_code=-9\b|\"exit_code\":\s*-9\b",
        r"Likely out of memory error",
        # billiard/exceptions.py, billiard/pool.py
        r"exited prematurely: signal 9 \(SIGKILL\)",
        r"exited with 'signal 9 \(SIGKILL\)'",
        r"\bMemoryError\b",
    ),
    _cause(
        "a worker's process ended",
        "under Airflow 3, set `celery.worker_autoscale` to two equal numbers (`5,5`); look for memory of the workers",
        # billiard/exceptions.py
        r"WorkerLostError",
    ),
    _cause(
        "a task was stopped outside of Airflow",
        "let tasks take less than 12 hours, or make them deferrable; look for memory of the workers",
        # airflow/jobs/scheduler_job_runner.py
        r"Executor .{0,80}reported? that the task instance .{1,400} finished",
        r"Executor reports task instance .{1,400} finished \(\w+\) although the task says",
    ),
    _cause(
        "logs of tasks cannot be read",
        "allow `logs:GetLogEvents` and `logs:CreateLogStream` in the execution role; pin provider packages",
        # airflow/providers/amazon/aws/log/cloudwatch_task_handler.py
        r"Could not read remote logs",
    ),
    _cause(
        "the disk is full",
        "delete what tasks write to the local disk, or write it to S3",
        r"No space left on device",
    ),
    _cause(
        "a DAG file takes too long to import",
        "move work out of the top level of the DAG file, or raise `core.dagbag_import_timeout`",
        # airflow/models/dagbag.py; airflow/dag_processing/manager.py
        r"DagBag import timeout for",
        r"Processor for .{1,300} has timed out, killing it",
        r"has been running for .{1,100} longer than .{0,40}dag_file_processor_timeout",
    ),
    _cause(
        "a module cannot be imported",
        "add the package to requirements.txt or the module to plugins.zip or the DAG folder",
        r"ModuleNotFoundError: No module named",
        r"ImportError: cannot import name",
    ),
    _cause(
        "a DAG file cannot be imported",
        "correct the DAG file",
        # airflow/models/dagbag.py
        r"Failed to import: ",
        r"Broken (?:DAG|plugin)",
        r"Failed to import plugin",
    ),
    _cause(
        "access denied",
        "allow the action in the execution role, and in the policy of the bucket, key or secret",
        # botocore/exceptions.py, ClientError.MSG_TEMPLATE
        r"An error occurred \((?:AccessDenied|AccessDeniedException|UnauthorizedOperation|403|AccessDenied\w*)\)",
        r"is not authorized to perform:",
    ),
    _cause(
        "throttled by AWS",
        "call the API less often, let DAGs start at different times, or ask for a higher quota",
        r"An error occurred \((?:Throttling\w*|ThrottledException|TooManyRequests\w*|RequestLimitExceeded|SlowDown)\)",
        r"Rate exceeded",
        stops_work=False,
    ),
    _cause(
        "the metadata database cannot be reached",
        "check that group and network ACL admit TCP 5432, and that the endpoint of the database is available",
        # SQLAlchemy and psycopg2
        r"OperationalError.{0,40}could not connect to server",
        r"OperationalError.{0,40}connection to server at",
        r"server closed the connection unexpectedly",
        r"remaining connection slots are reserved",
        r"QueuePool limit of size \d+ overflow \d+ reached",
    ),
    _cause(
        "an endpoint of AWS cannot be reached",
        "give the subnets a NAT gateway, or the VPC an interface endpoint of that service",
        # botocore/exceptions.py, EndpointConnectionError and ConnectTimeoutError
        r"Could not connect to the endpoint URL",
        r"Connect timeout on endpoint URL",
    ),
    _cause(
        "the startup script failed",
        "read the log stream that begins with startup_script, and correct the script",
        # Of MWAA, in python/mwaa/config/setup_environment.py
        r"Failed to load environment variables from startup script",
        r"Validation Error: .{1,80} version .{1,40} expected",
        r"Validation Error: Python version",
    ),
    _cause(
        "a task lost its heartbeat",
        "look for memory and CPU of the workers at that time; the scheduler fails such tasks",
        # airflow/jobs/scheduler_job_runner.py, 2 and 3
        r"Detected zombie job",
        r"[Dd]etected a task instance without a heartbeat",
        stops_work=False,
    ),
)
"""The first that matches is the cause."""


def is_error(text: str) -> bool:
    """Whether an event of a log tells of an error."""
    return _ERROR.search(text) is not None or cause_of(text) is not None


def cause_of(text: str) -> LogErrorCause | None:
    """The known cause of an error; None where there is none."""
    return next((cause for cause in CAUSES if cause.pattern.search(text)), None)
