"""Queues that tasks are sent to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._shared import is_dag_file, not_parsed, not_read, python_files, syntax_tree
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import escape_control_characters as printable

_DEFAULT = "default"


@check(
    "code.task-queue",
    title="Tasks are sent to the one queue that there is",
    fix="Remove the argument `queue`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/t-cloudwatch-cloudtrail-logs.html",
    reads=("code",),
    covers=("guide: t-cloudwatch-cloudtrail-logs#t-task-failing-no-logs",),
)
def task_queue(view: EnvironmentView) -> Iterator[Issue]:
    """No operator, that is no call with a `task_id`, has a `queue` written out.

    Workers of MWAA read one queue. A task in another one fails after a while, and has no logs.
    """
    for file in python_files(view):
        if is_dag_file(file):
            for line, queue in _queues(syntax_tree(file)):
                text = f"{printable(file.path)}, line {line}, sends a task to the queue {printable(queue)}."
                yield failure(text, subject=file.path)
    yield from not_read(view.code.dag_sources.value)
    yield from not_parsed(filter(is_dag_file, python_files(view)), view.code.lint)


def _queues(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree) if tree else ():
        if not isinstance(node, ast.Call):
            continue
        arguments = {keyword.arg: keyword.value for keyword in node.keywords}
        queue = arguments.get("queue")
        if "task_id" not in arguments or not isinstance(queue, ast.Constant):
            continue
        if isinstance(queue.value, str) and queue.value != _DEFAULT:
            yield queue.lineno, queue.value
