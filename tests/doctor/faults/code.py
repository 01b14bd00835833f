"""Faults of code: requirements, plugins, startup script, DAG files and what the logs say."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from mwaa_tf.mwaa.airflow_versions import RELEASES, python_of
from mwaa_tf.mwaa.code import DAGS_FOLDER, PLUGINS_FOLDER, constraints_address
from mwaa_tf.mwaa.names import LogType, log_group
from tests.doctor.faults import _state
from tests.doctor.planted import Fault, Patient, Plant
from tests.support import wait_until

Undo = _state.Undo

#: Requirements that need no internet, of which the example has none, and that turn constraints off.
_OFFLINE = f"--no-index\n--find-links {PLUGINS_FOLDER}\n# --constraint none: wheels are tested together\n"

_DAG = "from airflow import DAG\n\nwith DAG({id!r}, schedule=None):\n    pass\n"


def _objects(patient: Patient, contents: Mapping[str, bytes | str]) -> Undo:
    """The bucket with objects that it did not have."""
    s3, bucket = patient.participant("s3"), str(patient.environment["SourceBucketArn"]).rpartition(":")[2]
    versions = [
        (key, s3.put_object(Bucket=bucket, Key=key, Body=content)["VersionId"]) for key, content in contents.items()
    ]
    return lambda: [s3.delete_object(Bucket=bucket, Key=key, VersionId=version) for key, version in versions]


def _dags(**contents: bytes | str) -> Plant:
    """DAG files: ``etl_py`` is ``etl.py`` below the DAG folder."""
    return _dag_folder({name.replace("_py", ".py"): content for name, content in contents.items()})


def _dag_folder(contents: Mapping[str, bytes | str]) -> Plant:
    def plant(patient: Patient) -> Undo:
        folder = patient.environment["DagS3Path"].rstrip("/")
        return _objects(patient, {f"{folder}/{path}": content for path, content in contents.items()})

    return plant


def _configured(setting: str, key: str, content: bytes | str, **dags: bytes | str) -> Plant:
    """An object that the environment is configured with, beside DAG files."""

    def plant(patient: Patient) -> Undo:
        with ExitStack() as stack:
            stack.callback(_objects(patient, {key: content}))
            stack.callback(_dags(**dags)(patient))
            stack.callback(_state.configured(patient, **{setting: key}))
            return stack.pop_all().close

    return plant


def _requirements(text: str, *, start: str = _OFFLINE) -> Plant:
    return _configured("RequirementsS3Path", "requirements.txt", start + text)


def _versioned_requirements(text: str) -> Plant:
    """Requirements with the versions of the environment in them: ``{airflow}``, ``{python}``, ``{other}``."""

    def plant(patient: Patient) -> Undo:
        airflow = patient.environment["AirflowVersion"]
        other = next(version for version in RELEASES if version != airflow)
        versions = {"airflow": airflow, "python": python_of(airflow), "other": other}
        return _configured("RequirementsS3Path", "requirements.txt", text.format(**versions))(patient)

    return plant


def _wrong_constraints(patient: Patient) -> Undo:
    """Constraints of another version, in a file of the DAG folder as for a VPC without internet."""
    text = f"--no-index\n--constraint {DAGS_FOLDER}/constraints-2.2.2/constraints-3.7.txt\nboto3\n"
    with ExitStack() as stack:
        stack.callback(_dag_folder({"constraints-2.2.2/constraints-3.7.txt": "boto3==1.20.0\n"})(patient))
        stack.callback(_configured("RequirementsS3Path", "requirements.txt", text)(patient))
        return stack.pop_all().close


def _archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            member = zipfile.ZipInfo(name)
            member.external_attr = 0o100644 << 16
            archive.writestr(member, "x = 1\n")
    return buffer.getvalue()


def _plugins(content: bytes, *, options: Mapping[str, str] | None = None) -> Plant:
    """plugins.zip, with the option that loads plugins when Airflow starts."""

    def plant(patient: Patient) -> Undo:
        known = patient.environment["AirflowConfigurationOptions"]
        wanted = {"core.lazy_load_plugins": "False"} if options is None else options
        with ExitStack() as stack:
            stack.callback(_configured("PluginsS3Path", "plugins.zip", content)(patient))
            stack.callback(
                _state.configured(patient, AirflowConfigurationOptions={**known, **wanted}, PluginsS3Path="plugins.zip")
            )
            return stack.pop_all().close

    return plant


def _script(content: bytes) -> Plant:
    return _configured("StartupScriptS3Path", "startup.sh", content)


def _airflow2(plant: Plant) -> Plant:
    """The same in an environment of Airflow 2."""

    def plant_both(patient: Patient) -> Undo:
        version = next(version for version in RELEASES if version.startswith("2."))
        with ExitStack() as stack:
            stack.callback(_state.configured(patient, AirflowVersion=version))
            undo = plant(patient)
            environment = _state.local_environment(patient)
            environment.settings = {**environment.settings, "AirflowVersion": version}
            stack.callback(undo)
            return stack.pop_all().close

    return plant_both


def _logged(log: LogType, *messages: str) -> Plant:
    """Events of a log, a minute old."""

    def plant(patient: Patient) -> Undo:
        logs, group, now = patient.participant("logs"), log_group(patient.name, log), int(time.time() * 1000)
        stream = f"planted_{now}"
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
        events = [{"timestamp": now - 60_000, "message": message} for message in messages]
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
        return lambda: logs.delete_log_stream(logGroupName=group, logStreamName=stream)

    return plant


def _lost_log_group(patient: Patient) -> Undo:
    logs, group = patient.participant("logs"), log_group(patient.name, LogType.SCHEDULER)
    (before,) = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    tags = logs.list_tags_for_resource(resourceArn=before["arn"].removesuffix(":*"))["tags"]
    logs.delete_log_group(logGroupName=group)

    def undo() -> None:
        key: dict[str, Any] = {"kmsKeyId": before["kmsKeyId"]} if "kmsKeyId" in before else {}
        logs.create_log_group(logGroupName=group, tags=tags, **key)
        if "retentionInDays" in before:
            logs.put_retention_policy(logGroupName=group, retentionInDays=before["retentionInDays"])

    return undo


def _logging(log: LogType, **setting: Any) -> Plant:
    """A log with another setting, by an update of the environment."""

    def plant(patient: Patient) -> Undo:
        def update(values: Mapping[str, Any]) -> None:
            patient.participant("mwaa").update_environment(Name=patient.name, LoggingConfiguration={log: values})
            wait_until(lambda: patient.environment["Status"] == "AVAILABLE")

        before = patient.environment["LoggingConfiguration"][log]
        known = {"Enabled": before["Enabled"], "LogLevel": before["LogLevel"]}
        update({**known, **setting})
        return lambda: update(known)

    return plant


_TRACEBACK = """[2026-11-27T03:12:01.120+0000] {{taskinstance.py:3313}} ERROR - Task failed with exception
Traceback (most recent call last):
  File "/usr/local/airflow/dags/etl.py", line 12, in load
    client.get_object(Bucket="raw", Key="a.csv")
