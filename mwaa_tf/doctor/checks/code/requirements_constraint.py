"""Constraints of requirements.txt."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._requirements import PipOption
from mwaa_tf.doctor.checks.code._shared import python_version, requirements_of
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed, warning
from mwaa_tf.doctor.reading import UnreadError
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.airflow_versions import numbers
from mwaa_tf.mwaa.code import (
    CONSTRAINTS_SINCE,
    DAGS_FOLDER,
    constraints_address,
    constraints_versions,
    mentions_constraints,
)


@check(
    "code.requirements-constraint",
    title="requirements.txt has the constraints of the environment's Airflow and Python",
    fix="Begin requirements.txt with `--constraint` and the address of Airflow's constraints file",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/connections-packages.html",
    reads=("code",),
    covers=(
        "runbook AWSSupport-ValidateMWAADependencies: RunCommands: dependencies",
        "guide: t-create-update-environment#t-requirements",
        "guide: t-create-update-environment#t-create-environ-empty-reply",
        "guide: t-apache-airflow-202#5xx-webserver-202",
    ),
)
def requirements_constraint(view: EnvironmentView) -> Iterator[Issue]:
    """`--constraint` names the file for exactly this version of Airflow and of Python.

    Constraints of another version downgrade or upgrade what Airflow itself needs; pip then fails, or Airflow does.
    Without any, MWAA applies its own since Airflow 2.7.2. A file of the DAG folder must exist.
    """
    requirements = requirements_of(view)
    if requirements is None:
        yield passed("there is no requirements.txt")
        return
    path, contents = requirements
    lines = contents.values("--constraint")
    if not contents.text:
        return  # which code.requirements-syntax reports, if it is not empty
    if not lines and not mentions_constraints(contents.text):
        yield _missing(view, path)
    elif not lines:
        yield passed("a comment turns the constraints off")
    for line in lines:
        yield from _wrong(view, path, line)


def _missing(view: EnvironmentView, path: str) -> Issue:
    environment = view.environment.value
    version = environment.airflow_version
    outcome = "MWAA applies its own"
    try:
        if numbers(version) < CONSTRAINTS_SINCE:
            outcome = "pip may replace what Airflow needs"
        fix = f"begin the file with `--constraint {constraints_address(version, python_version(environment))}`"
    except (UnreadError, ValueError):
        fix = ""
    return warning(f"{path} has no constraints: {outcome}.", fix=fix, subject=path)


def _wrong(view: EnvironmentView, path: str, line: PipOption) -> Iterator[Issue]:
    if line.value.startswith(f"{DAGS_FOLDER}/"):
        yield from _missing_file(view, path, line)
    versions = constraints_versions(line.value)
    if versions is None:
        return
    environment = view.environment.value
    try:
        expected = (environment.airflow_version, python_version(environment))
    except UnreadError as error:
        yield not_checkable(error.gap)
        return
    if versions != expected:
        yield failure(
            f"Line {line.line} of {path} has constraints of Airflow {versions[0]} and Python {versions[1]}, but the "
            f"environment runs Airflow {expected[0]} on Python {expected[1]}.",
            fix=f"Change the line to `--constraint {constraints_address(*expected)}`",
            subject=path,
        )


def _missing_file(view: EnvironmentView, path: str, line: PipOption) -> Iterator[Issue]:
    folder, name = view.code.dag_folder.value, line.value.removeprefix(f"{DAGS_FOLDER}/")
    if folder.is_complete and name not in folder.paths:
        yield failure(
            f"Line {line.line} of {path} has constraints of the DAG folder, which has no file {name}.",
            fix=f"Upload the constraints file to {view.environment.value.dags_path}/{name}",
            subject=path,
        )
