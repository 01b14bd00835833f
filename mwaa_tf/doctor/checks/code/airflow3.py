"""Airflow 3 readiness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._shared import not_read, python_files, some
from mwaa_tf.doctor.finding import Issue, failure, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.code import SYNTAX, LintMessage
from mwaa_tf.text import escape_control_characters as printable


@check(
    "code.airflow3",
    title="DAG files use nothing that Airflow 3 no longer has",
    fix="Let ruff change what it can, `ruff check --select AIR301,AIR302,AIR303 --fix dags`, and correct the rest",
    source="https://docs.astral.sh/ruff/rules/#airflow-air",
    reads=("code",),
)
def airflow3(view: EnvironmentView) -> Iterator[Issue]:
    """ruff's rules AIR301, AIR302 and AIR303 find nothing: removed, moved to a provider, or with another signature.

    Under Airflow 3 it is a failure, because the file cannot be imported or its tasks fail; under Airflow 2 a warning,
    because it prevents the upgrade. ruff reads the files in a folder of its own, without any configuration.
    """
    seen = {file.path for file in python_files(view)}
    by_rule: dict[str, list[LintMessage]] = defaultdict(list)
    for message in view.code.lint.value:
        if message.path in seen and message.rule != SYNTAX:
            by_rule[message.rule].append(message)
    for rule, messages in sorted(by_rule.items()):
        yield _issue(view, rule, messages)
    yield from not_read(view.code.dag_sources.value)


def _issue(view: EnvironmentView, rule: str, messages: list[LintMessage]) -> Issue:
    places = [f"{printable(message.path)}, line {message.line}" for message in messages]
    first = messages[0].message.rstrip(".")
    if (view.environment.value.airflow_major or 0) >= 3:
        return failure(f"{first} ({rule}): {some(places)}.", subject=messages[0].path)
    return warning(f"Not ready for Airflow 3: {first} ({rule}): {some(places)}.", subject=messages[0].path)