botocore.exceptions.ClientError: {error}"""

_REQUIREMENTS = (
    Fault("unreadable-requirement", "code.requirements-syntax", _requirements("boto3=>1.34\n")),
    Fault("unknown-option-of-pip", "code.requirements-syntax", _requirements("--user\nboto3==1.34.0\n")),
    Fault(
        "requirements-in-latin-1",
        "code.requirements-syntax",
        _configured("RequirementsS3Path", "requirements.txt", b"# caf\xe9\n"),
    ),
    Fault(
        "requirements-without-constraints",
        "code.requirements-constraint",
        _requirements("boto3==1.34.0\n", start="--no-index\n"),
    ),
    Fault("constraints-of-another-version", "code.requirements-constraint", _wrong_constraints),
    Fault(
        "missing-constraints-file",
        "code.requirements-constraint",
        _requirements("boto3\n", start=f"--no-index\n--constraint {DAGS_FOLDER}/constraints.txt\n"),
    ),
    Fault("two-versions-of-a-package", "code.requirements-conflicts", _requirements("boto3==1.34.0\nBoto3==1.35.0\n")),
    Fault("ranges-that-exclude-each-other", "code.requirements-conflicts", _requirements("pandas>=2\npandas<2\n")),
    Fault("package-twice", "code.requirements-duplicates", _requirements("pandas>=2\nPandas<3\n")),
    Fault("unpinned-provider", "code.requirements-providers", _requirements("apache-airflow-providers-snowflake\n")),
    Fault("another-watchtower", "code.requirements-airflow", _requirements("watchtower==1.0.6\n")),
    Fault("another-airflow", "code.requirements-airflow", _requirements("apache-airflow==1.10.15\n")),
    Fault(
        "index-without-internet",
        "code.requirements-index",
        _requirements("snowflake-connector-python==3.12.0\n", start="# --constraint none\n"),
    ),
    Fault(
        "constraints-without-internet",
        "code.requirements-index",
        _versioned_requirements(f"--no-index\n--constraint {constraints_address('{airflow}', '{python}')}\npandas\n"),
    ),
    Fault("missing-wheel", "code.wheels", _requirements(f"{PLUGINS_FOLDER}/acme-1.0-py3-none-any.whl\n")),
    Fault(
        "wheel-for-another-python",
        "code.wheels",
        _plugins(_archive("numpy-1.24.0-cp37-cp37m-manylinux2014_x86_64.whl")),
    ),
    Fault("wheel-for-macos", "code.wheels", _plugins(_archive("numpy-2.1.0-cp312-cp312-macosx_14_0_arm64.whl"))),
)

_PLUGINS = (
    Fault("plugins-cut-off", "code.plugins-readable", _plugins(_archive("hooks/acme.py")[:-30])),
    Fault("empty-plugins", "code.plugins-readable", _plugins(b"")),
    Fault("plugins-without-files", "code.plugins-readable", _plugins(_archive())),
    Fault(
        "plugins-leave-their-folder", "code.plugins-paths", _plugins(_archive("hooks/acme.py", "../../etc/profile.py"))
    ),
    Fault("plugins-in-a-folder", "code.plugins-structure", _plugins(_archive("plugins/hooks/acme.py"))),
    Fault("plugins-of-macos", "code.plugins-structure", _plugins(_archive("hooks/acme.py", "__MACOSX/._acme.py"))),
    Fault("script-that-is-not-executable", "code.plugins-executable", _plugins(_archive("transform.sh"))),
    Fault("lazy-plugins", "code.plugins-loaded", _airflow2(_plugins(_archive("hooks/acme.py"), options={}))),
    Fault("script-with-an-error", "code.startup-script", _script(b'if [ -n "$X" ]; then\n  export A=1\n')),
    Fault("script-of-windows", "code.startup-script", _script(b"export A=1\r\nexport B=2\r\n")),
    Fault("script-without-commands", "code.startup-script-content", _script(b"#!/bin/sh\n\n")),
)

_DAGS = (
    Fault("dag-with-an-error", "code.dag-syntax", _dags(etl_py=_DAG.format(id="etl") + "def load(:\n")),
    Fault("helper-with-an-error", "code.dag-syntax", _dags(helpers_py="print 'loaded'\n")),
    Fault(
        "task-in-another-queue",
        "code.task-queue",
        _dags(etl_py="from airflow.sdk import DAG\n\nBashOperator(task_id='a', queue='spark', bash_command='ls')\n"),
    ),
    Fault("dag-twice", "code.dag-ids", _dags(etl_py=_DAG.format(id="etl"), etl_copy_py=_DAG.format(id="etl"))),
    Fault("ignore-pattern-of-airflow-2", "code.airflowignore", _dag_folder({".airflowignore": ".*_test\\.py\n"})),
    Fault(
        "ignore-pattern-of-airflow-3",
        "code.airflowignore",
        _airflow2(_dag_folder({".airflowignore": "*.txt\n"})),
    ),
    Fault("checkpoints-among-dags", "code.dag-folder", _dag_folder({".ipynb_checkpoints/etl.json": "{}"})),
    Fault(
        "removed-in-airflow-3",
        "code.airflow3",
        _dags(etl_py="from airflow.utils.dates import days_ago\n" + _DAG.format(id="etl") + "\nSTART = days_ago(1)\n"),
    ),
)

_LOGS = (
    Fault("lost-log-group", "code.log-groups", _lost_log_group),
    Fault("scheduler-log-off", "code.logs-enabled", _logging(LogType.SCHEDULER, Enabled=False)),
    Fault("task-log-without-output", "code.logs-enabled", _logging(LogType.TASK, LogLevel="ERROR")),
    Fault(
        "out-of-memory",
        "code.known-errors",
        _logged(
            LogType.WORKER,
            "[2026-11-27 03:12:01: ERROR/MainProcess] "
            "Process 'ForkPoolWorker-3' pid:117 exited with 'signal 9 (SIGKILL)'",
        ),
    ),
    Fault(
        "missing-module",
        "code.known-errors",
        _logged(
            LogType.DAG_PROCESSING,
            "[2026-11-27T03:12:01.120+0000] {dagbag.py:347} ERROR - Failed to import: /usr/local/airflow/dags/etl.py\n"
            "Traceback (most recent call last):\nModuleNotFoundError: No module named 'snowflake'",
        ),
    ),
    Fault(
        "denied-in-a-task",
        "code.known-errors",
        _logged(
            LogType.TASK,
            _TRACEBACK.format(
                error="An error occurred (AccessDenied) when calling the GetObject operation: Access Denied"
            ),
        ),
    ),
    Fault(
        "throttled-in-a-task",
        "code.known-errors",
        _logged(
            LogType.TASK,
            _TRACEBACK.format(
                error="An error occurred (ThrottlingException) when calling the StartJobRun operation: Rate exceeded"
            ),
        ),
    ),
    Fault(
        "requirements-that-conflict",
        "code.known-errors",
        _logged(
            LogType.SCHEDULER,
            "ERROR: Cannot install boto3==1.34.0 and boto3==1.35.0 because these package versions have conflicting "
            "dependencies.",
            "ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/dependency-resolution/",
        ),
    ),
    Fault(
        "unknown-error",
        "code.other-errors",
        _logged(
            LogType.WEBSERVER, "[2026-11-27T03:12:01.120+0000] {views.py:12} ERROR - the quota of 17 widgets is used up"
        ),
    ),
)

FAULTS = (*_REQUIREMENTS, *_PLUGINS, *_DAGS, *_LOGS)
